"""The servers under test, each started in a fresh temporary folder."""

import os
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString
from uuid import uuid4

import jwt
import psycopg

from script.postgres import Cluster, is_up
from tasks.accounts import AccountStore
from tasks.db.pool import Database
from tasks.release import release
from tests.processes import READY_SECONDS, SECRET_KEY, Processes, free_port, wait_until

from .children import Children
from .environment import PYTHON, ROOT

#: submit and journey play so many, each with an account
USERS = 16
TOKEN_SECONDS = 2 * 3600

#: the product without the limits that keep one user from doing what the measurements do
PRODUCT_ENV = {
    "IMAGE_ENGINE": "instant",
    "SCRIPT_ENGINE": "instant",
    "MAX_REQUESTS_PER_MINUTE": "0",
    "MAX_ACTIVE_TASKS_PER_USER": "0",
    "MAX_SIGN_INS_PER_MINUTE": "0",
    "MAX_STREAMS_PER_USER": "0",
}
PEER_SECRET = "a key for the peer alone, and long enough"


@dataclass(frozen=True)
class System:
    """A running server."""

    port: int
    #: process ids by name; the one that holds the streams is `web`
    watch: Mapping[str, int]
    #: one per user
    tokens: list[str]
    publisher: list[str]
    #: how many processes publish: as many as its worker has
    publishers: int
    #: for the publisher
    env: Mapping[str, str]
    folder: Path
    #: how many originals are in Postgres; the peer keeps none
    originals: Callable[[], int | None] = lambda: None


@contextmanager
def product() -> Iterator[System]:
    """The Procfile's web and worker on a Postgres that syncs every commit to the disk, as script/server runs it."""
    with _folder() as folder, Children(folder) as children:
        cluster = Cluster(folder / "data", folder / "run")
        cluster.make()
        url = cluster.url()
        postgres = children.start(
            "postgres", cluster.command(), lambda: is_up(url), ends_by=signal.SIGINT, **cluster.popen_options()
        )
        release(url)
        processes = Processes(url, folder, PRODUCT_ENV)
        try:
            processes.start("web", "worker")
            wait_until(lambda: _worker_waits(url), READY_SECONDS, lambda: processes.log("worker"))
            yield System(
                port=processes.port,
                watch={"web": processes.pid("web"), "worker": processes.pid("worker"), "postgres": postgres},
                tokens=_product_tokens(url),
                publisher=[sys.executable, "-m", "benchmarks.product.publisher"],
                publishers=1,
                env={"DATABASE_URL": url},
                folder=folder,
                originals=lambda: _originals(url),
            )
        finally:
            processes.end()


@contextmanager
def peer(*, tuned: bool = False) -> Iterator[System]:
    """Redis, one uvicorn process and a Celery worker."""
    with _folder() as folder, Children(folder) as children:
        port, redis_port = free_port(), free_port()
        env = os.environ | {
            "PEER_REDIS": f"redis://127.0.0.1:{redis_port}",
            "PEER_SECRET": PEER_SECRET,
            "PEER_UPLOADS": str(folder / "uploads"),
            "PEER_TUNED": "1" if tuned else "0",
        }
        redis = children.start("redis", _redis_command(redis_port, folder), lambda: _listens(redis_port))
        web = children.start("uvicorn", _uvicorn_command(port), lambda: _listens(port), env=env, cwd=ROOT)
        celery = children.start("celery", CELERY_COMMAND, lambda: _somebody_waits(redis_port), env=env, cwd=ROOT)
        claims = {"sub": "load", "exp": int(time.time()) + TOKEN_SECONDS}
        yield System(
            port=port,
            watch={"web": web, "redis": redis, "celery": celery},
            tokens=[jwt.encode(claims, PEER_SECRET, algorithm="HS256")],
            publisher=[str(PYTHON), "-m", "benchmarks.peer.publisher"],
            publishers=2,
            env=env,
            folder=folder,
        )


def tuned_peer() -> AbstractContextManager[System]:
    """The same at its best."""
    return peer(tuned=True)


@contextmanager
def limit() -> Iterator[System]:
    """The bare server."""
    with _folder() as folder, Children(folder) as children:
        port, path = free_port(), str(folder / "limit.sock")
        command = [str(PYTHON), "-m", "benchmarks.limit.server", str(port), path]
        web = children.start("limit", command, lambda: _listens(port), cwd=ROOT)
        yield System(
            port=port,
            watch={"web": web},
            tokens=["none"],
            publisher=[str(PYTHON), "-m", "benchmarks.limit.publisher"],
            publishers=2,
            env={"LIMIT_SOCKET": path},
            folder=folder,
        )


SYSTEMS: Mapping[str, Callable[[], AbstractContextManager[System]]] = {
    "product": product,
    "peer": peer,
    "tuned": tuned_peer,
    "limit": limit,
}


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="limelight-", ignore_cleanup_errors=True) as name:
        yield Path(name)


def _product_tokens(url: str) -> list[str]:
    """Access tokens of new guests as the product makes them, but for hours: nobody here refreshes them."""
    database = Database(url, pool_size=1)
    database.open()
    accounts = AccountStore(database)
    account_ids = [accounts.add(None, None).id for _ in range(USERS)]
    database.close()
    now = int(time.time())
    claims = {"type": "access", "fresh": False, "iat": now, "nbf": now, "exp": now + TOKEN_SECONDS}
    return [
        jwt.encode(claims | {"sub": str(account_id), "jti": str(uuid4())}, SECRET_KEY, algorithm="HS256")
        for account_id in account_ids
    ]


def _worker_waits(url: str) -> bool:
    """Whether the worker has its connections to the queue: one to hear of jobs, and one for each of two queues."""
    return _count(url, "select count(*) from pg_stat_activity where application_name = 'limelight-queue'") >= 3


def _originals(url: str) -> int:
    """Those whose content is whole."""
    return _count(
        url,
        "select count(*) from media where role = 'original'"
        " and size_bytes = (select sum(length(content)) from media_chunks c where c.key = media.key)",
    )


def _count(url: str, query: LiteralString) -> int:
    with psycopg.connect(url) as connection:
        [[count]] = connection.execute(query)
    return int(count)


def _redis_command(port: int, folder: Path) -> list[str]:
    where = ["--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder)]
    return ["redis-server", *where, "--save", "", "--appendonly", "no", "--maxclients", "19000"]


def _uvicorn_command(port: int) -> list[str]:
    where = ["--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--backlog", "4096"]
    how = ["--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning"]
    return [str(PYTHON), "-m", "uvicorn", "benchmarks.peer.app:app", *where, *how]


CELERY_COMMAND = [
    *(str(PYTHON), "-m", "celery", "-A", "benchmarks.peer.jobs", "worker", "-c", "2", "-l", "error"),
    *("--without-gossip", "--without-mingle", "--without-heartbeat"),
]


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _somebody_waits(redis_port: int) -> bool:
    """Whether the worker waits for its first job."""
    with socket.create_connection(("127.0.0.1", redis_port), timeout=2) as redis:
        redis.sendall(b"INFO clients\r\n")
        return b"blocked_clients:0" not in redis.recv(65536)
