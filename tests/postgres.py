"""Postgres for the tests: a server that can be broken, and databases that are cloned from a migrated one."""

import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
from psycopg.sql import SQL, Identifier

from script.postgres import Cluster, is_up
from tasks.release import release

START_SECONDS = 30


class Postgres:
    """A server of our own in a folder that is thrown away."""

    def __init__(self, folder: Path) -> None:
        self._cluster = Cluster(folder / "data", folder / "run")
        self._cluster.make()
        self._log = folder / "log"
        self._process: subprocess.Popen[bytes] | None = None
        self.url = self._cluster.url()

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        deadline = time.monotonic() + START_SECONDS
        while not is_up(self.url):
            assert time.monotonic() < deadline, self._log.read_text()
            # what a killed one leaves behind may make the next one give up once
            if self._process is None or self._process.poll() is not None:
                self._spawn()
            time.sleep(0.05)

    def stop(self) -> None:
        """Shut it down as an administrator would, with every connection cut."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """Let it crash."""
        self._end(signal.SIGKILL)

    def _spawn(self) -> None:
        # commits stay synchronous: what was committed must outlive a crash of Postgres, if not one of the machine
        command = self._cluster.command(fsync="off")
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command, **self._cluster.popen_options(), stdout=log, stderr=log, start_new_session=True
            )

    def _end(self, number: signal.Signals) -> None:
        if self._process:
            self._process.send_signal(number)
            self._process.wait(START_SECONDS)
            self._process = None


def at(url: str, database: str) -> str:
    """The same server's other database."""
    return urlsplit(url)._replace(path=f"/{database}").geturl()


@contextmanager
def migrated(url: str) -> Iterator[str]:
    """The name of a database that the project's own release step has made."""
    with _database(url) as name:
        release(at(url, name))
        yield name


@contextmanager
def cloned(url: str, template: str) -> Iterator[str]:
    """The URL of a copy of the template."""
    with _database(url, template) as name:
        yield at(url, name)


@contextmanager
def _database(url: str, template: str = "template1") -> Iterator[str]:
    name = f"limelight_{uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(SQL("create database {} template {}").format(Identifier(name), Identifier(template)))
    try:
        yield name
    finally:
        with psycopg.connect(url, autocommit=True) as admin:
            admin.execute(SQL("drop database {} with (force)").format(Identifier(name)))
