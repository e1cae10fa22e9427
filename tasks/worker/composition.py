"""The composition: sets the product of a finished enhancement on another background, in every format."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import ClassVar

from ..db.outage import retry_while_unavailable
from ..engines.pictures.packshots import PackshotMaker
from ..engines.pictures.processes import PictureProcesses
from ..engines.protocols.model_names import LOCAL_MODEL
from ..engines.protocols.picture import Picture
from ..engines.protocols.picture_engines import Enhanced, Fitted, Packshots
from ..formats import ORIGINAL
from ..media.photo import Photo, Size, probe
from ..media.store import MediaStore
from ..plans import COMPOSITION_STAGES
from .attempt import Attempt
from .composition_store import CompositionStore
from .files import media_file, packshot_files, stored_keys, stored_picture

#: the result's URLs by the role of the file behind each
RESULT_URLS = {"enhanced_image_url": "enhanced", "video_frame_url": "video_frame", "thumbnail_url": "thumbnail"}

#: the sizes of an enhanced picture that later steps need
Fit = Callable[[Enhanced, Photo, str, Callable[[], bool]], Fitted]


class CompositionPipeline:
    """Gives an enhancement new pictures; nothing is uploaded and nothing is bought."""

    stages = COMPOSITION_STAGES
    parallel_stage = ""
    #: the model of each stage that has one
    models: ClassVar = {"compose": LOCAL_MODEL}

    def __init__(
        self,
        media: MediaStore,
        compositions: CompositionStore,
        pictures: PictureProcesses,
        packshots: PackshotMaker,
        fit: Fit,
    ) -> None:
        self._media = media
        self._compositions = compositions
        self._pictures = pictures
        self._packshots = packshots
        self._fit = fit

    def run(self, attempt: Attempt) -> None:
        """Make the pictures, unless an earlier attempt has, and hand them over; raises what the engine raises."""
        background = attempt.lease.input.background
        attempt.report("composition.started", 5)
        if attempt.output("compose") is None:
            with attempt.running("compose", LOCAL_MODEL) as finish:
                attempt.report("composition.composing", 15, background=background)
                enhanced, fitted = self._composed(attempt, background)
                attempt.report("composition.saving", 85)
                files = [media_file("enhanced", enhanced.picture), media_file("before", enhanced.before)]
                files += [media_file("video_frame", fitted.video_frame), media_file("thumbnail", fitted.thumbnail)]
                finish({"background": background}, *files, *packshot_files(enhanced.packshots))
        keys = stored_keys(self._media, attempt.lease.task_id)
        urls = {name: f"/media/{keys[role]}" for name, role in RESULT_URLS.items()}
        attempt.complete_with(
            lambda event: self._compositions.complete(attempt.lease, background, event), "composition.completed", urls
        )

    def _composed(self, attempt: Attempt, background: str) -> tuple[Enhanced, Fitted]:
        cancelled = attempt.lease_lost.is_set
        photo = probe(self._of_parent(attempt, "original").content)
        size = photo.orientation.picture_size
        with ThreadPoolExecutor(1, "before") as beside:
            before = beside.submit(self._before, attempt, photo, size)
            picture, packshots = self._shot(attempt, photo, background)
            # the parent keeps the cut-out that it has, also on its way back to the photo
            enhanced = Enhanced(picture, before.result(), packshots)
            fitted = self._fit(enhanced, photo, background, cancelled)
        return replace(enhanced, packshots=replace(packshots, cutout=None)), fitted

    def _shot(self, attempt: Attempt, photo: Photo, background: str) -> tuple[Picture, Packshots]:
        cancelled = attempt.lease_lost.is_set
        if background == ORIGINAL:
            return self._packshots.crop(photo, cancelled)
        cut_below = retry_while_unavailable(lambda: self._compositions.cut_below(attempt.lease))
        cutout = self._of_parent(attempt, "cutout")
        return self._packshots.set_on(background, cutout, photo, cancelled, cut_below=cut_below)

    def _before(self, attempt: Attempt, photo: Photo, size: Size) -> Picture:
        """The untouched photo in the new pictures' frame, which a provider's picture need not have."""
        before = self._of_parent(attempt, "before")
        if (before.width, before.height) == size:
            return before
        return self._pictures.adopt(photo, size, attempt.lease_lost.is_set)

    def _of_parent(self, attempt: Attempt, role: str) -> Picture:
        return stored_picture(self._media, attempt.lease.input.enhancement_id or 0, role)
