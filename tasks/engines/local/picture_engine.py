"""Makes pictures without a key: a small model cuts the product out, Pillow does the rest, each in a child process."""

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

from ...errors import EngineFailed
from ...formats import ORIGINAL
from ...media.photo import Photo, Size, probe
from ..pictures.packshots import PackshotMaker
from ..pictures.processes import PictureProcesses
from ..protocols.delivered import Delivered
from ..protocols.model_names import LOCAL_MODEL
from ..protocols.picture import Picture
from ..protocols.picture_engines import Enhanced, Fitted
from ..protocols.watcher import Watcher

logger = logging.getLogger(__name__)


class LocalPictureEngine:
    """Sets the product on a studio's backdrop; without the model's weights it retouches the photo in its place."""

    provider = None
    model = LOCAL_MODEL

    def __init__(self, pictures: PictureProcesses, packshots: PackshotMaker) -> None:
        self._pictures = pictures
        self._packshots = packshots

    def enhance(self, photo: Photo, description: str, background: str, watcher: Watcher) -> Delivered[Enhanced]:
        """See `PackshotMaker.make` and `PictureProcesses.enhance`; the description changes nothing."""
        cancelled = watcher.cancelled
        if not self._packshots.available:
            return Delivered(self._pictures.enhance(photo, cancelled))
        try:
            with ThreadPoolExecutor(1, "before") as beside:
                before = beside.submit(self._pictures.adopt, photo, photo.orientation.picture_size, cancelled)
                picture, made = self._packshots.make(photo, background, cancelled)
                return Delivered(Enhanced(picture, before.result(), made))
        except EngineFailed:  # as when there is not enough memory for the model
            logger.warning("no packshots could be made, the photo keeps its background", exc_info=True)
            return Delivered(self._pictures.enhance(photo, cancelled))

    def fit(self, enhanced: Enhanced, photo: Photo, background: str, cancelled: Callable[[], bool]) -> Fitted:
        """See `PictureProcesses.fit` and `PackshotMaker.video_frame`."""
        made = enhanced.packshots
        if not made:
            return self._pictures.fit(enhanced.picture, photo, cancelled)
        size = photo.orientation.video_size
        with ThreadPoolExecutor(1, "thumbnail") as beside:
            fitted = beside.submit(self._pictures.fit, enhanced.picture, photo, cancelled, whole=True)
            if made.cutout and made.background != ORIGINAL:
                frame = self._packshots.video_frame(
                    made.background, made.cutout, size, cancelled, cut_below=made.cut_below
                )
            else:
                frame = self._pictures.adopt(_of_shape(made.pictures, size), size, cancelled)
            return Fitted(frame, fitted.result().thumbnail)


def _of_shape(formats: Mapping[str, Picture], size: Size) -> Photo:
    return probe(formats["landscape" if size.width > size.height else "portrait"].content)
