"""Files in Postgres, in chunks, so that a range is read without loading the whole: web and worker share no disk."""

import math
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from psycopg.types.json import Json

from ..db.pool import Connection, Database, run
from ..errors import MediaNotFound
from ..records import Media

#: large enough that 30 MB are 120 rows, small enough that a few hundred readers fit into memory
CHUNK_BYTES = 256 * 1024
KEY_BYTES = 18

EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/avif": "avif",
    "video/mp4": "mp4",
    "audio/wav": "wav",
}


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


def file_columns(*new: NewMedia) -> dict[str, Any]:
    """The parameters of a query that stores files, each under a new key, in chunks."""
    files = [
        {
            "key": f"{secrets.token_urlsafe(KEY_BYTES)}.{EXTENSIONS[file.content_type]}",
            "role": file.role,
            "content_type": file.content_type,
            "size_bytes": len(file.content),
            "width": file.width,
            "height": file.height,
        }
        for file in new
    ]
    chunks = [
        (made["key"], position, file.content[position * CHUNK_BYTES : (position + 1) * CHUNK_BYTES])
        for made, file in zip(files, new, strict=True)
        for position in range(math.ceil(len(file.content) / CHUNK_BYTES))
    ]
    keys, positions, contents = map(list, zip(*chunks, strict=True)) if chunks else ([], [], [])
    return {"files": Json(files), "chunk_keys": keys, "chunk_positions": positions, "chunks": contents}


class MediaStore:
    """Stores and reads the files of tasks."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def copy(self, connection: Connection, task_id: int, new: CopiedMedia) -> str:
        """Give a task another task's file, in the caller's transaction; returns its key. Raises MediaNotFound."""
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

    def of_task(self, task_id: int, role: str) -> tuple[Media, bytes]:
        """A task's file of one role, whole; raises MediaNotFound."""
        rows = self._db.rows("file_of_task", task_id=task_id, role=role)
        if not rows:
            raise MediaNotFound()
        return Media.from_row(rows[0]), b"".join(row["content"] for row in rows)

    def keys(self, task_id: int) -> dict[str, str]:
        """The keys of a task's files by role."""
        return {row["role"]: row["key"] for row in self._db.rows("media_keys", task_id=task_id)}

    def read_range(self, media: Media, first_byte: int, last_byte: int) -> Iterator[bytes]:
        """The bytes from `first_byte` to `last_byte`, both included, one chunk in memory at a time."""
        for position in range(first_byte // CHUNK_BYTES, last_byte // CHUNK_BYTES + 1):
            rows = self._db.rows("chunks", key=media.key, first=position, last=position)
            if not rows:
                raise MediaNotFound()
            start = position * CHUNK_BYTES
            yield bytes(rows[0]["content"])[max(first_byte - start, 0) : last_byte - start + 1]
