"""Pictures and later videos by signed link, whole or in ranges."""

from flask import Blueprint, Response, request
from werkzeug.http import parse_range_header

from tasks.errors import MediaNotFound
from tasks.records import Media

from ..app import current
from ..openapi import operation
from ..requests import query
from ..schemas import MediaQuery

blueprint = Blueprint("media", __name__, url_prefix="/media")

#: uploads are kept as they came, with their metadata: they never go out again
PRIVATE_ROLES = frozenset({"original"})


@blueprint.get("/<key>")
@operation({200: "image/*", 206: "image/*", 416: None}, query=MediaQuery, access="open", errors=(403, 404, 422))
def get_media(key: str) -> Response:
    """A file by its signed link; `download=1` saves it under a sensible name."""
    asked = query(MediaQuery)
    current.links.check_media(key, asked.expires, asked.signature)
    media = current.media.find(key)
    if media.role in PRIVATE_ROLES:
        raise MediaNotFound()
    response = _ranged(media)
    response.headers["Accept-Ranges"] = "bytes"
    # a key's content never changes, and the link is the permission
    response.headers["Cache-Control"] = "private, max-age=86400, immutable"
    response.set_etag(key)
    kind = "attachment" if asked.download else "inline"
    extension = key.rpartition(".")[2]
    name = f"limelight-{media.task_id}-{media.role.replace('_', '-')}.{extension}"
    response.headers["Content-Disposition"] = f'{kind}; filename="{name}"'
    if response.status_code == 200:
        response.make_conditional(request)
    return response


def _ranged(media: Media) -> Response:
    wanted = parse_range_header(request.headers.get("Range"), make_inclusive=True)
    if wanted is None or wanted.units != "bytes" or len(wanted.ranges) != 1:
        return _response(media, 0, media.size_bytes - 1, 200)
    first, end = wanted.ranges[0]
    if first < 0:
        first = max(first + media.size_bytes, 0)  # a suffix may be longer than the file (RFC 9110, section 14.1.2)
    end = media.size_bytes if end is None else min(end, media.size_bytes)
    if first >= end:
        return Response(status=416, headers={"Content-Range": f"bytes */{media.size_bytes}"})
    response = _response(media, first, end - 1, 206)
    response.headers["Content-Range"] = f"bytes {first}-{end - 1}/{media.size_bytes}"
    return response


def _response(media: Media, first_byte: int, last_byte: int, status: int) -> Response:
    body = () if request.method == "HEAD" else current.media.read_range(media, first_byte, last_byte)
    response = Response(body, status=status, mimetype=media.content_type)
    response.content_length = last_byte - first_byte + 1
    return response
