"""Files in Postgres, in chunks, so that a range is read without loading the whole: web and worker share no disk."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .db import Connection, Database, run
from .errors import MediaNotFound
from .records import Media

#: large enough that 20 MB are 80 rows, small enough that a few hundred readers fit into memory
CHUNK_BYTES = 256 * 1024
KEY_BYTES = 18

EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "video/mp4": "mp4"}


@dataclass(frozen=True, slots=True)
class NewMedia:
    """A file that is about to be stored for a task."""

    #: original, before, enhanced, video_frame, thumbnail
    role: str
    content: bytes
    content_type: str
    #: pixels; None where there are none
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class CopiedMedia:
    """A file that a task gets from another task of the same owner."""

    role: str
    from_task_id: int
    from_role: str


def media_columns(new: NewMedia | None) -> dict[str, Any]:
    """What a query needs to store a file under a new key; nothing but nulls without a file."""
    if new is None:
        return dict.fromkeys(("key", "role", "content_type", "size_bytes", "width", "height", "chunks"))
    return {
        "key": f"{secrets.token_urlsafe(KEY_BYTES)}.{EXTENSIONS[new.content_type]}",
        "role": new.role,
        "content_type": new.content_type,
        "size_bytes": len(new.content),
        "width": new.width,
        "height": new.height,
        "chunks": [new.content[at : at + CHUNK_BYTES] for at in range(0, len(new.content), CHUNK_BYTES)],
    }


class MediaStore:
    """Stores and reads the files of tasks."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, connection: Connection, task_id: int, new: NewMedia | CopiedMedia) -> str:
        """Store a file that the task does not have yet, in the caller's transaction; returns its key."""
        if isinstance(new, CopiedMedia):
            return self._copy(connection, task_id, new)
        columns = media_columns(new)
        run(connection, "add_media", task_id=task_id, **columns)
        return str(columns["key"])

    def replace(self, connection: Connection, task_id: int, *new: NewMedia) -> list[str]:
        """Store files in the caller's transaction, in place of those of the same roles; returns their keys."""
        run(connection, "drop_media", task_id=task_id, roles=[file.role for file in new])
        return [self.add(connection, task_id, file) for file in new]

    def _copy(self, connection: Connection, task_id: int, new: CopiedMedia) -> str:
        # on the caller's connection: a second one may never come while all others wait for this account's lock
        found = run(connection, "media_of_task", task_id=new.from_task_id, role=new.from_role)
        key = f"{secrets.token_urlsafe(KEY_BYTES)}.{found[0]['key'].rpartition('.')[2]}" if found else ""
        params = {"from_task_id": new.from_task_id, "from_role": new.from_role, "task_id": task_id, "role": new.role}
        if not found or not run(connection, "copy_media", key=key, **params):
            raise MediaNotFound()
        return key

    def find(self, key: str) -> Media:
        """A file's record; raises MediaNotFound."""
        row = self._db.row("media", key=key)
        if row is None:
            raise MediaNotFound()
        return Media.from_row(row)

    def of_task(self, task_id: int, role: str) -> Media:
        """The record of a task's file of one role; raises MediaNotFound."""
        row = self._db.row("media_of_task", task_id=task_id, role=role)
        if row is None:
            raise MediaNotFound()
        return Media.from_row(row)

    def keys(self, task_id: int) -> dict[str, str]:
        """The keys of a task's files by role."""
        return {row["role"]: row["key"] for row in self._db.rows("media_keys", task_id=task_id)}

    def read(self, media: Media) -> bytes:
        """The whole of a file."""
        return b"".join(self.read_range(media, 0, media.size_bytes - 1))

    def read_range(self, media: Media, first_byte: int, last_byte: int) -> Iterator[bytes]:
        """The bytes from `first_byte` to `last_byte`, both included, one chunk in memory at a time."""
        for position in range(first_byte // CHUNK_BYTES, last_byte // CHUNK_BYTES + 1):
            rows = self._db.rows("chunks", key=media.key, first=position, last=position)
            if not rows:
                raise MediaNotFound()
            start = position * CHUNK_BYTES
            yield bytes(rows[0]["content"])[max(first_byte - start, 0) : last_byte - start + 1]
