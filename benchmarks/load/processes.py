"""What processes cost, each with all its children: memory, processor time, descriptors; from /proc."""

import os
import resource
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")

Mark = tuple[float, dict[str, float]]


class Watch:
    """Some processes by name."""

    def __init__(self, pids: Mapping[str, int]) -> None:
        self._pids = pids

    def memory_kb(self) -> dict[str, int]:
        """Proportional set size: what is shared is counted once."""
        return {name: sum(map(_pss_kb, _tree(pid))) for name, pid in self._pids.items()}

    def descriptors(self) -> dict[str, int]:
        return {name: sum(map(_descriptors, _tree(pid))) for name, pid in self._pids.items()}

    def mark(self) -> Mark:
        """Processor seconds so far, of each, of the whole machine, and of ourselves.

        This kernel does not charge network work to the process that sends: it is in `softirq`.
        """
        machine = [int(ticks) / TICKS_PER_SECOND for ticks in Path("/proc/stat").read_text().split()[1:9]]
        own = resource.getrusage(resource.RUSAGE_SELF)
        seconds = {name: sum(map(_cpu_seconds, _tree(pid))) for name, pid in self._pids.items()}
        seconds |= {"machine": sum(machine) - machine[3] - machine[4], "softirq": machine[6], "steal": machine[7]}
        return time.monotonic(), seconds | {"load": own.ru_utime + own.ru_stime}

    def percent_since(self, mark: Mark) -> dict[str, float]:
        """Of one core."""
        (then, before), (now, after) = mark, self.mark()
        return {name: round((after[name] - before[name]) / (now - then) * 100, 1) for name in after}


def _tree(root: int) -> Iterator[int]:
    children: dict[int, list[int]] = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        if fields := _stat(int(name)):
            children.setdefault(int(fields[1]), []).append(int(name))
    waiting = [root]
    while waiting:
        pid = waiting.pop()
        waiting += children.get(pid, [])
        yield pid


def _stat(pid: int) -> list[bytes]:
    """What follows the name, which may hold blanks, in /proc/PID/stat; nothing once it has ended."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    return []


def _pss_kb(pid: int) -> int:
    with suppress(OSError):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
    return 0


def _cpu_seconds(pid: int) -> float:
    # with the children that have ended: Postgres backends come and go
    return sum(map(int, _stat(pid)[11:15])) / TICKS_PER_SECOND


def _descriptors(pid: int) -> int:
    with suppress(OSError):
        return len(os.listdir(f"/proc/{pid}/fd"))
    return 0
