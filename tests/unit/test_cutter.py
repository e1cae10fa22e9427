"""The process with the cut-out model: what it makes, what it may do, and what becomes of it when it fails."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tasks.engines.children import PROJECT, Child
from tasks.engines.pictures.cutter import MOST_PIXELS, WEIGHTS, Job
from tasks.engines.pictures.cutter.process import Cutter
from tasks.engines.pictures.processes import PictureProcesses, RawPicture
from tasks.engines.protocols.picture import Picture
from tasks.errors import EngineFailed, LeaseLost
from tasks.media.photo import Size, probe
from tests.pictures import disc
from tests.processes import wait_until

pytestmark = pytest.mark.skipif(not WEIGHTS.is_file(), reason="the weights could not be fetched at set-up")

FRAMES = (Size(540, 960), Size(480, 480))
PHONE_PHOTO = Path(__file__).parents[1] / "photos" / "coffee-phone.jpg"


@pytest.fixture
def cutter() -> Iterator[Cutter]:
    with closing(Cutter()) as cutter:
        yield cutter


def raw(image: Image.Image) -> RawPicture:
    return RawPicture(image.tobytes(), image.width, image.height)


def opened(picture: Picture) -> Image.Image:
    image = Image.open(BytesIO(picture.content))
    image.load()
    assert image.size == (picture.width, picture.height)
    return image


def running(cutter: Cutter) -> Child:
    """The child, after its first job."""
    cutter.shoot(raw(disc()), "studio", FRAMES)
    assert cutter.child
    return cutter.child


def test_a_photo_becomes_a_cutout_and_a_picture_for_each_frame(shared_cutter: Cutter) -> None:
    shoot = shared_cutter.shoot(raw(disc()), "studio", FRAMES)

    assert (shoot.doubt, shoot.cut_below) == (None, False)
    assert [opened(picture).size for picture in shoot.pictures] == list(FRAMES)
    assert shoot.cutout and shoot.cutout.content_type == "image/png"
    product = opened(shoot.cutout)
    assert product.mode == "RGBA" and product.size == pytest.approx((120, 120), abs=4)
    corner, middle = product.getpixel((2, 2)), product.getpixel((60, 60))
    assert isinstance(corner, tuple) and corner[3] == 0
    assert isinstance(middle, tuple) and middle[3] == 255 and middle[0] > 180


def test_a_product_is_set_on_another_backdrop_without_a_new_cut(
    shared_cutter: Cutter, pictures: PictureProcesses
) -> None:
    shoot = shared_cutter.shoot(raw(disc()), "studio", FRAMES)
    assert shoot.cutout

    product = pictures.expose(shoot.cutout)
    portrait, square = shared_cutter.compose(product, "white", FRAMES)

    assert opened(portrait).getpixel((5, 5)) == opened(square).getpixel((5, 5)) == (255, 255, 255)
    assert opened(square).getpixel((240, 240)) == pytest.approx((200, 30, 40), abs=12)


@pytest.mark.parametrize("background", ["studio", "original"])
def test_a_photo_of_nothing_keeps_its_background(shared_cutter: Cutter, background: str) -> None:
    plain = Image.effect_noise((300, 200), 12).convert("RGB")

    shoot = shared_cutter.shoot(raw(plain), background, FRAMES)

    assert shoot.doubt and shoot.doubt.startswith("cutout_") and shoot.cutout is None
    assert [opened(picture).size for picture in shoot.pictures] == list(FRAMES)


def test_the_original_background_keeps_the_cutout_for_later(shared_cutter: Cutter) -> None:
    shoot = shared_cutter.shoot(raw(disc()), "original", FRAMES)

    assert shoot.cutout and shoot.doubt is None
    assert opened(shoot.pictures[1]).getpixel((2, 2)) == pytest.approx((225, 225, 225), abs=3)


# -- what it may do


def test_one_child_does_all_jobs(cutter: Cutter) -> None:
    first = running(cutter).pid

    assert running(cutter).pid == first


def test_it_can_be_started_before_its_first_job(cutter: Cutter) -> None:
    cutter.start()
    assert cutter.child
    pid = cutter.child.pid

    assert running(cutter).pid == pid


def test_it_can_open_and_write_no_file_and_knows_no_secret(cutter: Cutter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "do not tell")
    process = Path(f"/proc/{running(cutter).pid}")

    limits = {line[:25].strip(): line[25:].split()[:2] for line in (process / "limits").read_text().splitlines()[1:]}
    assert limits["Max open files"] == limits["Max file size"] == limits["Max processes"] == ["0", "0"]
    assert limits["Max address space"][0] != "unlimited" and limits["Max cpu time"][0] != "unlimited"
    assert b"do not tell" not in (process / "environ").read_bytes()


def test_a_phone_photo_in_all_formats_takes_less_than_600_megabytes(cutter: Cutter, pictures: PictureProcesses) -> None:
    photo = pictures.develop(probe(PHONE_PHOTO.read_bytes()), Size(MOST_PIXELS, MOST_PIXELS))
    frames = (Size(1080, 1920), Size(1080, 1350), Size(1080, 1080), Size(1920, 1080), Size(1024, 1536))

    shoot = cutter.shoot(photo, "studio", frames)

    assert shoot.doubt is None and max(photo.width, photo.height) == MOST_PIXELS
    assert cutter.child
    status = Path(f"/proc/{cutter.child.pid}/status").read_text()
    assert int(status.split("VmHWM:")[1].split()[0]) < 600_000


# -- when it fails


def test_a_child_that_was_killed_is_replaced(cutter: Cutter) -> None:
    running(cutter).kill()

    assert cutter.shoot(raw(disc()), "studio", FRAMES).doubt is None


def test_a_child_that_hangs_is_replaced(cutter: Cutter) -> None:
    # Given a child that does not move any more
    child = running(cutter)
    os.kill(child.pid, signal.SIGSTOP)

    # When a job comes, for which we wait ten seconds at a time
    cutter.waits_max = 100
    shoot = cutter.shoot(raw(disc()), "studio", FRAMES)

    # Then the successor did it
    assert shoot.doubt is None
    assert child.poll() == -signal.SIGKILL


def test_children_that_always_fail_are_an_error_soon() -> None:
    command = (sys.executable, "-c", "raise SystemExit(1)")

    with closing(Cutter(command)) as cutter, pytest.raises(EngineFailed):
        cutter.shoot(raw(disc()), "studio", FRAMES)


def test_cancelling_ends_the_job_and_the_next_one_gets_its_own_pictures(cutter: Cutter) -> None:
    running(cutter)
    asked = iter(range(1000))

    with pytest.raises(LeaseLost):
        cutter.shoot(raw(disc(1200, 1200)), "studio", FRAMES, cancelled=lambda: next(asked) > 1)

    assert [opened(picture).size for picture in cutter.shoot(raw(disc()), "studio", FRAMES[:1]).pictures] == [FRAMES[0]]


def test_a_size_that_does_not_fit_its_pixels_never_reaches_the_child(cutter: Cutter) -> None:
    with pytest.raises(ValueError, match="300x201"):
        cutter.shoot(RawPicture(disc().tobytes(), 300, 201), "studio", FRAMES)


@pytest.mark.parametrize("width", [0, -5, MOST_PIXELS + 1])
def test_the_child_takes_no_odd_size(width: int) -> None:
    with pytest.raises(ValueError, match="not to be taken"):
        Job.from_line(Job("shoot", width, 10, "studio", FRAMES).to_line())


def test_the_child_goes_when_its_worker_was_killed() -> None:
    # Given a worker with a child
    code = """if True:
        import time
        from PIL import Image
        from tasks.engines.pictures.cutter.process import Cutter
        from tasks.engines.pictures.processes import RawPicture
        cutter = Cutter()
        cutter.shoot(RawPicture(bytes(48 * 48 * 3), 48, 48), "studio", ())
        print(cutter.child.pid, flush=True)
        time.sleep(60)
    """
    worker = subprocess.Popen([sys.executable, "-c", code], cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    assert worker.stdout
    child = int(worker.stdout.readline())

    worker.kill()
    worker.communicate()

    wait_until(lambda: not Path(f"/proc/{child}/exe").exists(), 20)
