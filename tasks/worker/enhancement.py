"""The enhancement, readable top to bottom as its table of progress rows; picture and script run side by side."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from typing import Any

from ..engines.protocols.picture import Picture
from ..engines.protocols.picture_engines import Enhanced, Packshots, PictureEngine
from ..engines.protocols.script_engines import ScriptEngine
from ..engines.protocols.watcher import Watcher
from ..formats import FORMATS
from ..media.photo import Photo, probe
from ..media.store import MediaStore
from ..money.ledger import Ledger, Order
from ..plans import ENHANCEMENT_STAGES, PARALLEL_STAGE
from .attempt import Attempt
from .files import media_file, packshot_files, stored_file, stored_keys, stored_picture

#: the result's URLs by the role of the file behind each; unsigned, the web signs them on the way out
RESULT_URLS = {
    "enhanced_image_url": "enhanced",
    "before_image_url": "before",
    "video_frame_url": "video_frame",
    "thumbnail_url": "thumbnail",
}

#: progress of the partial pictures, between the rows `enhance.started` (30) and `enhance.finished` (50)
PARTIAL_FIRST, PARTIAL_STEP, PARTIAL_LAST = 35, 5, 49


class EnhancementPipeline:
    """Turns one product photo into an enhanced picture, a first video frame and an advertising script."""

    stages = ENHANCEMENT_STAGES
    parallel_stage = PARALLEL_STAGE

    def __init__(self, media: MediaStore, ledger: Ledger, pictures: PictureEngine, scripts: ScriptEngine) -> None:
        self._media = media
        self._ledger = ledger
        self._pictures = pictures
        self._scripts = scripts

    @property
    def models(self) -> dict[str, str]:
        """The model of each stage that has one."""
        return {"enhance": self._pictures.model, "script": self._scripts.model}

    def run(self, attempt: Attempt) -> None:
        """Run the stages that earlier attempts have not finished; raises what an engine raises."""
        attempt.report("task.started", 5)
        photo = self._load(attempt)
        with ThreadPoolExecutor(1, "script") as beside:
            writing = beside.submit(self._write_script, attempt, photo)
            enhanced = self._enhance(attempt, photo)
            self._resize(attempt, photo, enhanced)
            attempt.report("script.started", 75, model=self._scripts.model)
            script = writing.result()
        attempt.report("script.finished", 90, characters=len(script))
        attempt.report("results.saving", 95)
        self._complete(attempt, script)

    def _load(self, attempt: Attempt) -> Photo:
        if attempt.output("load") is not None:
            return self._photo(attempt)
        with attempt.running("load") as finish:
            attempt.report("image.reading", 10)
            photo = self._photo(attempt)
            attempt.report("image.loaded", 15, megabytes=f"{photo.size_megabytes:.2f}")
            attempt.report("orientation.detecting", 20)
            shape = photo.orientation
            attempt.report("orientation.detected", 25, orientation=shape.name, size=str(shape.video_size))
            finish({"width": photo.width, "height": photo.height, "orientation": shape.name})
        return photo

    def _enhance(self, attempt: Attempt, photo: Photo) -> Enhanced:
        if (kept := attempt.output("enhance")) is not None:
            return self._stored_enhanced(attempt, kept)
        engine, asked = self._pictures, attempt.lease.input
        description, background = asked.user_description, asked.background
        watcher = Watcher(attempt.lease_lost.is_set, on_partial=lambda index, partial: _show(attempt, index, partial))
        with attempt.running("enhance", engine.model) as finish:
            attempt.report("enhance.started", 30, model=engine.model)
            order = Order("enhance", engine.provider, engine.model, (description, background, photo.content))
            enhanced, receipt = self._ledger.buy(
                attempt, order, lambda: engine.enhance(photo, description, background, watcher)
            )
            picture, made = enhanced.picture, enhanced.packshots
            files = (media_file("enhanced", picture), media_file("before", enhanced.before), *packshot_files(made))
            finish(_packshot_output(made), *files, receipt=receipt)
            attempt.report("enhance.finished", 50, size=f"{picture.width}x{picture.height}")
        return enhanced

    def _resize(self, attempt: Attempt, photo: Photo, enhanced: Enhanced) -> None:
        if attempt.output("resize") is not None:
            return
        with attempt.running("resize") as finish:
            attempt.report("resize.started", 55)
            background = attempt.lease.input.background
            fitted = self._pictures.fit(enhanced, photo, background, attempt.lease_lost.is_set)
            attempt.report("resize.finished", 60)
            attempt.report("save.started", 65)
            files = (media_file("video_frame", fitted.video_frame), media_file("thumbnail", fitted.thumbnail))
            finish(_packshot_output(fitted.packshots), *files, *packshot_files(fitted.packshots))
            attempt.report("save.finished", 70)

    def _write_script(self, attempt: Attempt, photo: Photo) -> str:
        if (kept := attempt.output("script")) is not None:
            return str(kept["text"])
        engine, asked = self._scripts, attempt.lease.input
        about = (asked.brief, asked.duration_seconds, asked.language, asked.background)
        watcher = Watcher(attempt.lease_lost.is_set, on_text=attempt.draft)
        with attempt.running("script", engine.model) as finish:
            order = Order("script", engine.provider, engine.model, (repr(about), photo.content))
            script, receipt = self._ledger.buy(attempt, order, lambda: engine.write(photo, *about, watcher))
            fell_back = script.language.split("-")[0] != asked.language.lower().split("-")[0]
            finish(asdict(script) | {"notices": ["script_language_fallback"] * fell_back}, receipt=receipt)
        return script.text

    def _complete(self, attempt: Attempt, script: str) -> None:
        keys = stored_keys(self._media, attempt.lease.task_id)
        urls = {name: f"/media/{keys[role]}" for name, role in RESULT_URLS.items()}
        attempt.complete("task.completed", urls | {"script": script})

    def _photo(self, attempt: Attempt) -> Photo:
        return probe(stored_file(self._media, attempt.lease.task_id, "original")[1])

    def _stored_enhanced(self, attempt: Attempt, output: Mapping[str, Any]) -> Enhanced:
        picture, before = self._stored_picture(attempt, "enhanced"), self._stored_picture(attempt, "before")
        if "background" not in output:
            return Enhanced(picture, before)
        formats = {name: self._stored_picture(attempt, f"picture_{name}") for name in FORMATS}
        cutout = self._stored_picture(attempt, "cutout") if output["cut_out"] else None
        return Enhanced(picture, before, Packshots(formats, output["background"], cutout, output["cut_below"]))

    def _stored_picture(self, attempt: Attempt, role: str) -> Picture:
        return stored_picture(self._media, attempt.lease.task_id, role)


def _packshot_output(made: Packshots | None) -> dict[str, Any]:
    if not made:
        return {}
    kept = {"background": made.background, "cut_out": made.cutout is not None, "cut_below": made.cut_below}
    return kept | {"notices": list(made.notices)}


def _show(attempt: Attempt, index: int, partial: Picture) -> None:
    attempt.preview(
        "enhance.partial",
        min(PARTIAL_LAST, PARTIAL_FIRST + index * PARTIAL_STEP),
        index,
        media_file(f"preview_{index}", partial),
    )
