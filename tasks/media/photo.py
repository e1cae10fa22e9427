"""A photo as it was uploaded, judged by its first bytes and header alone: nothing is decoded here.

The web process and the worker both call `probe`; decoding happens only in the limited child process
(`engines/pictures/processes.py`), because a header can promise more than a process can hold.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from ..errors import PictureUnusable
from .picture_headers import reader_for

MAX_BYTES = 30 * 1024 * 1024
#: sides that differ by at most 5 % look square
SQUARE_RATIO = 1.05


class Size(NamedTuple):
    """Width and height in pixels; prints as `1536x1024`."""

    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"


@dataclass(frozen=True, slots=True)
class Orientation:
    """Which way a photo lies, and the sizes its results get."""

    #: `landscape`, `portrait` or `square`
    name: str
    #: of the enhanced picture
    picture_size: Size
    #: of the video and its first frame
    video_size: Size


LANDSCAPE = Orientation("landscape", Size(1536, 1024), Size(1280, 720))
PORTRAIT = Orientation("portrait", Size(1024, 1536), Size(720, 1280))
SQUARE = Orientation("square", Size(1024, 1024), Size(1280, 720))


@dataclass(frozen=True, slots=True)
class Photo:
    """An uploaded file whose header is sound; width and height are those of the upright picture."""

    content: bytes = field(repr=False)
    #: `JPEG`, `PNG`, `WEBP` or `AVIF`, by its bytes, not its name
    format: str
    width: int
    height: int
    #: how the stored picture has to be turned to stand upright, 1-8 as in EXIF
    exif_orientation: int = 1

    @property
    def orientation(self) -> Orientation:
        """LANDSCAPE, PORTRAIT or SQUARE."""
        if max(self.width, self.height) <= SQUARE_RATIO * min(self.width, self.height):
            return SQUARE
        return LANDSCAPE if self.width > self.height else PORTRAIT

    @property
    def size_megabytes(self) -> float:
        """Size of the file in units of 1024 x 1024 bytes."""
        return len(self.content) / 1024 / 1024


def probe(content: bytes) -> Photo:
    """Judge an upload by its size, first bytes and header; takes a few milliseconds at most for any bytes.

    Raises PictureUnusable.
    """
    if not content:
        raise PictureUnusable("file_empty")
    if len(content) > MAX_BYTES:
        raise PictureUnusable("file_too_large")
    found = reader_for(content)
    if not found:
        raise _unsupported(content)
    name, read = found
    header = read(content)
    lies_on_side = header.exif_orientation >= 5
    width, height = (header.height, header.width) if lies_on_side else (header.width, header.height)
    return Photo(content, name, width, height, header.exif_orientation)


def _unsupported(content: bytes) -> PictureUnusable:
    kind = _kind(content)
    if not kind:
        return PictureUnusable("picture_unsupported")
    if kind == HEIC:
        return PictureUnusable("picture_heic", looks_like=kind)
    return PictureUnusable(
        "picture_unsupported",
        f"This looks like {kind}. Send a JPEG, PNG, WebP or AVIF picture instead.",
        looks_like=kind,
    )


def _kind(content: bytes) -> str | None:
    """What a file of another format looks like, in words that fit after "This looks like"."""
    if content[4:8] == b"ftyp":
        return _boxed_kind(content[8:64])
    if content.startswith(b"BM") and content[6:10] == b"\0\0\0\0":
        return "a BMP picture"
    for start, kind in OTHER_STARTS.items():
        if content.startswith(start):
            return kind
    return _text_kind(content[:4096])


def _boxed_kind(brands: bytes) -> str:
    if b"avif" in brands or b"avis" in brands:
        return "an AVIF picture"
    if any(brand in brands for brand in (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")):
        return HEIC
    return "a video"


def _text_kind(start: bytes) -> str | None:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "a text file"
    text = start.decode("utf-8", "ignore").lstrip("\ufeff \t\r\n").lower()
    # the last character may be cut in two
    if "\0" in text or len(start) - len(start.decode("utf-8", "ignore").encode()) > 3:
        return None
    if text.startswith("<") and "<svg" in text:
        return "an SVG drawing"
    return "a web page" if text.startswith(("<!doctype html", "<html")) else "a text file"


HEIC = "a HEIC picture"
OTHER_STARTS = {
    b"GIF8": "a GIF picture",
    b"II*\0": "a TIFF or camera raw picture",
    b"MM\0*": "a TIFF or camera raw picture",
    b"\0\0\0\x0cJXL ": "a JPEG XL picture",
    b"\xff\x0a": "a JPEG XL picture",
    b"\0\0\0\x0cjP  ": "a JPEG 2000 picture",
    b"\0\0\1\0": "an icon file",
    b"8BPS": "a Photoshop file",
    b"%PDF": "a PDF document",
    b"PK\x03\x04": "a ZIP archive",
}
