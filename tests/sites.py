"""Running sites: the processes of the Procfile on a database of their own."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from .client import Site
from .postgres import cloned
from .processes import Processes

#: no limits that tests would run into, all from one address
UNLIMITED: Mapping[str, str] = {
    "MAX_SIGN_INS_PER_MINUTE": "0",
    "MAX_REQUESTS_PER_MINUTE": "0",
    "MAX_ACTIVE_TASKS_PER_USER": "0",
}
#: engines that do no work, and no limits
INSTANT: Mapping[str, str] = {"IMAGE_ENGINE": "instant", "SCRIPT_ENGINE": "instant", **UNLIMITED}
#: local engines, which look at pictures, and no limits
LOCAL: Mapping[str, str] = {"IMAGE_ENGINE": "local", "SCRIPT_ENGINE": "local", **UNLIMITED}


@contextmanager
def running_site(postgres_url: str, template: str, folder: Path, *names: str, **env: str) -> Iterator[Site]:
    """A site of these processes and settings; web and worker by default."""
    with cloned(postgres_url, template) as database_url:
        processes = Processes(database_url, folder, env)
        try:
            processes.start(*(names or ("web", "worker")))
            yield Site(processes, database_url)
        finally:
            processes.end()
