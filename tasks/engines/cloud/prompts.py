"""Prompts, and the schema of the script's answer."""

from typing import Any

from ...brief import Brief
from ..scripts.wording import (
    CHINESE_CHARACTERS_PER_SECOND,
    KANA_PER_SECOND,
    KOREAN_SYLLABLES_PER_SECOND,
    WORDS_PER_SECOND,
)

#: how fast one speaks, by language, and in what that is counted; in words elsewhere
SPEECH = {
    "zh": (CHINESE_CHARACTERS_PER_SECOND, "Chinese characters"),
    "ja": (KANA_PER_SECOND, "kana (a kanji counts as two)"),
    "ko": (KOREAN_SYLLABLES_PER_SECOND, "Korean syllables"),
}

#: shots with times, as the script's pipeline needs them; strict mode wants every field required
SCRIPT_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["title", "shots", "offer", "call_to_action"],
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
                    "on_screen_text": {
                        "type": "string",
                        "description": "At most 32 characters, or empty; what is shown word for word stands whole.",
                    },
                },
            },
        },
        "offer": {"type": "string", "description": "The seller's offer, or empty when there is none."},
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


#: what the text model should know of the picture it does not see, by background
_SEEN_ON = {
    "studio": "In the ad the product stands on a plain studio backdrop, not in the place this photo shows.",
    "white": "In the ad the product stands on plain white, not in the place this photo shows.",
    "dark": "In the ad the product stands on a dark studio backdrop, not in the place this photo shows.",
    "original": "In the ad the product stays in the place this photo shows.",
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


def script_prompt(brief: Brief, duration_seconds: int, language: str, background: str) -> tuple[str, str]:
    """Instructions, and the question that goes with the picture; for one of `formats.BACKGROUNDS`."""
    shots = {4: 2, 8: 3, 12: 4}[duration_seconds]
    rate, unit = SPEECH.get(language.lower().split("-")[0], (WORDS_PER_SECOND, "words"))
    instructions = (
        "You write short video ads for small shops. Claim only what the seller says or the picture shows. "
        f"Voice-over must be speakable in its shot, at {rate:g} {unit} a second. "
        "The camera may move over the picture; nothing in it moves by itself."
    )
    question = (
        f"Write the script of a {duration_seconds}-second ad in {shots} shots, the first from 0, the last to "
        f"{duration_seconds} seconds, without gaps, in the language with the BCP 47 tag {language}. "
        f"All voice-over together has at most {int(rate * duration_seconds)} {unit}."
    )
    given = {
        "The product's name": brief.product_name,
        "The offer": brief.offer,
        "Where to buy": brief.call_to_action,
    }
    if any(given.values()):
        question += " These appear as on-screen text word for word; the voice may say them shorter."
    question += f"\n{_SEEN_ON[background]}"
    question += "".join(f"\n{what}: {text}" for what, text in given.items() if text)
    return instructions, f"{question}\nThe seller says: {brief.description or '(nothing)'}"
