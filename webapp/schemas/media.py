"""Links to files."""

from pydantic import BaseModel


class MediaQuery(BaseModel):
    """A signed link's parameters."""

    expires: str = ""
    signature: str = ""
    download: bool = False
