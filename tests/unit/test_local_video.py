"""The local video engine: what its clips are, what they show and when, and that nothing of it stays behind."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import psutil
import pytest
from imageio_ffmpeg import get_ffmpeg_exe  # type: ignore[import-untyped]  # it carries no types
from PIL import Image, ImageChops, ImageStat

from tasks.engines.clips import ClipOpener
from tasks.engines.ffmpeg import find_ffmpeg
from tasks.engines.local.instant_video import InstantVideoRenderer
from tasks.engines.local.video import renderer
from tasks.engines.local.video.captions import captions, shot_starts
from tasks.engines.local.video.child.camera import Camera
from tasks.engines.local.video.renderer import ENVIRONMENT, LocalVideoRenderer
from tasks.engines.pictures.processes import PictureProcesses
from tasks.engines.protocols import Clip, Picture, VideoOrder, never, unseen
from tasks.engines.scripts.reading import parsed_shots
from tasks.errors import EngineFailed, LeaseLost
from tasks.media.photo import Size
from tasks.storyboard import Shot
from tests.failures import failing
from tests.pictures import encoded

WIDE, HIGH = Size(1280, 720), Size(720, 1280)
ENGLISH = (
    Shot(0, 2.5, "The cup.", "Here it is.", "House coffee ☕"),
    Shot(2.5, 4, "The whole.", "Make it yours.", "Make it yours"),
)
CHINESE = (
    Shot(0, 2.5, "", "", "细节见真章"),
    Shot(2.5, 4, "", "", "现在就选它"),
)


def scene(size: Size) -> Image.Image:
    """Something to look at: soft colours with fine detail everywhere."""
    across = Image.linear_gradient("L").rotate(90).resize(size)
    down = Image.linear_gradient("L").resize(size)
    detail = Image.effect_noise((size.width // 16, size.height // 16), 30).resize(size, Image.Resampling.BICUBIC)
    bands = (ImageChops.blend(ground, detail, 0.4) for ground in (across, detail, down))
    return Image.merge("RGB", tuple(bands)).point(lambda value: 60 + value * 150 // 255)


@cache
def frame(size: Size) -> Picture:
    return Picture(encoded(scene(size), quality=92), "image/jpeg", *size)


def order(
    shots: tuple[Shot, ...] = (), *, script: str = "", size: Size = WIDE, seconds: int = 4, language: str = "en"
) -> VideoOrder:
    return VideoOrder(frame(size), script, shots, seconds, language)


def rendered(one: VideoOrder) -> Clip:
    return LocalVideoRenderer(find_ffmpeg()).render(one, unseen, never)


def decoded(clip: Clip) -> list[Image.Image]:
    """All frames, at a quarter of the size, which is enough to judge them."""
    width, height = clip.width // 4, clip.height // 4
    raw = ffmpeg(clip, "-vf", f"scale={width}:{height}:flags=area", "-f", "rawvideo", "-pix_fmt", "rgb24", "-")[0]
    length = width * height * 3
    return [
        Image.frombytes("RGB", (width, height), raw[start : start + length]) for start in range(0, len(raw), length)
    ]


def ffmpeg(clip: Clip, *arguments: str) -> tuple[bytes, str]:
    """What ffmpeg makes of the clip, and what it says."""
    with tempfile.NamedTemporaryFile(suffix=".mp4") as file:
        file.write(clip.content)
        file.flush()
        done = subprocess.run(
            [get_ffmpeg_exe(), "-hide_banner", "-i", file.name, *arguments], capture_output=True, check=False
        )
        return done.stdout, done.stderr.decode()


def difference(one: Image.Image, other: Image.Image) -> float:
    """Mean difference of a colour value."""
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) / 3


@pytest.fixture(scope="module")
def told() -> list[int]:
    """The progress of `clip`, once it is made."""
    return []


@pytest.fixture(scope="module")
def clip(told: list[int]) -> Clip:
    return LocalVideoRenderer(find_ffmpeg()).render(order(ENGLISH), told.append, never)


@pytest.fixture(scope="module")
def frames(clip: Clip) -> list[Image.Image]:
    return decoded(clip)


@pytest.fixture(scope="module")
def plain_frames() -> list[Image.Image]:
    """The same clip without texts."""
    silent = tuple(Shot(shot.start_seconds, shot.end_seconds, "", "", "") for shot in ENGLISH)
    return decoded(rendered(order(silent)))


# -- what a clip is


def test_a_clip_is_what_every_player_plays(clip: Clip, frames: list[Image.Image]) -> None:
    _, said = ffmpeg(clip)
    assert re.search(r"Video: h264 \(High\).*yuv420p\(tv, bt709, progressive\), 1280x720", said), said
    assert "24 fps" in said and "Audio: aac (LC)" in said and "Duration: 00:00:04.0" in said
    assert (clip.width, clip.height, clip.duration_seconds, len(frames)) == (1280, 720, 4, 96)
    assert clip.content.index(b"moov") < clip.content.index(b"mdat")
    assert 300_000 < len(clip.content) < 4_000_000


def test_sound_and_picture_are_equally_long(clip: Clip) -> None:
    pcm, _ = ffmpeg(clip, "-f", "s16le", "-ac", "1", "-ar", "48000", "-")
    assert len(pcm) / 2 / 48000 == pytest.approx(4, abs=0.03)
    assert not any(pcm)


def test_a_high_picture_makes_a_high_clip_with_its_poster() -> None:
    made = rendered(order(CHINESE, size=HIGH, language="zh-Hans"))
    poster = Image.open(BytesIO(made.poster.content))
    assert (made.width, made.height) == poster.size == HIGH
    assert (poster.format, made.poster.content_type) == ("JPEG", "image/jpeg")
    assert len(decoded(made)) == 96


def test_long_texts_do_not_fail_a_clip() -> None:
    long = (
        Shot(0, 1, "", "", "Waschmaschinenunterschrank"),
        Shot(1, 2, "", "", "We roast every single Monday so that nothing in your cup is older than one week or two"),
        Shot(2, 3, "", "", "好" * 2000),
        Shot(3, 4, "", "", f"{'x' * 2000} {'ạ̈' * 500}"),
    )
    assert len(decoded(rendered(order(long, size=HIGH)))) == 96


def test_progress_is_told_and_ends_with_the_file(clip: Clip, told: list[int]) -> None:
    assert told == sorted(told) and told[-1] == 100 and len(set(told)) > 3


# -- what it shows


def test_it_begins_with_the_picture_and_ends_with_the_whole_of_it(frames: list[Image.Image]) -> None:
    picture = Image.open(BytesIO(frame(WIDE).content)).resize(frames[0].size, Image.Resampling.BOX)
    assert difference(frames[0], picture) < 25
    assert difference(frames[-1], picture) < 4


def test_it_is_never_black(clip: Clip, frames: list[Image.Image]) -> None:
    poster = Image.open(BytesIO(clip.poster.content))
    for image in (*frames, poster):
        assert min(ImageStat.Stat(image).mean) > 50


def test_it_moves_all_the_time_and_never_jerks(plain_frames: list[Image.Image]) -> None:
    # Given how much each frame differs from the one before, focusing aside
    steps = [difference(one, other) for one, other in pairwise(plain_frames[14:])]

    # Then it moves, and how fast changes little by little
    assert sum(steps) / len(steps) > 0.2
    assert max(steps) < 2.5
    assert max(abs(one - other) for one, other in pairwise(steps)) < 0.3 * max(steps)


@pytest.mark.parametrize("size", [WIDE, HIGH])
@pytest.mark.parametrize("starts", [(0.0,), (0.0, 2.5), (0.0, 3.0, 6.5, 9.5), tuple(map(float, range(12)))])
def test_the_camera_glides_and_stays_inside(starts: tuple[float, ...], size: Size) -> None:
    duration = max(4.0, starts[-1] + 1.5)
    camera = Camera(starts, duration, size, (0.3, -0.2))
    boxes = [camera.box(step / 240, size) for step in range(int(duration * 240) + 1)]
    assert all(
        0 <= left < right <= size.width + 1e-6 and 0 <= top < bottom <= size.height + 1e-6
        for left, top, right, bottom in boxes
    )
    # pixels in a 240th of a second, and how much that changes
    speeds = [tuple(b - a for a, b in zip(one, other, strict=True)) for one, other in pairwise(boxes)]
    assert max(abs(speed) for axes in speeds for speed in axes) < 2.0
    assert max(abs(b - a) for one, other in pairwise(speeds) for a, b in zip(one, other, strict=True)) < 0.06


def test_texts_stand_in_the_lower_part_while_their_shot_lasts(
    frames: list[Image.Image], plain_frames: list[Image.Image]
) -> None:
    width, height = frames[0].size

    def inked(seconds: float, box: tuple[float, float, float, float]) -> float:
        """How much brighter the brightest pixel is than without texts."""
        left, top, right, bottom = box
        area = (round(left * width), round(top * height), round(right * width), round(bottom * height))
        number = min(95, round(seconds * 24))
        brighter = ImageChops.subtract(frames[number].convert("L"), plain_frames[number].convert("L")).crop(area)
        return float(brighter.getextrema()[1])  # type: ignore[arg-type]  # one band

    third, rest = (0.05, 0.68, 0.8, 0.95), (0, 0, 1, 0.6)
    # during the shots, and between and around them
    assert inked(1.2, third) > 60 and inked(3.2, third) > 60
    assert inked(0.2, third) < 20 and inked(2.5, third) < 20 and inked(3.98, third) < 20
    assert all(inked(seconds, rest) < 20 for seconds in (0.2, 1.2, 2.5, 3.2, 3.98))
    # the two shots' texts are not the same
    lettering = [
        ImageChops.difference(frames[n], plain_frames[n]).crop((0, height // 2, width, height)) for n in (29, 77)
    ]
    assert difference(*lettering) > 1


# -- which texts, and when


def test_captions_follow_the_shots_without_emoji_and_never_overlap() -> None:
    found = captions(order(ENGLISH))
    assert [caption.text for caption in found] == ["House coffee", "Make it yours"]
    assert found[0].end_seconds < 2.5 < found[1].start_seconds < found[1].end_seconds < 4
    assert shot_starts(order(ENGLISH)) == (0, 2.5)


def test_odd_shots_do_no_harm() -> None:
    nan = float("nan")
    odd = (
        Shot(9, 12, "", "", "after the end"),
        Shot(2, 3, "", "", "later"),
        Shot(-3, 2.4, "", "", "from before the beginning"),
        Shot(nan, nan, "", "", "nowhere"),
        Shot(3, 3.1, "", "", "too short"),
        Shot(0, 4, "", "", "\N{SPARKLES}"),
    )
    one = order(odd)
    found = captions(one)
    assert {caption.text for caption in found} <= {"from before the beginning", "later"}
    assert all(before.end_seconds <= after.start_seconds for before, after in pairwise(found))
    assert all(0 <= start < 4 for start in shot_starts(one))


def test_links_and_numbers_with_a_hash_are_shown() -> None:
    text = "Voted #1 · https://lumi.example/cups · www.lumi.example · hello@lumi.example"

    assert [caption.text for caption in captions(order((Shot(0, 4, "", "", text),)))] == [text]


def test_a_free_text_gives_short_captions() -> None:
    script = "Mornings taste better here. We roast every Monday, so that nothing is older than a week! Order now."
    found = captions(order(script=script, seconds=8))
    assert [caption.text for caption in found] == ["Mornings taste better here", "We roast every Monday", "Order now"]
    assert len(shot_starts(order(script=script, seconds=8))) == 3
    assert [caption.text for caption in captions(order(script="清爽。现在就选它！"))] == [
        "清爽",
        "现在就选它",
    ]
    assert captions(order(script="\n...\N{SPARKLES} --- \n")) == ()


def test_of_a_script_in_our_form_the_lines_for_the_screen_are_shown() -> None:
    script = (
        "Cup: 4-second ad\n\n0.0-2.5 s\nPicture: Slow pan.\nVoice-over: Look.\nOn screen: House coffee\n\n2.5-4.0 s"
    )
    assert [caption.text for caption in captions(order(script=script))] == ["House coffee"]


def test_a_text_that_nobody_can_read_in_time_is_cut_and_says_so() -> None:
    long = "We roast in small batches, and tell you when. " * 9
    (caption,) = captions(order((Shot(0, 4, "", "", long),)))
    assert caption.text.endswith("and tell you when. We roast…") and 180 < len(caption.text) <= 240
    assert captions(order((Shot(0, 4, "", "", long[:200].strip()),)))[0].text == long[:200].strip(" .")


@pytest.mark.parametrize(
    "text", ["@", "a@", "a,", "x", "好", "a: ", "**a ", "0-1 s: ", "1-", "| a ", "text ( ", '"', "\n", "-"]
)
def test_the_longest_scripts_are_read_in_no_time(text: str) -> None:
    script = (text * 10_000)[:10_000]
    assert len(captions(order(parsed_shots(script, 12), script=script, seconds=12))) <= 30


def test_labels_and_time_codes_are_never_shown() -> None:
    script = (
        "Here is your ad:\n\n**Scene 1**\nVisual: Slow pan.\nOn-screen text: Fresh\nevery day\n\n"
        "**Scene 2**\nVisual: A hand.\nText: “Order now”\n\nLet me know!"
    )
    assert [caption.text for caption in captions(order(script=script))] == ["Fresh every day", "Order now"]
    script = "# Ad\n\n0:00-0:00\nVisual: Slow pan.\nVO: Fresh every day.\nMusic: soft"
    assert [caption.text for caption in captions(order(script=script))] == ["Fresh every day"]
    # but a time of day and a range are none
    script = "Open 9:00-17:00 daily! Ready in 5-10 seconds."
    assert [caption.text for caption in captions(order(script=script))] == [
        "Open 9:00-17:00 daily",
        "Ready in 5-10 seconds",
    ]


# -- when something goes wrong


@pytest.fixture
def no_process_left() -> Iterator[None]:
    before = set(psutil.Process().children(recursive=True))
    yield
    assert set(psutil.Process().children(recursive=True)) - before == set()


@pytest.fixture
def temp_folder(tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield str(tmp_path)
    assert os.listdir(tmp_path) == []


@pytest.mark.usefixtures("temp_folder", "no_process_left")
def test_cancelling_stops_at_once_and_leaves_nothing() -> None:
    # Given a render that has begun
    seen: list[int] = []
    asked: list[float] = []

    def cancelled() -> bool:
        if seen and not asked:
            asked.append(time.monotonic())
        return bool(seen)

    # When it is cancelled, it ends long before the film would be done
    with pytest.raises(LeaseLost):
        LocalVideoRenderer(find_ffmpeg()).render(order(ENGLISH, seconds=12), seen.append, cancelled)
    assert time.monotonic() - asked[0] < 5


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


@pytest.mark.usefixtures("temp_folder", "no_process_left")
@pytest.mark.parametrize("damage", [cut, lambda content: b"", lambda content: b"no picture" * 9])
def test_a_broken_frame_is_said_to_be_broken(damage: Callable[[bytes], bytes]) -> None:
    whole = frame(WIDE)
    broken_frame = Picture(damage(whole.content), "image/jpeg", whole.width, whole.height)
    with failing("picture_broken"):
        rendered(VideoOrder(broken_frame, "", ENGLISH, 4, "en"))


@pytest.mark.usefixtures("temp_folder", "no_process_left")
@pytest.mark.parametrize("which", ["drawing child", "ffmpeg"])
def test_a_process_that_stands_still_ends_the_render_and_not_the_clip_for_good(
    monkeypatch: pytest.MonkeyPatch, which: str
) -> None:
    # Given little patience
    monkeypatch.setattr(renderer, "WALL_SECONDS", 3)
    monkeypatch.setattr(renderer, "WALL_SECONDS_PER_SECOND", 0)
    before = set(psutil.Process().children(recursive=True))

    def stop_one(_: int) -> None:
        for process in set(psutil.Process().children(recursive=True)) - before:
            if ("ffmpeg" in process.name()) == (which == "ffmpeg"):
                process.suspend()

    # When one of the two processes is stopped, then another attempt may be made
    with pytest.raises(EngineFailed):
        LocalVideoRenderer(find_ffmpeg()).render(order(ENGLISH, seconds=12), stop_one, never)


def test_a_clip_that_cannot_be_looked_into_now_is_not_called_broken(pictures: PictureProcesses, tmp_path: Path) -> None:
    (tmp_path / "ffmpeg").write_text("#!/bin/sh\nexec sleep 60\n")
    (tmp_path / "ffmpeg").chmod(0o755)
    opener = ClipOpener(str(tmp_path / "ffmpeg"), pictures, open_seconds=1)

    with pytest.raises(EngineFailed):
        opener.open(b"a clip")


def test_a_machine_without_ffmpeg_is_named_to_its_operator(monkeypatch: pytest.MonkeyPatch) -> None:
    def search() -> str:
        raise RuntimeError("No ffmpeg exe could be found.")

    monkeypatch.setattr("tasks.engines.ffmpeg.get_ffmpeg_exe", search)
    with failing("settings_invalid", match="IMAGEIO_FFMPEG_EXE"):
        find_ffmpeg()


def test_a_frame_of_another_size_is_refused() -> None:
    other = frame(WIDE)
    with failing("picture_broken"):
        rendered(VideoOrder(Picture(other.content, "image/jpeg", 1280, 718), "", ENGLISH, 4, "en"))


RENDER_FOR_EVER = """
import sys
from tasks.engines.ffmpeg import find_ffmpeg
from tasks.engines.protocols import *
from tasks.engines.local.video.renderer import LocalVideoRenderer
frame = Picture(sys.stdin.buffer.read(), "image/jpeg", 1280, 720)
order = VideoOrder(frame, "", (), 12, "en")
LocalVideoRenderer(find_ffmpeg()).render(order, lambda percent: print(percent, flush=True), lambda: False)
"""


def test_a_killed_worker_leaves_no_process_and_no_file(temp_folder: str) -> None:
    # Given a worker at work
    worker = subprocess.Popen(
        [sys.executable, "-c", RENDER_FOR_EVER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**ENVIRONMENT, "TMPDIR": temp_folder, "PYTHONPATH": os.getcwd()},
    )
    with worker:
        assert worker.stdin and worker.stdout
        worker.stdin.write(frame(WIDE).content)
        worker.stdin.close()
        worker.stdout.readline()
        at_work = psutil.Process(worker.pid).children(recursive=True)
        assert len(at_work) == 2

        # When it is killed
        worker.send_signal(signal.SIGKILL)

    # Then its processes go, too
    _, alive = psutil.wait_procs(at_work, timeout=10)
    assert alive == []


# -- the engine that does no work


def test_the_instant_clip_is_a_real_one() -> None:
    told: list[int] = []
    made = InstantVideoRenderer().render(order(), told.append, never)
    _, said = ffmpeg(made)
    assert "Video: h264" in said and "yuv420p" in said and f"{made.width}x{made.height}" in said
    assert "Duration: 00:00:01.00" in said and made.duration_seconds == 1
    assert made.content.index(b"moov") < made.content.index(b"mdat")
    assert len(decoded(made)) == 2 and told == [100]
    assert Image.open(BytesIO(made.poster.content)).size == (made.width, made.height)
