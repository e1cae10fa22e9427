"""Downloads of clips: only a whole MP4 is one, none is endless, and none is repeated for ever."""

from collections.abc import Iterator

import pytest

from tasks import errors
from tasks.engines.cloud import downloads
from tasks.engines.cloud.downloads import collected, is_whole_mp4, repeated
from tests.failures import failing
from tests.fakes.clip import clip


def test_a_video_that_does_not_say_how_large_it_is_is_cut_off_at_the_limit() -> None:
    taken = []

    def endless() -> Iterator[bytes]:
        while True:
            taken.append(1)
            yield b"\0\0\0\x18ftyp" + bytes(1016)

    with pytest.raises(errors.ProviderAnswerUnusable, match="too large"):
        collected({"content-type": "video/mp4"}, endless(), bytes_max=10 * 1024)
    assert len(taken) == 11


def test_a_download_that_took_long_is_left_to_another_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "REPEAT_SECONDS", 0)
    attempts = []

    def cut() -> bytes:
        attempts.append(1)
        raise errors.ProviderBusy("provider_unreachable")

    with failing("provider_unreachable"):
        repeated(cut, pause_seconds=0)
    assert len(attempts) == 1


def test_only_a_whole_mp4_is_one() -> None:
    whole = clip(1280, 720, 4)

    assert is_whole_mp4(whole)
    assert not any(is_whole_mp4(whole[:length]) for length in range(0, len(whole), 7))
    assert not is_whole_mp4(whole + b"\0\0\0\x01")
    assert not is_whole_mp4(whole[: whole.index(b"moov") - 4])
