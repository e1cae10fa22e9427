"""The page: what Vite built, and the contract with its docs."""

from pathlib import Path

from flask import Blueprint, Response, current_app, jsonify, send_from_directory

from tasks.errors import LimelightError

from ..openapi import contract

blueprint = Blueprint("pages", __name__)

STATIC = Path(__file__).parent.parent / "static"

#: everything the page needs comes from here; pictures chosen but not uploaded yet are blobs
POLICY = (
    "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; style-src 'self' 'unsafe-inline'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


class PageMissing(LimelightError):
    """The page has not been built yet. Run the frontend's build."""

    code = "page_missing"


def page_built() -> bool:
    """Whether the build has put the page here."""
    return (STATIC / "index.html").is_file()


@blueprint.get("/")
def index() -> Response:
    """The page."""
    return _page("index.html")


@blueprint.get("/docs")
def docs() -> Response:
    """The contract, to read and try."""
    return _page("docs.html")


@blueprint.get("/openapi.json")
def openapi_json() -> Response:
    """The contract, for programs."""
    return jsonify(contract(current_app))


@blueprint.after_app_request
def secure(response: Response) -> Response:
    """Headers that every answer carries."""
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    return response


def _page(name: str) -> Response:
    if not (STATIC / name).is_file():
        raise PageMissing()
    response = send_from_directory(STATIC, name, max_age=0)
    response.headers["Cache-Control"] = "no-cache"
    return response
