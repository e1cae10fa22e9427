"""`fanout`: how fast events get from the publisher to every reader, at given rates or at the highest that holds."""

import asyncio
import json
import time
from typing import Any

from .audience import Audience
from .numbers import distribution
from .target import Target

#: a rate holds while the slowest hundredth of its events is faster than this, and none is lost
P99_MS_MAX = 100
#: and while the publishers keep it up
RATE_SHARE_MIN = 0.95
#: until events that are still under way count as lost
DRAIN_SECONDS = 8
#: the search ends between two rates so close to each other
SEARCH_PRECISION = 1.15

Step = dict[str, Any]


async def fanout(
    target: Target, count: int, rates: list[float], search_from: float, seconds: float, publishers: int, steps_max: int
) -> dict[str, Any]:
    """Publish to that many streams, each of its own task, at the rates, or search when there are none."""
    audience = Audience(target)
    await audience.open(target.seed(count))
    await asyncio.sleep(1.5)
    steps: list[Step] = []

    async def step(rate: float) -> bool:
        steps.append(await _step(audience, count, rate, seconds, publishers))
        return holds(steps[-1])

    if rates:
        best = max([rate for rate in rates if await step(rate)], default=None)
    else:
        best = await _search(step, search_from, steps_max)
    found = {
        "count": count,
        "opened": audience.opened,
        "refusals": audience.refusals,
        "best_rate": best,
        "steps": steps,
    }
    await audience.close()
    return found


def holds(step: Step) -> bool:
    """Whether the server has kept up."""
    p99 = step["delay_ms"]["p99"]
    return (
        p99 is not None
        and p99 < P99_MS_MAX
        and step["events_lost"] == 0
        and step["achieved"] >= RATE_SHARE_MIN * step["rate"]
    )


async def _search(step: Any, rate: float, steps_max: int) -> float | None:
    """The highest rate that holds, found by growing and then by closing in."""
    low: float | None = None
    high: float | None = None
    for _ in range(steps_max):
        rate = round(rate)
        if await step(rate):
            low = rate
            rate = rate * 1.5 if high is None else (low * high) ** 0.5
        else:
            high = rate
            rate = rate / 1.5 if low is None else (low * high) ** 0.5
            await asyncio.sleep(0.5)
        if low and high and high / low < SEARCH_PRECISION:
            break
    return low


async def _step(audience: Audience, count: int, rate: float, seconds: float, publishers: int) -> Step:
    audience.forget()
    lost_before = audience.lost
    mark = audience.target.watch.mark()
    results = await asyncio.gather(
        *(_publish(audience.target, rate / publishers, seconds, index, publishers) for index in range(publishers))
    )
    sent = sum(result["sent"] for result in results)
    cpu_percent = audience.target.watch.percent_since(mark)
    deadline = time.monotonic() + DRAIN_SECONDS
    while len(audience.delays) < sent and time.monotonic() < deadline:
        await asyncio.sleep(0.05)
    return {
        "rate": rate,
        "achieved": round(sent / max(result["elapsed"] for result in results)),
        "sent": sent,
        "received": len(audience.delays),
        "events_lost": sent - len(audience.delays),
        "misordered": audience.misordered,
        "streams_lost": audience.lost - lost_before,
        "delay_ms": distribution(audience.delays),
        "publish_p50_ms": max(result["publish_p50_ms"] or 0 for result in results),
        "cpu_percent": cpu_percent,
    }


async def _publish(target: Target, rate: float, seconds: float, index: int, count: int) -> dict[str, Any]:
    arguments = ("run", str(target.ids), str(rate), str(seconds), str(index), str(count))
    process = await asyncio.create_subprocess_exec(*target.publisher, *arguments, stdout=asyncio.subprocess.PIPE)
    try:
        output, _ = await asyncio.wait_for(process.communicate(), seconds * 3 + 10)
        result: dict[str, Any] = json.loads(output)
        return result
    except (TimeoutError, ValueError):
        return {"sent": 0, "elapsed": float("inf"), "publish_p50_ms": None}
    finally:
        if process.returncode is None:
            process.kill()
