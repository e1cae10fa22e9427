"""Forks a child for each job: it has loaded Pillow and numpy already, so it starts in milliseconds.

A request is one datagram, a job, with four files: a connection, and the child's standard input, output and error.
The connection is told b"started", and how the child ended. The child ends when the worker shuts its end of the
connection, and all of them end with the worker.
"""

import os
import selectors
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from typing import NoReturn

from ..child_limits import unwatch_parent, watch_parent

REQUEST_BYTES = 4096
FILES = 4


def serve(requests_fd: int, work: Callable[[str], None]) -> None:
    """Let children do the work of each request, until the worker hangs up."""
    with socket.socket(fileno=requests_fd) as requests, selectors.DefaultSelector() as selector:
        selector.register(requests, selectors.EVENT_READ)
        children: dict[int, socket.socket] = {}
        try:
            while True:
                for key, _ in selector.select():
                    if key.fileobj is requests:
                        job, fds, *_ = socket.recv_fds(requests, REQUEST_BYTES, FILES)
                        if not job:
                            return
                        connection = socket.socket(fileno=fds[0])
                        pid = _forked(job.decode(), fds[1:], work)
                        children[pid] = connection
                        selector.register(connection, selectors.EVENT_READ, pid)
                        selector.register(os.pidfd_open(pid), selectors.EVENT_READ, pid)
                        _tell(connection, b"started")
                    elif key.data not in children:  # it ended, and its worker let go of it, at the same moment
                        continue
                    elif isinstance(key.fileobj, socket.socket):  # the worker says nothing there, but that it is over
                        selector.unregister(key.fileobj)
                        os.kill(key.data, signal.SIGKILL)
                    else:
                        selector.unregister(key.fileobj)
                        os.close(key.fd)
                        _, status = os.waitpid(key.data, 0)
                        with children.pop(key.data) as connection:
                            if connection.fileno() in selector.get_map():
                                selector.unregister(connection)
                            _tell(connection, b"%d" % os.waitstatus_to_exitcode(status))
        finally:
            for pid in children:
                os.kill(pid, signal.SIGKILL)


def _forked(job: str, fds: list[int], work: Callable[[str], None]) -> int:
    """The id of a new child that works; the files are its own."""
    pid = os.fork()
    if not pid:
        _work(job, fds, work)
    for fd in fds:
        os.close(fd)
    return pid


def _work(job: str, fds: list[int], work: Callable[[str], None]) -> NoReturn:
    """What the child does; never returns into the server's loop."""
    code = 1
    try:
        for standard, fd in enumerate(fds):
            os.dup2(fd, standard)
        os.closerange(len(fds), os.sysconf("SC_OPEN_MAX"))  # other children's connections, above all
        watch_parent()
        work(job)
        sys.stdout.flush()
        code = 0
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        unwatch_parent()
        os._exit(code)


def _tell(connection: socket.socket, what: bytes) -> None:
    try:
        connection.send(what)
    except OSError:  # nobody waits for it any more
        pass
