"""Runs processes under supervisord, which restarts any that die, and shows their output."""

import os
import secrets
import shlex
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xmlrpc.client import ServerProxy

from supervisor.xmlrpc import SupervisorTransport

#: one that ends sooner did not start; it is tried again after 1 s, 2 s, 3 s ...
START_SECONDS = 5
#: what a process may take to end, before it is killed; both kinds together stay below SHUTDOWN_SECONDS
APP_STOP_SECONDS = 5
POSTGRES_STOP_SECONDS = 3
SHUTDOWN_SECONDS = 9
USER = "limelight"


@dataclass(frozen=True)
class Program:
    """A process to keep alive."""

    name: str
    command: Sequence[str]
    #: whom it runs as, if not us
    user: str | None = None


class Supervisor:
    """supervisord as our child: Postgres first and last, the app's processes between."""

    def __init__(self, folder: Path, postgres: Program | None, app: Sequence[Program]) -> None:
        self._folder = folder
        self._postgres = postgres
        self._app = app
        #: the socket's folder is closed to others anyway, but without one supervisord calls it critical
        self._password = secrets.token_hex()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, env: Mapping[str, str]) -> None:
        """Start supervisord and, under it, Postgres."""
        for name in ("supervisor", *(program.name for program in self._programs())):
            _relay(name, self._output(name))
        for program in self._programs():
            self._pid_file(program).unlink(missing_ok=True)  # an earlier run's, whose number others may have by now
        config = self._folder / "supervisord.conf"
        config.write_text(self._config())
        # a session of its own: Ctrl-C in the terminal reaches only us, who know the order of ending
        command = (sys.executable, "-m", "supervisor.supervisord", "-n", "-c", config)
        with open(self._output("supervisor"), "wb") as output:
            self._process = subprocess.Popen(command, env=env, stdout=output, stderr=output, start_new_session=True)

    def start_app(self) -> None:
        self._ask().startProcessGroup("app", False)

    def ailing(self) -> str | None:
        """The name of a process that did not stay up, if any."""
        if self._process and self._process.poll() is not None:
            return "supervisord"
        try:
            states = self._ask().getAllProcessInfo()
        except OSError:  # it does not listen yet
            return None
        return next((state["name"] for state in states if state["statename"] in ("BACKOFF", "EXITED")), None)

    def wait(self) -> int:
        return self._process.wait() if self._process else 0

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            try:
                self._process.wait(SHUTDOWN_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()

    def _ask(self) -> Any:
        # a new connection each time: one that failed once stays broken
        transport = SupervisorTransport(USER, self._password, f"unix://{self._folder / 'supervisor.sock'}")
        return ServerProxy("http://127.0.0.1", transport).supervisor

    def _programs(self) -> list[Program]:
        return [*([self._postgres] if self._postgres else []), *self._app]

    def _output(self, name: str) -> Path:
        return self._folder / f"{name}.output"

    def _config(self) -> str:
        user = "user=root\n" if os.geteuid() == 0 else ""
        parts = [CONFIG.format(folder=self._folder, user=user, name=USER, password=self._password)]
        if self._postgres:
            parts.append(self._section(self._postgres, "INT", POSTGRES_STOP_SECONDS, "autostart=true\npriority=1"))
        parts += [self._section(program, "TERM", APP_STOP_SECONDS, "autostart=false") for program in self._app]
        # processes of one group are ended together, groups one after the other
        parts.append(f"[group:app]\nprograms={','.join(program.name for program in self._app)}\npriority=2\n")
        return "\n".join(parts).replace("%", "%%")

    def _section(self, program: Program, stop_signal: str, stop_seconds: int, more: str) -> str:
        user = f"user={program.user}\n" if program.user else ""
        return PROGRAM.format(
            name=program.name,
            command=shlex.join(self._alone(program)),
            user=user,
            start_seconds=START_SECONDS,
            stop_signal=stop_signal,
            stop_seconds=stop_seconds,
            output=self._output(program.name),
            more=more,
        )

    def _alone(self, program: Program) -> list[str]:
        """Its command, which first ends the children of a killed predecessor, as a host does."""
        return ["/bin/sh", "-c", ALONE, str(self._pid_file(program)), *program.command]

    def _pid_file(self, program: Program) -> Path:
        return self._folder / f"{program.name}.pid"


# A process that supervisord starts leads a group of its own, whose number nobody else gets while a member lives: where
# a process has it now, none was left, and this one is not ours to end. dash and BusyBox refuse `kill -9 --`.
ALONE = (
    'pid=$(cat "$0" 2>/dev/null); '
    'if [ "$pid" -gt 1 ] 2>/dev/null && ! kill -0 "$pid" 2>/dev/null; then kill -9 "-$pid" 2>/dev/null; fi; '
    'echo $$ > "$0"; exec "$@"'
)

CONFIG = """\
[supervisord]
nodaemon=true
{user}logfile=/dev/null
logfile_maxbytes=0
loglevel=warn
pidfile={folder}/supervisord.pid

[unix_http_server]
file={folder}/supervisor.sock
username={name}
password={password}

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
"""

# a second SIGTERM would cut the worker's graceful end short, so only the killing goes to the whole group
PROGRAM = """\
[program:{name}]
command={command}
{user}autorestart=true
startsecs={start_seconds}
startretries=1000000
stopsignal={stop_signal}
stopwaitsecs={stop_seconds}
killasgroup=true
stdout_logfile={output}
stdout_logfile_maxbytes=0
redirect_stderr=true
{more}
"""


def say(line: str) -> None:
    """Print in one go, for several threads print."""
    sys.stdout.write(line)
    sys.stdout.flush()


def _relay(name: str, fifo: Path) -> None:
    """Print every line that is written to a new named pipe, with the name before it."""
    fifo.unlink(missing_ok=True)
    os.mkfifo(fifo)
    # opened for writing as well: it must not end when the process behind it is started again
    lines = open(os.open(fifo, os.O_RDWR), errors="replace")

    def copy() -> None:
        for line in lines:
            say(f"{name:<10} | {line}")

    threading.Thread(target=copy, daemon=True).start()
