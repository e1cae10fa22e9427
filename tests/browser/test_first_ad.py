"""From the photo to the ad, as somebody sees it who comes for the first time."""

import base64
import re
from pathlib import Path
from zipfile import ZipFile

from PIL import Image
from playwright.sync_api import Page, expect

from tests.client import Client, Site
from tests.fakes.behaviours import Behaviour
from tests.fakes.provider import FakeProvider
from tests.processes import wait_until
from tests.sites import UNLIMITED, running_site

from .visitor import (
    DESKTOP,
    PATIENCE_MILLISECONDS,
    PHONE,
    PHOTOS,
    Recorded,
    Visit,
    assert_no_sideways_scrolling,
    heading,
    history,
    pick,
    script,
    small_photo,
    start,
    wait_for,
)


def test_a_newcomer_drops_a_photo_and_gets_an_ad(visit: Visit, site: Site) -> None:
    visitor = visit(site, permissions=["clipboard-read", "clipboard-write"])
    page = visitor.open()
    expect(page.get_by_role("button", name="Create my ad")).to_be_disabled()
    expect(page.get_by_text("Choose a photo first.")).to_be_visible()

    drop(page, "coffee-phone.jpg")
    assert_shown(page, "Your photo: coffee-phone.jpg")
    page.get_by_role("textbox", name="What makes it special?").fill("Fresh roast, small batches")
    expect(page.get_by_text("No account needed: you'll start as a guest.")).to_be_visible()
    page.get_by_role("button", name="Create my ad").click()

    expect(heading(page, "Your ad is ready")).to_be_focused()
    recorded = Recorded(page)
    assert "Connected" in recorded.lines
    assert any(message.startswith("[30%] ") for message in recorded.messages), recorded.messages
    shares = [int(message[1 : message.index("%")]) for message in recorded.messages]
    assert shares == sorted(shares)
    recorded.assert_every_message_once()

    assert_shown(page, "The original photo")
    assert_shown(page, "The enhanced picture")
    slider = page.get_by_role("slider", name="Compare the original and the result")
    expect(slider).to_have_attribute("aria-valuetext", "50% original")
    slider.press("ArrowLeft")
    expect(slider).to_have_attribute("aria-valuetext", "49% original")

    with page.expect_download() as download:
        page.get_by_role("link", name="Download picture").click()
    with Image.open(download.value.path()) as picture:
        assert (picture.format, picture.size) == ("JPEG", (1536, 1024))

    written = script(page).inner_text()
    assert "Fresh roast" in written
    page.get_by_role("button", name="Copy script").click()
    expect(page.get_by_text("Script copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == written
    texts = page.get_by_role("region", name="Storyboard").get_by_role("textbox", name="On-screen text")
    assert all(text in written for text in texts.evaluate_all("boxes => boxes.map((box) => box.value)"))
    expect(page.get_by_role("button", name="Create the video")).to_be_enabled()

    ad = history(page).filter(has_text="Fresh roast")
    expect(ad).to_contain_text("Done")
    ad.scroll_into_view_if_needed()
    wait_for(ad.locator("img"), "image => image.complete && image.naturalWidth")

    page.get_by_role("button", name="Make another").click()
    expect(heading(page, "Turn one product photo into an ad")).to_be_focused()
    expect(page.get_by_role("textbox", name="What makes it special?")).to_have_value("")
    expect(page.get_by_text("Choose a photo first.")).to_be_visible()
    visitor.assert_untroubled()


def test_the_brief_is_shown_word_for_word_and_a_fallback_is_a_calm_notice(visit: Visit, site: Site) -> None:
    visitor = visit(site)
    page = visitor.open()
    pick(page, small_photo())
    page.get_by_role("textbox", name="Product name").fill("Morning Mug No. 7")
    page.get_by_role("textbox", name="Offer").fill("$24 until Friday")
    page.get_by_role("textbox", name="Where to buy").fill("mug.example")
    page.get_by_role("combobox", name="Language of the script").select_option(label="Deutsch")
    page.get_by_role("button", name="Create my ad").click()
    expect(heading(page, "Your ad is ready")).to_be_visible()
    written = script(page).inner_text()
    for text in ("Morning Mug No. 7", "$24 until Friday", "mug.example"):
        assert text in written
    expect(page.get_by_role("main")).not_to_contain_text("this one is in English")

    # a program that asked for Swedish got English
    session = page.evaluate("JSON.parse(localStorage.getItem('limelight.session'))")
    with Client(site.url, {"access_token": session["accessToken"]}) as client:
        task = client.finished(client.submitted(language="sv")["id"])
    page.goto(f"/?task={task['id']}")
    expect(page.get_by_role("list", name="Good to know")).to_contain_text("this one is in English")
    visitor.assert_untroubled()


def test_a_product_comes_on_the_background_asked_for_in_every_format(
    visit: Visit, postgres_url: str, template: str, tmp_path: Path
) -> None:
    with running_site(postgres_url, template, tmp_path, **UNLIMITED, CUT_OUT="true") as site:
        visitor = visit(site)
        page = visitor.open()
        pick(page, PHOTOS / "coffee.png")
        page.get_by_role("radio", name="White").check()
        page.get_by_role("button", name="Create my ad").click()
        expect(heading(page, "Your ad is ready")).to_be_visible()

        # what is offered, and said, comes without a reload
        links = page.get_by_role("list", name="Download by format").get_by_role("link")
        expect(links).to_have_text(["Story 9:16", "Feed 4:5", "Square 1:1", "Landscape 16:9"])
        expect(page.get_by_role("list", name="Good to know")).to_contain_text("The photo is small")
        with page.expect_download() as download:
            links.first.click()
        with Image.open(download.value.path()) as picture:
            assert picture.size == (1080, 1920) and picture.getpixel((5, 5)) == (255, 255, 255)
        with page.expect_download() as download:
            page.get_by_role("button", name="All (ZIP)").click()
        with ZipFile(download.value.path()) as archive:
            assert archive.namelist() == ["portrait.jpg", "feed.jpg", "square.jpg", "landscape.jpg"]
            assert archive.testzip() is None

        # another background needs neither an upload nor a reload
        picture_shown = page.get_by_role("img", name="The enhanced picture")
        on_white = picture_shown.get_attribute("src")
        backgrounds = page.get_by_role("group", name="Background")
        backgrounds.get_by_role("button", name="Dark").press("Enter")
        expect(picture_shown).not_to_have_attribute("src", on_white or "")
        expect(backgrounds.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
        backgrounds.get_by_role("button", name="Keep the original").click()
        expect(backgrounds.get_by_role("button", name="Keep the original")).to_be_hidden()
        expect(backgrounds.get_by_role("status")).to_be_empty()
        expect(backgrounds.get_by_role("button", name="Original", exact=True)).to_have_attribute("aria-pressed", "true")
        visitor.assert_untroubled()


def test_a_chinese_visitor_makes_an_ad_on_a_phone(visit: Visit, site: Site) -> None:
    visitor = visit(site, locale="zh-CN", viewport=PHONE, has_touch=True)
    page = visitor.open()
    expect(heading(page, "让一张产品照片变成广告")).to_be_visible()
    assert [language for language in ("en", "zh") if f"/assets/{language}-" in " ".join(visitor.requests)] == ["zh"]
    assert_no_sideways_scrolling(page)

    pick(page, PHOTOS / "rocket.jpg")
    assert_shown(page, "你的照片：rocket.jpg")
    expect(page.get_by_role("combobox", name="脚本语言")).to_have_value("zh-Hans")
    page.get_by_role("button", name="生成我的广告").click()
    expect(heading(page, "正在制作你的广告")).to_be_visible()
    assert_no_sideways_scrolling(page)

    expect(heading(page, "你的广告已完成")).to_be_visible()
    recorded = Recorded(page)
    assert "已连接" in recorded.lines
    assert any(re.match(r"\[30%] .*优化图片", message) for message in recorded.messages), recorded.messages
    assert_shown(page, "效果图")
    written = script(page, "详情", "脚本").inner_text()
    assert len(re.findall(r"[\u4e00-\u9fff]", written)) > 30, written
    assert_no_sideways_scrolling(page)

    page.get_by_role("button", name="账户：访客").click()
    expect(page.get_by_role("dialog", name="注册账户")).to_be_visible()
    assert_no_sideways_scrolling(page)
    visitor.assert_untroubled()


def test_a_visitor_in_the_dark_makes_an_ad_on_a_large_screen(visit: Visit, site: Site) -> None:
    visitor = visit(site, color_scheme="dark", viewport=DESKTOP)
    page = visitor.open()
    pick(page, PHOTOS / "coffee.png")
    page.get_by_role("radio", name="8 s").check()
    page.get_by_role("button", name="Create my ad").click()

    expect(heading(page, "Your ad is ready")).to_be_visible()
    assert_shown(page, "The enhanced picture")
    assert_no_sideways_scrolling(page)
    assert lightness(page) < 64
    page.get_by_role("button", name="Use the light appearance").click()
    wait_until(lambda: lightness(page) > 192, PATIENCE_MILLISECONDS / 1000)
    page.reload()
    expect(heading(page, "Your ad is ready")).to_be_visible()
    assert lightness(page) > 192
    expect(page.get_by_role("button", name="Use the dark appearance")).to_be_visible()
    visitor.assert_untroubled()


def test_the_picture_and_the_script_are_seen_as_they_come(
    visit: Visit, slow_site: Site, provider: FakeProvider
) -> None:
    provider.always("images", Behaviour(stall_after_events=2))
    provider.always("responses", Behaviour(stall_after_events=30, between_seconds=0.03))
    visitor = visit(slow_site)
    page = visitor.open()
    start(page)
    draft = page.get_by_role("group", name="The script so far")
    for _ in range(2):
        assert_shown(page, "Preview of the picture in progress")
        expect(page.get_by_text("Preview · not finished yet")).to_be_visible()
        expect(draft).to_have_text(re.compile(r"\w+ \w+"))
        expect(draft).not_to_contain_text("It appears here word by word.")
        written = draft.inner_text()
        page.reload()

    provider.release()
    expect(heading(page, "Your ad is ready")).to_be_visible()
    assert_shown(page, "The enhanced picture")
    expect(page.get_by_text("Preview · not finished yet")).to_be_hidden()
    assert len(script(page).inner_text()) > len(written)
    visitor.assert_untroubled()


def test_a_photo_can_be_pasted_and_replaced(visit: Visit, site: Site) -> None:
    page = visit(site).open()
    expect(heading(page, "Turn one product photo into an ad")).to_be_visible()

    bring(page, "paste", "clipboardData", "pasted.png", (PHOTOS / "coffee.png").read_bytes())
    assert_shown(page, "Your photo: pasted.png")
    pick(page, small_photo("picked.jpg"))
    assert_shown(page, "Your photo: picked.jpg")
    page.get_by_role("button", name="Remove photo").click()
    expect(page.get_by_text("Choose a photo", exact=True)).to_be_visible()


def test_the_sample_is_one_click_away(visit: Visit, site: Site) -> None:
    visitor = visit(site)
    page = visitor.open()
    page.get_by_role("button", name="Try the sample").click()
    expect(page.get_by_role("button", name="Create my ad")).to_be_enabled()
    expect(page.get_by_role("img", name=re.compile("^Your photo: "))).to_be_visible()
    visitor.assert_untroubled()


def drop(page: Page, name: str) -> None:
    """Drop a photo on the page."""
    bring(page, "dragover", "dataTransfer", name, b"")
    expect(page.get_by_text("Drop to use this photo")).to_be_visible()
    bring(page, "drop", "dataTransfer", name, (PHOTOS / name).read_bytes())


def bring(page: Page, event: str, field: str, name: str, content: bytes) -> None:
    """Let the page get a file as browsers hand it over by `event`."""
    page.evaluate(
        """async ([event, field, name, content]) => {
            const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
            const files = new DataTransfer();
            files.items.add(new File([bytes], name));
            const Kind = event === "paste" ? ClipboardEvent : DragEvent;
            document.body.dispatchEvent(new Kind(event, { [field]: files, bubbles: true, cancelable: true }));
        }""",
        [event, field, name, base64.b64encode(content).decode()],
    )


def assert_shown(page: Page, name: str) -> None:
    """A picture of this name is there, and not broken."""
    picture = page.get_by_role("img", name=name, exact=True)
    expect(picture).to_be_visible()
    wait_for(picture, "image => image.complete && image.naturalWidth")


def lightness(page: Page) -> int:
    """Of the page's ground, 0 to 255."""
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return min(map(int, re.findall(r"\d+", colour)[:3]))
