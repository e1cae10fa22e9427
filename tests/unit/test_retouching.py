"""Retouching that one sees, and that takes nothing away: measured on real photos made worse on purpose."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from tasks.engines.pictures.child.retouching import retouch
from tasks.media.photo import Size
from tests.pictures import disc

PHOTOS = Path(__file__).parents[1] / "photos"
TUNGSTEN = (1.0, 0.82, 0.58)


def photo(name: str = "coffee.png") -> Image.Image:
    return Image.open(PHOTOS / name).convert("RGB")


def scaled(image: Image.Image, *factors: float, offset: float = 0) -> Image.Image:
    """Each channel times its factor, plus the offset."""
    pixels = np.asarray(image, np.float64) * factors + offset
    return Image.fromarray(pixels.round().clip(0, 255).astype(np.uint8))


def retouched(image: Image.Image) -> Image.Image:
    return retouch(image, Size(*image.size))


def luma(image: Image.Image) -> np.ndarray:
    return np.asarray(image.convert("L"), np.float64)


def clipped(image: Image.Image) -> np.ndarray:
    pixels = np.asarray(image)
    result: np.ndarray = ((pixels == 0) | (pixels == 255)).any(2)
    return result


def white_still_life() -> Image.Image:
    """White, gray and coloured things on a light table, with the grain of a camera."""
    image = Image.new("RGB", (600, 400), (196, 196, 194))
    draw = ImageDraw.Draw(image)
    for number, colour in enumerate([(245, 245, 245), (120, 122, 121), (60, 110, 70), (40, 42, 44), (70, 80, 150)]):
        draw.ellipse((20 + 115 * number, 130, 115 + 115 * number, 270), fill=colour)
    noise = np.random.default_rng(5).normal(0, 2, (400, 600, 1))
    return Image.fromarray(
        (np.asarray(image.filter(ImageFilter.GaussianBlur(1))) + noise).clip(0, 255).astype(np.uint8)
    )


def test_a_dark_photo_becomes_much_brighter() -> None:
    dark = scaled(photo(), 0.2, 0.2, 0.2)

    assert np.median(luma(retouched(dark))) >= 1.8 * np.median(luma(dark))


def test_a_foggy_photo_becomes_clear() -> None:
    foggy = scaled(photo(), 0.35, 0.35, 0.35, offset=150)

    assert luma(retouched(foggy)).std() >= 1.5 * luma(foggy).std()


def test_a_tungsten_cast_is_at_least_halved() -> None:
    tinted = scaled(white_still_life(), *TUNGSTEN)

    def cast(image: Image.Image) -> float:
        table = np.asarray(image, np.float64)[:100]
        return float(table[..., 0].mean() - table[..., 2].mean())

    assert cast(tinted) > 60
    assert abs(cast(retouched(tinted))) <= cast(tinted) / 2


@pytest.mark.parametrize(("thing", "ground"), [((240, 225, 130), (60, 100, 190)), ((230, 60, 90), (210, 210, 210))])
def test_the_colour_of_things_is_not_taken_for_the_lights(
    thing: tuple[int, int, int], ground: tuple[int, int, int]
) -> None:
    image = Image.new("RGB", (300, 200), ground)
    ImageDraw.Draw(image).ellipse((100, 50, 200, 150), fill=thing)
    ImageDraw.Draw(image).rectangle((0, 180, 300, 200), fill=(8, 8, 8))

    result = retouched(image)

    for place, colour in (((150, 100), thing), ((20, 20), ground)):
        assert result.getpixel(place) == pytest.approx(colour, abs=24)


@pytest.mark.parametrize("name", ["coffee.png", "rocket.jpg"])
@pytest.mark.parametrize("factors", [(1.0, 1.0, 1.0), (0.2, 0.2, 0.2), (0.6, 0.6, 0.6), TUNGSTEN])
def test_hardly_anything_is_clipped_that_was_not(name: str, factors: tuple[float, float, float]) -> None:
    before = scaled(photo(name), *factors)

    assert (clipped(retouched(before)) & ~clipped(before)).mean() < 0.005


def test_near_white_and_near_black_keep_their_shades() -> None:
    # Given a white bottle with a black cap, photographed without clipping anything
    levels = np.full((400, 400), 244.0)
    levels[150:] = 249
    levels[:40, 100:300] = 5
    grain = np.random.default_rng(3).normal(0, 1.5, (400, 400))
    before = Image.fromarray(np.stack([(levels + grain).round().clip(1, 254)] * 3, 2).astype(np.uint8))

    after = retouched(before)

    assert clipped(after).mean() < 0.005
    assert luma(after)[:30, 110:290].std() > 0.5


def test_texture_stays() -> None:
    # Given a photo of wood and china: retouching may strengthen its fine detail, not smooth it away
    def detail(image: Image.Image) -> float:
        return float(np.abs(luma(image) - luma(image.filter(ImageFilter.GaussianBlur(2)))).mean())

    assert detail(retouched(photo())) > detail(photo())


def test_a_good_photo_is_hardly_changed() -> None:
    before = photo()

    assert np.abs(luma(retouched(before)) - luma(before)).mean() < 8


def test_a_picture_of_few_colours_keeps_its_white() -> None:
    white = Image.new("RGB", (300, 200), (255, 255, 255))
    white.paste(disc().crop((90, 40, 210, 160)), (90, 40))

    assert retouched(white).getpixel((10, 10)) == (255, 255, 255)
