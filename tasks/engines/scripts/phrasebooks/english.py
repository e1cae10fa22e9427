"""English ads."""

from ..phrasebook import Phrasebook

ENGLISH = Phrasebook(
    language="en",
    joint=" ",
    named_hooks=(
        "Take a look: {name}.",
        "{name}. Take a closer look.",
        "{name}. See for yourself.",
        "Now showing: {name}.",
        "Have a look: {name}.",
    ),
    hooks=(
        "See for yourself.",
        "Take a closer look.",
        "Got a second?",
        "Stop right here.",
        "Look what's here.",
    ),
    looks=(
        "Look at every detail.",
        "Now a little closer.",
        "There's more to see.",
        "Take your time.",
    ),
    offer_lines=(
        "Worth knowing.",
        "Take note.",
    ),
    closings=(
        "Get yours today.",
        "Come and see.",
        "Ready when you are.",
        "Treat yourself today.",
        "Your move.",
    ),
    opening_picture_wide="The camera glides over the picture from left to right.",
    opening_picture_tall="The camera glides up along the picture.",
    closer_pictures=(
        "Close-up: the camera moves in and glides back over the details.",
        "Closer still: the camera glides on over the details.",
    ),
    closing_picture="The camera pulls back to the whole picture and comes to rest.",
    untitled="{seconds}-second ad",
    shot="{start}-{end} s\nPicture: {picture}\nVoice-over: {voice_over}\nOn screen: {on_screen_text}",
    call_to_action="Call to action: {text}",
)
