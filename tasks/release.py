"""The release step: brings the database to this version of the code. Safe to run again, and by two hosts at once."""

import sys
from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from dramatiq_postgres.schema import init as create_queue_schema

from .errors import SettingsError
from .settings import database_url

#: any number, the same in every release: two hosts that release together take turns
RELEASE_LOCK = 7_311_001


def release(url: str) -> None:
    """Upgrade the schema to head and create the queue's tables in the database at `url`."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent.parent / "migrations"))
    config.attributes["database_url"] = url.replace("postgresql://", "postgresql+psycopg://", 1)
    with psycopg.connect(url, autocommit=True) as lock:
        lock.execute("select pg_advisory_lock(%s)", (RELEASE_LOCK,))
        command.upgrade(config, "head")
        with lock.transaction(), lock.cursor() as cursor:
            create_queue_schema(cursor)


if __name__ == "__main__":
    try:
        release(database_url())
    except SettingsError as exc:
        sys.exit(f"Limelight cannot start: {exc.message}")
