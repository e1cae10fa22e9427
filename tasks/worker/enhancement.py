"""The enhancement, readable top to bottom as its table of progress rows; picture and script run side by side."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict

from ..engines.protocols import Picture, PictureEngine, ScriptEngine, Watcher
from ..media.photo import Photo, probe
from ..media.store import MediaStore, NewMedia
from ..money.ledger import Ledger, Order
from ..plans import BESIDE, ENHANCEMENT_STAGES
from ..records import Media
from .attempt import Work, outlast

#: the result's URLs by the role of the file behind each; unsigned, the web signs them on the way out
RESULT_URLS = {
    "enhanced_image_url": "enhanced",
    "before_image_url": "before",
    "video_frame_url": "video_frame",
    "thumbnail_url": "thumbnail",
}

#: progress of the partial pictures, between the rows `enhance.started` (30) and `enhance.finished` (50)
PARTIAL_FIRST, PARTIAL_STEP, PARTIAL_LAST = 35, 5, 49


class Enhancement:
    """Turns one product photo into an enhanced picture, a first video frame and an advertising script."""

    stages = ENHANCEMENT_STAGES
    beside = BESIDE

    def __init__(self, media: MediaStore, ledger: Ledger, pictures: PictureEngine, scripts: ScriptEngine) -> None:
        self._media = media
        self._ledger = ledger
        self._pictures = pictures
        self._scripts = scripts

    @property
    def models(self) -> dict[str, str]:
        """The model of each stage that has one."""
        return {"enhance": self._pictures.model, "script": self._scripts.model}

    def run(self, work: Work) -> None:
        """Run the stages that earlier attempts have not finished; raises what an engine raises."""
        work.report("task.started", 5)
        photo = self._load(work)
        with ThreadPoolExecutor(1, "script") as beside:
            writing = beside.submit(self._write_script, work, photo)
            picture = self._enhance(work, photo)
            self._resize(work, photo, picture)
            work.report("script.started", 75, model=self._scripts.model)
            script = writing.result()
        work.report("script.finished", 90, characters=len(script))
        work.report("results.saving", 95)
        self._complete(work, script)

    def _load(self, work: Work) -> Photo:
        if work.output("load") is not None:
            return self._photo(work)
        with work.running("load") as finish:
            work.report("image.reading", 10)
            photo = self._photo(work)
            work.report("image.loaded", 15, megabytes=f"{photo.size_megabytes:.2f}")
            work.report("orientation.detecting", 20)
            shape = photo.orientation
            work.report("orientation.detected", 25, orientation=shape.name, size=str(shape.video_size))
            finish({"width": photo.width, "height": photo.height, "orientation": shape.name})
        return photo

    def _enhance(self, work: Work, photo: Photo) -> Picture:
        if work.output("enhance") is not None:
            return self._stored_picture(work, "enhanced")
        engine, description = self._pictures, work.claim.input.user_description
        watcher = Watcher(work.lost.is_set, on_partial=lambda index, partial: _show(work, index, partial))
        with work.running("enhance", engine.model) as finish:
            work.report("enhance.started", 30, model=engine.model)
            order = Order("enhance", engine.provider, engine.model, (description, photo.content))
            enhanced, receipt = self._ledger.buy(work, order, lambda: engine.enhance(photo, description, watcher))
            picture = enhanced.picture
            finish({}, _file("enhanced", picture), _file("before", enhanced.before), receipt=receipt)
            work.report("enhance.finished", 50, size=f"{picture.width}x{picture.height}")
        return picture

    def _resize(self, work: Work, photo: Photo, picture: Picture) -> None:
        if work.output("resize") is not None:
            return
        with work.running("resize") as finish:
            work.report("resize.started", 55)
            fitted = self._pictures.fit(picture, photo)
            work.report("resize.finished", 60)
            work.report("save.started", 65)
            finish({}, _file("video_frame", fitted.video_frame), _file("thumbnail", fitted.thumbnail))
            work.report("save.finished", 70)

    def _write_script(self, work: Work, photo: Photo) -> str:
        if (kept := work.output("script")) is not None:
            return str(kept["text"])
        engine, asked = self._scripts, work.claim.input
        about = (asked.user_description, asked.duration_seconds, asked.language)
        watcher = Watcher(work.lost.is_set, on_text=work.draft)
        with work.running("script", engine.model) as finish:
            order = Order("script", engine.provider, engine.model, (repr(about), photo.content))
            script, receipt = self._ledger.buy(work, order, lambda: engine.write(photo, *about, watcher))
            finish(asdict(script), receipt=receipt)
        return script.text

    def _complete(self, work: Work, script: str) -> None:
        keys = outlast(lambda: self._media.keys(work.claim.id))
        urls = {name: f"/media/{keys[role]}" for name, role in RESULT_URLS.items()}
        work.complete("task.completed", script, urls | {"script": script})

    def _photo(self, work: Work) -> Photo:
        return probe(self._stored(work, "original")[1])

    def _stored_picture(self, work: Work, role: str) -> Picture:
        media, content = self._stored(work, role)
        return Picture(content, media.content_type, media.width or 0, media.height or 0)

    def _stored(self, work: Work, role: str) -> tuple[Media, bytes]:
        return outlast(lambda: self._media.of_task(work.claim.id, role))


def _show(work: Work, index: int, partial: Picture) -> None:
    work.preview(
        "enhance.partial",
        min(PARTIAL_LAST, PARTIAL_FIRST + index * PARTIAL_STEP),
        index,
        _file(f"preview_{index}", partial),
    )


def _file(role: str, picture: Picture) -> NewMedia:
    return NewMedia(role, picture.content, picture.content_type, picture.width, picture.height)
