"""`python -m tasks.engines.local.sound.speech LANGUAGE < jobs > answers`: loads what it needs, then speaks.

An answer is one line of JSON and then the samples (`engines.children`); LANGUAGE is the main part of a BCP 47 tag.
"""

import json
import os
import sys

from .....sounds import voices_of
from ....pictures.child_limits import allow_cpu_seconds, give_up_files, limit, unwatch_parent, watch_parent
from . import PACKAGES, Job

#: twice what the longest line takes
ADDRESS_SPACE_BYTES = 2_000_000_000
#: for loading and for each line: several times what the slowest takes
CPU_SECONDS = 40


def main(language: str) -> None:
    """Take what is needed, give up the right to more, then serve until standard input ends."""
    limit(ADDRESS_SPACE_BYTES, CPU_SECONDS)
    watch_parent()
    sys.path.append(str(PACKAGES))
    # numpy and the packages come from here on
    from .model import Model
    from .phonemes import phonemizer

    to_phonemes = phonemizer(language)
    model = Model(voices_of(language))
    # whatever is loaded late is loaded now
    model.speak(to_phonemes("1"), voices_of(language)[0], 1.0)
    give_up_files()
    _write(b"")
    while line := sys.stdin.buffer.readline():
        allow_cpu_seconds(CPU_SECONDS)
        job = Job.from_line(line)
        _write(model.speak(to_phonemes(job.text), job.voice, job.speed))


def _write(samples: bytes) -> None:
    sys.stdout.buffer.write(json.dumps({"bytes": len(samples)}).encode() + b"\n" + samples)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(sys.argv[1])
    unwatch_parent()
    os._exit(0)
