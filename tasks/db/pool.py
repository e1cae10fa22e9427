"""The pool of Postgres connections: transactions, and outages under our own name."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.errors import FeatureNotSupported, IdleInTransactionSessionTimeout
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool, PoolTimeout

from ..errors import DatabaseUnavailable
from .queries import QUERIES

Row = dict[str, Any]
Connection = psycopg.Connection[Row]

#: what an unreachable or restarting Postgres raises, and one that waited too long for us (see `bounded`); a broken
#: statement is none of these
OUTAGES = (psycopg.OperationalError, psycopg.InterfaceError, IdleInTransactionSessionTimeout)

#: a request waits no longer for a connection, so that an outage answers 503 within 3 s
CONNECTION_WAIT_SECONDS = 2
#: how long the pool itself tries before it waits for the next caller: short, so that it is back soon
RECONNECT_SECONDS = 5


def connect_options(application_name: str) -> dict[str, Any]:
    """Connection options that notice a vanished server within seconds."""
    return {
        "application_name": application_name,
        "connect_timeout": 2,
        "keepalives_idle": 10,
        "keepalives_interval": 3,
        "keepalives_count": 3,
        "tcp_user_timeout": 15_000,
    }


class Pool(ConnectionPool[Connection]):
    """A pool that says under our own name that Postgres is away."""

    def getconn(self, timeout: float | None = None) -> Connection:
        """A connection; raises DatabaseUnavailable."""
        try:
            return super().getconn(timeout)
        except PoolTimeout as exc:
            raise DatabaseUnavailable() from exc


class Database:
    """Runs named queries; every outage of Postgres leaves here as DatabaseUnavailable."""

    def __init__(self, url: str, pool_size: int) -> None:
        self.url = url
        self.pool = Pool(
            url,
            min_size=0,
            max_size=pool_size,
            open=False,
            timeout=CONNECTION_WAIT_SECONDS,
            reconnect_timeout=RECONNECT_SECONDS,
            configure=bounded,
            check=still_open,
            kwargs=connect_options("limelight") | {"autocommit": True, "row_factory": dict_row},
        )

    def open(self) -> None:
        """Start the pool; connections are made when they are first needed."""
        self.pool.open()

    def close(self) -> None:
        self.pool.close()

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A connection of the pool, each statement a transaction of its own."""
        try:
            with self.pool.connection() as connection:
                try:
                    yield connection
                except FeatureNotSupported:
                    # a migration has changed what a prepared statement gives; the plans end with their connection
                    connection.close()
                    raise
        except (*OUTAGES, FeatureNotSupported) as exc:
            raise DatabaseUnavailable() from exc

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A connection inside one transaction."""
        with self.connection() as connection, connection.transaction():
            yield connection

    def rows(self, query: str, /, **params: Any) -> list[Row]:
        """All rows of a named query."""
        with self.connection() as connection:
            return run(connection, query, **params)

    def row(self, query: str, /, **params: Any) -> Row | None:
        """The first row of a named query, if any."""
        rows = self.rows(query, **params)
        return rows[0] if rows else None


def run(connection: Connection, query: str, /, **params: Any) -> list[Row]:
    """All rows of a named query on a given connection; none for a statement that returns nothing."""
    cursor = connection.execute(QUERIES[query], params, binary=True)
    return cursor.fetchall() if cursor.description else []


def bounded(connection: psycopg.Connection[Any]) -> None:
    """Have the server end transactions, and their locks, of a process that froze or vanished in the middle of one."""
    connection.execute("set idle_in_transaction_session_timeout = '30s'")


def still_open(connection: psycopg.Connection[Any]) -> None:
    """Notice a connection that the server has closed, without a round trip."""
    # the first read may bring no more than the server's last words, and the second the end
    connection.pgconn.consume_input()
    connection.pgconn.consume_input()
    if connection.pgconn.status != psycopg.pq.ConnStatus.OK:
        raise psycopg.OperationalError("the server closed this connection")
