"""The stage without a browser: scenes, keys, filter, windows in step, slides."""

import io
import re
import threading
import time
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
import streamlit as st
from pptx import Presentation
from pypdf import PdfReader
from streamlit.testing.v1 import AppTest

from lib import scenes
from lib.base.i18n import Lang
from lib.base.problems import DataProblem
from lib.editions.edition import Edition
from lib.outputs import maker
from lib.outputs.exports.extracts import Progress
from lib.outputs.maker import Maker
from lib.outputs.orders import Order, SlidesOrder
from lib.query.filters import ResourceFilter
from lib.scenes.shows import Position, position_of
from lib.ui import mirror
from lib.ui.stage import words
from tests import codes
from tests.app.conftest import Open, Served
from tests.app.files import BOTH, MADE_UP, Files
from tests.app.shown import bodies, html, notes, piece, press

LANGS: tuple[Lang, ...] = ("zh", "en")


def told(
    lang: Lang, selection: ResourceFilter | None = None, files: Files = MADE_UP
) -> tuple[scenes.Scene, ...]:
    edition = files.edition
    return scenes.scenes(edition, selection or edition.filter(), lang)


def show(opened: Open, **query: str) -> AppTest:
    """The stage as an address opens it."""
    return opened("present", **query)


def scene(at: AppTest) -> str:
    # Names that must not break are no texts of their own.
    whole = re.sub(r'<span class="whole">([^<]*)</span>', r"\1", html(at, "<article"))
    return unescape(re.sub(r"<[^>]+>", "\n", whole))


@pytest.mark.parametrize("files", BOTH, ids=repr)
@pytest.mark.parametrize("lang", LANGS)
def test_every_scene_is_shown_whole(opened: Open, files: Files, lang: Lang) -> None:
    at = show(opened, lang=lang)
    for number, wanted in enumerate(told(lang, files=files)):
        assert not at.exception
        shown = scene(at).split("\n")
        assert wanted.title in shown
        for text in filter(None, (wanted.lead, wanted.scope, *wanted.missing)):
            assert text in shown
        for n in wanted.numbers:
            assert n.text.replace(" ", "") in "".join(shown).replace(" ", "")
            assert n.label in shown
        if wanted.chart:
            for i, category in enumerate(wanted.chart.categories):
                assert category in shown
                total = sum(s.values[i] for s in wanted.chart.series)
                none = {"zh": "未收录", "en": "unlisted"}[lang]
                assert (str(total) if total else none) in shown
        for row in wanted.table.rows if wanted.table else ():
            assert set(filter(None, row)) <= set(shown)
        assert len(at.get("deck_gl_json_chart")) == (1 if wanted.map else 0)
        if number:
            assert at.query_params["scene"] == wanted.code
        press(at, "PageDown")
    # The last scene stays.
    assert at.query_params["scene"] == "thanks"


def open_menu(at: AppTest, name: str) -> AppTest:
    at.session_state[f"stage_menu_{name}"] = True
    return at.run()


def test_filter_is_followed_and_its_key_clears_it(opened: Open) -> None:
    at = open_menu(show(opened, scene="region"), "filter")
    at.button_group(key="stage_park").set_value(["tangshan"]).run()
    n = sum(row["park"] == "tangshan" for row in MADE_UP.resources)
    assert f"登记册中 {n} 项创新资源，在 1 个园区。" in scene(at)
    assert at.query_params == {"park": "tangshan", "scene": "region"}
    assert at.button(key="stage_clear").proto.shortcut == "shift+backspace"
    at.button(key="stage_clear").click().run()
    assert f"登记册中 {len(MADE_UP.resources)} 项创新资源" in scene(at)
    assert at.query_params == {"scene": "region"}
    # Without a filter there is nothing to clear.
    assert "stage_clear" not in [button.key for button in at.button]


def test_no_key_of_the_stage_is_escape(opened: Open) -> None:
    at = show(opened, park="tangshan")
    assert not [b for b in at.button if "esc" in b.proto.shortcut.lower()]


def test_filter_without_resources_and_park_without_figures_stay_composed(opened: Open) -> None:
    at = show(opened, scene="region", chain="robot", park="chengde")
    assert not at.exception
    assert "登记册中没有符合筛选的资源。" in scene(at)
    at = show(opened, scene="park-tangshan")
    assert "园区概况" in scene(at)
    at = show(opened, scene="park-xiongan", lang="en")
    assert "The register lists no resource of this zone." in scene(at)


def test_unknown_scene_is_the_first(opened: Open) -> None:
    at = show(opened, scene="no-such-scene")
    assert "京津冀国家高新区联盟" in scene(at)


@pytest.mark.parametrize(("lang", "dot"), [("zh", "一点一项"), ("en", "One dot per resource")])
def test_a_map_of_packs_says_what_a_dot_is(opened: Open, lang: Lang, dot: str) -> None:
    for scene in ("region", "corridor"):
        assert dot in piece(show(opened, scene=scene, lang=lang), "map-note")
    assert "{" not in piece(show(opened, scene="park-zgc", lang=lang), "map-note")


def test_f11_is_named_on_the_first_scene_only(opened: Open) -> None:
    def foot(at: AppTest) -> str:
        return html(at, '<p class="origin"')

    at = show(opened)
    assert "F11" in foot(at)
    assert "非真实机构" in foot(at)
    press(at, "Right")
    assert "F11" not in foot(at)
    assert "非真实机构" in foot(at)


def test_two_windows_are_in_step(opened: Open, served: Served) -> None:
    hall = show(opened)
    hall.button(key="stage_open").click().run()
    code = hall.query_params["show"]
    speaker = show(opened, show=code, view="speaker")
    press(hall, "Right")
    press(hall, "Right")
    vocabulary = served.edition.vocabulary
    here = Position("region", served.edition.filter())
    assert position_of(served.store, code, vocabulary) == here
    speaker.run()
    assert speaker.query_params["scene"] == "region"
    # The speaker's window drives the hall's.
    press(speaker, "End")
    position = position_of(served.store, code, vocabulary)
    assert position
    assert position.scene == "thanks"


def take_away(monkeypatch: pytest.MonkeyPatch, served: Served) -> None:
    """From now on the database does not answer."""

    def fail(*_: object) -> None:
        raise DataProblem("db", "数据库无法读写（{value}）。", value="gone")

    for name in ("show", "move_show", "open_show"):
        monkeypatch.setattr(served.store, name, fail)


@pytest.mark.parametrize("lang", LANGS)
def test_without_the_database_a_show_goes_on_and_is_in_step_when_it_is_back(
    opened: Open, served: Served, lang: Lang
) -> None:
    hall = show(opened, lang=lang)
    hall.button(key="stage_open").click().run()
    code = hall.query_params["show"]
    speaker = show(opened, show=code, view="speaker", lang=lang)
    said = {"zh": "各窗口暂不同步", "en": "windows are not in step"}[lang]
    with pytest.MonkeyPatch.context() as monkeypatch:
        take_away(monkeypatch, served)
        for _ in range(2):
            press(hall, "Right")
            assert not hall.exception
            assert not hall.error
            assert notes(hall).count(said) == 1
        assert hall.query_params["scene"] == told(lang)[2].code
        assert speaker.run().query_params.get("scene") is None
    # The hall's window asks again by itself.
    hall.run()
    assert said not in notes(hall)
    assert speaker.run().query_params["scene"] == told(lang)[2].code
    assert said not in notes(speaker)


def test_without_the_database_a_window_that_joins_waits(opened: Open, served: Served) -> None:
    hall = show(opened, scene="region")
    hall.button(key="stage_open").click().run()
    with pytest.MonkeyPatch.context() as monkeypatch:
        take_away(monkeypatch, served)
        speaker = show(opened, show=hall.query_params["show"], view="speaker")
        assert not speaker.error
        assert speaker.query_params["show"] == hall.query_params["show"]
    assert speaker.run().query_params["scene"] == "region"


def test_without_the_database_no_show_is_opened(
    opened: Open, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_away(monkeypatch, served)
    hall = show(opened)
    hall.button(key="stage_open").click().run()
    assert not hall.exception
    assert not hall.error
    assert "show" not in hall.query_params
    assert "数据库暂时无法读写" in notes(hall)


def test_speakers_window_has_notes_and_the_next_scene(opened: Open) -> None:
    hall = show(opened, scene="region")
    hall.button(key="stage_open").click().run()
    at = show(opened, show=hall.query_params["show"], view="speaker")
    said = unescape(" ".join(bodies(at)))
    here, after = (s for s in told("zh") if s.code in ("region", "park-zgc"))
    for line in (*here.points, *here.notes):
        assert line in said
    assert here.points
    assert after.title in said
    assert re.search(r"\d\d:\d\d:\d\d", said)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_speakers_window_says_nothing_twice(opened: Open, lang: Lang) -> None:
    for here in told(lang):
        if not here.code.startswith("park-"):
            continue
        at = show(opened, scene=here.code, view="speaker", lang=lang)
        words = html(at, "<h1>")
        paragraphs = [unescape(line) for line in re.findall(r"<(?:p|li)[^>]*>(.*?)</", words)]
        assert here.lead in paragraphs
        repeated = [line for line in paragraphs if line and line in here.lead]
        assert len(repeated) == (1 if here.lead else 0), here.code


def test_show_ended_in_one_window_is_left_by_the_other(opened: Open) -> None:
    hall = show(opened)
    hall.button(key="stage_open").click().run()
    speaker = show(opened, show=hall.query_params["show"], view="speaker")
    assert not hall.toast
    hall.button(key="stage_close").click().run()
    assert "show" not in hall.query_params
    assert not hall.toast
    speaker.run()
    assert not speaker.exception
    assert "show" not in speaker.query_params
    assert [toast.value for toast in speaker.toast] == ["双屏已结束"]
    press(speaker, "Right")
    assert not speaker.toast
    # Another can be opened, and starts where this window is.
    hall.button(key="stage_open").click().run()
    press(hall, "Right")
    assert "show" in hall.query_params


@pytest.mark.parametrize(
    ("lang", "sentences"),
    [
        ("zh", ("本窗口已开启 3 个双屏", "本单位网络在一小时内已开启 20 个双屏")),
        (
            "en",
            (
                "This window has started 3 two-screen shows",
                "Your network has started 20 two-screen shows",
            ),
        ),
    ],
)
def test_who_opens_too_many_shows_is_told_so(
    opened: Open, monkeypatch: pytest.MonkeyPatch, lang: str, sentences: tuple[str, str]
) -> None:
    monkeypatch.setattr(type(st.context), "ip_address", "203.0.113.5")
    monkeypatch.setattr(mirror, "LAG_SECONDS", 0.0)  # An address that is left comes back at once.

    def open_one(at: AppTest) -> str:
        at.button(key="stage_open").click().run()
        assert not at.exception
        return "".join(error.value for error in at.error)

    def step_back(at: AppTest) -> None:
        """Leave the show without ending it."""
        del at.query_params["show"]
        at.run()

    at = show(opened, lang=lang)
    for _ in range(3):
        assert open_one(at) == ""
        step_back(at)
    assert sentences[0] in open_one(at)
    assert "show" not in at.query_params
    for n in range(17):
        if n % 3 == 0:
            other = show(opened, lang=lang)
        assert open_one(other) == ""
        step_back(other)
    assert sentences[1] in open_one(other)
    assert "show" not in other.query_params
    # Elsewhere there is room.
    monkeypatch.setattr(type(st.context), "ip_address", "203.0.113.6")
    other = show(opened, lang=lang)
    assert open_one(other) == ""
    assert "show" in other.query_params


def test_a_show_nobody_opened_is_not_joined(opened: Open) -> None:
    at = show(opened, show="guessed_code_123")
    assert not at.exception
    assert "show" not in at.query_params
    assert "show" in notes(at)


def test_a_hand_stops_the_timer(opened: Open) -> None:
    at = open_menu(show(opened), "timer")
    at.button_group(key="stage_seconds").set_value(10).run()
    assert at.session_state["auto"] == 10
    press(at, "Right")
    assert at.session_state["auto"] is None


def keys(at: AppTest) -> set[str]:
    """The keys of the buttons there are, those of downloads among them."""
    buttons = [*at.button, *at.get("download_button")]
    return {str(b.key if hasattr(b, "key") else b.proto.id.rpartition("-")[2]) for b in buttons}


def wait(at: AppTest) -> AppTest:
    """The stage as it is once nothing is being made for it any longer."""
    for _ in range(1200):
        if not any(key.startswith("cancel_") for key in keys(at)):
            return at
        time.sleep(0.05)
        at.run()
    raise AssertionError("still being made")


def made(edition: Edition, kind: str, lang: Lang, **chosen: tuple[str, ...]) -> bytes | None:
    order = SlidesOrder.of(edition, edition.filter(**chosen), lang, kind, "year")
    return maker.shared().content(order)


class Held:
    """A worker that makes a deck when the test says so."""

    def __init__(self, go: threading.Event, result: bytes | Exception) -> None:
        self.go, self.result = go, result
        self.is_ended = False

    def make(self, order: Order, path: Path, progress: Progress) -> None:
        progress(0.5)
        self.go.wait()
        if self.is_ended:
            raise EOFError
        if isinstance(self.result, Exception):
            raise self.result
        path.write_bytes(self.result)

    def end(self) -> None:
        self.is_ended = True
        self.go.set()


Hold = Callable[..., threading.Event]


@pytest.fixture
def hold(served: Served, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hold]:
    """A function that makes files wait for the event it returns; each is then `result`."""
    events = []

    def held(result: bytes | Exception = b"a deck", **bounds: float) -> threading.Event:
        events.append(threading.Event())
        shop = Maker(lambda: Held(events[-1], result), idle=0.1, **bounds)  # type: ignore[arg-type]
        monkeypatch.setattr(maker, "shared", lambda: shop)
        return events[-1]

    yield held
    for event in events:
        event.set()


@pytest.mark.parametrize("lang", LANGS)
def test_slides_are_made_and_kept(opened: Open, lang: Lang) -> None:
    at = show(opened, park="chengde", lang=lang)
    for kind in ("pptx", "pdf"):
        wait(at.button(key=f"make_{kind}").click().run())
        assert not at.exception
        assert f"take_{kind}" in keys(at)
    wanted = told(lang, MADE_UP.edition.filter(park=("chengde",)))
    chosen = {"park": ("chengde",)}
    pptx, pdf = (made(MADE_UP.edition, kind, lang, **chosen) for kind in ("pptx", "pdf"))
    assert pptx
    assert pdf
    assert len(Presentation(io.BytesIO(pptx)).slides) == len(wanted)
    assert len(PdfReader(io.BytesIO(pdf)).pages) == len(wanted)
    # Who asks for the same has it at once.
    other = show(opened, park="chengde", lang=lang)
    other.button(key="make_pptx").click().run()
    assert "take_pptx" in keys(other)
    # Under another filter it is another deck.
    other.query_params["park"] = "tangshan"
    assert "make_pptx" in keys(other.run())


def test_keys_turn_the_scenes_while_a_deck_is_made(opened: Open, hold: Hold) -> None:
    go = hold()
    at = show(opened)
    at.button(key="make_pptx").click().run()
    assert {"cancel_pptx", "make_pdf", "make_png"} <= keys(at)
    press(at, "Right")
    assert "联盟这一年" in scene(at)
    assert "cancel_pptx" in keys(at)
    go.set()
    assert "take_pptx" in keys(wait(at))


@pytest.mark.parametrize(
    ("lang", "sentence"), [("zh", "排队第 1"), ("en", "number 1 in the queue")]
)
def test_who_waits_sees_the_place_and_can_leave(
    opened: Open, hold: Hold, lang: str, sentence: str
) -> None:
    go = hold()
    parks = ("tianjin", "tangshan", "chengde")
    first, second, third = (show(opened, park=park, lang=lang) for park in parks)

    def words(at: AppTest) -> str:
        [bar] = at.get("progress")
        return str(bar.proto.text)

    for at in (first, second):
        at.button(key="make_pptx").click().run()
        while sentence in words(at):
            at.run()
    third.button(key="make_pptx").click().run()
    assert sentence in words(third)
    assert "PPTX" in words(third)
    third.button(key="cancel_pptx").click().run()
    assert "make_pptx" in keys(third)
    assert not third.error
    third.button(key="make_pptx").click().run()
    go.set()
    for at in (first, second, third):
        assert "take_pptx" in keys(wait(at))


def test_deck_of_another_filter_is_waited_for_no_longer(opened: Open, hold: Hold) -> None:
    hold()
    at = show(opened)
    at.button(key="make_pdf").click().run()
    job = at.session_state["decks"]["pdf"]
    at.query_params["park"] = "tangshan"
    at.run()
    assert "make_pdf" in keys(at)
    assert job.outcome == "dropped"


@pytest.mark.parametrize(
    ("lang", "bounds", "sentence"),
    [
        ("zh", {"seconds": 0.05}, "未能制成，已停止"),
        ("en", {"seconds": 0.05}, "not finished within"),
        ("zh", {"most_waiting": 0}, "等候制作的人太多"),
        ("en", {"most_waiting": 0}, "too many people are waiting"),
    ],
)
def test_bounds_are_said_in_a_sentence(
    opened: Open, hold: Hold, lang: str, bounds: dict[str, float], sentence: str
) -> None:
    hold(**bounds)
    at = show(opened, lang=lang)
    wait(at.button(key="make_pdf").click().run())
    assert not at.exception
    [error] = at.error
    assert sentence in error.value
    assert "PDF" in error.value
    assert "make_pdf" in keys(at)


@pytest.mark.parametrize("lang", LANGS)
def test_deck_that_cannot_be_made_is_a_sentence_and_nothing_is_kept(
    opened: Open, hold: Hold, caplog: pytest.LogCaptureFixture, lang: Lang
) -> None:
    hold(OSError("No space left on device")).set()
    at = show(opened, lang=lang)
    wait(at.button(key="make_pptx").click().run())
    assert not at.exception
    [sentence] = [error.value for error in at.error]
    assert ("未能制作" if lang == "zh" else "could not be made") in sentence
    assert "PPTX" in sentence
    assert "No space left on device" in caplog.text
    assert "take_pptx" not in keys(at)
    # The stage goes on, and does not try again by itself.
    caplog.clear()
    press(at, "Right")
    assert not caplog.text
    hold().set()
    wait(at.button(key="make_pptx").click().run())
    assert not at.error
    assert "take_pptx" in keys(at)


def test_deck_whose_template_is_wrong_says_what_is(opened: Open, hold: Hold) -> None:
    hold(DataProblem("slides/template.pptx", "文件不存在。")).set()
    at = show(opened)
    wait(at.button(key="make_pptx").click().run())
    assert not at.exception
    assert "template" in at.error[0].value
    assert scene(at)  # Not the page of errors.


def test_closing_scene_has_the_views_qr_code_without_the_code_of_the_show(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def code(at: AppTest) -> str:
        return codes.read_html(html(at, "<article"))

    monkeypatch.setenv("ATLAS_PUBLIC_URL", "https://atlas.example.cn")
    at = show(opened, scene="thanks", park="tangshan")
    address = "https://atlas.example.cn/present?park=tangshan&scene=thanks"
    assert code(at) == address
    at.button(key="stage_open").click().run()
    assert "show" in at.query_params
    assert code(at) == address


@pytest.mark.parametrize(
    ("lang", "sentence"), [("zh", "太长，做不成二维码"), ("en", "too long for a QR code")]
)
def test_closing_scene_stands_with_an_address_too_long_for_a_code(
    opened: Open, monkeypatch: pytest.MonkeyPatch, lang: Lang, sentence: str
) -> None:
    monkeypatch.setenv("ATLAS_PUBLIC_URL", "https://atlas.example.cn")
    at = opened("present", lang=lang, scene="thanks", pick=list(MADE_UP.by_id))
    assert not at.exception
    assert sentence in scene(at)
    assert ("谢谢" if lang == "zh" else "Thank you") in scene(at)


def test_navigation_opens_the_stage_in_a_window_of_its_own(opened: Open) -> None:
    at = opened(park="tianjin")
    [link] = [body for body in bodies(at) if 'href="present' in body]
    assert 'target="_blank"' in link
    for part in ("park=tianjin", "embed=true", "embed_options=dark_theme"):
        assert part in unescape(link)


@pytest.mark.parametrize("files", BOTH, ids=repr)
def test_every_member_has_its_scene(files: Files) -> None:
    codes = [s.code for s in told("zh", files=files)]
    assert [c for c in codes if c.startswith("park-")] == [f"park-{park}" for park in files.parks]


def test_no_line_of_the_wall_ends_within_a_name_with_a_hyphen_or_a_share() -> None:
    shown = words._whole_words("High-tech 最突出（43%，中位 32%）。")
    whole = '<span class="whole">{}</span>'.format
    assert shown == f"{whole('High-tech')} 最突出{whole('（43%，中位 32%）')}。"
