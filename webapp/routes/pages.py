"""The page: what Vite built, and the contract with its docs."""

from pathlib import Path

from flask import Blueprint, Response, abort, current_app, jsonify, request
from werkzeug.wsgi import wrap_file

from tasks.errors import LimelightError

from ..app import current
from ..built_page import PREFIX
from ..openapi import contract
from ..requests import conditional

blueprint = Blueprint("pages", __name__)

#: everything the page needs comes from here; pictures chosen but not uploaded yet are blobs
POLICY = (
    "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; style-src 'self' 'unsafe-inline'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


@blueprint.get("/")
def index() -> Response:
    """The page."""
    return _page("index.html")


@blueprint.get("/docs")
def docs() -> Response:
    """The contract, to read and try."""
    return _page("docs.html")


@blueprint.get(f"{PREFIX}<path:filename>")
def static_file(filename: str) -> Response:
    """A file of the page."""
    return _file(filename)


@blueprint.get("/openapi.json")
def openapi_json() -> Response:
    """The contract, for programs."""
    return jsonify(contract(current_app))


@blueprint.after_app_request
def missing(response: Response) -> Response:
    """At an address without a route, the page itself says so to people; programs keep the usual error."""
    nowhere = response.status_code == 404 and request.url_rule is None
    return _page("index.html", 404) if nowhere and _wants_page() and current.page.is_there() else response


@blueprint.after_app_request
def secure(response: Response) -> Response:
    """Headers that every answer carries."""
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    return response


def _wants_page() -> bool:
    """A person's browser, not a program: it says that it likes HTML best."""
    best = request.accept_mimetypes.best_match(["application/json", "text/html"])
    return request.method == "GET" and best == "text/html"


def _page(name: str, status: int = 200) -> Response:
    if not current.page.is_there():
        raise LimelightError("page_missing")
    response = _file(name, status)
    response.headers["Cache-Control"] = "no-cache"
    return response


def _file(name: str, status: int = 200) -> Response:
    """A file as small as the browser can read it; raises NotFound."""
    found = current.page.file(name)
    if found is None:
        abort(404)
    encodings = " ".join(encoding for encoding, quality in request.accept_encodings if quality)
    path, headers = found.get_path_and_headers({"HTTP_ACCEPT_ENCODING": encodings})
    response = Response(status=status, headers=headers)
    tag, _ = response.get_etag()
    response.set_etag(f"{tag}-{response.content_encoding or 'identity'}")  # each variant is a representation of its own
    if status == 200:  # conditions are about what was found
        conditional(response)
    if response.status_code == status and request.method == "GET":
        response.response = wrap_file(request.environ, Path(path).open("rb"))
        response.direct_passthrough = True
    return response
