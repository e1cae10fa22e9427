"""Alembic's entry: runs the migrations on the database that the release step hands over."""

from alembic import context
from sqlalchemy import create_engine, pool


def run() -> None:
    """Upgrade on one connection, closed at once: small Postgres plans count every connection."""
    engine = create_engine(context.config.attributes["database_url"], poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(connection=connection)
        with context.begin_transaction():
            context.run_migrations()


run()
