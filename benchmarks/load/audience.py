"""Many readers of one server: opens their streams, and keeps what they see."""

import asyncio
import time
from array import array
from collections import Counter
from collections.abc import Sequence

from .stream import Stream, number_after
from .target import HOST, Target

#: streams being opened at the same time
OPENING_MAX = 64
OPEN_SECONDS_MAX = 30
#: a server that refuses so many is not asked further
REFUSALS_MAX = 64


class Audience:
    """The readers, and the faults they saw."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.streams: list[Stream] = []
        self.opened = self.lost = self.misordered = 0
        #: reasons why streams could not be opened
        self.refusals: Counter[str] = Counter()
        #: seconds to the answer's head, and from an event's `ts` to its arrival
        self.waits = array("d")
        self.delays = array("d")
        #: what was published before is not counted (seconds since the epoch)
        self.since = 0.0
        self._closing = False

    async def open(self, task_ids: Sequence[str]) -> float:
        """Open a stream for each; how many seconds it took."""
        turns = asyncio.Semaphore(OPENING_MAX)
        started = time.monotonic()

        async def one(task_id: str) -> None:
            async with turns:
                if self.refusals.total() < REFUSALS_MAX:
                    await self.open_one(task_id)

        await asyncio.gather(*map(one, task_ids))
        return time.monotonic() - started

    async def open_one(self, task_id: str, after_seq: int | None = None) -> Stream | None:
        """A new stream, unless it is refused."""
        loop = asyncio.get_running_loop()
        stream = Stream(self, task_id, self.target.stream_request(task_id, after_seq=after_seq), loop.create_future())
        stream.last_seq = after_seq or 0
        try:
            await loop.create_connection(lambda: stream, HOST, self.target.port)
            if await asyncio.wait_for(stream.opened, OPEN_SECONDS_MAX):
                self.streams.append(stream)
                return stream
        except (OSError, TimeoutError) as exc:
            self.refusals[f"{type(exc).__name__} {exc}"[:60]] += 1
            if stream.transport:
                stream.transport.abort()
        return None

    async def close(self) -> None:
        self._closing = True
        for stream in self.streams:
            if stream.transport:
                stream.transport.abort()
        await asyncio.sleep(0.5)

    def forget(self) -> None:
        """Reset the counts."""
        self.delays = array("d")
        self.misordered = 0
        self.since = time.time()
        for stream in self.streams:
            stream.last_seq = 0

    def on_open(self, stream: Stream, ok: bool, head: bytes, now: float) -> None:
        if ok:
            self.opened += 1
            self.waits.append(now - stream.started)
        else:
            self.refusals[head[:40].decode("latin1").split("\r\n")[0]] += 1
            if stream.transport:
                stream.transport.abort()
        if not stream.opened.done():
            stream.opened.set_result(ok)

    def on_event(self, stream: Stream, block: bytes, now: float) -> None:
        """Keep its delay, and whether it came in order."""
        start = block.find(b'"ts":')
        if start < 0:
            return
        start += 5
        end, brace = block.find(b",", start), block.find(b"}", start)
        published = float(block[start : brace if end < 0 or 0 < brace < end else end])
        if published < self.since:
            return
        seq = number_after(block, b'"seq":') or 0
        if seq and seq <= stream.last_seq:
            self.misordered += 1
        stream.last_seq = seq
        self.delays.append(now - published)

    def on_end(self, stream: Stream) -> None:
        """Nothing: the connection's end follows."""

    def on_lost(self, stream: Stream) -> None:
        """Count what the server has cut."""
        if not self._closing:
            self.lost += 1
            if not stream.opened.done():
                stream.opened.set_result(False)
