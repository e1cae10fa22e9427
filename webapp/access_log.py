"""The access log: one line per request; no path can forge another."""

from typing import Any
from urllib.parse import quote

from gunicorn.glogging import Logger


class AccessLogger(Logger):
    """gunicorn's logger, which writes a decoded path as it is: a `%0A` in it would begin a line of its own."""

    def atoms(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> dict[str, Any]:
        """The values that the log format can use."""
        path = quote(environ["PATH_INFO"].encode("latin-1"))
        return super().atoms(resp, req, environ, request_time) | {"U": path}  # type: ignore[no-any-return]
