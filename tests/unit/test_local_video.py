"""The local video engine: what its clips are, what they show and when, and that nothing of it stays behind."""

import math
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import numpy as np
import psutil
import pytest
from imageio_ffmpeg import get_ffmpeg_exe  # type: ignore[import-untyped]  # it carries no types
from PIL import Image, ImageChops, ImageDraw, ImageStat

from tasks.brand import Brand, Logo
from tasks.engines.clips import ClipOpener
from tasks.engines.ffmpeg import find_ffmpeg
from tasks.engines.local.instant_video import InstantVideoRenderer
from tasks.engines.local.video import renderer
from tasks.engines.local.video.captions import captions
from tasks.engines.local.video.child import FRAMES_PER_SECOND, Encoded, Job, Text
from tasks.engines.local.video.child.film import Film, Lettered
from tasks.engines.local.video.child.palette import contrast
from tasks.engines.local.video.child.stage import Stage
from tasks.engines.local.video.child.television import yuv420p
from tasks.engines.local.video.renderer import ENVIRONMENT, LocalVideoRenderer
from tasks.engines.local.video.scenes import scenes
from tasks.engines.pictures.processes import PictureProcesses
from tasks.engines.protocols.picture import Picture
from tasks.engines.protocols.video_engines import Clip, VideoOrder
from tasks.engines.protocols.watcher import never, unseen
from tasks.engines.scripts.reading import parsed_shots
from tasks.errors import EngineFailed, LeaseLost
from tasks.formats import FORMATS
from tasks.media.photo import Size
from tasks.storyboard import Shot
from tasks.templates import TEMPLATES
from tests.failures import failing
from tests.pictures import encoded

#: a quarter of the pixels: enough to judge a clip
WIDE, HIGH = Size(960, 540), Size(540, 960)
ENGLISH = (
    Shot(0, 2.5, "The cup.", "Here it is.", "House coffee ☕"),
    Shot(2.5, 4, "The whole.", "Make it yours.", "Make it yours"),
)
LONGER = (
    Shot(0, 2, "", "", "House coffee"),
    Shot(2, 4, "", "", "Roasted every Monday"),
    Shot(4, 6, "", "", "20% off with code MONDAY"),
    Shot(6, 8, "", "", "lumi.example"),
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


@cache
def product(colour: str) -> Picture:
    """A jar, cut out: it is in two shades, so that one sees it move."""
    jar = Image.new("RGBA", (420, 560))
    draw = ImageDraw.Draw(jar)
    draw.rounded_rectangle((10, 60, 409, 549), 60, fill=colour)
    draw.rounded_rectangle((90, 10, 329, 110), 20, fill="gray")
    draw.rectangle((70, 240, 349, 420), fill="beige")
    return Picture(encoded(jar, "PNG"), "image/png", *jar.size)


def order(
    shots: tuple[Shot, ...] = (), *, script: str = "", size: Size = WIDE, seconds: int = 4, language: str = "en"
) -> VideoOrder:
    """A clip of a photo."""
    return VideoOrder(frame(WIDE), script, shots, seconds, language, size)


def packshot(
    template: str = "calm", background: str = "studio", colour: str = "orange", size: Size = HIGH
) -> VideoOrder:
    """A clip of a product, with all that a storyboard can have."""
    told = order(LONGER, size=size, seconds=8)
    return replace(
        told,
        picture=product(colour),
        template=template,
        background=background,
        title="House coffee",
        offer="20% off with code MONDAY",
        call_to_action="lumi.example",
    )


def rendered(one: VideoOrder) -> Clip:
    return LocalVideoRenderer(find_ffmpeg()).render(one, unseen, never)


def film(one: VideoOrder, colour: str = "", accent_colour: str = "") -> Film:
    """The same without children and ffmpeg."""
    picture = Image.open(BytesIO(one.picture.content))
    size = Size(*picture.size)
    job = Job(
        size=one.size,
        duration_seconds=one.duration_seconds,
        template=one.template,
        background=one.background,
        cut_below=one.cut_below,
        scenes=scenes(one),
        colour=renderer.rgb(colour),
        accent_colour=renderer.rgb(accent_colour),
        language=one.language,
        picture=Encoded("PNG", size, 0, 0),
        logo=None,
        input_fd=-1,
        poster_fd=-1,
    )
    return Film(job, Lettered.of(job), picture.convert("RGB" if one.background == "original" else "RGBA"), None)


def at(drawn: Film, seconds: float) -> Image.Image:
    return drawn.frame(round(seconds * FRAMES_PER_SECOND))


def forget_texts(drawn: Film) -> None:
    """Draw no more texts: what is behind them can be looked at."""
    drawn._written = []


def decoded(clip: Clip, part: int = 4) -> list[Image.Image]:
    """All frames, at a part of the size, which is enough to judge them."""
    width, height = clip.width // part, clip.height // part
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
    """In the size that users get."""
    one = replace(packshot(size=FORMATS["portrait"]), shots=ENGLISH, duration_seconds=4)
    return LocalVideoRenderer(find_ffmpeg()).render(one, told.append, never)


@pytest.fixture(scope="module")
def frames(clip: Clip) -> list[Image.Image]:
    return decoded(clip)


# -- what a clip is


def test_a_clip_is_what_every_player_plays(clip: Clip, frames: list[Image.Image]) -> None:
    _, said = ffmpeg(clip)
    assert re.search(r"Video: h264 \(High\).*yuv420p\(tv, bt709, progressive\), 1080x1920", said), said
    assert "30 fps" in said and "Audio: aac (LC)" in said and "Duration: 00:00:04.0" in said
    assert (clip.width, clip.height, clip.duration_seconds, len(frames)) == (1080, 1920, 4, 120)
    assert clip.content.index(b"moov") < clip.content.index(b"mdat")
    assert 200_000 < len(clip.content) < 5_000_000


def test_without_sound_there_is_silence_as_long_as_the_picture(clip: Clip) -> None:
    pcm, _ = ffmpeg(clip, "-f", "s16le", "-ac", "1", "-ar", "48000", "-")
    assert len(pcm) / 2 / 48000 == pytest.approx(4, abs=0.03)
    assert not any(pcm)


def test_sound_is_heard_and_as_long_as_the_picture(tmp_path: Path) -> None:
    # Given two seconds of a tone
    with wave.open(str(tmp_path / "tone.wav"), "wb") as tone:
        tone.setnchannels(2)
        tone.setsampwidth(2)
        tone.setframerate(48000)
        waves = np.sin(np.arange(96_000) * 2 * math.pi * 440 / 48000) * 9000
        tone.writeframes(np.repeat(waves.astype("<i2"), 2).tobytes())

    # When a clip of four seconds has it
    made = rendered(replace(order(ENGLISH, size=Size(320, 180)), sound=tmp_path / "tone.wav"))

    # Then it is heard for as long as it lasts
    pcm, said = ffmpeg(made, "-f", "s16le", "-ac", "1", "-ar", "48000", "-")
    heard = np.frombuffer(pcm, "<i2").astype(float)
    assert "Audio: aac (LC)" in said and "stereo" in said and len(heard) / 48000 == pytest.approx(4, abs=0.03)
    assert np.abs(heard[4800:91_200]).mean() > 3000 > 100 > np.abs(heard[101_000:]).mean()


def test_the_poster_is_the_first_frame_and_that_is_a_cover(clip: Clip, frames: list[Image.Image]) -> None:
    poster = Image.open(BytesIO(clip.poster.content))
    assert (poster.format, clip.poster.content_type, poster.size) == ("JPEG", "image/jpeg", (1080, 1920))
    assert difference(poster.resize(frames[0].size, Image.Resampling.BOX), frames[0]) < 3
    # its hook is there, in the dark ink of the template, and so is the product
    text, jar = (
        poster.crop((0, round(top * 1920), 1080, round(low * 1920))) for top, low in ((0.14, 0.42), (0.45, 0.8))
    )
    assert text.convert("L").getextrema()[0] < 70  # type: ignore[operator]  # one band
    assert np.asarray(jar.convert("HSV"))[..., 1].max() > 200


def test_the_colours_of_a_frame_become_those_of_television() -> None:
    # Given a frame of every colour, in patches of 8x8 pixels, in the planes of a clip
    levels = (0, 51, 102, 153, 204, 255)
    patches = Image.new("RGB", (36, 6))
    patches.putdata([(red, green, blue) for red in levels for green in levels for blue in levels])
    frame = patches.resize((288, 48), Image.Resampling.NEAREST)
    planes = yuv420p(frame)

    # When ffmpeg turns them back, as players do
    told = f"-f rawvideo -pix_fmt yuv420p -s {frame.width}x{frame.height} -i - -vf".split()
    back = ["scale=in_color_matrix=bt709:in_range=tv,format=rgb24", "-f", "rawvideo", "-"]
    command = [get_ffmpeg_exe(), "-v", "error", *told, *back]
    raw = subprocess.run(command, input=planes, capture_output=True, check=True).stdout

    # Then each patch is what it was, but for the fewer levels of television
    shown = Image.frombytes("RGB", frame.size, raw).resize(patches.size, Image.Resampling.BOX, (0, 0, *frame.size))
    most = np.abs(np.asarray(shown, np.int16) - np.asarray(patches, np.int16)).max()
    assert most <= 8
    assert difference(shown, patches) < 2


def test_progress_is_told_and_ends_with_the_file(clip: Clip, told: list[int]) -> None:
    assert told == sorted(told) and told[-1] == 100 and len(set(told)) > 3


def test_long_texts_do_not_fail_a_clip() -> None:
    long = (
        Shot(0, 1, "", "", "Waschmaschinenunterschrank"),
        Shot(1, 2, "", "", "We roast every single Monday so that nothing in your cup is older than one week or two"),
        Shot(2, 3, "", "", "好" * 2000),
        Shot(3, 4, "", "", f"{'x' * 2000} {'ạ̈' * 500}"),
    )
    assert len(decoded(rendered(order(long, size=Size(180, 320))))) == 120


# -- what it shows


def test_it_is_never_black_and_never_stands_still(frames: list[Image.Image]) -> None:
    assert all(min(ImageStat.Stat(image).mean) > 50 for image in frames)
    still = [difference(one, other) < 0.002 for one, other in pairwise(frames)]
    longest = max(len(run) for run in "".join("x" if one else " " for one in still).split(" "))
    assert longest < FRAMES_PER_SECOND


#: in parts of a portrait
TEXT, PRODUCT = (0.0, 0.135, 1.0, 0.435), (0.0, 0.46, 1.0, 1.0)


def box(part: tuple[float, float, float, float], size: Size) -> tuple[int, int, int, int]:
    left, top, right, bottom = part
    return (
        round(left * size.width), round(top * size.height), round(right * size.width), round(bottom * size.height)
    )  # fmt: skip


def inked(one: Image.Image, other: Image.Image, part: tuple[float, float, float, float]) -> bool:
    """Whether a part differs as letters do."""
    changed = ImageChops.difference(one, other).convert("L").crop(box(part, Size(*one.size)))
    return bool(changed.getextrema()[1] > 60)  # type: ignore[operator]  # one band


@pytest.mark.parametrize("template", TEMPLATES)
def test_texts_stand_above_the_product_while_their_scene_lasts(template: str) -> None:
    # Given the same clip with texts and without
    told = packshot(template)
    with_texts, without = film(told), film(told)
    forget_texts(without)

    for seconds in (0, 1, 3, 5, 7, 7.9):
        one, other = at(with_texts, seconds), at(without, seconds)
        # Then there is one at each scene's time, and the product is not covered
        assert inked(one, other, TEXT), seconds
        assert not inked(one, other, PRODUCT), seconds
    # and each scene has its own
    stills = [at(with_texts, seconds).crop(box(TEXT, HIGH)) for seconds in (1.5, 3.5, 5.5, 7.5)]
    assert all(difference(one, other) > 0.5 for one, other in pairwise(stills))


@pytest.mark.parametrize("background", ["studio", "white", "dark", "original"])
@pytest.mark.parametrize("template", TEMPLATES)
def test_texts_can_be_read_on_every_backdrop(template: str, background: str) -> None:
    for colour in ("white", "black", "orange", "blue"):
        told = packshot(template, background, colour)
        if background == "original":
            told = replace(told, picture=frame(WIDE))
        drawn = film(told)
        colours = drawn.colours
        forget_texts(drawn)
        for seconds in (0, 3, 5.9, 7.9):
            behind = np.asarray(at(drawn, seconds).crop(box(TEXT, HIGH))).reshape(-1, 3)
            order_of = behind.astype(int).sum(1).argsort()
            for ground in (behind[order_of[len(behind) // 100]], behind[order_of[-1 - len(behind) // 100]]):
                assert contrast(colours.ink, ground.tolist()) >= 4.5, (colour, seconds)
                assert contrast(colours.highlight, ground.tolist()) >= 4.5, (colour, seconds)
        assert contrast(colours.on_accent, colours.accent) >= 4.5


def test_a_brand_s_colours_are_used_as_they_are_and_still_read() -> None:
    red, navy = "#c83c1e", "#1e3c6e"
    for template in TEMPLATES:
        made = film(packshot(template, colour="orange"), red, navy).colours
        used = {made.ground, made.figure, made.accent}
        assert (0x1E, 0x3C, 0x6E) in used and ((0xC8, 0x3C, 0x1E) in used or template == "calm")
        assert contrast(made.ink, made.ground) >= 4.5 and contrast(made.on_accent, made.accent) >= 4.5


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("template", TEMPLATES)
def test_the_product_never_moves_over_its_text(template: str, name: str) -> None:
    size = Size(*(side // 2 for side in FORMATS[name]))
    drawn = film(packshot(template, size=size))
    stage, grid = drawn.scenery, drawn.grid
    assert isinstance(stage, Stage)
    for step in range(0, 8 * FRAMES_PER_SECOND, 3):
        left, top, _, _ = stage.placed(drawn.camera.at(step / FRAMES_PER_SECOND))
        text = grid.end_text if step / FRAMES_PER_SECOND > 7 else grid.text
        assert left >= text.right if grid.is_beside else top >= text.bottom


def test_product_and_backdrop_move_apart() -> None:
    drawn = film(packshot("editorial"))
    forget_texts(drawn)
    stage = drawn.scenery
    assert isinstance(stage, Stage)
    # Given two moments of different scenes
    views = [drawn.camera.at(seconds) for seconds in (1.0, 3.0)]
    moved = [stage.placed(view)[0] + stage.placed(view)[2] / 2 for view in views]
    # Then the panel behind the product has gone less far than the product
    edges = []
    for view in views:
        row = np.asarray(stage.at(view).convert("L"))[-2].astype(int)
        edges.append(int(np.abs(np.diff(row)).argmax()))
    assert abs(moved[1] - moved[0]) > 1.15 * abs(edges[1] - edges[0]) > 0


def test_a_photo_moves_in_its_window_and_its_texts_stand_on_a_plain_panel() -> None:
    for name, size in FORMATS.items():
        told = replace(packshot(size=Size(*(side // 2 for side in size))), background="original", picture=frame(WIDE))
        drawn = film(told)
        forget_texts(drawn)
        panel = [at(drawn, seconds).crop(drawn.grid.text) for seconds in (0, 3, 5)]
        assert all(one.getextrema() == panel[0].getextrema() for one in panel), name
        assert all(low == high for low, high in panel[0].getextrema()), name  # type: ignore[misc]  # three bands
        one, other = (at(drawn, seconds).crop(drawn.grid.window) for seconds in (0, 3))
        assert difference(one, other) > 1


# -- which texts, and when


def test_captions_follow_the_shots_without_emoji_and_never_overlap() -> None:
    found = captions(order(ENGLISH))
    assert [caption.text for caption in found] == ["House coffee", "Make it yours"]
    assert [(caption.start_seconds, caption.end_seconds) for caption in found] == [(0, 2.5), (2.5, 4)]


def kinds(one: VideoOrder) -> list[tuple[str, float, list[str]]]:
    return [(scene.kind, scene.start_seconds, [text.text for text in scene.texts]) for scene in scenes(one)]


def test_four_seconds_are_a_hook_and_an_end_card_with_offer_and_shop() -> None:
    shots = (Shot(0, 1.4, "", "", "Duck"), Shot(1.4, 2.6, "", "", "20% off"), Shot(2.6, 4, "", "", "duck.example"))
    one = replace(order(shots), title="Duck", offer="20% off", call_to_action="duck.example")
    assert kinds(one) == [("hook", 0, ["Duck"]), ("end", 1.4, ["Duck", "20% off", "duck.example"])]
    # the shop comes at its own time
    assert scenes(one)[-1].texts[-1] == Text("action", "duck.example", 2.4)


def test_twelve_seconds_are_hook_reasons_offer_and_end_card() -> None:
    told = ("Duck", "Floats", "Squeaks", "20% off", "duck.example")
    shots = tuple(Shot(2.4 * n, 2.4 * (n + 1), "", "", text) for n, text in enumerate(told))
    one = replace(order(shots, seconds=12), title="Duck", offer="20% off", call_to_action="duck.example")
    assert [kind for kind, _, _ in kinds(one)] == ["hook", "reason", "reason", "offer", "end"]
    assert kinds(one)[-1] == ("end", 9.6, ["Duck", "20% off", "duck.example"])


@pytest.mark.parametrize("shots", [1, 2, 5, 24])
@pytest.mark.parametrize("offer", ["", "20% off"])
def test_the_end_card_stays_long_enough_to_be_read(shots: int, offer: str) -> None:
    length = 4 / shots
    told = tuple(Shot(length * n, length * (n + 1), "", "", f"Text {n}") for n in range(shots))
    found = scenes(replace(order(told), offer=offer, call_to_action=offer and "duck.example"))
    assert found[0].start_seconds == 0 and found[-1].end_seconds == 4
    assert all(one.end_seconds == other.start_seconds for one, other in pairwise(found))
    assert all(scene.end_seconds > scene.start_seconds for scene in found)
    if len(found) > 1:
        assert found[-1].kind == "end" and 4 - found[-1].start_seconds >= 1.5


def test_a_brand_is_on_the_end_card() -> None:
    brand = Brand("Lumi & Sons", "Road 4")
    texts = scenes(replace(order(ENGLISH), brand=brand, offer="20% off"))[-1].texts
    assert [(text.role, text.text) for text in texts] == [
        ("shop", "Lumi & Sons"),
        ("offer", "20% off"),
        ("action", "Make it yours"),
        ("address", "Road 4"),
    ]


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
    assert all(0 <= scene.start_seconds < scene.end_seconds <= 4 for scene in scenes(one))


def test_links_and_numbers_with_a_hash_are_shown() -> None:
    text = "Voted #1 · https://lumi.example/cups · www.lumi.example · hello@lumi.example"

    assert [caption.text for caption in captions(order((Shot(0, 4, "", "", text),)))] == [text]


def test_a_free_text_gives_short_captions() -> None:
    script = "Mornings taste better here. We roast every Monday, so that nothing is older than a week! Order now."
    found = captions(order(script=script, seconds=8))
    assert [caption.text for caption in found] == ["Mornings taste better here", "We roast every Monday", "Order now"]
    assert len(scenes(order(script=script, seconds=8))) == 3
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
    broken = Picture(damage(whole.content), "image/jpeg", whole.width, whole.height)
    with failing("picture_broken"):
        rendered(replace(order(ENGLISH), picture=broken))


@pytest.mark.usefixtures("temp_folder", "no_process_left")
def test_a_broken_logo_is_said_to_be_broken() -> None:
    for logo in (b"no logo", cut(product("orange").content)):
        with failing("logo_broken"):
            rendered(replace(order(ENGLISH), logo=Logo(logo, "image/png", 420, 560)))


def at_work(before: set[psutil.Process]) -> list[psutil.Process]:
    """The child that draws, and then ffmpeg."""
    return sorted(set(psutil.Process().children(recursive=True)) - before, key=lambda one: "ffmpeg" in one.name())


@pytest.mark.usefixtures("temp_folder", "no_process_left")
@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("what", [signal.SIGKILL, signal.SIGSTOP])
def test_a_process_that_is_killed_or_stands_still_ends_the_render_and_not_the_clip_for_good(
    monkeypatch: pytest.MonkeyPatch, which: int, what: signal.Signals
) -> None:
    # Given little patience, once it has come to the point
    struck: list[float] = []

    class Patience:
        def has_passed(self) -> bool:
            return bool(struck) and time.monotonic() - struck[0] > 1

    monkeypatch.setattr(renderer, "_deadline", lambda job: Patience())
    before = set(psutil.Process().children(recursive=True))

    def strike(_: int) -> None:
        if not struck:
            struck.append(time.monotonic())
            at_work(before)[which].send_signal(what)

    # When one of the two processes is struck, then another attempt may be made
    with pytest.raises(EngineFailed) as caught:
        LocalVideoRenderer(find_ffmpeg()).render(order(ENGLISH, seconds=12), strike, never)
    assert caught.value.retryable and struck


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


RENDER_FOR_EVER = """
import sys
from tasks.engines.ffmpeg import find_ffmpeg
from tasks.engines.protocols.picture import Picture
from tasks.engines.protocols.video_engines import VideoOrder
from tasks.engines.local.video.renderer import LocalVideoRenderer
from tasks.media.photo import Size
photo = Picture(sys.stdin.buffer.read(), "image/jpeg", 960, 540)
order = VideoOrder(photo, "", (), 12, "en", Size(960, 540))
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
        children = psutil.Process(worker.pid).children(recursive=True)
        assert len(children) == 2

        # When it is killed
        worker.send_signal(signal.SIGKILL)

    # Then its processes go, too
    _, alive = psutil.wait_procs(children, timeout=10)
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
