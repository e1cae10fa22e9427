"""A task's files: as stages keep them, and as they read them again, through an outage of the database."""

from ..db.outage import retry_while_unavailable
from ..engines.protocols.picture import Picture
from ..engines.protocols.picture_engines import Packshots
from ..media.store import MediaStore, NewMedia
from ..records import Media


def media_file(role: str, picture: Picture) -> NewMedia:
    """The picture as a task's file of this role."""
    return NewMedia(role, picture.content, picture.content_type, picture.width, picture.height)


def packshot_files(made: Packshots | None) -> list[NewMedia]:
    """The picture of each format and the cut-out, as far as they were made."""
    if not made:
        return []
    files = [media_file(f"picture_{name}", picture) for name, picture in made.pictures.items()]
    return [*files, media_file("cutout", made.cutout)] if made.cutout else files


def stored_keys(media: MediaStore, task_id: int) -> dict[str, str]:
    """The keys of a task's files by role."""
    return retry_while_unavailable(lambda: media.keys(task_id))


def stored_file(media: MediaStore, task_id: int, role: str) -> tuple[Media, bytes]:
    """A task's file of this role, and its content; raises MediaNotFound."""
    return retry_while_unavailable(lambda: media.of_task(task_id, role))


def stored_picture(media: MediaStore, task_id: int, role: str) -> Picture:
    """A task's picture of this role; raises MediaNotFound."""
    file, content = stored_file(media, task_id, role)
    return Picture(content, file.content_type, file.width or 0, file.height or 0)
