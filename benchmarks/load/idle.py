"""`streams`: what it costs to open many streams, and to hold them."""

import asyncio
from pathlib import Path
from typing import Any

from .audience import Audience
from .numbers import distribution
from .target import Target

#: until the server has settled
SETTLE_SECONDS = 2


async def streams(target: Target, count: int, hold_seconds: float) -> dict[str, Any]:
    """Open that many streams, one per task, and hold them without an event."""
    audience = Audience(target)
    task_ids = target.seed(count)
    memory_before, slab_before = target.watch.memory_kb(), _slab_kb()
    opening = target.watch.mark()
    open_seconds = await audience.open(task_ids)
    opening_percent = target.watch.percent_since(opening)
    await asyncio.sleep(SETTLE_SECONDS)
    connections = target.connections()
    idle, comments = target.watch.mark(), _comments(audience)
    await asyncio.sleep(hold_seconds)
    idle_percent, heartbeats = target.watch.percent_since(idle), _comments(audience) - comments
    memory = target.watch.memory_kb()
    opened = max(1, audience.opened)
    found = {
        "count": count,
        "opened": audience.opened,
        "lost": audience.lost,
        "refusals": audience.refusals,
        "opened_per_second": round(audience.opened / open_seconds),
        "open_ms": distribution(audience.waits),
        "opening_cpu_percent": opening_percent,
        "idle_cpu_percent": idle_percent,
        "heartbeats": heartbeats,
        "connections": connections,
        "kb_per_stream": {name: round((kb - memory_before[name]) / opened, 3) for name, kb in memory.items()},
        "memory_kb": memory,
        # both ends of every socket
        "kernel_kb_per_stream": round((_slab_kb() - slab_before) / opened, 2),
    }
    await audience.close()
    return found


def _comments(audience: Audience) -> int:
    return sum(stream.comments for stream in audience.streams)


def _slab_kb() -> int:
    lines = Path("/proc/meminfo").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Slab:"))
