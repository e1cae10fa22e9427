"""`python -m tasks.engines.local.sound.music MOOD SECONDS SEED`: a bed to standard output, raw float32 stereo."""

import os
import sys

from ....pictures.child_limits import limit, unwatch_parent, watch_parent
from .composing import compose

#: ten times what a bed of a minute takes
ADDRESS_SPACE_BYTES = 1_000_000_000
CPU_SECONDS = 30


def main(mood: str, seconds: str, seed: str) -> None:
    """Limit ourselves, compose, write."""
    limit(ADDRESS_SPACE_BYTES, CPU_SECONDS)
    watch_parent()
    sys.stdout.buffer.write(compose(mood, float(seconds), int(seed)).tobytes())
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
    unwatch_parent()
    os._exit(0)
