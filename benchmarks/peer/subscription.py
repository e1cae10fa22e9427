"""The tuned peer's subscription: one Redis connection per process, fanned out in it, without a round trip per stream.

To a stream it looks like redis-py's own `pubsub()`, which gives each stream a connection.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, Self

from redis.asyncio import Redis

Message = dict[str, Any]
Queues = dict[str, set["SharedSubscription"]]


class Shared:
    """Hears of all progress."""

    def __init__(self, redis: Redis, pattern: str) -> None:
        self._redis = redis
        self._pattern = pattern
        self._subscribers: Queues = {}
        self._reading: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Subscribe, and fan out from now on."""
        subscription = self._redis.pubsub()
        await subscription.psubscribe(self._pattern)
        await subscription.get_message(timeout=5)  # the confirmation
        self._reading = asyncio.create_task(self._read(subscription))

    def pubsub(self) -> "SharedSubscription":
        """One stream's share."""
        return SharedSubscription(self._subscribers)

    async def _read(self, subscription: Any) -> None:
        async for heard in subscription.listen():
            message = {"type": "message", "data": heard["data"]}
            for subscriber in self._subscribers.get(heard["channel"], ()):
                subscriber.messages.put_nowait(message)


class SharedSubscription:
    """The part of redis-py's PubSub that a stream uses."""

    __slots__ = ("_channel", "_subscribers", "messages")

    def __init__(self, subscribers: Queues) -> None:
        self.messages: asyncio.Queue[Message] = asyncio.Queue()
        self._subscribers = subscribers
        self._channel = ""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        left = self._subscribers.get(self._channel, set())
        left.discard(self)
        if not left:
            self._subscribers.pop(self._channel, None)

    async def subscribe(self, channel: str) -> None:
        """Hear one channel from now on."""
        self._channel = channel
        self._subscribers.setdefault(channel, set()).add(self)

    async def listen(self) -> AsyncIterator[Message]:
        """What comes."""
        while True:
            yield await self.messages.get()
