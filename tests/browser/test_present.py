"""The stage in a real browser: keys, timer, two windows, and every word inside the wall."""

import re

import pytest
from playwright.sync_api import Page, expect

from lib import scenes
from lib.base.i18n import Lang
from lib.published import facts, scorecard
from lib.query.filters import ResourceFilter
from lib.terms import live
from tests.editions import live_edition

pytestmark = pytest.mark.browser

WALLS = ((1280, 720), (1920, 1080), (3840, 2160), (3840, 1080))
# The texts of the scene that are cut off, or reach beyond the wall.
OUTSIDE = """() => {
    const stage = document.querySelector('.scene').getBoundingClientRect();
    return [...document.querySelectorAll('.scene :is(h1, p, b, span, th, td, dt)')].filter(e => {
        const range = document.createRange();
        range.selectNodeContents(e);
        const box = range.getBoundingClientRect();
        return box.width && (box.left < -1 || box.top < -1 || box.right > innerWidth + 1
            || box.right > stage.right + 1 || box.bottom > stage.bottom + 1
            || box.bottom > innerHeight + 1);
    }).map(e => e.textContent.slice(0, 30));
}"""


def told(lang: Lang, selection: ResourceFilter) -> tuple[scenes.Scene, ...]:
    return scenes.scenes(
        live_edition(),
        scorecard.read_figures(live.SOURCES, live.V).rows,
        scorecard.read_milestones(live.SOURCES, live.V).rows,
        facts.read_agreements(live.SOURCES, live.V).rows,
        selection,
        lang,
    )


def settle(page: Page) -> None:
    """Wait until the page has heard all the server has to say: a key pressed sooner is lost."""
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible(
        timeout=20_000
    )
    page.wait_for_timeout(700)


def open_stage(page: Page, query: str = "") -> None:
    page.goto(f"/present{query}")
    expect(page.locator(".scene h1")).to_be_visible(timeout=30_000)
    expect(page.locator(".st-key-stage_bar .origin")).to_be_visible(timeout=30_000)
    settle(page)


def shows(page: Page, title: str) -> None:
    expect(page.locator(".scene h1")).to_have_text(title, timeout=15_000)


def test_keys_turn_the_scenes_and_the_address_brings_one_back(page: Page) -> None:
    open_stage(page)
    shows(page, "联盟这一年")
    page.keyboard.press("ArrowRight")
    shows(page, "京津冀创新资源")
    page.keyboard.press("PageDown")
    shows(page, "中关村")
    page.keyboard.press("PageUp")
    shows(page, "京津冀创新资源")
    page.keyboard.press("End")
    shows(page, "谢谢")
    page.keyboard.press("Home")
    shows(page, "联盟这一年")
    page.keyboard.press(" ")
    shows(page, "京津冀创新资源")
    expect(page).to_have_url(re.compile(r"scene=region"))
    page.reload()
    shows(page, "京津冀创新资源")
    expect(page.locator(".st-key-stage_map canvas").first).to_be_visible(timeout=30_000)


def test_nothing_of_the_browser_page_is_left_on_the_wall(page: Page) -> None:
    open_stage(page, "?scene=region")
    for part in ("stHeader", "stSidebar"):
        expect(page.locator(f"[data-testid={part}]:visible")).to_have_count(0)
    box = page.locator(".st-key-stage_show").bounding_box()
    assert box
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 1366, 633)


def test_filter_is_followed_and_escape_returns(page: Page) -> None:
    open_stage(page, "?scene=region&park=tangshan")
    expect(page.locator(".scene .scope")).to_contain_text("唐山")
    page.keyboard.press("Escape")
    expect(page.locator(".scene .scope")).to_have_count(0)
    assert "park=" not in page.url


def test_timer_turns_the_scenes_until_a_hand_takes_over(page: Page) -> None:
    open_stage(page)
    page.get_by_role("button", name="自动").click()
    page.locator(".st-key-stage_seconds button").first.click()
    shows(page, "京津冀创新资源")
    page.keyboard.press("Escape")  # Closes the menu, if it is still open.
    page.keyboard.press("ArrowLeft")
    shows(page, "联盟这一年")
    page.wait_for_timeout(7000)
    shows(page, "联盟这一年")


def test_two_windows_drive_each_other(page: Page) -> None:
    open_stage(page)
    page.get_by_role("button", name="双屏").click()
    page.get_by_role("button", name="开启双屏").click()
    expect(page).to_have_url(re.compile(r"show=[\w-]{16}"))
    code = re.search(r"show=([\w-]{16})", page.url)
    assert code
    speaker = page.context.new_page()
    speaker.goto(f"/present?show={code[1]}&view=speaker")
    heading = speaker.locator(".st-key-stage_speaker h1")
    expect(heading).to_have_text("联盟这一年", timeout=30_000)
    expect(speaker.locator(".st-key-stage_dots button").first).to_be_visible(timeout=15_000)
    settle(speaker)
    speaker.keyboard.press("ArrowRight")
    expect(heading).to_have_text("京津冀创新资源", timeout=15_000)
    page.bring_to_front()
    shows(page, "京津冀创新资源")
    settle(page)
    page.keyboard.press("End")
    shows(page, "谢谢")
    speaker.bring_to_front()
    expect(heading).to_have_text("谢谢", timeout=15_000)
    speaker.close()


@pytest.mark.parametrize(
    ("lang", "query"), [("zh", ""), ("en", ""), ("zh", "chain=biomed"), ("en", "chain=biomed")]
)
def test_every_word_of_every_scene_is_inside_every_wall(page: Page, lang: Lang, query: str) -> None:
    # The map is not looked at here, and drawing it in software at 4K takes long.
    page.route(
        "**/*.geojson",
        lambda route: route.fulfill(json={"type": "FeatureCollection", "features": []}),
    )
    selection = ResourceFilter(chain=("biomed",)) if query else ResourceFilter()
    found = told(lang, selection)
    if query:  # A filter changes these most.
        found = tuple(s for s in found if s.code in ("corridor", "chains"))
    open_stage(page, f"?lang={lang}&{query}&scene={found[0].code}")
    for scene in found:
        if query and scene is not found[0]:
            open_stage(page, f"?lang={lang}&{query}&scene={scene.code}")
        shows(page, scene.title)
        for width, height in WALLS:
            page.set_viewport_size({"width": width, "height": height})
            assert page.evaluate(OUTSIDE) == [], (scene.code, width, height)
            if scene.numbers:
                # At 1080 lines figures stand 72 pixels high or more, in proportion elsewhere.
                size = page.evaluate(
                    "parseFloat(getComputedStyle(document.querySelector('.numbers b')).fontSize)"
                )
                assert size >= 72 * min(height, width * 9 / 16) / 1080 - 0.5
        if not query:
            page.keyboard.press("ArrowRight")
