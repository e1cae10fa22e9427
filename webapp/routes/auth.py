"""Accounts: register, log in, start as a guest, refresh, log out, who am I."""

from flask import Blueprint, Response

from tasks.errors import Conflict, Forbidden, Unauthenticated
from tasks.records import Account

from .. import tokens
from ..app import current
from ..openapi import operation
from ..rate_limits import sign_ins
from ..requests import json_body
from ..schemas.accounts import Account as AccountSchema
from ..schemas.accounts import Credentials, NewCredentials, RefreshRequest, Session

blueprint = Blueprint("auth", __name__, url_prefix="/auth")


@blueprint.post("/register")
@sign_ins
@operation({201: Session}, json=NewCredentials, access="open", errors=(400, 409, 413, 422, 429))
def register() -> tuple[dict[str, object], int]:
    """Make an account and sign in; a signed-in guest keeps what they have made."""
    asked = json_body(NewCredentials)
    email = asked.email.lower()
    if current.accounts.by_email(email):
        raise Conflict("email_taken")  # before the costly hash; the insert decides races
    password_hash = current.passwords.hash(asked.password)
    guest_id = tokens.known_account_id()  # whether it is a guest's, the store decides
    account = current.accounts.upgrade_guest(guest_id, email, password_hash) if guest_id else None
    return _start_session(account or current.accounts.add(email, password_hash)), 201


@blueprint.post("/login")
@sign_ins
@operation({200: Session}, json=Credentials, access="open", errors=(400, 401, 413, 422, 429))
def login() -> dict[str, object]:
    """Sign in with e-mail and password."""
    asked = json_body(Credentials)
    account = current.accounts.by_email(asked.email.lower())
    if not current.passwords.match(account.password_hash if account else None, asked.password) or account is None:
        raise Unauthenticated("credentials_wrong")
    return _start_session(account)


@blueprint.post("/guest")
@sign_ins
@operation({201: Session}, access="open", errors=(403, 429))
def guest() -> tuple[dict[str, object], int]:
    """Start without an account; what a guest makes is theirs for as long as they keep their tokens."""
    if not current.settings.guests_allowed:
        raise Forbidden("guests_off")
    return _start_session(current.accounts.add(None, None)), 201


@blueprint.post("/refresh")
@operation({200: Session}, json=RefreshRequest, access="open", errors=(400, 401, 413, 422))
def refresh() -> dict[str, object]:
    """Exchange a refresh token for new tokens; each works once, and reuse ends the whole session.

    Within a minute a token may be sent again whose answer was lost.
    """
    account_id, token_id = tokens.read_refresh_token(json_body(RefreshRequest).refresh_token)
    token, next_id, expires_at = tokens.refresh_token(account_id)
    current.accounts.rotate(account_id, token_id, next_id, expires_at)
    return _session(current.accounts.find(account_id), token)


@blueprint.post("/logout")
@operation({204: None}, json=RefreshRequest, access="open", errors=(400, 413, 422))
def logout() -> Response:
    """End a session: its refresh tokens work no more. A session that is over already is fine."""
    try:
        _, token_id = tokens.read_refresh_token(json_body(RefreshRequest).refresh_token)
        current.accounts.end_family(token_id)
    except Unauthenticated:
        pass
    return Response(status=204)


@blueprint.get("/me")
@operation({200: AccountSchema}, errors=(401,))
def me() -> dict[str, object]:
    """Who is signed in."""
    return _account(current.accounts.find(tokens.account_id())).model_dump(mode="json")


def _start_session(account: Account) -> dict[str, object]:
    token, token_id, expires_at = tokens.refresh_token(account.id)
    current.accounts.start_family(account.id, token_id, expires_at)
    return _session(account, token)


def _session(account: Account, refresh_token: str) -> dict[str, object]:
    return Session(
        access_token=tokens.access_token(account.id),
        refresh_token=refresh_token,
        expires_in_seconds=tokens.ACCESS_MINUTES * 60,
        account=_account(account),
    ).model_dump(mode="json")


def _account(account: Account) -> AccountSchema:
    return AccountSchema(id=account.id, email=account.email, guest=account.email is None, created_at=account.created_at)
