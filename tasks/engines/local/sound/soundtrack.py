"""Makes what a clip sounds like: its lines spoken within their shots, music for its length, and both together."""

import logging
import math
import sys
import wave
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from io import BytesIO
from tempfile import TemporaryFile
from typing import IO

from ....errors import EngineFailed
from ....sounds import NONE, mood_for, voice_for
from ...protocols.sound_engines import SoundOrder, Soundtrack, Speech, SpeechEngine
from ...scripts.voice_over import FASTEST, Line, spoken_script
from ...scripts.wording import shortened, spoken_seconds
from .mixing import Mixer
from .programs import run

logger = logging.getLogger(__name__)

COMPOSER = (sys.executable, "-m", "tasks.engines.local.sound.music")
#: a line said faster comes out a little longer than it should
SPEED_MARGIN = 1.01
#: of the estimate of a line's time: no voice took less
LEAST_OF_ESTIMATE = 0.5
#: how often a line is shortened that is too long: the first time misses by a word at most, as a rule
SHORTENINGS = 3
#: bytes of a sample
SAMPLE_BYTES = 2
#: a line that is cut in spite of everything fades out in so many samples
FADE_SAMPLES = 600


class SoundtrackMaker:
    """Speech, music and ffmpeg; `speech` is None where voices are turned off."""

    def __init__(self, ffmpeg: str, speech: SpeechEngine | None) -> None:
        self._mixer = Mixer(ffmpeg)
        self._speech = speech

    def voice(self, order: SoundOrder, cancelled: Callable[[], bool]) -> Soundtrack:
        """All lines in their places, in mono; raises LeaseLost soon after `cancelled` says yes."""
        lines = spoken_script(order.shots, order.duration_seconds)
        if order.voice == NONE or not lines:
            return Soundtrack(None)
        if not self._speech or not self._speech.available:
            return Soundtrack(None, ("voice_not_set_up",))
        voice = voice_for(order.voice, order.language)
        if not voice:
            return Soundtrack(None, ("voice_language_missing",))
        try:
            return _spoken(self._speech, lines, voice, cancelled)
        except EngineFailed:
            logger.warning("the clip of task %s has no voice", order.task_id)
            return Soundtrack(None, ("voice_failed",))

    def mix(self, order: SoundOrder, voice: bytes | None, cancelled: Callable[[], bool]) -> bytes | None:
        """The whole as a WAV, with what `voice` made, if anything; None for silence.

        Raises EngineFailed, and LeaseLost soon after `cancelled` says yes.
        """
        mood = mood_for(order.music, order.task_id)
        if not voice and not mood:
            return None
        with ExitStack() as stack:
            spoken = _filed(stack, voice) if voice else None
            music = None
            if mood:
                music = stack.enter_context(TemporaryFile())
                run([*COMPOSER, mood, f"{order.duration_seconds}", f"{order.task_id}"], cancelled, music)
            return self._mixer.mix(spoken, music, order.duration_seconds, cancelled)


def _spoken(
    speech_engine: SpeechEngine, lines: Iterable[Line], voice: str, cancelled: Callable[[], bool]
) -> Soundtrack:
    track, rate, notices = bytearray(), 0, set()
    for line in lines:
        speech, is_whole = fitted(speech_engine, line, voice, cancelled)
        if not is_whole:
            notices.add("voice_line_shortened")
        if not speech.samples:  # an English voice says nothing of Chinese or Arabic
            notices.add("voice_line_left_out")
        rate = speech.sample_rate
        start = SAMPLE_BYTES * round(line.start_seconds * rate)
        track.extend(bytes(max(0, start - len(track))))
        track[start : start + len(speech.samples)] = speech.samples
    return Soundtrack(_wav(track, rate) if track else None, tuple(sorted(notices)))


def _wav(samples: bytes | bytearray, rate: int) -> bytes:
    target = BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(SAMPLE_BYTES)
        file.setframerate(rate)
        file.writeframes(samples)
    return target.getvalue()


def fitted(speech: SpeechEngine, line: Line, voice: str, cancelled: Callable[[], bool]) -> tuple[Speech, bool]:
    """A line that takes at most its room, said up to 15 % faster for it, and whether that is the whole line."""
    # what nobody can say in the time need not be tried: it could take a minute
    text = shortened(line.text, len(line.text), FASTEST * line.room_seconds / LEAST_OF_ESTIMATE)
    is_whole = text == line.text
    said = speech.speak(text, voice, 1.0, cancelled)
    if said.seconds <= line.room_seconds:
        return said, is_whole
    if is_whole:
        # a voice does not keep exactly to a speed
        for speed in sorted({min(FASTEST, SPEED_MARGIN * said.seconds / line.room_seconds), FASTEST}):
            said = speech.speak(text, voice, speed, cancelled)
            if said.seconds <= line.room_seconds:
                return said, True
    logger.info("a line of %.1f s has %.1f s", said.seconds, line.room_seconds)
    for _ in range(SHORTENINGS):
        # this voice's own pace, rather than the estimate's
        seconds = spoken_seconds(text) * line.room_seconds / said.seconds / SPEED_MARGIN
        beginning = shortened(text, len(text), seconds)
        if beginning == text or said.seconds <= line.room_seconds:
            break
        text = beginning
        said = speech.speak(text, voice, FASTEST, cancelled)
    return _cut(said, line.room_seconds), False


def _cut(speech: Speech, seconds: float) -> Speech:
    """At most so long."""
    length = SAMPLE_BYTES * math.floor(seconds * speech.sample_rate)
    if len(speech.samples) <= length:
        return speech
    kept = memoryview(speech.samples[:length]).cast("h").tolist()
    for number in range(1, min(FADE_SAMPLES, len(kept)) + 1):
        kept[-number] = kept[-number] * number // FADE_SAMPLES
    return Speech(b"".join(sample.to_bytes(2, "little", signed=True) for sample in kept), speech.sample_rate)


def _filed(stack: ExitStack, content: bytes) -> IO[bytes]:
    file = stack.enter_context(TemporaryFile())
    file.write(content)
    return file
