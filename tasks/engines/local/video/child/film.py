"""The clip, frame by frame."""

from collections.abc import Iterator
from itertools import pairwise

from PIL import Image, ImageChops, ImageFilter, ImageStat

from .....media.photo import Size
from . import FRAMES_PER_SECOND, Caption, Job
from .accent import accent
from .camera import Camera
from .lettering import Lettering, lettered, veil

#: the picture is enlarged once; a moving window of it, made smaller, does not shimmer as an enlarged one would
ENLARGED = 2
FADE_SECONDS = 0.3
#: the clip begins a little out of focus
FOCUSING_SECONDS = 0.5
FOCUSING_BLUR = 0.004
#: between two texts that follow each other sooner than this, the veil stays
VEIL_GAP_SECONDS = 0.7
#: how much further than the middle the place with most to see may pull the camera
MOST_FOCUS = 0.4


class Film:
    """All frames of one clip; each is drawn when it is asked for."""

    def __init__(self, job: Job, picture: Image.Image) -> None:
        """`picture` has the clip's size."""
        self._job = job
        large = Size(picture.width * ENLARGED, picture.height * ENLARGED)
        self._large = picture.resize(large, Image.Resampling.LANCZOS)
        self._camera = Camera(job.starts_seconds, job.duration_seconds, job.size, focus(picture))
        colour = accent(picture)
        drawn = ((caption, lettered(caption.text, job.language, job.size, colour)) for caption in job.captions)
        self._texts = [(caption, lettering) for caption, lettering in drawn if lettering]
        self._veil = veil(job.size)
        self._veiled = _joined([caption for caption, _ in self._texts])

    def frames(self) -> Iterator[Image.Image]:
        return (self.at(number / FRAMES_PER_SECOND) for number in range(self._job.frame_count))

    def poster(self) -> Image.Image:
        """The moment that stands for the clip: its first text at its fullest, or when it has come to rest."""
        if not self._texts:
            return self.at(self._job.duration_seconds)
        caption = self._texts[0][0]
        return self.at(max(FOCUSING_SECONDS, (caption.start_seconds + caption.end_seconds) / 2))

    def at(self, seconds: float) -> Image.Image:
        """The picture at a time."""
        frame = self._seen(seconds)
        if strength := max((_strength(span, seconds) for span in self._veiled), default=0.0):
            _lay(self._veil, frame, strength)
        for caption, lettering in self._texts:
            if strength := _strength(caption[:2], seconds):
                _lay(lettering, frame, strength)
        return frame

    def _seen(self, seconds: float) -> Image.Image:
        size = Size(*self._large.size)
        frame = self._large.resize(self._job.size, Image.Resampling.HAMMING, box=self._camera.box(seconds, size))
        if seconds >= FOCUSING_SECONDS:
            return frame
        radius = FOCUSING_BLUR * max(frame.size) * (1 - _eased(seconds / FOCUSING_SECONDS))
        return frame.filter(ImageFilter.GaussianBlur(radius))


def focus(picture: Image.Image) -> tuple[float, float]:
    """Where there is most to see, each between -1 and 1: the middle of all edges."""
    small = picture.convert("L").resize((64, 64), Image.Resampling.BOX)
    edges = ImageChops.difference(small, small.filter(ImageFilter.GaussianBlur(2)))
    ramp = Image.frombytes("L", (64, 1), bytes(4 * place + 2 for place in range(64))).resize((64, 64))
    total = ImageStat.Stat(edges).sum[0] or 1.0
    middles = []
    for direction in (ramp, ramp.transpose(Image.Transpose.ROTATE_270)):
        weighed = ImageStat.Stat(ImageChops.multiply(edges, direction)).sum[0] / total
        middles.append(max(-MOST_FOCUS, min(MOST_FOCUS, 2 * weighed - 1)))
    return middles[0], middles[1]


def _joined(captions: list[Caption]) -> list[tuple[float, float]]:
    """When there is a veil."""
    spans = [(caption.start_seconds, caption.end_seconds) for caption in captions[:1]]
    for before, after in pairwise(captions):
        if after.start_seconds - before.end_seconds < VEIL_GAP_SECONDS:
            spans[-1] = spans[-1][0], after.end_seconds
        else:
            spans.append((after.start_seconds, after.end_seconds))
    return spans


def _strength(span: tuple[float, float], seconds: float) -> float:
    """0 outside of a span, 1 well inside it."""
    start, end = span
    fade = min(FADE_SECONDS, (end - start) / 3)
    return _eased(min(1.0, max(0.0, min(seconds - start, end - seconds) / fade)))


def _eased(part: float) -> float:
    return part * part * (3 - 2 * part)


def _lay(over: Lettering, frame: Image.Image, strength: float) -> None:
    faded = [round(value * strength) for value in range(256)]
    frame.paste(over.colours, over.place, over.opacity if strength >= 1 else over.opacity.point(faded))
