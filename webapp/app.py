"""The parts of the running app that views use, typed, instead of look-ups by name."""

from dataclasses import dataclass
from typing import cast

from flask import current_app
from werkzeug.local import LocalProxy

from tasks.accounts import AccountStore
from tasks.broker import Queue
from tasks.bus import Bus
from tasks.db.pool import Database
from tasks.media.store import MediaStore
from tasks.settings import Settings
from tasks.store import Store

from .built_page import BuiltPage
from .links import Links
from .passwords import Passwords
from .resources import Resources
from .streaming.stream import Streams

EXTENSION = "limelight"


@dataclass(frozen=True)
class Limelight:
    """The parts of one web process."""

    settings: Settings
    db: Database
    accounts: AccountStore
    tasks: Store
    media: MediaStore
    queue: Queue
    bus: Bus
    links: Links
    passwords: Passwords
    page: BuiltPage
    resources: Resources
    streams: Streams

    def close(self) -> None:
        """Give the database connections back, at the end of the process."""
        self.db.close()


#: the parts of the app that answers this request
current = cast(Limelight, LocalProxy(lambda: current_app.extensions[EXTENSION]))
