"""`submit`: how many photos a second are accepted."""

import asyncio
import time
from array import array
from collections import Counter
from typing import Any

from .exchange import ACCEPTED, Exchange
from .numbers import distribution
from .target import Target

ANSWER_SECONDS_MAX = 20


async def submit(target: Target, photo: bytes, users: int, seconds: float) -> dict[str, Any]:
    """Let each user submit one photo after the other."""
    waits = array("d")
    refusals: Counter[str] = Counter()
    started = time.monotonic()

    async def use(user: int) -> None:
        request = target.upload_request(photo, user)
        exchange: Exchange | None = None
        while time.monotonic() < started + seconds:
            try:
                if exchange is None or not exchange.alive:
                    exchange = await Exchange.connect(target.port)
                asked = time.monotonic()
                status, _ = await exchange.ask(request, ANSWER_SECONDS_MAX)
            except (OSError, TimeoutError) as exc:
                refusals[type(exc).__name__] += 1
                if exchange:
                    exchange.abort()
                continue
            if status in ACCEPTED:
                waits.append(time.monotonic() - asked)
            else:
                refusals[str(status)] += 1
        if exchange:
            exchange.abort()

    mark = target.watch.mark()
    await asyncio.gather(*map(use, range(users)))
    took = time.monotonic() - started
    return {
        "users": users,
        "seconds": round(took, 1),
        "accepted": len(waits),
        "refusals": refusals,
        "per_second": round(len(waits) / took, 1),
        "answer_ms": distribution(waits),
        "cpu_percent": target.watch.percent_since(mark),
    }
