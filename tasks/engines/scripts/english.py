"""English ads."""

from .phrasebook import Phrasebook

ENGLISH = Phrasebook(
    language="en",
    colours={
        "black": "black",
        "gray": "gray",
        "white": "white",
        "red": "red",
        "orange": "orange",
        "brown": "brown",
        "yellow": "yellow",
        "green": "green",
        "teal": "teal",
        "blue": "blue",
        "purple": "purple",
        "pink": "pink",
        "beige": "beige",
    },
    joint=" ",
    named_openings=("Here it is: {name}.", "Take a look: {name}.", "Look closer: {name}."),
    openings={
        "dark": "Some things stand out by themselves.",
        "balanced": "Some things deserve a second look.",
        "bright": "See it in its best light.",
    },
    colourful_detail="Rich {colour} tones, seen up close.",
    plain_detail="Clean lines, seen up close.",
    moods={
        "warm": "Warm, close and easy to like.",
        "neutral": "Simple, and right where it belongs.",
        "cool": "Cool, calm and clear.",
    },
    closings=("Make it yours.", "Find yours today.", "Get yours today."),
    opening_title="Take a closer look",
    detail_title="Every detail counts",
    mood_titles={"warm": "Easy to like", "neutral": "Simply right", "cool": "Calm and clear"},
    opening_pictures={
        "landscape": "Slow pan across the product from left to right; {light}, {background}.",
        "portrait": "Slow tilt up along the product; {light}, {background}.",
        "square": "Slow push-in on the product, centred; {light}, {background}.",
    },
    detail_picture="Close-up gliding over the details; {colour} tones fill the frame, shallow depth of field.",
    mood_picture="Gentle arc around the product while the light moves over it; {background}.",
    closing_picture="Pull back until the whole product stands in the middle, then hold still for the text.",
    lights={
        "dark": {"warm": "warm, moody light", "neutral": "moody light", "cool": "cool evening light"},
        "balanced": {"warm": "warm, natural light", "neutral": "natural light", "cool": "cool, clear light"},
        "bright": {"warm": "bright, warm light", "neutral": "bright, airy light", "cool": "bright, cool light"},
    },
    backgrounds={"plain": "clean {background_colour} background", "busy": "the background softly out of focus"},
    title=lambda name, seconds: f"{name}: {seconds}-second ad" if name else f"{seconds}-second ad",
    shot="{start}-{end} s\nPicture: {picture}\nVoice-over: {voice_over}\nOn screen: {on_screen_text}",
    call_to_action="Call to action: {text}",
    fallback_note="Note: scripts can be written in English and Chinese; {asked} was asked for, so this one is English.",
)
