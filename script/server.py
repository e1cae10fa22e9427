"""Runs Limelight on this machine: the processes of the Procfile, kept alive, and a Postgres unless there is one."""

import fcntl
import http.client
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from .orphans import MARK, end_orphans
from .postgres import SOCKET_FOLDER_BYTES_MAX, Cluster, is_up
from .procfile import commands
from .supervision import SHUTDOWN_SECONDS, Program, Supervisor, say

ROOT = Path(__file__).parent.parent
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
START_SECONDS = 60


def main() -> None:
    """Run until a signal comes."""
    for number in SIGNALS:
        signal.signal(number, _leave)
    os.chdir(ROOT)
    data = Path(os.environ.get("DATA_DIR") or "var").resolve()
    data.mkdir(parents=True, exist_ok=True)
    with _only_one(data):
        end_orphans(data, SHUTDOWN_SECONDS)
        env = _environment(data)
        _check_port(env)
        with _socket_folder(data) as folder:
            _run(data, folder, env)


def _leave(number: int, frame: FrameType | None) -> None:
    _ignore_signals()
    sys.exit(0)


def _ignore_signals() -> None:
    # the way out is not to be interrupted
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def _only_one(data: Path) -> Iterator[None]:
    with open(data / "lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit(f"Another script/server already runs in {data}. Stop it, or set another DATA_DIR and PORT.")
        yield


def _environment(data: Path) -> dict[str, str]:
    """What the processes get; what is set already wins."""
    own = {"HOST": "127.0.0.1", "PORT": "8000", "SECRET_KEY": _secret(data / "secret_key")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    always = {"DATA_DIR": str(data), MARK: str(data), "PATH": path, "PYTHONUNBUFFERED": "1"}
    return own | {name: value for name, value in os.environ.items() if value} | always


def _secret(file: Path) -> str:
    """A secret, created once and readable only by its owner."""
    if not file.exists():
        new = file.with_suffix(".new")
        new.unlink(missing_ok=True)
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
            stream.write(secrets.token_urlsafe(48))
        new.rename(file)
    return file.read_text()


def _check_port(env: dict[str, str]) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((env["HOST"], int(env["PORT"])))
        except (ValueError, OverflowError):
            sys.exit(f"PORT is {env['PORT']!r}: it must be a number from 1 to 65535.")
        except OSError as exc:
            sys.exit(f"Port {env['PORT']} cannot be used ({exc.strerror}). Set PORT to another one.")


@contextmanager
def _socket_folder(data: Path) -> Iterator[Path]:
    """A folder for sockets: in DATA_DIR, unless its path is too long for one."""
    folder = data / "run"
    if len(os.fsencode(folder)) > SOCKET_FOLDER_BYTES_MAX:
        folder = Path(tempfile.mkdtemp(prefix="limelight-"))
    folder.mkdir(mode=0o700, exist_ok=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(data: Path, folder: Path, env: dict[str, str]) -> None:
    postgres = None
    if not env.get("DATABASE_URL"):
        cluster = Cluster(data / "postgres", folder)
        cluster.make()
        postgres = Program("postgres", cluster.command(), cluster.user)
        env["DATABASE_URL"] = cluster.url()
    app = commands()
    release = app.pop("release")
    supervisor = Supervisor(folder, postgres, [Program(name, command) for name, command in app.items()])
    try:
        supervisor.start(env)
        if postgres:
            _wait(supervisor, lambda: is_up(env["DATABASE_URL"]))
        if subprocess.run(release, env=env).returncode:
            sys.exit("The release step failed.")
        supervisor.start_app()
        # what listens everywhere listens here, too
        host = "127.0.0.1" if env["HOST"] in ("0.0.0.0", "::") else env["HOST"]
        _wait(supervisor, lambda: _ready(host, int(env["PORT"])))
        say(f"Limelight is ready: http://{host}:{env['PORT']}\n")
        sys.exit(f"supervisord ended unexpectedly ({supervisor.wait()}).")
    finally:
        _ignore_signals()
        supervisor.stop()
        # whatever lost its parent and was not ended with it
        end_orphans(data, 0)


def _wait(supervisor: Supervisor, until: Callable[[], bool]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not until():
        if name := supervisor.ailing():
            sys.exit(f"Limelight cannot start: {name} does not stay up.")
        if time.monotonic() > deadline:
            sys.exit(f"Limelight was not ready after {START_SECONDS} s.")
        time.sleep(0.05)


def _ready(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=1)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    main()
