"""A user's wishes for an ad."""

from dataclasses import dataclass

MAX_PRODUCT_NAME_CHARACTERS = 80
MAX_OFFER_CHARACTERS = 120
MAX_CALL_TO_ACTION_CHARACTERS = 120
MAX_DESCRIPTION_CHARACTERS = 2000


@dataclass(frozen=True, slots=True)
class Brief:
    """Free text and three short fields; each may be empty, and what stands in the three is shown word for word."""

    #: what is special about the product, in any words
    description: str = ""
    product_name: str = ""
    #: price, discount, until when, code
    offer: str = ""
    #: where to buy
    call_to_action: str = ""
