"""What a photo's header gives away, and that no bytes whatever upset us."""

import random
import struct
import time

import pytest

from tasks.errors import LimelightError
from tasks.media.photo import LANDSCAPE, MAX_BYTES, PORTRAIT, SQUARE, Photo, Size, probe
from tests.failures import failing
from tests.pictures import (
    BROKEN_LATE,
    ODD_PICTURES,
    REFUSED_PICTURES,
    animation,
    disc,
    encoded,
    jpeg,
    png,
    png_header,
    png_of_chunks,
    tattling,
    turned,
)


@pytest.mark.parametrize("name", ODD_PICTURES)
def test_odd_but_valid_pictures_are_let_through_with_their_upright_size(name: str) -> None:
    photo = probe(ODD_PICTURES[name]())

    assert (photo.width, photo.height) == (300, 200)
    assert photo.orientation == LANDSCAPE


@pytest.mark.parametrize("name", REFUSED_PICTURES)
def test_bad_pictures_are_refused_by_what_is_wrong_with_them(name: str) -> None:
    make, code = REFUSED_PICTURES[name]

    with failing(code):
        probe(make())


@pytest.mark.parametrize("name", BROKEN_LATE)
def test_damage_among_the_pixels_is_not_looked_for(name: str) -> None:
    assert isinstance(probe(BROKEN_LATE[name]()), Photo)


def test_the_refusal_says_what_the_file_looks_like() -> None:
    with failing("picture_heic", match="HEIC photo"):
        probe(REFUSED_PICTURES["HEIC"][0]())
    with failing("picture_unsupported", match="looks like a GIF picture"):
        probe(REFUSED_PICTURES["GIF"][0]())


def test_a_picture_of_exactly_the_largest_file_size_is_let_through() -> None:
    assert probe(jpeg().ljust(MAX_BYTES, b"\0")).size_megabytes == 30


def test_a_picture_of_exactly_40_megapixels_is_let_through() -> None:
    assert probe(png_of_chunks(png_header(8000, 5000), (b"IDAT", b""))).width == 8000


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP"])
def test_all_eight_exif_orientations_are_read_in_every_format(file_format: str, orientation: int) -> None:
    photo = probe(turned(orientation, file_format))

    assert (photo.width, photo.height, photo.exif_orientation) == (300, 200, orientation)


@pytest.mark.parametrize(
    ("size", "orientation"),
    [
        ((300, 200), LANDSCAPE),
        ((200, 300), PORTRAIT),
        ((200, 200), SQUARE),
        ((210, 200), SQUARE),
        ((200, 210), SQUARE),
        ((212, 200), LANDSCAPE),
        ((1, 2), PORTRAIT),
    ],
)
def test_orientation_is_square_when_the_sides_differ_by_at_most_5_percent(
    size: tuple[int, int], orientation: object
) -> None:
    assert probe(png(*size)).orientation is orientation


def test_sizes_print_as_in_messages() -> None:
    assert f"{LANDSCAPE.picture_size} {PORTRAIT.video_size}" == "1536x1024 720x1280"
    assert str(Size(1, 2)) == "1x2"


def test_a_photo_does_not_print_its_content() -> None:
    assert len(repr(probe(jpeg()))) < 100


SAMPLES = [
    jpeg(),
    tattling(),
    png(),
    encoded(disc(), "WEBP"),
    encoded(disc(), "WEBP", lossless=True),
    turned(6, "WEBP"),
    animation("PNG"),
    animation("WEBP"),
    ODD_PICTURES["WebP of one frame"](),
    ODD_PICTURES["AVIF on its side"](),
    *(make()[:5000] for name, (make, _) in REFUSED_PICTURES.items() if "30 MB" not in name),
]


def _judge(content: bytes) -> None:
    try:
        probe(content)
    except LimelightError:
        pass


def test_a_file_cut_off_anywhere_is_judged_without_upset() -> None:
    for sample in SAMPLES:
        for end in range(min(len(sample), 4000)):
            _judge(sample[:end])


def test_files_with_random_damage_are_judged_without_upset() -> None:
    chance = random.Random(20261101)
    for sample in SAMPLES:
        for _ in range(400 if sample else 0):
            damaged = bytearray(sample[:4000])
            for _ in range(chance.randint(1, 8)):
                damaged[chance.randrange(min(len(damaged), chance.choice((64, 4000))))] = chance.choice(
                    (0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256))
                )
            _judge(bytes(damaged))


def avif_of_many_items() -> bytes:
    """It says of millions of items which properties they have."""
    said = struct.pack(">I", 0xFFFFFFFF) + b"\0\1\xff" * (MAX_BYTES // 3)
    ipma = struct.pack(">I", len(said) + 12) + b"ipma\0\0\0\0" + said
    inner = b"\0\0\0\x0epitm\0\0\0\0\0\1" + struct.pack(">I", len(ipma) + 16) + b"iprp" + b"\0\0\0\x08ipco" + ipma
    return b"\0\0\0\x10ftypavif\0\0\0\0" + struct.pack(">I", len(inner) + 12) + b"meta\0\0\0\0" + inner


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xd8" + b"\xff" * MAX_BYTES,
        b"\xff\xd8" + b"\xff\xe1\0\x02" * (MAX_BYTES // 4),
        b"\xff\xd8" + (b"\xff\xe1\xff\xfeExif\0\0II*\0\x08\0\0\0\xff\xff" + bytes(65_516)) * 320,
        png_of_chunks(png_header(9, 9)) + b"\0\0\0\0IDAT...." * (MAX_BYTES // 12),
        png_of_chunks(png_header(9, 9)) + (b"\0\0\xff\xfdeXIfII*\0\x08\0\0\0\xff\xff" + bytes(65_527)) * 319,
        b"RIFF\xff\xff\xff\0WEBP" + b"VP8X\x0a\0\0\0\0\0\0\0\1\0\0\1\0\0" * (MAX_BYTES // 18),
        b"\0\0\0\x10ftypavif\0\0\0\0" + b"\0\0\0\x08free" * (MAX_BYTES // 8),
        avif_of_many_items(),
        b" " * MAX_BYTES,
    ],
    ids=["padding", "JPEG segments", "JPEG EXIF", "PNG chunks", "PNG EXIF", "WebP chunks", "boxes", "items", "text"],
)
def test_30_megabytes_of_malice_cost_a_few_milliseconds(content: bytes) -> None:
    content = content[:MAX_BYTES]

    def seconds() -> float:
        start = time.perf_counter()
        _judge(content)
        return time.perf_counter() - start

    assert min(seconds() for _ in range(10)) < 0.005
