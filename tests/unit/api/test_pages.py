"""Pages for people: which language each text is in."""

import re
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

from lib.api.endpoints import ENDPOINTS, ITEM_ID
from tests.unit.api.conftest import acting

CHINESE = re.compile(r"[\u3400-\u9fff]")
ITEMS = {"resources": "tianjin-001", "parks": "tianjin", "corridor": "g2"}
QUERIES = {
    "items.resources": "?park=tianjin&q=技术&limit=5",
    "facets": "?q=技术",
    "nearest": "?park=cangzhou&chain=biomed",
}
PAGES = [
    endpoint.path.replace(ITEM_ID, ITEMS.get(endpoint.path.split("/")[2], ""))
    + QUERIES.get(endpoint.name, "")
    if ITEM_ID in endpoint.path
    else endpoint.path + QUERIES.get(endpoint.name, "")
    for endpoint in ENDPOINTS
    if "html" in endpoint.kinds
]


class Spoken(HTMLParser):
    """The texts of a page's body, each with the language that it is read in."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[tuple[str, str]] = []
        self._open: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "link", "input", "br", "path", "circle", "rect"):
            inherited = self._open[-1][1] if self._open else ""
            self._open.append((tag, dict(attrs).get("lang") or inherited))

    def handle_endtag(self, tag: str) -> None:
        if tag in [name for name, _ in self._open]:
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        tags = [name for name, _ in self._open]
        if data.strip() and "body" in tags:
            self.texts.append((self._open[-1][1], data.strip()))


def spoken(client: TestClient, path: str, lang: str) -> list[tuple[str, str]]:
    mark = "&" if "?" in path else "?"
    page = client.get(f"/api{path}{mark}lang={lang}&f=html")
    assert page.status_code == 200, path
    assert not acting(page.text)
    wanted = "en" if lang == "en" else "zh-CN"
    assert f'<html lang="{wanted}">' in page.text
    return Spoken(page.text).texts


@pytest.mark.parametrize("path", PAGES)
def test_what_is_in_chinese_alone_is_marked_on_an_english_page(
    client: TestClient, path: str
) -> None:
    texts = spoken(client, path, "en")
    assert [
        text for lang, text in texts if CHINESE.search(text) and not lang.startswith("zh")
    ] == []
    assert [text for lang, text in texts if lang == "zh" and not CHINESE.search(text)] == []


def test_names_addresses_and_sources_are_among_it(client: TestClient) -> None:
    path = "/collections/resources/items/tianjin-001"
    marked = {text for lang, text in spoken(client, path, "en") if lang == "zh"}
    feature = client.get(f"/api{path}").json()
    assert {feature["properties"][name] for name in ("name", "source_title", "city")} <= marked


def test_a_sentence_is_marked_no_further_than_its_chinese_goes(client: TestClient) -> None:
    texts = spoken(client, "/collections/resources/items?q=技术&limit=1", "en")
    [(lang, _)] = [(lang, text) for lang, text in texts if text.strip('“”"') == "技术"]
    assert lang == "zh"
    assert [text for lang, text in texts if lang == "en" and text.endswith("resources")]


@pytest.mark.parametrize("path", PAGES)
def test_a_chinese_page_marks_what_is_in_english_by_its_name(client: TestClient, path: str) -> None:
    texts = spoken(client, path, "zh")
    english = [text for lang, text in texts if lang == "en" and text != "English"]
    assert [text for text in english if CHINESE.search(text)] == []
    if path == "/collections/parks/items/tianjin":
        assert "Tianjin Binhai" in " ".join(english)
