"""Accounts: what signs in, and who is signed in."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, EmailStr, Field, StringConstraints

from .fields import Input, Text


class Credentials(Input):
    """E-mail and password of an account; a password that is too short for one is wrong like any other."""

    email: EmailStr
    password: Annotated[Text, StringConstraints(max_length=200)]


class NewCredentials(Credentials):
    """E-mail and password that an account shall have."""

    password: Annotated[Text, StringConstraints(min_length=8, max_length=200)]


class RefreshRequest(Input):
    """The refresh token of the last answer; each works once."""

    refresh_token: str = Field(max_length=4000)


class Account(BaseModel):
    """Who is signed in; a guest has no e-mail address."""

    id: int
    email: str | None
    guest: bool
    created_at: datetime


class Session(BaseModel):
    """Tokens of a signed-in account."""

    access_token: str
    refresh_token: str
    token_type: Literal["Bearer"] = "Bearer"
    expires_in_seconds: int = Field(description="Life of the access token.")
    account: Account
