"""What both paid endpoints have in common."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Protocol

from .behaviours import REFUSALS, Behaviour, Refusal

#: an event of a stream; its name on the wire is its `type`
Event = dict[str, Any]


class Job(Protocol):
    """A paid request that was found to be valid."""

    @property
    def model(self) -> str:
        """The model that was asked for."""
        ...

    @property
    def stream(self) -> bool:
        """Whether the answer was asked for as events."""
        ...

    @property
    def usage(self) -> Mapping[str, Any]:
        """Tokens, as the endpoint counts them."""
        ...

    def events(self) -> list[Event]:
        """The whole stream, as far as it goes."""
        ...

    def whole(self) -> dict[str, Any]:
        """The answer as one JSON object."""
        ...


class Invalid(Exception):
    """A request that OpenAI would refuse."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(refusal.message)


def invalid(message: str, param: str | None, code: str | None = "invalid_value") -> Invalid:
    """A 400 that names the parameter."""
    return Invalid(Refusal(400, "invalid_request_error", code, message, param))


def no_model(model: str) -> Invalid:
    """The 404 for a model that is not among those offered."""
    message = f"The model `{model}` does not exist or you do not have access to it."
    return Invalid(replace(REFUSALS["model_not_found"], message=message))


def error_fields(behaviour: Behaviour) -> dict[str, Any]:
    """What an error event says."""
    code = behaviour.code or "server_error"
    return {
        "type": "image_generation_user_error" if code == "moderation_blocked" else "server_error",
        "code": code,
        "message": "An error occurred while processing your request. Please include the request ID.",
        "param": None,
    }
