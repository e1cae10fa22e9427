"""For operators: can this process serve?"""

from pydantic import BaseModel


class Check(BaseModel):
    """One thing readiness depends on."""

    ok: bool
    detail: str


class Readiness(BaseModel):
    """Whether this process can serve: 200 when `ready`, else 503."""

    ready: bool
    checks: dict[str, Check]
