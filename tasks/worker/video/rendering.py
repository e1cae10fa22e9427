"""Clips that are rendered here, under the lease."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from ...accounts import AccountStore
from ...db.outage import retry_while_unavailable
from ...engines.protocols.sound_engines import SoundMaker
from ...engines.protocols.video_engines import VideoRenderer
from ...errors import PictureUnusable
from ...formats import FORMATS
from ...media.store import MediaStore, NewMedia
from ..attempt import Attempt, Snooze
from ..files import media_file, stored_keys
from .order import order_picture, video_order
from .progress import Percents
from .soundtrack import SoundKeeper, opened_file

#: before a task asks again whether it may render
TURN_SECONDS = 2.0
#: a clip can do without
LOGO_BROKEN = "logo_broken"


class Rendering:
    """Renders the clips of a task, one in each format."""

    def __init__(
        self, media: MediaStore, accounts: AccountStore, renderer: VideoRenderer, sound: SoundMaker | None
    ) -> None:
        self._media = media
        self._accounts = accounts
        self._renderer = renderer
        self._sound = SoundKeeper(media, sound)
        self._renders = threading.Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Only one task renders at a time; raises Snooze while another does."""
        # a render takes two cores and 270 MB; the others leave their threads to other tasks
        if not self._renders.acquire(blocking=False):
            raise Snooze(TURN_SECONDS)
        try:
            yield
        finally:
            self._renders.release()

    def render(self, attempt: Attempt, formats: Sequence[str]) -> tuple[int, list[str]]:
        """Render and keep each format that no earlier attempt has kept; gives their number, and codes of notices.

        Raises EngineFailed, PictureUnusable, LeaseLost.
        """
        asked, kept = attempt.lease.input, stored_keys(self._media, attempt.lease.task_id)
        picture = order_picture(self._media, attempt.lease)
        brand = retry_while_unavailable(lambda: self._accounts.brand(attempt.lease.account_id))
        logo = retry_while_unavailable(lambda: self._accounts.logo(attempt.lease.account_id))
        missing = [name for name in formats if f"video_{name}" not in kept]
        soundtrack = self._sound.soundtrack(attempt, kept)
        notices = list(soundtrack.notices)
        with opened_file(soundtrack.wav) as sound:
            for name in missing:
                told = Percents(attempt, formats.index(name), len(formats))
                order = replace(video_order(asked, picture, FORMATS[name]), brand=brand, logo=logo, sound=sound)
                try:
                    clip = self._renderer.render(order, told, attempt.lease_lost.is_set)
                except PictureUnusable as exc:
                    if exc.code != LOGO_BROKEN:
                        raise
                    logo = None
                    notices = [*dict.fromkeys([*notices, LOGO_BROKEN])]
                    clip = self._renderer.render(replace(order, logo=None), told, attempt.lease_lost.is_set)
                video = NewMedia(f"video_{name}", clip.content, "video/mp4", clip.width, clip.height)
                attempt.keep("render", {"notices": notices}, video, media_file(f"poster_{name}", clip.poster))
        return len(missing), notices
