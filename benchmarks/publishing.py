"""The command line of every publisher, so that the load generator drives any of them.

`seed N FILE` makes N running tasks and writes their ids, one a line. `run FILE RATE SECONDS INDEX COUNT` publishes to
every COUNT-th of them in turn, RATE events a second, through the code that the server's own jobs use, and prints what
it did as JSON. `connections` prints how many connections the server's broker has.
"""

import json
import sys
import time
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from benchmarks.load.numbers import milliseconds, percentile


class Publisher(Protocol):
    """What a server's own jobs would do."""

    def seed(self, count: int) -> list[str]:
        """Ids of new running tasks."""
        ...

    def publish_to(self, task_ids: list[str]) -> Callable[[int], None]:
        """What publishes the n-th event, to one task after the other."""
        ...

    def settle(self) -> None:
        """Wait until all is published."""
        ...

    def connections(self) -> int:
        """Open connections of the broker, ours left out."""
        ...


def main(publisher: Publisher) -> None:
    command, *arguments = sys.argv[1:]
    if command == "seed":
        Path(arguments[1]).write_text("\n".join(publisher.seed(int(arguments[0]))))
    elif command == "run":
        index, count = int(arguments[3]), int(arguments[4])
        task_ids = Path(arguments[0]).read_text().split()[index::count]
        publish = publisher.publish_to(task_ids)
        print(json.dumps(paced(float(arguments[1]), float(arguments[2]), publish, publisher.settle)))
    elif command == "connections":
        print(publisher.connections())
    else:
        sys.exit(f"{command}: seed, run or connections?")


def paced(rate: float, seconds: float, publish: Callable[[int], None], settle: Callable[[], None]) -> dict[str, object]:
    """Publish at this rate, or as fast as it goes for at most twice the time."""
    total = int(rate * seconds)
    took = array("d")
    sent = 0
    started = time.perf_counter()
    while sent < total and time.perf_counter() - started < seconds * 2 + 1:
        due = min(total, int((time.perf_counter() - started) * rate) + 1)
        while sent < due:
            before = time.perf_counter()
            publish(sent)
            took.append(time.perf_counter() - before)
            sent += 1
        early_seconds = started + sent / rate - time.perf_counter()
        if early_seconds > 0:
            time.sleep(early_seconds)
    settle()
    elapsed = time.perf_counter() - started
    return {"sent": sent, "elapsed": elapsed, "publish_p50_ms": milliseconds(percentile(sorted(took), 0.5))}


def first_seq() -> int:
    """Where a run's sequence numbers start, so that they grow from run to run where no row counts them."""
    return int(time.time() * 10) % 100_000_000 * 1000
