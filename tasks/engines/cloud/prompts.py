"""Prompts, and the schema of the script's answer."""

from typing import Any

#: shots with times, as the script's pipeline needs them; strict mode wants every field required
SCRIPT_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["title", "shots", "call_to_action"],
    "properties": {
        "title": {"type": "string", "description": "The ad's title, at most 40 characters."},
        "shots": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["start_seconds", "end_seconds", "picture", "voice_over", "on_screen_text"],
                "properties": {
                    "start_seconds": {"type": "number"},
                    "end_seconds": {"type": "number"},
                    "picture": {"type": "string", "description": "What the camera shows and how it moves."},
                    "voice_over": {"type": "string", "description": "What is said; must fit the shot's time."},
                    "on_screen_text": {"type": "string", "description": "At most 32 characters, or empty."},
                },
            },
        },
        "call_to_action": {"type": "string"},
    },
}


#: what the image model is to put behind the product, by background
_BEHIND = {
    "studio": "Set it on a clean studio backdrop in a soft tint that suits its colours, with a soft shadow under it",
    "white": "Set it on pure white, as marketplaces ask for, with only a faint shadow under it",
    "dark": "Set it on a dark studio backdrop with a pool of light behind it",
    "original": "Leave it where it stands and improve its surroundings",
}


def image_prompt(description: str, background: str) -> str:
    """The prompt of the image model, for one of `formats.BACKGROUNDS`."""
    asked = f" About the product, in its seller's words: {description}" if description else ""
    return (
        "Turn this product photo into a polished advertising picture. Keep the product exactly as it is: its shape, "
        "proportions, label, lettering and colours must stay true, nothing added to it and nothing taken away. "
        f"{_BEHIND[background]}. Improve light and sharpness; give it room, keep it whole and in focus. "
        f"Put no text, logo or watermark into the picture.{asked}"
    )


def script_prompt(description: str, duration_seconds: int, language: str) -> tuple[str, str]:
    """Instructions, and the question that goes with the picture."""
    shots = {4: 2, 8: 3, 12: 4}[duration_seconds]
    instructions = (
        "You write short video ads for small shops. Claim only what the description says or the picture shows. "
        "Voice-over must be speakable in its shot: about 2.5 words a second, or 4 characters a second in Chinese. "
        "The camera may move over the picture; nothing in it moves by itself."
    )
    question = (
        f"Write the script of a {duration_seconds}-second ad in {shots} shots, the first from 0, the last to "
        f"{duration_seconds} seconds, without gaps, in the language with the BCP 47 tag {language}. "
        f"The seller says: {description or '(nothing)'}"
    )
    return instructions, question
