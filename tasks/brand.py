"""What an account's clips are dressed in: names, two colours, a logo."""

from dataclasses import dataclass, field

MAX_SHOP_NAME_CHARACTERS = 60
MAX_ADDRESS_CHARACTERS = 120
LOGO_BYTES_MAX = 2 * 1024 * 1024
#: those that can be transparent
LOGO_FORMATS = ("PNG", "WEBP")


@dataclass(frozen=True, slots=True)
class Brand:
    """A shop's names and colours; each may be missing."""

    shop_name: str = ""
    #: a street, a town or a web address, shown as it is
    address: str = ""
    #: `#rrggbb`; None = taken from the product
    colour: str | None = None
    accent_colour: str | None = None


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture as it was uploaded."""

    content: bytes = field(repr=False)
    content_type: str
    #: pixels
    width: int
    height: int
