"""The brand that an account's clips are dressed in."""

from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from tasks.brand import MAX_ADDRESS_CHARACTERS, MAX_SHOP_NAME_CHARACTERS

from .fields import Input, Line

Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$", to_lower=True)]


class BrandNames(Input):
    """A shop's names and colours; what is left out is emptied."""

    shop_name: Annotated[Line, Field(max_length=MAX_SHOP_NAME_CHARACTERS)] = ""
    address: Annotated[Line, Field(max_length=MAX_ADDRESS_CHARACTERS)] = Field(
        "", description="A street, a town or a web address, shown as it is."
    )
    colour: Colour | None = Field(None, description="`#rrggbb`; null: taken from the product.")
    accent_colour: Colour | None = None


class LogoForm(Input):
    """Nothing beside `file`."""


class Brand(BaseModel):
    """What your clips are dressed in."""

    shop_name: str
    address: str
    colour: str | None
    accent_colour: str | None
    logo_url: str | None = Field(description="A data URL: the logo as it was uploaded.")
