"""What a child process does first: limit itself, and make sure it does not outlive its worker."""

import os
import resource
import signal

PARENT_CHECK_SECONDS = 0.5


def limit(address_space_bytes: int, cpu_seconds: int) -> None:
    """Limit this process, and leave no core file, which would contain the user's picture."""
    limits = {
        resource.RLIMIT_AS: address_space_bytes,
        resource.RLIMIT_CPU: cpu_seconds,
        resource.RLIMIT_CORE: 0,
    }
    for kind, value in limits.items():
        _, most = resource.getrlimit(kind)
        resource.setrlimit(kind, (value if most == resource.RLIM_INFINITY else min(value, most), most))


def allow_cpu_seconds(seconds: int) -> None:
    """Allow so many from now on: the limit counts from the process's start, and some live long."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    total = round(used.ru_utime + used.ru_stime) + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (total if most == resource.RLIM_INFINITY else min(total, most), most))


def give_up_files() -> None:
    """From here on, open no file or socket, write none, and (but for root) start no process."""
    for kind in (resource.RLIMIT_NOFILE, resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC):
        resource.setrlimit(kind, (0, 0))


def watch_parent() -> None:
    """A worker that was killed cannot reap us: notice it within half a second and go."""
    parent = os.getppid()
    signal.signal(signal.SIGALRM, lambda *_: None if os.getppid() == parent else os._exit(1))
    signal.setitimer(signal.ITIMER_REAL, PARENT_CHECK_SECONDS, PARENT_CHECK_SECONDS)


def unwatch_parent() -> None:
    """The last thing before the end, for Python lets go of its signal handlers before it is gone."""
    signal.setitimer(signal.ITIMER_REAL, 0)
