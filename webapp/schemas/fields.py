"""The types of fields that several models have, and the base of what callers send."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

#: as large as the columns that count accounts and tasks
ID_MAX = 2**63 - 1
SCRIPT_CHARACTERS_MAX = 10_000
#: of videos, in seconds
DURATIONS = (4, 8, 12)
# RFC 5646, section 2.1: the well-formed language tags (grandfathered ones left out)
LANGUAGE_TAG = re.compile(
    r"(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4}|[a-z]{5,8})"
    r"(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?"
    r"(?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*(?:-[a-wyz\d](?:-[a-z\d]{2,8})+)*(?:-x(?:-[a-z\d]{1,8})+)?",
    re.IGNORECASE | re.ASCII,
)


class Input(BaseModel):
    """What a caller sends: unknown fields are refused, so that a typing error is not silently ignored."""

    model_config = ConfigDict(extra="forbid")


def _language(tag: str) -> str:
    if not LANGUAGE_TAG.fullmatch(tag):
        raise ValueError("must be a BCP 47 language tag such as en, zh or pt-BR")
    return tag


def _storable(text: str) -> str:
    if "\0" in text:
        raise ValueError("must not contain NUL characters")
    # a form's bytes that are no UTF-8 arrive as U+FFFD: refuse them rather than store something else than was sent
    if "\ufffd" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("must be valid Unicode text")
    return text


def _line_breaks(value: object) -> object:
    # a form makes two characters of each
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def _one_line(value: object) -> object:
    return " ".join(value.split()) if isinstance(value, str) else value


def _whole_number(value: object) -> object:
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value


Id = Annotated[int, Field(ge=1, le=ID_MAX)]
Text = Annotated[str, AfterValidator(_storable)]
Prose = Annotated[Text, BeforeValidator(_line_breaks)]
Line = Annotated[Text, BeforeValidator(_one_line)]
Script = Annotated[Prose, Field(max_length=SCRIPT_CHARACTERS_MAX)]
Language = Annotated[str, Field(max_length=35), AfterValidator(_language)]
Duration = Annotated[Literal[4, 8, 12], BeforeValidator(_whole_number)]
