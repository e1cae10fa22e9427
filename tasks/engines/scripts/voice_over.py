"""When a clip's lines are said, and which are too long for their shots."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...storyboard import Shot
from .wording import cleaned, spoken_seconds

#: a voice begins when its shot has begun, and ends before the next one; the clip's end belongs to the music
LEAD_SECONDS, TRAIL_SECONDS, END_SECONDS = 0.08, 0.04, 0.12
#: a line that is too long is said so much faster
FASTEST = 1.15


@dataclass(frozen=True, slots=True)
class Line:
    """What is said in a shot, and the time until the next one, in seconds from the clip's beginning."""

    #: the shot's place in the storyboard, 0 first
    shot: int
    text: str
    start_seconds: float
    end_seconds: float

    @property
    def room_seconds(self) -> float:
        """How long the line may take."""
        return self.end_seconds - self.start_seconds


def spoken_script(shots: Sequence[Shot], duration_seconds: float) -> tuple[Line, ...]:
    """The lines of a clip's voice, one after the other."""
    return tuple(_following(sorted(enumerate(shots), key=lambda pair: pair[1].start_seconds), duration_seconds))


def too_long(shots: Sequence[Shot], duration_seconds: float) -> tuple[int, ...]:
    """Places of the shots whose voice-over is not said when the next one begins, however fast; an estimate."""
    lines = spoken_script(shots, duration_seconds)
    return tuple(line.shot for line in lines if spoken_seconds(line.text) / FASTEST > line.room_seconds)


def _following(shots: list[tuple[int, Shot]], duration_seconds: float) -> Iterator[Line]:
    free_from = 0.0
    next_starts = [*(shot.start_seconds for _, shot in shots[1:]), duration_seconds]
    for (place, shot), next_start in zip(shots, next_starts, strict=False):
        start = max(shot.start_seconds + LEAD_SECONDS, free_from)
        end = min(max(shot.end_seconds, next_start) - TRAIL_SECONDS, duration_seconds - END_SECONDS)
        text = " ".join(cleaned(shot.voice_over).split())
        # comparing this way round drops what is no number, too
        if end > start and any(map(str.isalnum, text)):
            yield Line(place, text, start, end)
            free_from = end
