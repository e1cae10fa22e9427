"""A provider's MP4, taken only whole, within limits, and only when it is one (ISO/IEC 14496-12, boxes)."""

import struct
import time
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from ...errors import ProviderAnswerUnusable, ProviderBusy, VideoExpired

#: twelve seconds at 1280x720 are 5-30 MB; more is a mistake, or means us harm
BYTES_MAX = 200 * 1024 * 1024
#: downloads are free; these may go well the next time
ATTEMPTS = 3
RETRYABLE = (ProviderAnswerUnusable, ProviderBusy, VideoExpired)
#: pause before the second attempt; the third waits twice as long
PAUSE_SECONDS = 1.0
#: for longer waits, release the worker and retry later
PAUSE_SECONDS_MAX = 5.0
#: nor is a download repeated at once that has taken so long already
REPEAT_SECONDS = 60.0

VIDEO_TYPES = ("video/", "application/mp4", "application/octet-stream", "binary/octet-stream")
NO_VIDEO = "The provider sent something that is no video. Try again."
TOO_LARGE = "The provider's video is too large."

Result = TypeVar("Result")


def repeated(download: Callable[[], Result], pause_seconds: float = PAUSE_SECONDS) -> Result:
    """Download, a few times if need be; raises the last ProviderError."""
    repeat_until = time.monotonic() + REPEAT_SECONDS
    for attempt in range(1, ATTEMPTS):
        try:
            return download()
        except RETRYABLE as exc:
            if exc.message == TOO_LARGE or time.monotonic() > repeat_until:
                raise
            time.sleep(min(exc.wait_seconds or pause_seconds * attempt, PAUSE_SECONDS_MAX))
    return download()


def collected(headers: Mapping[str, str], chunks: Iterable[bytes], bytes_max: int = BYTES_MAX) -> bytes:
    """A response's body, if it is a whole MP4; raises ProviderAnswerUnusable, ProviderBusy (it was cut)."""
    content_type = headers.get("content-type", "").lower()
    if content_type and not content_type.startswith(VIDEO_TYPES):
        raise ProviderAnswerUnusable(message=NO_VIDEO)
    if int(headers.get("content-length") or 0) > bytes_max:
        raise ProviderAnswerUnusable(message=TOO_LARGE)
    content = _read(chunks, bytes_max)
    if content[4:8] != b"ftyp":
        raise ProviderAnswerUnusable(message=NO_VIDEO)
    if not is_whole_mp4(content):
        raise ProviderBusy("provider_unreachable")
    return content


def is_whole_mp4(content: bytes) -> bool:
    """Whether the boxes fill the file exactly, index and content among them: in a cut file one reaches too far."""
    found, at = set(), 0
    while at + 8 <= len(content):
        size, name = struct.unpack_from(">I4s", content, at)
        if size == 1 and at + 16 <= len(content):  # too large for 32 bits
            [size] = struct.unpack_from(">Q", content, at + 8)
        elif size == 0:  # to the end
            size = len(content) - at
        if size < 8:
            return False
        found.add(name)
        at += size
    return at == len(content) and {b"moov", b"mdat"} <= found


def _read(chunks: Iterable[bytes], bytes_max: int) -> bytes:
    content = bytearray()
    for chunk in chunks:
        content += chunk
        if len(content) > bytes_max:
            raise ProviderAnswerUnusable(message=TOO_LARGE)
    return bytes(content)
