"""Opens the stream that a WSGI request asks for: which task, who asks, and from which row on."""

import re
from typing import Any
from urllib.parse import parse_qsl

from tasks.errors import TaskNotFound
from tasks.settings import Settings

from .. import tokens
from ..links import Links
from ..requests import validated
from ..resources import ROUTES
from ..schemas.streams import SEQ_MAX, StreamQuery
from .stream import StreamBody, Streams

_KINDS = {route: kind for kind, route in ROUTES.items()}
_PATH = re.compile(rf"({'|'.join(map(re.escape, _KINDS))})/(\d{{1,19}})/stream")


class StreamOpener:
    """The one way to open a stream."""

    def __init__(self, streams: Streams, links: Links, settings: Settings) -> None:
        self._streams = streams
        self._links = links
        self._settings = settings

    def open(self, environ: dict[str, Any]) -> StreamBody | None:
        """The stream's body; None when its reader has seen the end.

        Raises TaskNotFound, also for a path that is no stream's, Unauthenticated,
        Forbidden, InvalidInput, StreamsExhausted and DatabaseUnavailable.
        """
        asked = _PATH.fullmatch(environ["PATH_INFO"])
        if not asked:
            raise TaskNotFound()
        kind, task_id = _KINDS[asked[1]], int(asked[2])
        query = dict(reversed(parse_qsl(environ.get("QUERY_STRING", ""))))  # of several the first one counts
        token, authorization = query.get("token", ""), environ.get("HTTP_AUTHORIZATION", "")
        account_id, expires_at = tokens.stream_reader(task_id, token, authorization, self._settings, self._links)
        return self._streams.open(account_id, task_id, kind, _after_seq(environ, query), expires_at)


def _after_seq(environ: dict[str, Any], query: dict[str, str]) -> int:
    """The browser's header takes precedence over the query; a header that is not a number is ignored."""
    try:
        return min(max(int(environ.get("HTTP_LAST_EVENT_ID", "")), 0), SEQ_MAX)
    except ValueError:
        pass
    if "last_event_id" not in query:
        return 0
    return validated(StreamQuery, {"last_event_id": query["last_event_id"]}).last_event_id
