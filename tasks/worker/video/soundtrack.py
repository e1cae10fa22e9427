"""The sound of a task's clips, the same in every format; neither voice nor mix is made twice."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile

from ...engines.protocols.sound_engines import SoundMaker, SoundOrder, Soundtrack
from ...media.store import MediaStore, NewMedia
from ..attempt import Attempt
from ..files import stored_file
from .order import order_shots


class SoundKeeper:
    """Makes the sound of a task's clips, or finds what earlier attempts have kept of it."""

    def __init__(self, media: MediaStore, sound: SoundMaker | None) -> None:
        self._media = media
        self._sound = sound

    def soundtrack(self, attempt: Attempt, kept: dict[str, str]) -> Soundtrack:
        """The whole; `kept` has the keys of the task's files by role. Raises EngineFailed, LeaseLost."""
        asked, notices = attempt.lease.input, tuple(attempt.kept("render").get("notices", ()))
        if "sound" in kept:
            return Soundtrack(self._stored(attempt, "sound"), notices)
        if not self._sound:
            return Soundtrack(None)
        order = SoundOrder(
            order_shots(asked), asked.duration_seconds, asked.language, asked.voice, asked.music, attempt.lease.task_id
        )
        if "voice" in kept:
            voice = Soundtrack(self._stored(attempt, "voice"), notices)
        else:
            voice = self._sound.voice(order, attempt.lease_lost.is_set)
            _keep(attempt, "voice", voice)
        mixed = Soundtrack(self._sound.mix(order, voice.wav, attempt.lease_lost.is_set), voice.notices)
        _keep(attempt, "sound", mixed)
        return mixed

    def _stored(self, attempt: Attempt, role: str) -> bytes:
        return stored_file(self._media, attempt.lease.task_id, role)[1]


def _keep(attempt: Attempt, role: str, sound: Soundtrack) -> None:
    if sound.wav:
        attempt.keep("render", {"notices": list(sound.notices)}, NewMedia(role, sound.wav, "audio/wav"))


@contextmanager
def opened_file(content: bytes | None) -> Iterator[Path | None]:
    """A path at which children find the content while this process holds it: without a name, nothing is left behind."""
    if content is None:
        yield None
        return
    with TemporaryFile() as file:
        file.write(content)
        file.flush()
        yield Path(f"/proc/{os.getpid()}/fd/{file.fileno()}")
