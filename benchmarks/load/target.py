"""The server under load, and how it is spoken to."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from .processes import Watch

HOST = "127.0.0.1"
SUBMIT_PATH = "/ai/enhance-and-script-async"
STREAM_PATH = "/ai/enhance-and-script/{task_id}/stream?token={token}{more}"

FORM = {"user_description": "A red shoe on a table", "duration": "8", "language": "en"}
BOUNDARY = "----limelight-load-7d1"


@dataclass(frozen=True)
class Target:
    """A server with our routes."""

    port: int
    #: one per user
    tokens: list[str]
    #: the program that publishes as the server's jobs do
    publisher: list[str]
    watch: Watch
    #: for the ids of tasks
    folder: Path

    def stream_request(self, task_id: str, user: int = 0, after_seq: int | None = None) -> bytes:
        """Opens a stream, from the start or after a row that is known already."""
        more = "" if after_seq is None else f"&last_event_id={after_seq}"
        path = STREAM_PATH.format(task_id=task_id, token=self._token(user), more=more)
        return f"GET {path} HTTP/1.1\r\nHost: {HOST}:{self.port}\r\nAccept: text/event-stream\r\n\r\n".encode()

    def upload_request(self, photo: bytes, user: int) -> bytes:
        """Submits a photo."""
        form = "".join(_part(f'name="{name}"', value) for name, value in FORM.items())
        file = _part('name="file"; filename="a.jpg"\r\nContent-Type: image/jpeg', "")
        body = (form + file).encode()[:-2] + photo + f"\r\n--{BOUNDARY}--\r\n".encode()
        head = (
            f"POST {SUBMIT_PATH} HTTP/1.1\r\nHost: {HOST}:{self.port}\r\n"
            f"Authorization: Bearer {self._token(user)}\r\n"
            f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    @property
    def ids(self) -> Path:
        """Where the ids are that are published to."""
        return self.folder / "ids"

    def seed(self, count: int) -> list[str]:
        """Ids of new running tasks."""
        subprocess.run([*self.publisher, "seed", str(count), str(self.ids)], check=True)
        return self.ids.read_text().split()

    def connections(self) -> int:
        """Of its broker."""
        return int(subprocess.check_output([*self.publisher, "connections"], timeout=20))

    def _token(self, user: int) -> str:
        return self.tokens[user % len(self.tokens)]


def _part(disposition: str, value: str) -> str:
    return f"--{BOUNDARY}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n{value}\r\n"
