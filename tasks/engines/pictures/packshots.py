"""One product photo, or a product cut out of one before, as packshots in every format."""

from collections.abc import Callable

from ...formats import DEFAULT_BACKGROUND, FORMATS, ORIGINAL
from ...media.photo import Photo, Size
from ..protocols.picture import Picture
from ..protocols.picture_engines import Packshots
from ..protocols.watcher import never
from .cutter.process import Cutter, Shoot
from .processes import PictureProcesses, RawPicture

#: notices: what a user should know of a photo, though it is no error
LOW_RESOLUTION, VERY_DARK, STRIP = "photo_low_resolution", "photo_very_dark", "photo_strip"
#: a shorter side below that is enlarged so much that one sees it
FEW_PIXELS = 500
DARK_LUMA = 30
STRIP_RATIO = 5
#: more than any frame shows, and no more than half of a phone's 12 megapixels, at which a JPEG is quickly decoded
DEVELOPED = Size(2000, 2000)


class PackshotMaker:
    """Makes packshots of photos, pictures and products that were cut out before."""

    def __init__(self, pictures: PictureProcesses, cutter: Cutter, enabled: bool = True) -> None:
        self._enabled = enabled
        self._pictures = pictures
        self._cutter = cutter

    @property
    def available(self) -> bool:
        """Whether there is a model to cut products out with; without it there are no packshots."""
        return self._enabled and self._cutter.available

    def make(
        self, photo: Photo, background: str = DEFAULT_BACKGROUND, cancelled: Callable[[], bool] = never
    ) -> tuple[Picture, Packshots]:
        """Retouch the photo, cut its product out and set it on `background`; in doubt, crop the photo for each format.

        The first picture has the size of the photo's orientation.
        Raises PictureUnusable, EngineFailed, and LeaseLost soon after `cancelled` says yes.
        """
        raw = self._pictures.develop(photo, DEVELOPED, cancelled)
        return self._shot(raw, photo, background, cancelled, _notices(photo, raw))

    def crop(self, photo: Photo, cancelled: Callable[[], bool] = never) -> tuple[Picture, Packshots]:
        """Retouch the photo and crop it for each format, with nothing cut out; raises as `make`."""
        raw = self._pictures.develop(photo, DEVELOPED, cancelled)
        made = self._cutter.shoot(raw, ORIGINAL, _frames(photo), cancelled, with_cutout=False).pictures
        return _named(made, ORIGINAL, None, False, _notices(photo, raw))

    def of_picture(
        self, picture: Picture, photo: Photo, background: str, cancelled: Callable[[], bool] = never
    ) -> Packshots:
        """The same of a picture that was made of the photo elsewhere: not retouched again. Raises as `make`."""
        raw = self._pictures.expose(picture, cancelled)
        rgb = bytearray(raw.width * raw.height * 3)
        for channel in range(3):
            rgb[channel::3] = raw.pixels[channel::4]
        opaque = RawPicture(bytes(rgb), raw.width, raw.height)
        return self._shot(opaque, photo, background, cancelled, ())[1]

    def set_on(
        self,
        background: str,
        cutout: Picture,
        photo: Photo,
        cancelled: Callable[[], bool] = never,
        *,
        cut_below: bool = False,
    ) -> tuple[Picture, Packshots]:
        """Set the `cutout` that `make` found in `photo` on another background; raises as `make`.

        Back to `original` only the photo itself leads: `crop`.
        """
        product = self._pictures.expose(cutout, cancelled)
        made = self._cutter.compose(product, background, _frames(photo), cancelled, cut_below=cut_below)
        return _named(made, background, cutout, cut_below, ())

    def video_frame(
        self,
        background: str,
        cutout: Picture,
        frame: Size,
        cancelled: Callable[[], bool] = never,
        *,
        cut_below: bool = False,
    ) -> Picture:
        """The product on its background as a clip's frame; a vertical one has calm for text. Raises as `make`."""
        product = self._pictures.expose(cutout, cancelled)
        vertical = frame.height > frame.width
        [made] = self._cutter.compose(
            product, background, (frame,), cancelled, cut_below=cut_below, below_text=vertical
        )
        return made

    def _shot(
        self, raw: RawPicture, photo: Photo, background: str, cancelled: Callable[[], bool], notices: tuple[str, ...]
    ) -> tuple[Picture, Packshots]:
        shoot = self._cutter.shoot(raw, background, _frames(photo), cancelled)
        used = background if shoot.cutout else ORIGINAL
        told = (*_doubts(shoot, background), *notices)
        return _named(shoot.pictures, used, shoot.cutout, shoot.cut_below, told)


def _frames(photo: Photo) -> tuple[Size, ...]:
    return (photo.orientation.picture_size, *FORMATS.values())


def _named(
    made: list[Picture], background: str, cutout: Picture | None, cut_below: bool, notices: tuple[str, ...]
) -> tuple[Picture, Packshots]:
    enhanced, *formats = made
    pictures = dict(zip(FORMATS, formats, strict=True))
    return enhanced, Packshots(pictures, background, cutout, cut_below, notices)


def _doubts(shoot: Shoot, background: str) -> tuple[str, ...]:
    """Who wants the original misses nothing."""
    return (shoot.doubt,) if shoot.doubt and background != ORIGINAL else ()


def _notices(photo: Photo, raw: RawPicture) -> tuple[str, ...]:
    short, long = sorted((photo.width, photo.height))
    found = {
        LOW_RESOLUTION: short < FEW_PIXELS,
        VERY_DARK: raw.median_luma is not None and raw.median_luma < DARK_LUMA,
        STRIP: long > STRIP_RATIO * short,
    }
    return tuple(code for code, here in found.items() if here)
