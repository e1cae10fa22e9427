"""What pictures can be asked for: backgrounds, and the formats that each ad comes in."""

from .media.photo import Size

#: the first is the default; the last is the photo in its place, which a photo also keeps whose product is in doubt
BACKGROUNDS = ("studio", "white", "dark", "original")
DEFAULT_BACKGROUND, ORIGINAL = BACKGROUNDS[0], BACKGROUNDS[-1]
#: pixels, by name
FORMATS = {
    "portrait": Size(1080, 1920),
    "feed": Size(1080, 1350),
    "square": Size(1080, 1080),
    "landscape": Size(1920, 1080),
}


def clip_format(orientation: str) -> str:
    """The format of a clip, where none was asked for, by which way its picture lies."""
    return "portrait" if orientation == "portrait" else "landscape"
