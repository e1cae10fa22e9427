"""`journey`: users submit a photo, follow its stream to the end, and begin again."""

import asyncio
import json
import time
from array import array
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from .exchange import ACCEPTED, Exchange
from .numbers import distribution
from .stream import Stream, number_after
from .target import HOST, Target

#: the progress of each row of a job, the peer's as the product's
ROWS = (5, 10, 15, 20, 25, 30, 50, 55, 60, 65, 70, 75, 90, 95, 100)
ANSWER_SECONDS_MAX = 30
JOB_SECONDS_MAX = 60


@dataclass
class Watcher:
    """Follows one job to its end."""

    #: the time of the last row; None when the stream ended before it
    over: asyncio.Future[float | None]
    seen: list[int] = field(default_factory=list)

    def on_open(self, stream: Stream, ok: bool, head: bytes, now: float) -> None:
        """A refused stream is over."""
        if not ok:
            self._finish(None)

    def on_event(self, stream: Stream, block: bytes, now: float) -> None:
        """Keep how far the job is."""
        progress = number_after(block, b'"progress":')
        if progress is not None and not self.over.done():
            self.seen.append(progress)
            if progress >= ROWS[-1]:
                self._finish(now)

    def on_end(self, stream: Stream) -> None:
        self._finish(None)

    def on_lost(self, stream: Stream) -> None:
        self._finish(None)

    def _finish(self, now: float | None) -> None:
        if not self.over.done():
            self.over.set_result(now)


@dataclass
class Jobs:
    """What became of all jobs."""

    answers: array[float] = field(default_factory=lambda: array("d"))
    durations: array[float] = field(default_factory=lambda: array("d"))
    #: jobs by the number of events their reader has seen
    seen: Counter[int] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    #: every row once and in order
    whole: int = 0
    unfinished: int = 0
    doubled: int = 0
    disordered: int = 0

    def add(self, seen: list[int]) -> None:
        """Judge what one reader has seen."""
        self.seen[len(seen)] += 1
        self.whole += tuple(progress for progress in seen if progress) == ROWS  # the peer also tells that it is queued
        self.doubled += len(seen) != len(set(seen))
        self.disordered += seen != sorted(seen)


async def journey(target: Target, photo: bytes, users: int, rounds: int, seconds_max: float) -> dict[str, Any]:
    """Let each user do so many rounds."""
    jobs = Jobs()
    started = time.monotonic()

    async def use(user: int) -> None:
        request = target.upload_request(photo, user)
        exchange: Exchange | None = None
        for _ in range(rounds):
            if time.monotonic() > started + seconds_max:
                break
            try:
                if exchange is None or not exchange.alive:
                    exchange = await Exchange.connect(target.port)
                await _follow(target, exchange, request, user, jobs)
            except (OSError, TimeoutError, ValueError) as exc:
                jobs.failures[f"{type(exc).__name__} {exc}"[:60]] += 1
                if exchange:
                    exchange.abort()
        if exchange:
            exchange.abort()

    mark = target.watch.mark()
    await asyncio.gather(*map(use, range(users)))
    took = time.monotonic() - started
    followed = jobs.seen.total()
    return {
        "users": users,
        "seconds": round(took, 2),
        "jobs": followed,
        "per_second": round(followed / took, 1),
        "whole_percent": round(100 * jobs.whole / max(1, followed + jobs.failures.total()), 2),
        "events_per_job": round(sum(n * jobs for n, jobs in jobs.seen.items()) / max(1, followed), 2),
        "events": dict(sorted(jobs.seen.items())),
        "unfinished": jobs.unfinished,
        "doubled": jobs.doubled,
        "disordered": jobs.disordered,
        "failures": jobs.failures,
        "answer_ms": distribution(jobs.answers),
        "job_ms": distribution(jobs.durations),
        "cpu_percent": target.watch.percent_since(mark),
    }


async def _follow(target: Target, exchange: Exchange, request: bytes, user: int, jobs: Jobs) -> None:
    loop = asyncio.get_running_loop()
    asked = time.time()
    status, body = await exchange.ask(request, ANSWER_SECONDS_MAX)
    if status not in ACCEPTED:
        raise ValueError(f"submit answered {status}")
    jobs.answers.append(time.time() - asked)
    watcher = Watcher(loop.create_future())
    task_id = str(json.loads(body)["id"])
    stream = Stream(watcher, task_id, target.stream_request(task_id, user), loop.create_future())
    transport, _ = await loop.create_connection(lambda: stream, HOST, target.port)
    try:
        over = await asyncio.wait_for(watcher.over, JOB_SECONDS_MAX)
    finally:
        transport.abort()
    if over is None:
        jobs.unfinished += 1
    else:
        jobs.durations.append(over - asked)
    jobs.add(watcher.seen)
