"""Under a path of a larger site, everything the app needs and makes lies below that path."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from tests.browser.conftest import EXPECTED_404, Server, settle
from tests.editions import live_edition

pytestmark = [pytest.mark.browser, pytest.mark.drawn]

FRAME = live_edition().frame
CARD = FRAME[FRAME["park"] == "hengshui"]["resource_id"].iloc[0]


@pytest.fixture
def below() -> Iterator[Server]:
    running = Server(STREAMLIT_SERVER_BASE_URL_PATH="/atlas")
    yield running
    running.stop()


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1366, "height": 633}, locale="en-GB")
    yield context.new_page()
    context.close()


def test_the_app_works_below_a_path(below: Server, visitor: Page) -> None:
    missing: list[str] = []

    def on_response(answer: Response) -> None:
        if answer.status >= 400 and not answer.url.endswith(EXPECTED_404):
            missing.append(answer.url)

    visitor.on("response", on_response)
    # The files the map is made of, and the stylesheet.
    with visitor.expect_response(lambda answer: ".geojson" in answer.url) as points:
        visitor.goto(f"{below.url}/map?park=hengshui&id={CARD}")
    assert points.value.url.startswith(f"{below.url}/app/static/")
    settle(visitor)
    assert visitor.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--nav')")
    expect(visitor.locator("canvas").first).to_be_visible()
    # Links the app makes.
    visitor.locator(".st-key-card_share summary").click()
    link = visitor.locator(".st-key-card code").filter(has_text="http").first
    assert link.inner_text().startswith(f"{below.url}/map?park=hengshui")
    wall = visitor.get_by_role("link", name="年会汇报").evaluate("link => link.href")
    assert wall.startswith(f"{below.url}/present?park=hengshui")
    visitor.get_by_role("link", name="电话簿").click()
    visitor.wait_for_url(f"{below.url}/directory?**")
    settle(visitor)
    assert missing == []
    # The way home from nowhere.
    visitor.goto(f"{below.url}/nowhere")
    visitor.get_by_role("link", name="To the overview").click()
    visitor.wait_for_url(f"{below.url}/?lang=en")
    settle(visitor)
