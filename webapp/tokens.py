"""Access tokens (JWT), rotating refresh tokens, and stream tokens."""

from datetime import UTC, datetime, timedelta
from typing import Literal
from uuid import UUID, uuid4

import jwt
from flask import Flask, current_app, g, request
from flask_jwt_extended import JWTManager, create_access_token, create_refresh_token
from jwt.types import Options
from pydantic import BaseModel, Field

from tasks.errors import Forbidden, Unauthenticated
from tasks.settings import Settings

from .links import Links
from .schemas.fields import Id

ACCESS_MINUTES = 15
REFRESH_DAYS = 30
_REQUIRED: Options = {"require": ["exp", "sub", "jti", "type"]}


class _Claims(BaseModel):
    """The claims of a token of ours; a valid signature is not enough, because other programs may have the key."""

    sub: Id
    jti: UUID
    type: Literal["access", "refresh"]
    #: seconds since the epoch
    exp: int = Field(le=2**53)


def install(app: Flask, settings: Settings) -> None:
    """Set the app up to make and read JWTs."""
    app.config.update(
        JWT_COOKIE_CSRF_PROTECT=False,  # tokens never travel in cookies
        JWT_SECRET_KEY=settings.secret_key,
        JWT_ACCESS_TOKEN_EXPIRES=timedelta(minutes=ACCESS_MINUTES),
        JWT_REFRESH_TOKEN_EXPIRES=timedelta(days=REFRESH_DAYS),
    )
    JWTManager(app)


def access_token(account_id: int) -> str:
    """A JWT that identifies the account for 15 minutes."""
    return str(create_access_token(str(account_id)))


def refresh_token(account_id: int) -> tuple[str, UUID, datetime]:
    """A refresh token with its id and expiry; it is worth nothing until the store remembers its id."""
    token_id = uuid4()
    token = create_refresh_token(str(account_id), additional_claims={"jti": str(token_id)})
    return str(token), token_id, datetime.now(UTC) + timedelta(days=REFRESH_DAYS)


def read_refresh_token(token: str) -> tuple[int, UUID]:
    """Account id and token id; raises Unauthenticated."""
    claims = _claims(token, "refresh", _secret_key())
    return claims.sub, claims.jti


def account_id() -> int:
    """The account of the request's `Authorization: Bearer` header, read once per request.

    Raises Unauthenticated.
    """
    if "account_id" not in g:
        g.account_id = _header_claims(request.headers.get("Authorization", ""), _secret_key()).sub
    return int(g.account_id)


def known_account_id() -> int | None:
    """The account that the request's token names, if it has a good one."""
    try:
        return account_id()
    except Unauthenticated:
        return None


def stream_reader(task_id: int, token: str, authorization: str, settings: Settings, links: Links) -> tuple[int, float]:
    """Account id and expiry (seconds since the epoch) of the reader who opens a task's stream.

    `token` is that of `?token=`: a stream token, or an access token where the setting allows; without it
    `authorization`, the header, counts.
    Raises Unauthenticated, Forbidden.
    """
    if not token or (settings.stream_accepts_access_token and token.count(".") == 2 and token.startswith("ey")):
        secret_key = settings.secret_key
        claims = _claims(token, "access", secret_key) if token else _header_claims(authorization, secret_key)
        return claims.sub, float(claims.exp)
    account, task, expires_at = links.read_stream_token(token)
    if task != task_id:
        raise Forbidden("token_wrong_task")
    return account, expires_at


def _secret_key() -> str:
    return str(current_app.config["JWT_SECRET_KEY"])


def _header_claims(authorization: str, secret_key: str) -> _Claims:
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated("not_authenticated")
    return _claims(token.strip(), "access", secret_key)


def _claims(token: str, kind: str, secret_key: str) -> _Claims:
    try:
        # flask_jwt_extended would decode it twice, for features that are not used here
        claims = _Claims.model_validate(jwt.decode(token, secret_key, algorithms=["HS256"], options=_REQUIRED))
    except jwt.ExpiredSignatureError as exc:
        raise Unauthenticated("token_expired") from exc
    except (jwt.PyJWTError, ValueError, OverflowError, RecursionError) as exc:
        raise Unauthenticated("token_invalid") from exc
    if claims.type != kind:
        raise Unauthenticated("token_invalid")
    return claims
