"""Statements that Postgres ends are an outage of their own, and not of the pool."""

import psycopg
import pytest

from tasks.db.pool import Database
from tasks.errors import DatabaseUnavailable
from tests.processes import wait_until


def test_a_changed_table_is_an_outage_of_one_statement(database_url: str) -> None:
    # Given a connection that has prepared a statement
    database = Database(database_url, pool_size=1)
    database.open()
    for _ in range(7):
        database.row("account", account_id=1)

    # When a migration adds a column
    with psycopg.connect(database_url) as connection:
        connection.execute("alter table accounts add column nickname text")

    # Then its next statement fails as in an outage, and those after that work
    with pytest.raises(DatabaseUnavailable):
        database.row("account", account_id=1)
    for _ in range(7):
        assert database.row("account", account_id=1) is None
    database.close()


def test_a_transaction_that_was_left_open_for_too_long_is_an_outage(database_url: str) -> None:
    database = Database(database_url, pool_size=1)
    database.open()
    with psycopg.connect(database_url, autocommit=True) as observer:
        with pytest.raises(DatabaseUnavailable), database.transaction() as connection:
            assert connection.execute("show idle_in_transaction_session_timeout").fetchone() == {
                "idle_in_transaction_session_timeout": "30s"
            }
            connection.execute("set local idle_in_transaction_session_timeout = '10ms'")
            alive = f"select 1 from pg_stat_activity where pid = {connection.info.backend_pid}"
            wait_until(lambda: not observer.execute(alive).fetchone(), 20)
            connection.execute("select 1")
        assert database.row("queue_ready") == {"ready": True}
    database.close()
