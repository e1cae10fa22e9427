"""`python -m benchmarks.load OPTIONS MODE ARGUMENTS`: one measurement of one server, printed as JSON."""

import argparse
import asyncio
import gc
import json
import shlex
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from .fanout import fanout
from .idle import streams
from .journey import journey
from .processes import Watch
from .soak import soak
from .submit import submit
from .target import Target

PHOTO = Path(__file__).parent.parent / "photo.jpg"


def main() -> None:
    """Measure, on uvloop where there is one."""
    arguments = _arguments()
    watched = (item.split("=") for item in arguments.watch.split(","))
    target = Target(
        arguments.port,
        arguments.token,
        shlex.split(arguments.publisher),
        Watch({name: int(pid) for name, pid in watched}),
        arguments.folder,
    )
    gc.disable()  # its pauses would be taken for the server's
    print(json.dumps(_run(_measurement(target, arguments))))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--token", action="append", required=True, help="one per user")
    parser.add_argument("--watch", required=True, help="name=pid,...; each with its children")
    parser.add_argument("--publisher", required=True, help="the command that publishes as the server's jobs do")
    parser.add_argument("--folder", type=Path, required=True, help="for the ids of tasks")
    modes = parser.add_subparsers(dest="mode", required=True)
    mode = modes.add_parser("streams")
    mode.add_argument("count", type=int)
    mode.add_argument("--hold", type=float, default=15)
    mode = modes.add_parser("fanout")
    mode.add_argument("count", type=int)
    mode.add_argument("--rate", type=float, action="append", default=[])
    mode.add_argument("--search-from", type=float, default=2000)
    mode.add_argument("--seconds", type=float, default=3)
    mode.add_argument("--publishers", type=int, default=2)
    mode.add_argument("--steps-max", type=int, default=9)
    mode = modes.add_parser("submit")
    mode.add_argument("users", type=int)
    mode.add_argument("--seconds", type=float, default=10)
    mode = modes.add_parser("journey")
    mode.add_argument("users", type=int)
    mode.add_argument("--rounds", type=int, default=40)
    mode.add_argument("--seconds-max", type=float, default=60)
    mode = modes.add_parser("soak")
    mode.add_argument("count", type=int)
    mode.add_argument("--minutes", type=float, default=20)
    return parser.parse_args()


def _measurement(target: Target, asked: argparse.Namespace) -> Coroutine[Any, Any, dict[str, Any]]:
    match asked.mode:
        case "streams":
            return streams(target, asked.count, asked.hold)
        case "fanout":
            return fanout(
                target, asked.count, asked.rate, asked.search_from, asked.seconds, asked.publishers, asked.steps_max
            )
        case "submit":
            return submit(target, PHOTO.read_bytes(), asked.users, asked.seconds)
        case "journey":
            return journey(target, PHOTO.read_bytes(), asked.users, asked.rounds, asked.seconds_max)
    return soak(target, asked.count, asked.minutes)


def _run(measurement: Coroutine[Any, Any, dict[str, Any]]) -> dict[str, Any]:
    try:
        import uvloop
    except ImportError:
        return asyncio.run(measurement)
    result: dict[str, Any] = uvloop.run(measurement)
    return result


if __name__ == "__main__":
    main()
