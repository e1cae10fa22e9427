"""Enhancements: what is asked for with a photo."""

from typing import Annotated

from pydantic import Field

from tasks.brief import (
    MAX_CALL_TO_ACTION_CHARACTERS,
    MAX_DESCRIPTION_CHARACTERS,
    MAX_OFFER_CHARACTERS,
    MAX_PRODUCT_NAME_CHARACTERS,
)

from .choices import Background
from .fields import Duration, Input, Language, Line, Prose


class EnhancementForm(Input):
    """The fields beside `file` of an enhancement's multipart form."""

    user_description: Annotated[Prose, Field(max_length=MAX_DESCRIPTION_CHARACTERS)] = Field(
        "", description="What the ad should say about the product."
    )
    duration: Duration = Field(4, description="Length of the later video in seconds.")
    language: Language = Field("en", description="BCP 47 tag of the script's language.")
    product_name: Annotated[Line, Field(max_length=MAX_PRODUCT_NAME_CHARACTERS)] = Field(
        "", description="Shown word for word, as are the next two."
    )
    offer: Annotated[Line, Field(max_length=MAX_OFFER_CHARACTERS)] = Field(
        "", description="Price, discount, until when, code."
    )
    call_to_action: Annotated[Line, Field(max_length=MAX_CALL_TO_ACTION_CHARACTERS)] = Field(
        "", description="Where to buy."
    )
    background: Background = Field(
        "studio", description="What the product is set on; `original` leaves the photo as it is, only retouched."
    )
