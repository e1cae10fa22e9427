"""`soak`: readers come and go at random while events flow; what the server holds must not grow."""

import asyncio
import random
import socket
import sys
import time
from collections import Counter
from contextlib import suppress
from typing import Any

from .audience import Audience
from .stream import Stream, number_after
from .target import Target

TASKS = 500
STAY_SECONDS = (1, 60)
#: until the buffers of the kernel and of the server are full
DEAF_SECONDS = 120
#: how a reader ends, with its share of all: it closes, it vanishes without a word, or it never reads
MANNERS = {"closes": 0.895, "vanishes": 0.1, "deaf": 0.005}
#: half of all events go to one task, which is what the deaf ones follow: else no buffer would ever fill
EVENTS_PER_SECOND = 600
#: what the kernel keeps for a deaf reader is not what is tested
DEAF_BUFFER_BYTES = 4096
#: for the server to notice who vanished: two heartbeats, and some time
GONE_SECONDS = 40
#: <linux/tcp.h>: the first byte of TCP_INFO for an open connection
ESTABLISHED = 1
#: and: a connection closed under repair leaves without a packet, as a machine does that loses its power
TCP_REPAIR = 19


class Crowd(Audience):
    """Readers that resume where the last reader of a task has stopped, so that no stream replays all of it."""

    def __init__(self, target: Target) -> None:
        super().__init__(target)
        self.newest: dict[str, int] = {}
        self.events = self.gaps = self.cut = 0

    def on_event(self, stream: Stream, block: bytes, now: float) -> None:
        """Check that it is the next one."""
        seq = number_after(block, b'"seq":') or 0
        self.events += 1
        self.gaps += stream.last_seq not in (0, seq - 1)
        stream.last_seq = seq
        self.newest[stream.task_id] = max(seq, self.newest.get(stream.task_id, 0))

    def on_lost(self, stream: Stream) -> None:
        """Count whom the server has sent away."""
        super().on_lost(stream)
        self.cut += stream in self.streams


async def soak(target: Target, count: int, minutes: float) -> dict[str, Any]:
    """Keep about that many streams open for so long; samples once a minute."""
    crowd = Crowd(target)
    task_ids = target.seed(TASKS)
    hot = task_ids[0]
    target.ids.write_text("\n".join(word for task_id in task_ids for word in (task_id, hot)))
    # what the first stream sets up stays; that is no leak
    await _visit(crowd, hot, "closes", 1)
    await asyncio.sleep(1)
    samples = [_sample(crowd, 0)]
    seconds = minutes * 60
    until = time.monotonic() + seconds
    arguments = ("run", str(target.ids), str(EVENTS_PER_SECOND), str(seconds), "0", "1")
    publisher = await asyncio.create_subprocess_exec(*target.publisher, *arguments, stdout=asyncio.subprocess.DEVNULL)
    manners: Counter[str] = Counter()

    async def come_and_go() -> None:
        await asyncio.sleep(random.uniform(0, 10))  # not all at once
        while time.monotonic() < until:
            [manner] = random.choices(list(MANNERS), list(MANNERS.values()))
            manners[manner] += 1
            deaf = manner == "deaf"
            stay_seconds = DEAF_SECONDS if deaf else random.uniform(*STAY_SECONDS)
            stay_seconds = min(stay_seconds, max(0.0, until - time.monotonic()))
            await _visit(crowd, hot if deaf else random.choice(task_ids), manner, stay_seconds)

    async def listen_to_the_hot_one() -> None:
        while time.monotonic() < until:
            await _visit(crowd, hot, "closes", min(30, max(0.0, until - time.monotonic())))

    async def sample() -> None:
        while time.monotonic() < until:
            await asyncio.sleep(min(60.0, max(0.0, until - time.monotonic())))
            samples.append(_sample(crowd, seconds - (until - time.monotonic())))

    try:
        await asyncio.gather(listen_to_the_hot_one(), sample(), *(come_and_go() for _ in range(count)))
    finally:
        if publisher.returncode is None:
            publisher.kill()
        await publisher.wait()
    await asyncio.sleep(GONE_SECONDS)
    samples.append(_sample(crowd, seconds + GONE_SECONDS))
    return {
        "count": count,
        "minutes": minutes,
        "visits": manners,
        "refusals": crowd.refusals,
        "events": crowd.events,
        "gaps": crowd.gaps,
        "cut": crowd.cut,
        "samples": samples,
    }


async def _visit(crowd: Crowd, task_id: str, manner: str, seconds: float) -> None:
    stream = await crowd.open_one(task_id, crowd.newest.get(task_id, 0))
    if not stream or not stream.transport:
        await asyncio.sleep(1)
        return
    if manner == "deaf":
        _connection(stream).setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, DEAF_BUFFER_BYTES)
        stream.transport.pause_reading()
    await asyncio.sleep(seconds)
    crowd.streams.remove(stream)
    if manner == "deaf":  # which does not hear its own end either
        crowd.cut += _connection(stream).getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] != ESTABLISHED
    if manner == "vanishes":
        with suppress(OSError):  # without the right to do so it is reset, which is nearly as rude
            _connection(stream).setsockopt(socket.IPPROTO_TCP, TCP_REPAIR, 1)
        stream.transport.abort()
    else:
        stream.transport.close()


def _connection(stream: Stream) -> socket.socket:
    assert stream.transport
    connection: socket.socket = stream.transport.get_extra_info("socket")
    return connection


def _sample(crowd: Crowd, seconds: float) -> dict[str, Any]:
    sample = {
        "minute": round(seconds / 60, 1),
        "streams": len(crowd.streams),
        "memory_kb": crowd.target.watch.memory_kb()["web"],
        "descriptors": crowd.target.watch.descriptors()["web"],
    }
    print(", ".join(f"{name} {value}" for name, value in sample.items()), file=sys.stderr, flush=True)
    return sample
