"""Pictures as the files that stages keep of them."""

from ..engines.protocols.picture import Picture
from ..engines.protocols.picture_engines import Packshots
from ..media.store import NewMedia


def media_file(role: str, picture: Picture) -> NewMedia:
    """The picture as a task's file of this role."""
    return NewMedia(role, picture.content, picture.content_type, picture.width, picture.height)


def packshot_files(made: Packshots | None) -> list[NewMedia]:
    """The picture of each format and the cut-out, as far as they were made."""
    if not made:
        return []
    files = [media_file(f"picture_{name}", picture) for name, picture in made.pictures.items()]
    return [*files, media_file("cutout", made.cutout)] if made.cutout else files
