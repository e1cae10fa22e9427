"""The peer's web process: `uvicorn benchmarks.peer.app:app`. PEER_TUNED=1 makes it the best that it can be."""

import gc
import json
import os
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import jwt
from fastapi import FastAPI, File, Form, HTTPException, Query, UploadFile
from fastapi.concurrency import run_in_threadpool
from redis.asyncio import ConnectionPool, Redis
from sse_starlette.sse import EventSourceResponse, ServerSentEvent

from .jobs import enhance
from .progress import KEEP_SECONDS, REDIS_URL, SECRET, channel, key, state
from .subscription import Shared

ROUTE = "/ai/enhance-and-script"
OVER = ("completed", "failed")
UPLOADS = Path(os.environ.get("PEER_UPLOADS", "uploads"))
TUNED = os.environ.get("PEER_TUNED") == "1"

redis = Redis(connection_pool=ConnectionPool.from_url(f"{REDIS_URL}/0", max_connections=100_000, decode_responses=True))
shared = Shared(redis, channel("*"))


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    """Make the folder of uploads; tuned, also keep the collector from walking through thousands of streams."""
    UPLOADS.mkdir(exist_ok=True)
    if TUNED:
        await shared.start()
        gc.collect()
        gc.freeze()
        gc.disable()
    yield
    await redis.aclose()


app = FastAPI(lifespan=lifespan)


@app.post(f"{ROUTE}-async", status_code=202)
async def submit(
    file: Annotated[UploadFile, File()],
    user_description: Annotated[str, Form()],
    duration: Annotated[int, Form()] = 30,
    language: Annotated[str, Form()] = "en",
) -> dict[str, str]:
    """Keep the upload and queue its job."""
    if not (file.content_type or "").startswith("image/"):
        raise HTTPException(415, "image expected")
    task_id = uuid.uuid4().hex
    await redis.set(key(task_id), state(task_id, 0, 0, "queued", "pending", time.time()), ex=KEEP_SECONDS)
    await run_in_threadpool(_save_and_enqueue, task_id, file.file, user_description, duration, language)
    url = f"{ROUTE}/{task_id}"
    return {"id": task_id, "status": "pending", "status_url": url, "stream_url": f"{url}/stream"}


@app.get(f"{ROUTE}/{{task_id}}")
async def status(task_id: str) -> Any:
    """The task's last state."""
    known = await redis.get(key(task_id))
    if known is None:
        raise HTTPException(404, "unknown task")
    return json.loads(known)


@app.get(f"{ROUTE}/{{task_id}}/stream")
async def stream(task_id: str, token: Annotated[str, Query()]) -> EventSourceResponse:
    """The task's progress as Server-Sent Events."""
    try:
        jwt.decode(token, SECRET, algorithms=["HS256"])
    except jwt.PyJWTError as exc:
        raise HTTPException(401, "invalid token") from exc
    if not await redis.exists(key(task_id)):
        raise HTTPException(404, "unknown task")
    return EventSourceResponse(_events(task_id), ping=15)


async def _events(task_id: str) -> AsyncIterator[ServerSentEvent]:
    async with shared.pubsub() if TUNED else redis.pubsub(ignore_subscribe_messages=True) as subscription:
        await subscription.subscribe(channel(task_id))
        seen = -1
        known = await redis.get(key(task_id))  # after the subscription, so no gap
        if known:
            event = json.loads(known)
            seen = event["seq"]
            yield ServerSentEvent(known, event="progress", id=str(seen))
            if event["status"] in OVER:
                return
        async for message in subscription.listen():
            if message["type"] != "message":
                continue
            event = json.loads(message["data"])
            if event["seq"] <= seen:
                continue
            seen = event["seq"]
            yield ServerSentEvent(message["data"], event="progress", id=str(seen))
            if event["status"] in OVER:
                return


def _save_and_enqueue(task_id: str, upload: BinaryIO, description: str, duration: int, language: str) -> None:
    path = UPLOADS / f"{task_id}.jpg"
    with path.open("wb") as file:
        while block := upload.read(1 << 18):
            file.write(block)
    enhance.delay(task_id, str(path), description, duration, language)
