"""From a photo to packshots in every format, and on to another background."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from tasks.engines.pictures.cutter import WEIGHTS
from tasks.engines.pictures.cutter.process import Cutter
from tasks.engines.pictures.packshots import PackshotMaker
from tasks.engines.pictures.processes import PictureProcesses
from tasks.engines.protocols.picture import Picture
from tasks.formats import FORMATS
from tasks.media.photo import Size, probe
from tests.pictures import disc, encoded, jpeg

pytestmark = pytest.mark.skipif(not WEIGHTS.is_file(), reason="the weights could not be fetched at set-up")

COFFEE = Path(__file__).parents[1] / "photos" / "coffee.png"
ROCKET = Path(__file__).parents[1] / "photos" / "rocket.jpg"


@pytest.fixture
def packshots(pictures: PictureProcesses, shared_cutter: Cutter) -> PackshotMaker:
    """What makes packshots."""
    return PackshotMaker(pictures, shared_cutter)


def opened(picture: Picture) -> Image.Image:
    return Image.open(BytesIO(picture.content)).convert("RGB")


def test_a_photo_comes_in_all_formats_on_a_studio_backdrop(packshots: PackshotMaker) -> None:
    picture, made = packshots.make(probe(COFFEE.read_bytes()))

    assert (made.background, made.cut_below, made.notices) == ("studio", False, ("photo_low_resolution",))
    assert {name: opened(picture).size for name, picture in made.pictures.items()} == FORMATS
    assert opened(picture).size == (1536, 1024)
    # the wooden table is gone
    corner = opened(picture).getpixel((40, 40))
    assert isinstance(corner, tuple) and corner[0] - corner[2] < 60


def test_the_background_is_changed_without_the_photos_pixels(packshots: PackshotMaker) -> None:
    photo = probe(COFFEE.read_bytes())
    picture, made = packshots.make(photo)
    assert made.cutout

    on_white, changed = packshots.set_on("white", made.cutout, photo)

    assert changed.background == "white" and changed.cutout == made.cutout
    assert all(opened(picture).getpixel((5, 5)) == (255, 255, 255) for picture in changed.pictures.values())
    assert opened(on_white).size == opened(picture).size


def test_a_picture_made_elsewhere_comes_in_all_formats_too(packshots: PackshotMaker) -> None:
    photo = probe(COFFEE.read_bytes())
    picture = Picture(photo.content, "image/png", photo.width, photo.height)

    made = packshots.of_picture(picture, photo, "white")

    assert (made.background, made.notices) == ("white", ()) and made.cutout
    assert {name: opened(picture).size for name, picture in made.pictures.items()} == FORMATS
    assert all(opened(picture).getpixel((5, 5)) == (255, 255, 255) for picture in made.pictures.values())


def test_a_clip_has_its_product_below_the_text(packshots: PackshotMaker) -> None:
    photo = probe(jpeg(900, 900))
    _, made = packshots.make(photo)
    assert made.cutout

    frame = opened(packshots.video_frame("white", made.cutout, Size(720, 1280)))

    calm = np.asarray(frame)[179:530]
    assert calm.min() > 200


def test_a_scene_keeps_its_background_and_says_why(packshots: PackshotMaker) -> None:
    _, made = packshots.make(probe(ROCKET.read_bytes()))

    assert made.background == "original" and made.cutout is None
    assert made.notices[0] == "cutout_unsure"
    assert opened(made.pictures["portrait"]).size == FORMATS["portrait"]


def test_who_wants_the_original_hears_no_doubt(packshots: PackshotMaker) -> None:
    _, made = packshots.make(probe(ROCKET.read_bytes()), "original")

    assert made.background == "original" and not any(code.startswith("cutout") for code in made.notices)


def test_the_way_back_to_the_photo_cuts_nothing_out(packshots: PackshotMaker) -> None:
    photo = probe(COFFEE.read_bytes())

    enhanced, cropped = packshots.crop(photo)

    # Then it is the picture that comes with a cut-out, too
    before, made = packshots.make(photo, "original")
    assert cropped.background == "original" and cropped.cutout is None
    assert made.cutout and (enhanced, cropped.pictures) == (before, made.pictures)


@pytest.mark.parametrize(
    ("image", "notice"),
    [
        (disc(300, 200), "photo_low_resolution"),
        (disc(900, 700).point(lambda value: value * 0.1), "photo_very_dark"),
        (disc(4000, 200), "photo_strip"),
    ],
    ids=["small", "dark", "strip"],
)
def test_what_a_photo_lacks_is_said(packshots: PackshotMaker, image: Image.Image, notice: str) -> None:
    _, made = packshots.make(probe(encoded(image, quality=92)))

    assert notice in made.notices


@pytest.mark.parametrize("file_format", ["PNG", "WEBP"])
def test_a_photo_without_a_background_keeps_its_own_edge(packshots: PackshotMaker, file_format: str) -> None:
    # Given a red ring that came cut out, on colours that nobody should see
    alpha = Image.new("L", (900, 900))
    ImageDraw.Draw(alpha).circle((450, 450), 400, 255)
    ImageDraw.Draw(alpha).circle((450, 450), 200, 0)
    ring = Image.composite(Image.new("RGB", alpha.size, (200, 30, 40)), Image.new("RGB", alpha.size, "lime"), alpha)
    ring.putalpha(alpha)
    photo = probe(encoded(ring, file_format, lossless=True))

    # When it is set on a dark backdrop
    _, made = packshots.make(photo, "dark")

    # Then its edge is its own, its hole is a hole, and nothing of the rest shines through
    assert made.cutout and made.notices == () and made.background == "dark"
    cutout = Image.open(BytesIO(made.cutout.content))
    assert cutout.size == (801, 801)
    assert np.abs(np.asarray(cutout.getchannel("A"), int) - np.asarray(alpha.crop((50, 50, 851, 851)))).max() < 8
    square = np.asarray(opened(made.pictures["square"]), int)
    assert square[540, 540].max() < 130
    assert (square[..., 1] - square[..., 0]).max() < 30

    # And the original is on white
    _, original = packshots.make(photo, "original")
    assert original.background == "original" and original.cutout
    assert opened(original.pictures["square"]).getpixel((540, 540)) == (255, 255, 255)


def test_a_photo_with_a_hint_of_transparency_is_cut_out_as_any_other(packshots: PackshotMaker) -> None:
    image = disc(900, 900).convert("RGBA")
    image.putpixel((0, 0), (0, 0, 0, 0))

    _, made = packshots.make(probe(encoded(image, "PNG")))

    assert made.cutout and Image.open(BytesIO(made.cutout.content)).size == pytest.approx((540, 540), abs=8)
