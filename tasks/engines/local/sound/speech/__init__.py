"""A long-lived child process that speaks one language: it gets text and hands back samples.

Run it through `speech.process`. This file is what both sides share, so it must stay free of numpy.
"""

import json
from typing import NamedTuple

from .....sounds import SPEECH_FILES

MODEL = SPEECH_FILES / "kokoro.onnx"
VOICES = SPEECH_FILES / "voices"
#: espeak-ng's library and data
ESPEAK = SPEECH_FILES / "espeakng_loader"
#: Python packages that only the child imports
PACKAGES = SPEECH_FILES / "packages"

#: samples a second, of one channel of 16 bits
SAMPLE_RATE = 24_000
#: longer than what anybody can say in a clip
MOST_CHARACTERS = 600


class Job(NamedTuple):
    """What the child has to say."""

    text: str
    #: see `tasks.sounds.VOICES`
    voice: str
    #: 1 is the voice's own pace
    speed: float

    def to_line(self) -> bytes:
        """One line of JSON."""
        return json.dumps(self).encode() + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> "Job":
        """The other way round; raises ValueError for what nobody can say in a clip."""
        job = cls._make(json.loads(line))
        if not (len(job.text) <= MOST_CHARACTERS and 0.5 <= job.speed <= 2):
            raise ValueError(f"{len(job.text)} characters at {job.speed} are not to be said")
        return job
