"""Measures the product beside its peer, and fails when a goal is missed; `soak` looks for what grows."""

import argparse
import os
import sys
import time
from pathlib import Path

from benchmarks import environment, report
from benchmarks.children import Failed
from benchmarks.figures import soak_faults
from benchmarks.goals import judge
from benchmarks.machine import machine
from benchmarks.run import FULL, MANY, MODES, QUICK, load, measure
from benchmarks.systems import product

from .calls import end_when_asked

ROOT = Path(__file__).parent.parent
#: beside its streams a process opens some files
DESCRIPTORS_SPARE = 500


def main() -> None:
    end_when_asked()
    os.chdir(ROOT)
    arguments = _arguments()
    try:
        sys.exit(_soak(arguments.streams, arguments.minutes) if arguments.what == "soak" else _compare(arguments))
    except Failed as exc:
        sys.exit(f"The load generator did not come to an end: {exc}.")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="less of everything: 8 minutes instead of 30")
    parser.add_argument("--only", type=_modes, default=list(MODES), help=f"some of {','.join(MODES)}")
    parser.set_defaults(what="compare")
    soak = parser.add_subparsers().add_parser("soak", help="streams come and go while the server is watched")
    soak.add_argument("--minutes", type=float, default=20)
    soak.add_argument("--streams", type=int, default=2000)
    soak.set_defaults(what="soak")
    return parser.parse_args()


def _modes(text: str) -> list[str]:
    asked = text.split(",")
    if unknown := set(asked) - set(MODES):
        raise argparse.ArgumentTypeError(f"{', '.join(sorted(unknown))}: not one of {', '.join(MODES)}")
    return [mode for mode in MODES if mode in asked]


def _compare(arguments: argparse.Namespace) -> int:
    sizes = QUICK if arguments.quick else FULL
    environment.provide(max(sizes.streams, 2 * sizes.peer_streams, MANY) + DESCRIPTORS_SPARE)
    started = time.monotonic()
    here = machine()
    rounds, everything = measure(arguments.only, sizes)
    verdicts = judge(rounds, arguments.only)
    minutes = (time.monotonic() - started) / 60
    line = report.summary(verdicts, minutes, here["cores"], arguments.quick)
    text = f"{report.table(verdicts)}\n\n{line}"
    data = {"rounds": rounds, "measurements": everything, "summary": line}
    stem = report.keep("quick" if arguments.quick else "full", here, text, data)
    print(f"\nKept as {stem} in benchmarks/results.\n\n{text}")
    return int(not all(verdict.reached for verdict in verdicts))


def _soak(count: int, minutes: float) -> int:
    environment.provide(2 * count + DESCRIPTORS_SPARE)
    here = machine()
    with product() as system:
        found = load(system, "soak", count, "--minutes", minutes, seconds_max=minutes * 60 + 300)
    faults = soak_faults(found)
    counts = f"{count} streams came and went for {minutes:g} minutes, {found['cut']} that did not read were cut"
    line = f"{counts}: {'; '.join(faults) or 'nothing grew'}."
    text = f"{report.samples(found['samples'])}\n\n{line}"
    report.keep("soak", here, text, found | {"summary": line})
    print(text)
    return int(bool(faults))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
