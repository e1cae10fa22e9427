"""The studio: masks become products with clean edges, doubts keep half products away, frames are composed."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageStat

from tasks.engines.pictures.studio.composing import BELOW_TEXT, compose
from tasks.engines.pictures.studio.cropping import cropped, subject_box
from tasks.engines.pictures.studio.cutting import Cutout, cut_out
from tasks.engines.pictures.studio.doubts import Doubt, cut_sides, doubt_about
from tasks.engines.pictures.studio.masks import product_mask, without_specks
from tasks.engines.pictures.studio.pixels import Pixels, box_mean, to_pixels
from tasks.media.photo import Size

SIDE = 400
DISC_SIZE = Size(300, 300)
GROUND, PRODUCT = (60, 140, 70), (200, 40, 40)
FRAMES = [Size(1080, 1920), Size(1080, 1350), Size(1080, 1080), Size(1920, 1080), Size(1536, 1024)]


def shape(*ellipses: tuple[float, float, float, float]) -> Image.Image:
    """White ellipses on black, with smooth edges."""
    large = Image.new("L", (SIDE * 4, SIDE * 4))
    for box in ellipses:
        ImageDraw.Draw(large).ellipse([edge * SIDE * 4 for edge in box], fill=255)
    return large.resize((SIDE, SIDE), Image.Resampling.BOX)


def photo_of(alpha: Image.Image, product: tuple[int, int, int] = PRODUCT) -> Image.Image:
    return Image.composite(Image.new("RGB", alpha.size, product), Image.new("RGB", alpha.size, GROUND), alpha)


def seen(alpha: Image.Image, blur: float = 1.2) -> Pixels:
    """As the model sees it: small, and soft at the edges."""
    return to_pixels(alpha.resize((320, 320)).filter(ImageFilter.GaussianBlur(blur)))


def product(size: Size = DISC_SIZE, colour: tuple[int, int, int] = PRODUCT, *, cut_below: bool = False) -> Cutout:
    """A disc, cut out."""
    alpha = Image.new("L", size)
    ImageDraw.Draw(alpha).ellipse((0, 0, size.width - 1, size.height - 1), fill=255)
    return Cutout(Image.new("RGB", size, colour), alpha, cut_below)


def box_of(picture: Image.Image, colour: tuple[int, int, int] = PRODUCT) -> tuple[int, int, int, int]:
    """Where pixels are nearly of this colour."""
    distance = np.abs(np.asarray(picture, np.int16) - np.array(colour)).max(2)
    box = Image.fromarray(distance < 40).getbbox()
    assert box
    return box


DISC = shape((0.25, 0.25, 0.75, 0.75))


# -- cutting out


def test_the_edge_is_found_where_the_photo_has_it() -> None:
    # Given a mask that is soft and a few pixels off
    soft = seen(DISC, blur=4)

    # When it is cut out
    cutout = cut_out(photo_of(DISC), soft)

    # Then the error is a fraction of the mask's
    assert cutout
    found = Image.new("L", DISC.size)
    found.paste(cutout.alpha, cutout.place)
    bare = np.abs(to_pixels(Image.fromarray((soft * 255).astype(np.uint8)).resize(DISC.size)) - to_pixels(DISC)).mean()
    assert np.abs(to_pixels(found) - to_pixels(DISC)).mean() < 0.4 * bare


def test_no_rim_of_the_old_background_is_left() -> None:
    cutout = cut_out(photo_of(DISC), seen(DISC))
    assert cutout

    red, green, _ = np.moveaxis(np.asarray(cutout.colours, np.int16), 2, 0)
    visible = np.asarray(cutout.alpha) > 25

    assert (red - green)[visible].min() > 80


def test_a_mask_that_shows_nothing_gives_no_cutout() -> None:
    assert cut_out(photo_of(DISC), np.zeros((320, 320), np.float32)) is None


def test_specks_go_and_things_of_a_size_stay() -> None:
    pair = shape((0.1, 0.4, 0.4, 0.7), (0.6, 0.4, 0.9, 0.7))
    speckled = shape((0.1, 0.4, 0.4, 0.7), (0.6, 0.4, 0.9, 0.7), (0.48, 0.1, 0.51, 0.13))

    cleaned = without_specks(seen(speckled))

    assert np.abs(cleaned - seen(pair)).max() < 0.1


@pytest.mark.parametrize(("second", "believed"), [(1.0, True), (0.3, False)])
def test_a_second_look_counts_only_where_it_says_nearly_the_same(second: float, believed: bool) -> None:
    # Given a small product, and a model whose second look finds all of it, or its upper part
    small = shape((0.4, 0.4, 0.6, 0.6))
    looks: list[tuple[int, int]] = []

    def see(photo: Image.Image) -> Pixels:
        looks.append(photo.size)
        green = to_pixels(photo.resize((320, 320)))[..., 1]
        mask = np.where(green < 0.35, np.float32(1), np.float32(0))
        if len(looks) > 1:
            mask[int(320 * second) :] = 0
        return mask

    mask = product_mask(photo_of(small), see)

    # Then it looked at the whole, then at the product; a finer mask is what it believed
    assert looks[0] == (SIDE, SIDE) and max(looks[1]) < SIDE / 2
    assert (max(mask.shape) > 320) == believed
    assert subject_box(mask, Size(SIDE, SIDE)) == pytest.approx((160, 160, 240, 240), abs=4)


@pytest.mark.parametrize(("blur", "looks"), [(1.2, 1), (12, 2)])
def test_a_large_product_is_looked_at_again_only_in_doubt(blur: float, looks: int) -> None:
    large, seen_sizes = shape((0.1, 0.1, 0.9, 0.9)), []

    def see(photo: Image.Image) -> Pixels:
        seen_sizes.append(photo.size)
        return seen(large, blur)

    product_mask(photo_of(large), see)

    assert len(seen_sizes) == looks


def test_the_edge_is_as_fine_in_a_large_photo() -> None:
    # Given a photo several times larger than what the edge is looked for in, with a fine notch in its product
    alpha = DISC.resize((1600, 1600), Image.Resampling.BICUBIC)
    ImageDraw.Draw(alpha).line((800, 300, 800, 480), fill=0, width=9)

    cutout = cut_out(photo_of(alpha), seen(alpha))

    assert cutout
    found = Image.new("L", alpha.size)
    found.paste(cutout.alpha, cutout.place)
    assert np.asarray(found)[430:440, 797:803].max() < 110 < 240 < np.asarray(found)[430:440, 780:790].min()


@pytest.mark.parametrize(("rows", "columns", "radius"), [(9, 14, 2), (5, 7, 3), (4, 3, 9), (1, 5, 2)])
def test_a_box_mean_is_the_mean_of_what_exists_around_each_pixel(rows: int, columns: int, radius: int) -> None:
    pixels = np.random.default_rng(3).random((rows, columns, 2)).astype(np.float32)

    means = box_mean(pixels, radius)

    for row, column in np.ndindex(rows, columns):
        near = pixels[max(0, row - radius) : row + radius + 1, max(0, column - radius) : column + radius + 1]
        assert means[row, column] == pytest.approx(near.mean((0, 1)), abs=1e-5)


# -- doubts


def test_a_clear_product_raises_no_doubt() -> None:
    assert doubt_about(photo_of(DISC), seen(DISC)) is None


def test_nothing_found() -> None:
    assert doubt_about(photo_of(DISC), np.zeros((320, 320), np.float32)) == Doubt.NOTHING_FOUND


def test_a_mask_with_many_unsure_pixels() -> None:
    assert doubt_about(photo_of(DISC), seen(DISC, blur=14)) == Doubt.UNSURE


@pytest.mark.parametrize(
    ("ellipse", "side"),
    [
        ((-0.3, 0.3, 0.4, 0.7), "left"),
        ((0.6, 0.3, 1.3, 0.7), "right"),
        ((0.3, -0.3, 0.7, 0.4), "top"),
        ((0.3, 0.6, 0.7, 1.3), "bottom"),
    ],
)
def test_a_product_cut_by_the_photos_edge_is_shown_only_where_it_can_stand_on_it(
    ellipse: tuple[float, float, float, float], side: str
) -> None:
    alpha = shape(ellipse)

    assert cut_sides(seen(alpha)) == {side}
    assert doubt_about(photo_of(alpha), seen(alpha)) == (None if side == "bottom" else Doubt.CUT_BY_FRAME)


def test_fingers_before_the_product() -> None:
    # Given a product out of which the mask leaves a thumb
    whole, thumb = shape((0.2, 0.2, 0.8, 0.8)), shape((0.62, 0.4, 0.95, 0.55))
    photo = Image.composite(Image.new("RGB", whole.size, (205, 150, 125)), photo_of(whole, (40, 70, 160)), thumb)
    bitten = Image.composite(Image.new("L", whole.size), whole, thumb)

    assert doubt_about(photo, seen(bitten)) == Doubt.HELD_IN_HAND


def test_an_open_shape_before_something_of_the_colour_of_skin() -> None:
    # Given a product with a wide gap, such as between the legs of a chair
    bitten = Image.composite(Image.new("L", DISC.size), DISC, shape((0.35, 0.5, 0.65, 1.1)))
    photo = Image.composite(
        Image.new("RGB", DISC.size, (205, 150, 125)), photo_of(DISC, (40, 70, 160)), shape((0.35, 0.5, 0.65, 1.1))
    )
    photo.paste((40, 70, 160), mask=bitten)

    assert doubt_about(photo, seen(bitten)) is None


def test_a_product_with_notches_on_a_table_of_the_colour_of_skin() -> None:
    bitten = Image.composite(Image.new("L", DISC.size), DISC, shape((0.6, 0.4, 0.95, 0.55)))
    photo = Image.composite(
        Image.new("RGB", DISC.size, (40, 70, 160)), Image.new("RGB", DISC.size, (205, 150, 125)), bitten
    )

    assert doubt_about(photo, seen(bitten)) is None


# -- composing


@pytest.mark.parametrize("frame", FRAMES, ids=str)
@pytest.mark.parametrize("size", [Size(300, 900), Size(900, 300), Size(600, 600)], ids=str)
def test_a_product_stands_whole_and_undistorted_in_the_middle_of_every_frame(frame: Size, size: Size) -> None:
    picture = compose(product(size), frame, "white")

    left, top, right, bottom = box_of(picture)
    assert picture.size == frame
    assert (right - left) / (bottom - top) == pytest.approx(size.width / size.height, rel=0.03)
    assert left + right == pytest.approx(frame.width, abs=6)
    assert top > 0.08 * frame.height and bottom < 0.92 * frame.height
    assert (right - left) > 0.55 * frame.width or (bottom - top) > 0.55 * frame.height


def test_a_small_cutout_is_not_blown_up() -> None:
    left, _, right, _ = box_of(compose(product(Size(60, 60)), Size(1080, 1080), "white"))

    assert right - left <= 180


def test_a_product_cut_below_stands_on_the_frame() -> None:
    picture = compose(product(Size(300, 300), cut_below=True), Size(1080, 1080), "studio")

    assert box_of(picture)[3] > 1080 - 20


def test_a_placement_leaves_room_for_text() -> None:
    _, top, _, bottom = box_of(compose(product(), Size(1080, 1920), "studio", BELOW_TEXT))

    assert top > 0.42 * 1920 and bottom < 0.82 * 1920


def test_white_is_pure_white_away_from_the_product() -> None:
    picture = compose(product(), Size(1080, 1080), "white")

    assert picture.crop((0, 0, 1080, 60)).getextrema() == ((255, 255),) * 3


def test_a_white_product_on_white_stands_out() -> None:
    # Given a product as white as its page
    picture = compose(product(colour=(253, 253, 252)), Size(1080, 1080), "white").convert("L")

    # Then right outside its edge the page is darker than either, all around
    distance = 0.38 * 1080 + 6
    for angle in np.linspace(0, 2 * np.pi, 16, endpoint=False):
        x, y = int(540 + distance * np.cos(angle)), int(0.51 * 1080 + distance * np.sin(angle))
        assert ImageStat.Stat(picture.crop((x - 2, y - 2, x + 3, y + 3))).mean[0] < 238


@pytest.mark.parametrize("colour", [PRODUCT, (40, 60, 200), (128, 128, 128), (250, 250, 250), (12, 12, 14)])
@pytest.mark.parametrize("background", ["studio", "dark"])
def test_products_of_any_colour_stand_out_from_their_backdrop(colour: tuple[int, int, int], background: str) -> None:
    picture = compose(product(colour=colour), Size(1080, 1080), background)

    beside = np.array(picture.getpixel((70, 540)), np.float64)
    assert np.abs(beside - colour).max() > 25


def test_a_backdrop_has_no_bands() -> None:
    # Given the wall above the product, smooth in itself
    wall = np.asarray(compose(product(), Size(1080, 1920), "dark").convert("L").crop((0, 0, 1080, 300)), np.int16)

    # Then neighbours along a row differ often enough that no band shows
    assert (np.diff(wall, axis=1) != 0).mean() > 0.3


def test_shadows_have_no_straight_ends() -> None:
    # Given a product with a flat ground line
    alpha = Image.new("L", (300, 300), 255)
    picture = compose(Cutout(Image.new("RGB", (300, 300), PRODUCT), alpha), Size(1080, 1080), "white")

    # Then along the row below it light changes gently
    ground = box_of(picture)[3]
    row = np.asarray(picture.convert("L"), np.int16)[ground + 12]
    assert row.min() < 235
    assert np.abs(np.diff(np.convolve(row, np.ones(9) / 9, "valid"))).max() < 4


# -- cropping


@pytest.mark.parametrize("frame", FRAMES, ids=str)
def test_a_photo_is_cropped_around_its_subject_and_never_stretched(frame: Size) -> None:
    # Given a subject right of the middle
    alpha = shape((0.6, 0.55, 0.8, 0.75))
    photo = photo_of(alpha)

    picture = cropped(photo, frame, subject_box(seen(alpha), Size(*photo.size)))

    left, top, right, bottom = box_of(picture)
    assert picture.size == frame
    assert (right - left) / (bottom - top) == pytest.approx(1, abs=0.03)
    assert left > 0 and top > 0 and right < frame.width and bottom < frame.height


def test_a_crop_that_would_cut_the_subject_shows_the_whole_photo() -> None:
    # Given a subject as high as its photo
    alpha = shape((0.3, 0.03, 0.7, 0.97))
    photo = photo_of(alpha)

    picture = cropped(photo, Size(1920, 1080), subject_box(seen(alpha), Size(*photo.size)))

    # Then all of it is there, in the middle, beside a light colour
    left, top, right, bottom = box_of(picture)
    assert top > 0 and bottom < 1080 and left + right == pytest.approx(1920, abs=6)
    assert (right - left) / (bottom - top) == pytest.approx(0.4 / 0.94, abs=0.03)
    assert np.asarray(picture.crop((0, 0, 400, 1080))).min() > 190
