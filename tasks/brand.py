"""What an account's clips are dressed in: names, two colours, a logo."""

from dataclasses import asdict, dataclass, field

from .db.pool import Database
from .errors import Unauthenticated
from .records import Record

MAX_SHOP_NAME_CHARACTERS = 60
MAX_ADDRESS_CHARACTERS = 120
LOGO_BYTES_MAX = 2 * 1024 * 1024
#: those that can be transparent
LOGO_FORMATS = ("PNG", "WEBP")


@dataclass(frozen=True, slots=True)
class Brand(Record):
    """A shop's names and colours; each may be missing."""

    shop_name: str = ""
    #: a street, a town or a web address, shown as it is
    address: str = ""
    #: `#rrggbb`; None = taken from the product
    colour: str | None = None
    accent_colour: str | None = None


@dataclass(frozen=True, slots=True)
class Logo(Record):
    """A picture as it was uploaded."""

    content: bytes = field(repr=False)
    content_type: str
    #: pixels
    width: int
    height: int


class BrandStore:
    """Keeps one brand per account, for as long as there is the account."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def find(self, account_id: int) -> Brand:
        """An account's brand, an empty one if it never gave any."""
        row = self._db.row("brand", account_id=account_id)
        return Brand.from_row(row) if row else Brand()

    def save(self, account_id: int, brand: Brand) -> None:
        """Replace names and colours; raises Unauthenticated when the account is gone."""
        if self._db.row("save_brand", account_id=account_id, **asdict(brand)) is None:
            raise Unauthenticated("token_invalid")

    def logo(self, account_id: int) -> Logo | None:
        """An account's logo."""
        row = self._db.row("logo", account_id=account_id)
        return Logo.from_row(row) if row else None

    def save_logo(self, account_id: int, logo: Logo | None) -> None:
        """Replace or remove the logo; raises Unauthenticated when the account is gone."""
        values = asdict(logo) if logo else dict.fromkeys(("content", "content_type", "width", "height"))
        if self._db.row("save_logo", account_id=account_id, **values) is None:
            raise Unauthenticated("token_invalid")
