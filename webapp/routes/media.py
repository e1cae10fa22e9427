"""Pictures and videos by signed link, whole or in ranges."""

from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.http import parse_range_header

from tasks.errors import MediaNotFound

from ..app import current
from ..openapi import operation
from ..requests import conditional, query
from ..schemas.media import MediaQuery

blueprint = Blueprint("media", __name__, url_prefix="/media")

#: uploads are kept as they came, with their metadata: they never go out again
PRIVATE_ROLES = frozenset({"original"})


@blueprint.get("/<key>")
@operation({200: "image/*", 206: "image/*"}, query=MediaQuery, access="open", errors=(403, 404, 412, 416, 422))
def get_media(key: str) -> Response:
    """A file by its signed link; `download=1` saves it under a sensible name."""
    asked = query(MediaQuery)
    current.links.check_media(key, asked.expires, asked.signature)
    media = current.media.find(key)
    if media.role in PRIVATE_ROLES:
        raise MediaNotFound()
    kind = "attachment" if asked.download else "inline"
    extension = key.rpartition(".")[2]
    name = f"limelight-{media.task_id}-{media.role.replace('_', '-')}.{extension}"
    response = Response(mimetype=media.content_type)
    response.headers["Content-Disposition"] = f'{kind}; filename="{name}"'
    response.headers["Accept-Ranges"] = "bytes"
    # a key's content never changes, and the link is the permission
    response.headers["Cache-Control"] = "private, max-age=86400, immutable"
    response.set_etag(key)
    if conditional(response).status_code == 304:
        return response
    first, end = 0, media.size_bytes
    if part := _part(response.headers["ETag"], media.size_bytes):
        first, end = part
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {first}-{end - 1}/{media.size_bytes}"
    if request.method == "GET":
        response.response = current.media.read_range(media, first, end - 1)
    response.content_length = end - first
    return response


def _part(etag: str, size_bytes: int) -> tuple[int, int] | None:
    """The first byte that is asked for and the one behind the last; None for the whole.

    Raises RequestedRangeNotSatisfiable.
    """
    # HEAD knows no ranges (RFC 9110, section 14.2); a date or a weak tag is never this one (section 13.1.5)
    if request.method != "GET" or request.headers.get("If-Range", etag) != etag:
        return None
    wanted = parse_range_header(request.headers.get("Range"))
    if wanted is None or wanted.units != "bytes" or len(wanted.ranges) != 1:
        return None
    first, end = wanted.ranges[0]
    if first < 0:
        first = max(first + size_bytes, 0)  # a suffix may be longer than the file (section 14.1.2)
    end = size_bytes if end is None else min(end, size_bytes)
    if first >= end:
        raise RequestedRangeNotSatisfiable(size_bytes)
    return first, end
