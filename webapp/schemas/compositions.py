"""Compositions: another background for a finished enhancement."""

from pydantic import Field

from .choices import Background
from .fields import Input


class CompositionRequest(Input):
    """What the product of a finished enhancement shall be set on."""

    background: Background = Field(description="`original` brings the photo back as it was, retouched.")
