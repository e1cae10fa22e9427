"""What a user should know of a result."""

from typing import Any

from pydantic import BaseModel, Field


class Notice(BaseModel):
    """What a user should know of a result, and is no error."""

    code: str
    message: str
    params: dict[str, Any] = Field(
        default_factory=dict, description="The values inside the message, for translation by code."
    )
