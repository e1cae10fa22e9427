"""The web process: accepts uploads, answers status, streams progress. It does no media work."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from tasks.settings import Settings


def create_app(settings: "Settings") -> "Flask":
    """The Flask app; nothing connects until the first request."""
    # only now: gunicorn imports this package for its worker class before gevent has patched, and psycopg works
    # together with gevent only when it is imported after that
    from .factory import build_app

    return build_app(settings)
