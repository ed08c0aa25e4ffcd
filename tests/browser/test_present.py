"""The stage in a real browser: keys, timer, two windows, and every word inside the wall."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect
from pptx import Presentation

from lib import scenes
from lib.base.i18n import Lang
from lib.query.filters import ResourceFilter
from lib.ui.window import Window
from tests.browser.conftest import lag, rest
from tests.editions import live_edition

ENTRIES = live_edition()

pytestmark = pytest.mark.browser

WALLS = ((1280, 720), (1920, 1080), (3840, 2160), (3840, 1080))
COVER = "京津冀国家高新区联盟"
YEAR = "联盟这一年 · 2023.11–2024.11 联盟公布"
MENU = "[data-testid=stPopoverBody]"
# The texts of the scene that are cut off, or reach beyond the wall.
# What stands outside its wall once the wall is drawn: a scene comes in several pieces.
OUTSIDE = """async () => {
    const outside = () => {
        const stage = document.querySelector('.scene').getBoundingClientRect();
        return [...document.querySelectorAll('.scene :is(h1, p, b, span, th, td, dt)')]
            .filter(e => {
                const range = document.createRange();
                range.selectNodeContents(e);
                const box = range.getBoundingClientRect();
                return box.width && (box.left < -1 || box.top < -1 || box.right > innerWidth + 1
                    || box.right > stage.right + 1 || box.bottom > stage.bottom + 1
                    || box.bottom > innerHeight + 1);
            }).map(e => e.textContent.slice(0, 30));
    };
    const end = performance.now() + 5000;
    while (outside().length && performance.now() < end)
        await new Promise(requestAnimationFrame);
    return outside();
}"""


def told(lang: Lang, selection: ResourceFilter) -> tuple[scenes.Scene, ...]:
    return scenes.scenes(ENTRIES, selection, lang)


def open_stage(page: Page, query: str = "") -> None:
    page.goto(f"/present{query}")
    expect(page.locator(".scene h1")).to_be_visible(timeout=30_000)
    expect(page.locator(".st-key-stage_bar .origin")).to_be_visible(timeout=30_000)
    rest(page)


def shows(page: Page, title: str) -> None:
    expect(page.locator(".scene h1")).to_have_text(title, timeout=15_000)


@pytest.mark.drawn
def test_keys_turn_the_scenes_and_the_address_brings_one_back(page: Page) -> None:
    open_stage(page)
    shows(page, COVER)
    page.keyboard.press("ArrowRight")
    shows(page, YEAR)
    page.keyboard.press("PageDown")
    shows(page, "京津冀创新资源")
    page.keyboard.press("PageUp")
    shows(page, YEAR)
    page.keyboard.press("End")
    shows(page, "谢谢")
    page.keyboard.press("ArrowDown")
    rest(page)
    shows(page, "谢谢")
    page.keyboard.press("Home")
    shows(page, COVER)
    page.keyboard.press("ArrowUp")
    rest(page)
    shows(page, COVER)
    page.keyboard.press(" ")
    shows(page, YEAR)
    page.keyboard.press("ArrowRight")
    shows(page, "京津冀创新资源")
    expect(page).to_have_url(re.compile(r"scene=region"))
    page.reload()
    shows(page, "京津冀创新资源")
    expect(page.locator(".st-key-stage_map")).to_be_visible(timeout=30_000)


@pytest.mark.parametrize(("presses", "gap"), [(6, 60), (4, 30)])
def test_presses_in_haste_add_up(page: Page, presses: int, gap: int) -> None:
    story = told("zh", ENTRIES.filter())
    open_stage(page)
    for _ in range(presses):
        page.keyboard.press("PageDown")
        page.wait_for_timeout(gap)
    shows(page, story[presses].title)
    rest(page)
    shows(page, story[presses].title)
    for _ in range(presses):
        page.locator(".st-key-stage_bar .turn.next").click()
        page.wait_for_timeout(gap)
    shows(page, story[2 * presses].title)
    rest(page)
    shows(page, story[2 * presses].title)
    for _ in range(presses):
        page.keyboard.press("ArrowLeft")
        page.wait_for_timeout(gap)
    shows(page, story[presses].title)
    expect(page).to_have_url(re.compile(f"scene={story[presses].code}(&|$)"))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [1280, 820])
def test_the_foot_of_the_stage_is_whole(page: Page, width: int, lang: str) -> None:
    page.set_viewport_size({"width": width, "height": 720})
    open_stage(page, f"?lang={lang}")
    cut = page.evaluate(
        """() => {
            const origin = document.querySelector(".st-key-stage_bar .origin");
            const range = document.createRange();
            range.selectNodeContents(origin);
            const box = range.getBoundingClientRect();
            return [origin.scrollWidth > origin.clientWidth + 1,
                box.right > innerWidth, box.bottom > innerHeight];
        }"""
    )
    assert cut == [False, False, False]
    assert "F11" in page.locator(".st-key-stage_bar .origin").inner_text()


@pytest.mark.parametrize("query", ["", "&chain=hydrogen"])
def test_map_of_the_wall_has_the_box_that_it_is_framed_for(page: Page, query: str) -> None:
    open_stage(page, f"?scene=region{query}")
    sizes = [(1920, 945), (1280, 720), (1366, 633), (820, 1180), (390, 844), *WALLS]
    for width, height in sizes:
        page.set_viewport_size({"width": width, "height": height})
        box = page.locator(".st-key-stage_map").bounding_box()
        words = page.locator(".scene").bounding_box()
        assert box
        assert words
        zoom = page.locator(".st-key-stage_map [data-testid=stDeckGlJsonChart]").evaluate(
            "chart => parseFloat(getComputedStyle(chart).zoom)"
        )
        size = Window(width, height)
        framed = (size.stage_filtered if query else size.stage).window
        found = (box["width"] / zoom, box["height"] / zoom)
        assert found == pytest.approx((framed.w, framed.h), abs=18), (width, height)
        if width < height:  # Upright: over the words, over the whole width.
            assert (box["x"], box["width"]) == (0, width)
            assert words["y"] >= box["y"] + box["height"] - 1
        else:
            assert words["x"] >= box["x"] + box["width"] - 1


def test_on_an_upright_wall_dates_are_whole_and_the_menus_stand_in_a_row(page: Page) -> None:
    open_stage(page, "?scene=milestones")
    for size in ((820, 1180), (390, 844)):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        lines = page.locator(".scene-milestones td:first-child").evaluate_all(
            """all => all.map(e => {
                const range = document.createRange();
                range.selectNodeContents(e);
                return range.getClientRects().length;
            })"""
        )
        assert set(lines) == {1}, size
        menus = page.locator(".st-key-stage_bar [data-testid=stPopoverButton]")
        tops = menus.evaluate_all("all => all.map(e => e.getBoundingClientRect().top)")
        assert len(tops) == 4
        assert len(set(tops)) == 1, size


def test_nothing_of_the_browser_page_is_left_on_the_wall(page: Page) -> None:
    open_stage(page, "?scene=region")
    for part in ("stHeader", "stSidebar"):
        expect(page.locator(f"[data-testid={part}]:visible")).to_have_count(0)
    box = page.locator(".st-key-stage_show").bounding_box()
    assert box
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 1366, 633)


def menu(page: Page, name: str) -> Locator:
    """The button of one of the bar's menus."""
    return page.locator(".st-key-stage_bar [data-testid=stPopoverButton]").filter(has_text=name)


def choose_tianjin(page: Page) -> None:
    """Filter from the bar with the mouse; the menu stays open."""
    menu(page, "筛选").click()
    page.locator(".st-key-stage_park button").filter(has_text="天津滨海").click()
    expect(page).to_have_url(re.compile("park=tianjin"))
    rest(page)


def test_filter_cleared_by_its_key_does_not_come_back(page: Page) -> None:
    open_stage(page, "?scene=region")
    choose_tianjin(page)
    page.keyboard.press("Escape")
    expect(page.locator(MENU)).to_have_count(0)
    rest(page)
    page.keyboard.press("Shift+Backspace")
    expect(page).not_to_have_url(re.compile("park="))
    rest(page)
    page.keyboard.press("ArrowRight")
    shows(page, "中关村")
    rest(page)
    assert "park=" not in page.url
    expect(page.locator(".scene .scope")).to_have_count(0)


def test_filter_cleared_in_haste_does_not_come_back(page: Page) -> None:
    open_stage(page, "?scene=region")
    choose_tianjin(page)
    for key in ("Escape", "Shift+Backspace", "ArrowRight"):
        page.keyboard.press(key)
    expect(page).not_to_have_url(re.compile("park="))
    rest(page)
    page.keyboard.press("End")
    shows(page, "谢谢")
    rest(page)
    assert "park=" not in page.url


def test_escape_closes_the_menu_and_keeps_the_filter(page: Page) -> None:
    open_stage(page, "?scene=region")
    choose_tianjin(page)
    for _ in range(3):
        page.keyboard.press("Escape")
        rest(page)
        expect(page.locator(MENU)).to_have_count(0)
        expect(page).to_have_url(re.compile("park=tianjin"))


def test_menu_opened_again_shows_the_filter_as_it_is(page: Page) -> None:
    open_stage(page, "?scene=region")
    choose_tianjin(page)
    page.keyboard.press("Escape")
    rest(page)
    page.keyboard.press("Shift+Backspace")
    rest(page)
    menu(page, "筛选").click()
    pills = page.locator(".st-key-stage_park button")
    expect(pills.first).to_be_visible()
    expect(page.locator(".st-key-stage_park [data-selected]")).to_have_count(0)
    pills.filter(has_text="唐山").click()
    expect(page).to_have_url(re.compile("park=tangshan&|park=tangshan$"))


def test_space_works_a_button_that_has_the_focus(page: Page) -> None:
    open_stage(page)
    menu(page, "筛选").focus()
    page.keyboard.press(" ")
    expect(page.locator(MENU)).to_be_visible()
    rest(page)
    shows(page, COVER)


def test_arrows_in_an_open_menu_work_the_menu(page: Page) -> None:
    open_stage(page, "?scene=region")
    menu(page, "筛选").click()
    options = page.locator(".st-key-stage_park button")
    expect(options.first).to_be_visible()
    rest(page)
    page.keyboard.press("ArrowRight")
    options.first.focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight", "Home", "End"):
        page.keyboard.press(key)
        rest(page)
        shows(page, "京津冀创新资源")
    page.keyboard.press(" ")
    expect(page).to_have_url(re.compile("park="))
    assert "scene=region" in page.url
    # A clicker's key turns the scene whatever is open; with the menu closed arrows do.
    page.keyboard.press("PageUp")
    shows(page, YEAR)
    page.keyboard.press("Escape")
    rest(page)
    page.keyboard.press("ArrowRight")
    shows(page, "京津冀创新资源")


def test_timer_turns_the_scenes_until_a_hand_takes_over(page: Page) -> None:
    open_stage(page)
    page.get_by_role("button", name="自动").click()
    page.locator(".st-key-stage_seconds button").first.click()
    shows(page, YEAR)
    page.keyboard.press("Escape")  # Closes the menu, if it is still open.
    page.keyboard.press("ArrowLeft")
    shows(page, COVER)
    page.wait_for_timeout(7000)
    shows(page, COVER)


def test_timer_stopped_by_hand_stays_stopped_and_the_deck_asked_for_is_made(page: Page) -> None:
    open_stage(page)
    menu(page, "自动").click()
    page.locator(".st-key-stage_seconds button").first.click()
    expect(menu(page, "自动 5 秒")).to_be_visible()
    rest(page)
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowRight")
    shows(page, YEAR)
    rest(page)
    expect(menu(page, "自动 5 秒")).to_have_count(0)
    menu(page, "带走").click()
    page.locator(".st-key-make_pptx button").click()
    expect(page.locator(".st-key-take_pptx button")).to_be_visible(timeout=60_000)
    expect(menu(page, "自动 5 秒")).to_have_count(0)
    page.wait_for_timeout(6000)
    shows(page, YEAR)


def test_deck_asked_for_is_made_though_a_key_turns_the_scene_meanwhile(page: Page) -> None:
    open_stage(page, "?park=chengde")
    menu(page, "带走").click()
    page.locator(".st-key-make_pdf button").click()
    page.keyboard.press("PageDown")
    shows(page, YEAR)
    expect(page.locator(".st-key-take_pdf button")).to_be_visible(timeout=60_000)


def test_deck_that_is_cancelled_can_be_made_again(page: Page) -> None:
    open_stage(page, "?park=baoding")
    menu(page, "带走").click()
    page.locator(".st-key-make_pptx button").click()
    page.locator(".st-key-cancel_pptx button").click()
    page.locator(".st-key-make_pptx button").click()
    take = page.locator(".st-key-take_pptx button")
    expect(take).to_be_visible(timeout=60_000)
    with page.expect_download() as started:
        take.click()
    assert len(Presentation(str(started.value.path())).slides) == len(
        told("zh", ENTRIES.filter(park=("baoding",)))
    )


def test_show_ended_in_one_window_ends_in_the_other(page: Page) -> None:
    open_stage(page)
    menu(page, "双屏").click()
    page.locator(".st-key-stage_open button").click()
    expect(page).to_have_url(re.compile("show="))
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator(".scene h1")).to_be_visible(timeout=30_000)
    rest(other)
    page.bring_to_front()
    page.locator(".st-key-stage_close button").click()
    expect(page).not_to_have_url(re.compile("show="))
    other.bring_to_front()
    expect(other).not_to_have_url(re.compile("show="), timeout=15_000)
    expect(other.get_by_text("双屏已结束")).to_be_visible()
    other.close()


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
    expect(heading).to_have_text(COVER, timeout=30_000)
    expect(speaker.locator(".st-key-stage_dots button").first).to_be_visible(timeout=15_000)
    rest(speaker)
    speaker.keyboard.press("ArrowRight")
    expect(heading).to_have_text(YEAR, timeout=15_000)
    page.bring_to_front()
    shows(page, YEAR)
    rest(page)
    page.keyboard.press("End")
    shows(page, "谢谢")
    speaker.bring_to_front()
    expect(heading).to_have_text("谢谢", timeout=15_000)
    speaker.close()


def test_speakers_window_has_a_picture_of_the_next_scene_and_keys_for_a_hurried_hand(
    page: Page,
) -> None:
    open_stage(page, "?scene=region")
    menu(page, "双屏").click()
    page.locator(".st-key-stage_open button").click()
    link = page.locator(f"{MENU} a")
    expect(link).to_be_visible()
    with page.expect_popup() as opening:
        link.click()
    speaker = opening.value
    points = speaker.locator(".st-key-stage_speaker .points li")
    expect(points.first).to_contain_text("登记册中收录最多的园区", timeout=30_000)
    picture = speaker.locator(".st-key-speaker_next img")
    expect(picture).to_be_visible(timeout=60_000)
    ratio = picture.evaluate("img => img.naturalWidth / img.naturalHeight")
    assert ratio == pytest.approx(16 / 9, abs=0.01)
    assert all("/" not in text for text in speaker.locator(".clock b").all_inner_texts())
    expect(speaker.locator(".clock b").nth(2)).to_have_text(re.compile(r"^1[45]:\d\d$"))
    key = speaker.locator(".turn.next")
    box = key.bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 64
    story = [scene.title for scene in told("zh", ENTRIES.filter())]
    for _ in range(6):
        key.click()
        speaker.wait_for_timeout(60)
    wanted = story[story.index("京津冀创新资源") + 6]
    expect(speaker.locator(".st-key-stage_speaker h1")).to_have_text(wanted, timeout=15_000)
    page.bring_to_front()
    shows(page, wanted)
    speaker.close()


def test_menu_of_two_screens_closes_once_the_window_is_open(page: Page) -> None:
    open_stage(page, "?scene=region")
    menu(page, "双屏").click()
    page.locator(".st-key-stage_open button").click()
    link = page.locator(f"{MENU} a")
    expect(link).to_be_visible()
    with page.expect_popup() as opening:
        link.click()
    opening.value.close()
    page.bring_to_front()
    expect(page.locator(MENU)).to_have_count(0)


@pytest.mark.parametrize("name", ["双屏", "筛选"])
def test_menu_closes_when_the_scene_is_turned_by_key_mouse_or_another_window(
    page: Page, name: str
) -> None:
    open_stage(page, "?scene=region")
    menu(page, "双屏").click()
    page.locator(".st-key-stage_open button").click()
    expect(page).to_have_url(re.compile("show="))
    rest(page)
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator(".scene h1")).to_be_visible(timeout=30_000)
    rest(other)
    page.bring_to_front()
    page.keyboard.press("PageDown")
    shows(page, "中关村")
    expect(page.locator(MENU)).to_have_count(0)
    menu(page, name).click()
    expect(page.locator(MENU)).to_be_visible()
    page.locator(".st-key-stage_bar .turn.back").click()
    shows(page, "京津冀创新资源")
    expect(page.locator(MENU)).to_have_count(0)
    rest(page)
    menu(page, name).click()
    expect(page.locator(MENU)).to_be_visible()
    rest(page)
    other.bring_to_front()
    shows(other, "京津冀创新资源")
    other.keyboard.press("PageDown")
    page.bring_to_front()
    shows(page, "中关村")
    expect(page.locator(MENU)).to_have_count(0)
    other.close()


@pytest.mark.parametrize("name", ["双屏", "筛选", "自动", "带走"])
def test_escape_closes_a_menu_wherever_the_focus_is(page: Page, name: str) -> None:
    open_stage(page, "?scene=region")
    menu(page, name).click()
    expect(page.locator(MENU)).to_be_visible()
    rest(page)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Escape")
    expect(page.locator(MENU)).to_have_count(0)
    rest(page)
    expect(page.locator(MENU)).to_have_count(0)


def test_keys_count_while_a_show_s_answers_are_late(window: Page) -> None:
    # The window asks more often where its show stands.
    with lag(window, 900):
        open_stage(window)
    menu(window, "双屏").click()
    window.locator(".st-key-stage_open button").click()
    expect(window.locator(".st-key-stage_close")).to_be_visible(timeout=15_000)
    window.keyboard.press("Escape")
    expect(window.locator(MENU)).to_have_count(0)
    for key, title in (("End", "谢谢"), ("Home", COVER), ("End", "谢谢")):
        window.keyboard.press(key)
        shows(window, title)
        window.wait_for_timeout(3000)
        shows(window, title)


@pytest.mark.parametrize(
    ("lang", "query"), [("zh", ""), ("en", ""), ("zh", "chain=biomed"), ("en", "chain=biomed")]
)
def test_every_word_of_every_scene_is_inside_every_wall(page: Page, lang: Lang, query: str) -> None:
    selection = ENTRIES.filter(chain=("biomed",)) if query else ENTRIES.filter()
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
