"""What becomes of pictures: shapes, colours, secrets; and that no picture can hang or fill a worker."""

import os
import random
import resource
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryFile

import psutil
import pytest
from PIL import Image, ImageChops, ImageStat

from tasks.engines.children import PROJECT
from tasks.engines.pictures import fork_server
from tasks.engines.pictures.fork_server import ForkServer
from tasks.engines.pictures.processes import PictureProcesses
from tasks.engines.protocols.picture import Picture
from tasks.errors import EngineFailed, LeaseLost, LimelightError, PictureUnusable
from tasks.media.photo import probe
from tests.failures import failing
from tests.pictures import (
    BROKEN_LATE,
    COMMENT,
    LIGHT,
    ODD_PICTURES,
    described_png,
    disc,
    encoded,
    jpeg,
    many_scans,
    png,
    swapped_profile,
    tattling,
    text_bomb,
    wide_png,
)
from tests.processes import wait_until


def opened(picture: Picture) -> Image.Image:
    image = Image.open(BytesIO(picture.content))
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (picture.width, picture.height))
    return image


def disc_box(image: Image.Image) -> tuple[int, int, int, int]:
    """Where the red disc is: pixels with much more red than green."""
    red, green, _ = image.split()
    box = ImageChops.subtract(red, green).point(lambda value: 255 * (value > 90)).getbbox()
    assert box
    return box


def mean(image: Image.Image, box: tuple[int, int, int, int]) -> list[float]:
    return ImageStat.Stat(image.crop(box)).mean


@pytest.mark.parametrize("name", ODD_PICTURES)
def test_odd_but_valid_pictures_keep_what_they_show(pictures: PictureProcesses, name: str) -> None:
    # Given an odd picture of a red disc on a light ground
    photo = probe(ODD_PICTURES[name]())

    # When it is enhanced
    enhanced = pictures.enhance(photo)

    # Then both pictures show the disc on the ground
    for picture in (opened(enhanced.picture), opened(enhanced.before)):
        assert picture.size == (1536, 1024)
        red, green, blue = mean(picture, (750, 500, 780, 520))
        ground = mean(picture, (20, 20, 60, 60))
        assert min(ground) > 200 and max(ground) - min(ground) < 12
        if "gray" in name:
            assert max(red, green, blue) - min(red, green, blue) < 4 and red < 140
        else:
            assert red > 150 and green < 75 and blue < 85


@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_stand_upright_whatever_exif_says_of_them(pictures: PictureProcesses, orientation: int) -> None:
    # Given a picture with a dark top left corner, stored as EXIF allows
    exif = Image.Exif()
    exif[0x0112] = orientation
    upright = disc()
    upright.paste((0, 0, 90), (0, 0, 60, 40))
    stored = {
        1: upright,
        2: upright.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        3: upright.transpose(Image.Transpose.ROTATE_180),
        4: upright.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
        5: upright.transpose(Image.Transpose.TRANSPOSE),
        6: upright.transpose(Image.Transpose.ROTATE_90),
        7: upright.transpose(Image.Transpose.TRANSVERSE),
        8: upright.transpose(Image.Transpose.ROTATE_270),
    }[orientation]

    enhanced = pictures.enhance(probe(encoded(stored, exif=exif, quality=95)))

    before = opened(enhanced.before)
    assert sum(mean(before, (20, 20, 200, 120))) < 150
    assert sum(mean(before, (1300, 900, 1500, 1000))) > 600


@pytest.mark.parametrize(
    "size", [(900, 600), (1600, 700), (1200, 900), (500, 900), (900, 1400), (3000, 3000), (400, 400)]
)
def test_nothing_is_stretched_and_nothing_is_cut(pictures: PictureProcesses, size: tuple[int, int]) -> None:
    # Given a photo of any shape with a disc of 60 % of its shorter side
    photo = probe(jpeg(*size))

    # When it is enhanced and fitted to the video
    enhanced = pictures.enhance(photo)
    fitted = pictures.fit(enhanced.picture, photo)

    # Then the disc is round, and as large as the frame allows
    shape = photo.orientation
    for picture, frame in ((enhanced.picture, shape.picture_size), (fitted.video_frame, shape.video_size)):
        assert (picture.width, picture.height) == frame
        left, top, right, bottom = disc_box(opened(picture))
        diameter = 0.6 * min(size) * min(frame.width / size[0], frame.height / size[1])
        assert right - left == pytest.approx(bottom - top, abs=3)
        assert right - left == pytest.approx(diameter, rel=0.02)
        assert (left + right) / 2 == pytest.approx(frame.width / 2, abs=3)
        assert (top + bottom) / 2 == pytest.approx(frame.height / 2, abs=3)


def test_before_and_after_line_up(pictures: PictureProcesses) -> None:
    enhanced = pictures.enhance(probe(jpeg(777, 600)))

    boxes = disc_box(opened(enhanced.picture)), disc_box(opened(enhanced.before))

    assert all(abs(one - other) <= 1 for one, other in zip(*boxes, strict=True))


def test_the_rest_of_the_frame_goes_on_where_the_picture_ends(pictures: PictureProcesses) -> None:
    # Given a photo that is lighter on the right than on the left, in a frame wider than it is
    shaded = Image.linear_gradient("L").rotate(90).resize((800, 720)).convert("RGB")
    photo = probe(encoded(shaded, quality=95))

    # When it is fitted to the video
    frame = opened(pictures.fit(pictures.enhance(photo).before, photo).video_frame)

    # Then no two neighbouring columns differ visibly, the grown ones and the seams included
    columns = frame.convert("L").resize((frame.width, 1), Image.Resampling.BOX).tobytes()
    assert max(abs(one - other) for one, other in pairwise(columns)) <= 3


def test_a_wide_photo_fills_the_video_although_its_picture_did_not(pictures: PictureProcesses) -> None:
    photo = probe(jpeg(1920, 1080))

    frame = opened(pictures.fit(pictures.enhance(photo).picture, photo).video_frame)

    left, _, right, _ = disc_box(frame)
    assert right - left == pytest.approx(0.6 * 720, rel=0.02)


def test_the_thumbnail_has_at_most_320_pixels_a_side(pictures: PictureProcesses) -> None:
    photo = probe(jpeg(900, 1400))

    thumbnail = pictures.fit(pictures.enhance(photo).picture, photo).thumbnail

    assert (thumbnail.width, thumbnail.height) == (213, 320)
    assert len(thumbnail.content) < 20_000


@pytest.mark.parametrize("size", [(1, 1), (1, 4000), (6000, 2)])
def test_extreme_shapes_work(pictures: PictureProcesses, size: tuple[int, int]) -> None:
    photo = probe(encoded(Image.new("RGB", size, "green"), "PNG"))

    enhanced = pictures.enhance(photo)

    assert opened(enhanced.picture).size == photo.orientation.picture_size
    assert opened(pictures.fit(enhanced.picture, photo).video_frame).size == photo.orientation.video_size


def test_colours_come_through_the_embedded_profile(pictures: PictureProcesses) -> None:
    # Given a picture that stores red as blue, and a profile that says so
    blue = Image.new("RGB", (300, 200), (20, 20, 230))
    photo = probe(encoded(blue, quality=95, icc_profile=swapped_profile()))

    red, green, below = mean(opened(pictures.enhance(photo).before), (0, 0, 1536, 1024))

    assert red > 200 and green < 60 and below < 60


#: as Chromium 156 draws them: what a PNG says of its colours, one of its colours, and what is seen
DESCRIBED = {
    "linear": ([(b"gAMA", struct.pack(">I", 100_000))], (60, 120, 200), (133, 183, 229)),
    "sRGB, in other words": ([(b"gAMA", struct.pack(">I", 45_455))], (60, 120, 200), (60, 120, 200)),
    "sRGB before gAMA": ([(b"gAMA", struct.pack(">I", 100_000)), (b"sRGB", b"\0")], (60, 120, 200), (60, 120, 200)),
    "Display P3": ([(b"cICP", b"\x0c\x0d\0\1")], (200, 90, 60), (216, 81, 49)),
    "cICP before gAMA": ([(b"gAMA", struct.pack(">I", 100_000)), (b"cICP", b"\1\x0d\0\1")], (9, 99, 200), (9, 99, 200)),
    "BT.2020": ([(b"cICP", b"\x09\x0d\0\1")], (150, 120, 100), (167, 116, 96)),
    "HDR (PQ)": ([(b"cICP", b"\x09\x10\0\1")], (120, 120, 120), (114, 114, 114)),
}


@pytest.mark.parametrize("name", DESCRIBED)
def test_colours_are_those_that_a_browser_shows(pictures: PictureProcesses, name: str) -> None:
    chunks, stored, seen = DESCRIBED[name]
    photo = probe(described_png(*chunks, image=Image.new("RGB", (300, 200), stored)))

    assert mean(opened(pictures.enhance(photo).before), (0, 0, 1536, 1024)) == pytest.approx(seen, abs=2)


@pytest.mark.parametrize("name", ["JPEG", "PNG"])
def test_a_missing_tail_leaves_no_hole(pictures: PictureProcesses, name: str) -> None:
    # Given a photo of one colour whose last 3 % were lost on the way
    gray = Image.effect_noise((400, 600), 30).convert("RGB")
    whole = encoded(gray, quality=90) if name == "JPEG" else described_png(image=gray)
    photo = probe(whole[: int(len(whole) * 0.97)])

    before = opened(pictures.enhance(photo).before)

    assert mean(before, (0, 1500, 1024, 1536)) == pytest.approx(mean(before, (0, 700, 1024, 800)), abs=30)


def test_a_senseless_profile_is_ignored(pictures: PictureProcesses) -> None:
    photo = probe(jpeg(icc_profile=b"no profile at all" * 20))

    assert disc_box(opened(pictures.enhance(photo).before))


def test_a_profile_for_other_colours_is_ignored(pictures: PictureProcesses) -> None:
    photo = probe(encoded(disc().convert("L"), icc_profile=swapped_profile()))

    assert opened(pictures.enhance(photo).before)


def test_no_metadata_comes_out(pictures: PictureProcesses) -> None:
    # Given a photo that tells where it was taken, and more
    photo = probe(tattling())
    assert all(secret in photo.content for secret in (b"Exif", b"ICC_PROFILE", b"ns.adobe.com", COMMENT))

    # When it went through everything
    enhanced = pictures.enhance(photo)
    fitted = pictures.fit(enhanced.picture, photo)

    # Then the results have no segments but those that a picture is made of
    for picture in (enhanced.picture, enhanced.before, fitted.video_frame, fitted.thumbnail):
        assert jpeg_segments(picture.content) <= {0xE0, 0xDB, 0xC0, 0xC4, 0xDA}
        assert not any(secret in picture.content for secret in (b"Exif", b"ICC_PROFILE", b"adobe", COMMENT))
        assert not opened(picture).getexif()


def jpeg_segments(content: bytes) -> set[int]:
    position, markers = 2, set()
    while 0xDA not in markers:
        markers.add(content[position + 1])
        position += 2 + int.from_bytes(content[position + 2 : position + 4])
    return markers


def test_a_dull_photo_gets_more_contrast(pictures: PictureProcesses) -> None:
    dull = disc().point(lambda value: 70 + value * 0.4)
    enhanced = pictures.enhance(probe(encoded(dull, quality=95)))

    def contrast(picture: Picture) -> float:
        return ImageStat.Stat(opened(picture).convert("L")).stddev[0]

    assert contrast(enhanced.picture) > 1.15 * contrast(enhanced.before)


@pytest.mark.parametrize("colour", [(200, 30, 40), (120, 120, 120), (12, 12, 20), (250, 250, 250)])
def test_a_plain_picture_is_not_blown_to_noise(pictures: PictureProcesses, colour: tuple[int, int, int]) -> None:
    # Given one colour and the slightest noise
    plain = Image.merge("RGB", [Image.effect_noise((300, 200), 4).point(lambda v, c=c: v - 128 + c) for c in colour])

    enhanced = pictures.enhance(probe(encoded(plain, "PNG")))

    stat = ImageStat.Stat(opened(enhanced.picture))
    assert max(stat.stddev) < 5
    assert all(abs(is_now - was) < 16 for is_now, was in zip(stat.mean, colour, strict=True))


def test_facts_say_what_the_photo_shows(pictures: PictureProcesses) -> None:
    assert pictures.facts(probe(jpeg())) == {
        "colour": "red",
        "background_colour": "white" if min(LIGHT) > 204 else "gray",
        "light": "bright",
        "warmth": "warm",
        "background": "plain",
    }


def test_facts_tell_dark_cool_and_busy(pictures: PictureProcesses) -> None:
    busy = Image.effect_noise((64, 48), 120).resize((640, 480), Image.Resampling.NEAREST)
    night = Image.merge("RGB", [busy.point(lambda value: value * 0.15), busy.point(lambda value: value * 0.3), busy])
    facts = pictures.facts(probe(encoded(night.point(lambda value: value * 0.7))))

    assert (facts["light"], facts["warmth"], facts["background"]) == ("dark", "cool", "busy")
    assert facts["colour"] == "blue"


# -- what is meant to hurt


@pytest.mark.parametrize("name", BROKEN_LATE)
def test_damage_among_the_pixels_is_an_error_not_half_a_picture(pictures: PictureProcesses, name: str) -> None:
    photo = probe(BROKEN_LATE[name]())

    with failing("picture_broken"):
        pictures.enhance(photo)


def test_thousands_of_scans_are_refused_at_once(pictures: PictureProcesses) -> None:
    before = children_cpu_seconds()

    with failing("picture_too_slow"):
        pictures.enhance(probe(many_scans()))

    assert children_cpu_seconds() - before < 3


def test_scans_of_a_thumbnail_are_not_counted(pictures: PictureProcesses) -> None:
    content = jpeg()
    thumbnails = b"\xff\xec" + (2 + 60_000).to_bytes(2) + b"\xff\xda" * 30_000

    assert pictures.enhance(probe(content[:2] + thumbnails + content[2:]))


@pytest.mark.parametrize("bomb", [wide_png, text_bomb])
def test_small_files_that_unfold_end_within_seconds(bomb: Callable[[], bytes]) -> None:
    photo = probe(bomb())
    before = children_cpu_seconds()

    with closing(PictureProcesses()) as pictures, suppress(LimelightError):
        pictures.enhance(photo)

    assert children_cpu_seconds() - before < 8


def children_cpu_seconds() -> float:
    """Of those that have ended; unlike a clock's, these seconds do not depend on who else is at work here."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_random_damage_ends_as_a_picture_or_as_broken(pictures: PictureProcesses) -> None:
    chance = random.Random(7)
    for sample in (jpeg(), jpeg(progressive=True), png(), encoded(disc(), "WEBP")):
        for _ in range(4):
            damaged = bytearray(sample)
            for _ in range(6):
                damaged[chance.randrange(40, len(damaged))] = chance.randrange(256)
            try:
                pictures.facts(probe(bytes(damaged)))
            except PictureUnusable:
                pass


def test_a_child_without_enough_memory_is_a_picture_too_large_for_us() -> None:
    limited = ("/bin/sh", "-c", 'ulimit -v 200000; exec "$0" -m tasks.engines.pictures.child "$1"', sys.executable)
    with run_instead(*limited) as pictures:
        assert pictures.facts(probe(jpeg()))

        with failing("picture_too_slow"):
            pictures.facts(probe(wide_png()))


def run_instead(*command: str, wall_seconds: float = 40) -> "closing[PictureProcesses]":
    return closing(PictureProcesses(command, wall_seconds))


def pretend(child: str, wall_seconds: float = 40) -> "closing[PictureProcesses]":
    return run_instead(*fake_command(child), wall_seconds=wall_seconds)


def fake_command(child: str) -> tuple[str, ...]:
    """A server whose children do this and nothing else."""
    code = f"""if True:
        import os, resource, signal, sys, time
        from tasks.engines.pictures.child.serving import serve
        def work(job):
            {child}
        serve(int(sys.argv[1]), work)
    """
    return sys.executable, "-c", code


@pytest.mark.parametrize(
    ("child", "code"),
    [
        ("os.kill(os.getpid(), signal.SIGKILL)", "picture_too_slow"),
        ("resource.setrlimit(resource.RLIMIT_CPU, (1, 2)); [0 for _ in iter(int, 1)]", "picture_too_slow"),
        ("resource.setrlimit(resource.RLIMIT_CORE, (0, 0)); os.kill(os.getpid(), signal.SIGSEGV)", "picture_broken"),
        ("os.kill(os.getpid(), signal.SIGTERM)", "engine_failed"),
        ("raise ValueError", "engine_failed"),
    ],
)
def test_the_way_a_child_ends_tells_whose_fault_it_was(child: str, code: str) -> None:
    with pretend(child) as pictures, failing(code):
        pictures.enhance(probe(jpeg()))


@pytest.mark.parametrize("stands_still", ["time.sleep(60)", "os.kill(os.getpid(), signal.SIGSTOP)"])
def test_a_child_that_stands_still_is_reaped_and_not_blamed_on_the_picture(tmp_path: Path, stands_still: str) -> None:
    child = f"open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid())); {stands_still}"
    with pretend(child, wall_seconds=1) as pictures, pytest.raises(EngineFailed):
        pictures.enhance(probe(jpeg()))

    assert not is_there(int((tmp_path / "pid").read_text()))


def test_a_worker_that_was_frozen_goes_on_with_its_picture(tmp_path: Path) -> None:
    # Given a worker with a time limit of 2 s, and a child that needs a while after the worker is back
    (tmp_path / "photo").write_bytes(jpeg())
    server = f"""if True:
        import pathlib, sys, time
        from tasks.engines.pictures.child import operations
        from tasks.engines.pictures.child.serving import serve
        def work(job):
            pathlib.Path({str(tmp_path / "started")!r}).touch()
            while not pathlib.Path({str(tmp_path / "thawed")!r}).exists():
                time.sleep(0.05)
            time.sleep(0.5)
            operations.work(job)
        serve(int(sys.argv[1]), work)
    """
    code = f"""if True:
        import sys
        from tasks.engines.pictures.processes import PictureProcesses
        from tasks.media.photo import probe
        pictures = PictureProcesses((sys.executable, "-c", {server!r}), wall_seconds=2)
        photo = probe(open({str(tmp_path / "photo")!r}, "rb").read())
        print(pictures.facts(photo)["colour"])
    """
    options = {"cwd": PROJECT, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", code], **options) as worker:  # type: ignore[call-overload]
        assert worker.stdout
        wait_until((tmp_path / "started").exists, 30)

        # When it is frozen for longer than that
        worker.send_signal(signal.SIGSTOP)
        time.sleep(2.5)
        worker.send_signal(signal.SIGCONT)
        (tmp_path / "thawed").touch()

        # Then the picture is done all the same
        assert worker.stdout.read().strip()
        assert worker.wait() == 0


def test_cancelling_ends_the_child_at_once(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    child = f"open({str(pid)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    start = time.monotonic()

    with pretend(child) as pictures, pytest.raises(LeaseLost):
        pictures.enhance(probe(jpeg()), cancelled=lambda: pid.exists() and pid.read_text() != "")

    assert time.monotonic() - start < 20
    assert not is_there(int(pid.read_text()))


def test_a_large_upload_reaches_a_child_that_is_slow_to_start() -> None:
    slow = ("/bin/sh", "-c", 'sleep 0.5; exec "$0" -m tasks.engines.pictures.child "$1"', sys.executable)
    with run_instead(*slow) as pictures:
        assert pictures.facts(probe(jpeg().ljust(5_000_000, b"\0")))


#: never gets its job done, and says which processes there are
SLEEPER = "open({path!r}, 'w').write(f'{{os.getppid()}} {{os.getpid()}}'); time.sleep(60)"


@pytest.mark.parametrize("killed", ["worker", "server"])
def test_a_child_goes_when_its_server_or_its_worker_was_killed(tmp_path: Path, killed: str) -> None:
    # Given a worker with a child at work
    (tmp_path / "photo").write_bytes(jpeg())
    code = f"""if True:
        from tasks.media.photo import probe
        from tests.unit.test_pictures import SLEEPER, pretend
        with pretend(SLEEPER.format(path={str(tmp_path / "pids")!r})) as pictures:
            pictures.facts(probe(open({str(tmp_path / "photo")!r}, "rb").read()))
    """
    with subprocess.Popen([sys.executable, "-c", code], cwd=PROJECT, stderr=subprocess.PIPE) as worker:
        wait_until(lambda: (tmp_path / "pids").exists() and (tmp_path / "pids").read_text(), 30)
        server, child = map(int, (tmp_path / "pids").read_text().split())

        # When one of them is killed
        os.kill({"worker": worker.pid, "server": server}[killed], signal.SIGKILL)

        # Then server and child are gone, and a worker that is left has an error
        wait_until(lambda: not is_there(server) and not is_there(child), 20)
        assert worker.stderr
        assert (b"EngineFailed" in worker.stderr.read()) == (killed == "server")


def test_a_server_that_ended_while_it_waited_is_replaced(pictures: PictureProcesses) -> None:
    assert pictures.facts(probe(jpeg()))
    assert pictures._server.pid
    os.kill(pictures._server.pid, signal.SIGKILL)

    assert pictures.facts(probe(jpeg()))


def test_a_server_that_hangs_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fork_server, "START_SECONDS", 2)
    with closing(PictureProcesses()) as pictures:
        assert pictures.facts(probe(jpeg()))
        assert pictures._server.pid
        os.kill(pictures._server.pid, signal.SIGSTOP)

        assert pictures.facts(probe(jpeg()))


def test_a_server_that_cannot_be_started_is_an_error() -> None:
    with run_instead(sys.executable, "-c", "raise SystemExit(1)") as pictures, pytest.raises(EngineFailed):
        pictures.facts(probe(jpeg()))


def test_children_of_many_threads_do_not_hold_each_other_up(tmp_path: Path) -> None:
    # Given a child that goes on for long, and one that was forked after it
    sleeper = f"job == 'sleep' or sys.exit(); {SLEEPER.format(path=str(tmp_path / 'pids'))}"
    with ExitStack() as stack:
        server = ForkServer(fake_command(sleeper))
        stack.callback(server.close)
        files = [stack.enter_context(TemporaryFile()) for _ in range(3)]
        with server.forked("sleep", *files) as first:
            wait_until(lambda: (tmp_path / "pids").exists() and (tmp_path / "pids").read_text(), 30)
            for _ in range(20):
                # When others come and go meanwhile
                with server.forked("go", *files) as other:
                    assert other.returncode(10) == 1
            assert first.returncode(0.01) is None

        # Then only the first is left, and it ends with its block
        server_pid, child = map(int, (tmp_path / "pids").read_text().split())
        assert server_pid == server.pid
        assert not is_there(child)
        assert len(psutil.Process(server_pid).children()) == 0
        assert psutil.Process(server_pid).num_fds() < 12


def test_children_may_end_at_the_moment_when_their_worker_lets_go_of_them() -> None:
    with closing(ForkServer(fake_command("time.sleep(float(job))"))) as server, ExitStack() as stack:
        files = [stack.enter_context(TemporaryFile()) for _ in range(3)]
        with server.forked("0", *files) as first:
            assert first.returncode(10) == 0
        pid = server.pid
        for number in range(200):
            with server.forked("0.001", *files):
                time.sleep(number / 100_000)

        assert server.pid == pid


def test_processes_that_were_closed_leave_nothing_behind() -> None:
    with closing(PictureProcesses()) as pictures:
        assert pictures.facts(probe(jpeg()))
        pid = pictures._server.pid

    assert pid and not is_there(pid)


def is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()


def test_the_child_sees_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SECRET_KEY", "do not tell")
    child = f"open({str(tmp_path / 'env')!r}, 'w').write(repr(os.environ)); raise ValueError"

    with pretend(child) as pictures, pytest.raises(EngineFailed):
        pictures.enhance(probe(jpeg()))

    assert "do not tell" not in (tmp_path / "env").read_text()


def test_12_megapixels_take_less_than_2_seconds_of_one_core_and_400_megabytes(tmp_path: Path) -> None:
    # Given a 12-megapixel photo full of detail, on its side
    exif = Image.Exif()
    exif[0x0112] = 6
    detailed = Image.effect_noise((1008, 756), 90).resize((4032, 3024), Image.Resampling.BICUBIC).convert("RGB")
    (tmp_path / "photo").write_bytes(encoded(detailed, quality=92, exif=exif))

    # When it is enhanced by a process that has no other children
    code = """if True:
        import resource, sys
        from tasks.engines.pictures.processes import PictureProcesses
        from tasks.media.photo import probe
        pictures = PictureProcesses()
        pictures.enhance(probe(open(sys.argv[1], "rb").read()))
        pictures.close()
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        print(used.ru_utime + used.ru_stime, used.ru_maxrss)
    """
    command = [sys.executable, "-c", code, str(tmp_path / "photo")]
    output = subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, text=True).stdout

    # Then it was quick and small
    cpu_seconds, peak_kilobytes = map(float, output.split())
    assert cpu_seconds < 2
    assert peak_kilobytes < 400_000
