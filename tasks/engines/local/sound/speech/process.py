"""Runs the speech child: one for all tasks of a worker, for one language at a time."""

import sys
from collections.abc import Callable, Sequence

from .....sounds import SPEECH_COMPLETE, VOICES
from ....children import LongLivedChild
from ....protocols.model_names import LOCAL_MODEL
from ....protocols.sound_engines import Speech
from ....protocols.watcher import never
from . import MOST_CHARACTERS, SAMPLE_RATE, Job

COMMAND = (sys.executable, "-m", "tasks.engines.local.sound.speech")
#: of 0.1 s, for one line: on a busy machine the longest takes more than what other children do; CPU time is limited
WAITS_MAX = 1200


class LocalSpeechEngine(LongLivedChild):
    """Speaks with Kokoro-82M; a second of speech takes about half a second on one core."""

    model = LOCAL_MODEL

    def __init__(self, command: Sequence[str] = COMMAND, waits_max: int = WAITS_MAX) -> None:
        super().__init__(command, waits_max)

    @property
    def available(self) -> bool:
        """Whether set-up could fetch what it needs; without, clips have music alone."""
        return SPEECH_COMPLETE.is_file()

    def speak(self, text: str, voice: str, speed: float, cancelled: Callable[[], bool] = never) -> Speech:
        """One line; raises EngineFailed when no child can do it, LeaseLost within 0.2 s of `cancelled` saying yes."""
        language = VOICES[voice].language
        job = Job(text[:MOST_CHARACTERS], voice, speed)
        _, samples = self.ask(f"speech, {voice}", job.to_line(), cancelled, [language])
        return Speech(samples, SAMPLE_RATE)
