"""Errors: one form for all of them."""

from pydantic import BaseModel, ConfigDict


class ErrorDetail(BaseModel):
    """What went wrong: `code` for programs, `message` for people."""

    model_config = ConfigDict(extra="allow")

    code: str
    message: str


class ErrorAnswer(BaseModel):
    """Every error has this form."""

    error: ErrorDetail
