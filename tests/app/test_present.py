"""The stage without a browser: scenes, keys, filter, windows in step, slides."""

import io
import re
from html import unescape

import pytest
from pptx import Presentation
from pypdf import PdfReader
from streamlit.testing.v1 import AppTest

from lib import scenes
from lib.base.i18n import Lang
from lib.base.problems import DataProblem
from lib.editions.edition import Edition
from lib.outputs import slides
from lib.published import facts, scorecard
from lib.query.filters import ResourceFilter
from lib.scenes.shows import Position
from lib.terms import live
from lib.ui import stage
from tests import codes
from tests.app.conftest import Open
from tests.editions import live_edition

LANGS: tuple[Lang, ...] = ("zh", "en")


def told(lang: Lang, selection: ResourceFilter | None = None) -> tuple[scenes.Scene, ...]:
    return scenes.scenes(
        live_edition(),
        scorecard.read_figures(live.SOURCES, live.V).rows,
        scorecard.read_milestones(live.SOURCES, live.V).rows,
        facts.read_agreements(live.SOURCES, live.V).rows,
        selection or ResourceFilter(),
        lang,
    )


def show(opened: Open, **query: str) -> AppTest:
    """The stage as an address opens it."""
    at = opened("present")
    at.query_params.clear()
    at.query_params.update(query)
    return at.run()


def scene(at: AppTest) -> str:
    [found] = [e.proto.body for e in at.get("html") if e.proto.body.startswith("<article")]
    return unescape(re.sub(r"<[^>]+>", "\n", found))


def press(at: AppTest, key: str) -> AppTest:
    return at.button(key=f"key_{key}").click().run()


@pytest.mark.parametrize("lang", LANGS)
def test_every_scene_is_shown_whole(opened: Open, lang: Lang) -> None:
    at = show(opened, lang=lang)
    for number, wanted in enumerate(told(lang)):
        assert not at.exception
        shown = scene(at).split("\n")
        assert wanted.title in shown
        for text in filter(None, (wanted.lead, wanted.scope, *wanted.missing)):
            assert text in shown
        for n in wanted.numbers:
            digits, _, unit = n.text.partition(" ×")
            assert digits in shown
            assert (f"×{unit} · {n.label}" if unit else n.label) in shown
        if wanted.chart:
            for i, category in enumerate(wanted.chart.categories):
                assert category in shown
                assert str(sum(s.values[i] for s in wanted.chart.series)) in shown
        for row in wanted.table.rows if wanted.table else ():
            assert set(filter(None, row)) <= set(shown)
        assert len(at.get("deck_gl_json_chart")) == (1 if wanted.map else 0)
        if number:
            assert at.query_params["scene"] == wanted.code
        press(at, "PageDown")
    # The last scene stays.
    assert at.query_params["scene"] == "thanks"


def test_keys_of_keyboard_and_clicker(opened: Open) -> None:
    at = show(opened)
    codes = [s.code for s in told("zh")]
    for key, wanted in (
        ("Right", 1), ("Space", 2), ("PageDown", 3), ("Left", 2), ("PageUp", 1),
        ("End", len(codes) - 1), ("Home", 0), ("Left", 0),
    ):  # fmt: skip
        press(at, key)
        assert at.query_params["scene"] == codes[wanted]


def open_menu(at: AppTest, name: str) -> AppTest:
    at.session_state[f"stage_menu_{name}"] = True
    return at.run()


def test_filter_is_followed_and_its_key_clears_it(opened: Open, entries: Edition) -> None:
    at = open_menu(show(opened, scene="region"), "filter")
    at.button_group(key="stage_park").set_value(["tangshan"]).run()
    n = int((entries.frame["park"] == "tangshan").sum())
    assert f"登记册中 {n} 项创新资源，在 1 个园区。" in scene(at)
    assert at.query_params == {"park": "tangshan", "scene": "region"}
    assert at.button(key="stage_clear").proto.shortcut == "shift+backspace"
    at.button(key="stage_clear").click().run()
    assert f"登记册中 {len(entries.frame)} 项创新资源" in scene(at)
    assert at.query_params == {"scene": "region"}
    # Without a filter there is nothing to clear.
    assert "stage_clear" not in [button.key for button in at.button]


def test_no_key_of_the_stage_is_escape(opened: Open) -> None:
    at = show(opened, park="tangshan")
    assert not [b for b in at.button if "esc" in b.proto.shortcut.lower()]


def test_filter_without_resources_and_park_without_figures_stay_composed(opened: Open) -> None:
    at = show(opened, scene="region", chain="hydrogen", park="tianjin")
    assert not at.exception
    assert "登记册中没有符合筛选的资源。" in scene(at)
    at = show(opened, scene="park-zgc")
    assert "联盟未公布该园区的数字。" in scene(at)
    at = show(opened, scene="park-xiongan", lang="en")
    assert "The register holds no resource of this zone." in scene(at)


def test_unknown_scene_is_the_first(opened: Open) -> None:
    at = show(opened, scene="no-such-scene")
    assert "联盟这一年" in scene(at)


def test_f11_is_named_on_the_first_scene_only(opened: Open) -> None:
    def foot(at: AppTest) -> str:
        [found] = [e.proto.body for e in at.get("html") if 'class="origin"' in e.proto.body]
        return str(found)

    at = show(opened)
    assert "F11" in foot(at)
    assert "非联盟官方名录" in foot(at)
    press(at, "Right")
    assert "F11" not in foot(at)
    assert "非联盟官方名录" in foot(at)


def test_two_windows_are_in_step(opened: Open) -> None:
    hall = show(opened)
    hall.button(key="stage_open").click().run()
    code = hall.query_params["show"]
    speaker = show(opened, show=code, view="speaker")
    press(hall, "Right")
    assert stage.shows().position(code) == Position("region", ResourceFilter())
    speaker.run()
    assert stage.shows().position(code) is not None
    # The speaker's window drives the hall's.
    press(speaker, "End")
    position = stage.shows().position(code)
    assert position
    assert position.scene == "thanks"


def test_speakers_window_has_notes_and_the_next_scene(opened: Open) -> None:
    hall = show(opened, scene="region")
    hall.button(key="stage_open").click().run()
    at = show(opened, show=hall.query_params["show"], view="speaker")
    said = unescape(" ".join(e.proto.body for e in at.get("html")))
    here, after = (s for s in told("zh") if s.code in ("region", "park-zgc"))
    for note in here.notes:
        assert note in said
    assert after.title in said
    assert re.search(r"\d\d:\d\d:\d\d", said)


def test_a_show_nobody_opened_is_not_joined(opened: Open) -> None:
    at = show(opened, show="guessed_code_123")
    assert not at.exception
    assert "show" not in at.query_params
    assert "show" in " ".join(c.value for c in at.caption)


def test_a_hand_stops_the_timer(opened: Open) -> None:
    at = open_menu(show(opened), "timer")
    at.button_group(key="stage_seconds").set_value(10).run()
    assert at.session_state["auto"] == 10
    press(at, "Right")
    assert at.session_state["auto"] is None


@pytest.mark.parametrize("lang", LANGS)
def test_slides_are_made_and_kept(
    opened: Open, monkeypatch: pytest.MonkeyPatch, lang: Lang
) -> None:
    stage._made().clear()
    at = show(opened, park="chengde", lang=lang)
    for kind in ("pptx", "pdf"):
        at.button(key=f"make_{kind}").click().run()
        assert not at.exception
    content = {key[3]: made for key, made in stage._made().items()}
    wanted = told(lang, ResourceFilter(park=("chengde",)))
    deck = Presentation(io.BytesIO(content["pptx"]))
    assert len(deck.slides) == len(wanted)
    assert len(PdfReader(io.BytesIO(content["pdf"])).pages) == len(wanted)

    def again(*_: object) -> bytes:
        raise AssertionError("made twice")

    monkeypatch.setattr(stage, "_make", again)
    at.button(key="make_pptx").click().run()
    assert not at.exception
    assert len(at.get("download_button")) == 1


@pytest.mark.parametrize("lang", LANGS)
def test_deck_that_cannot_be_made_is_a_sentence_and_nothing_is_kept(
    opened: Open, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, lang: Lang
) -> None:
    stage._made().clear()
    at = show(opened, lang=lang)

    def fail(*_: object) -> bytes:
        raise OSError("No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(slides, "to_pptx", fail)
        at.button(key="make_pptx").click().run()
        assert not at.exception
        [sentence] = [error.value for error in at.error]
        assert ("未能制作" if lang == "zh" else "could not be made") in sentence
        assert "PPTX" in sentence
        assert "No space left on device" in caplog.text
        assert not at.get("download_button")
        assert not stage._made()
        # The stage goes on, and does not try again by itself.
        caplog.clear()
        press(at, "Right")
        assert not caplog.text
    at.button(key="make_pptx").click().run()
    assert not at.error
    assert len(at.get("download_button")) == 1


def test_deck_whose_template_is_wrong_says_what_is(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage._made().clear()
    at = show(opened)

    def fail(*_: object) -> bytes:
        raise DataProblem("slides/template.pptx", "文件不存在。")

    monkeypatch.setattr(slides, "to_pptx", fail)
    at.button(key="make_pptx").click().run()
    assert not at.exception
    assert "template" in at.error[0].value
    assert scene(at)  # Not the page of errors.


def test_closing_scene_has_the_views_qr_code_without_the_code_of_the_show(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def code(at: AppTest) -> str:
        [words] = [e.proto.body for e in at.get("html") if e.proto.body.startswith("<article")]
        return codes.read_html(words)

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
    opened: Open,
    entries: register.Register,
    monkeypatch: pytest.MonkeyPatch,
    lang: Lang,
    sentence: str,
) -> None:
    monkeypatch.setenv("ATLAS_PUBLIC_URL", "https://atlas.example.cn")
    at = opened("present")
    at.query_params.update(
        {"lang": lang, "scene": "thanks", "pick": entries.frame["resource_id"].to_list()}
    )
    at.run()
    assert not at.exception
    assert sentence in scene(at)
    assert ("谢谢" if lang == "zh" else "Thank you") in scene(at)


def test_navigation_opens_the_stage_in_a_window_of_its_own(opened: Open) -> None:
    at = opened(park="tianjin")
    [link] = [e.proto.body for e in at.get("html") if 'href="present' in e.proto.body]
    assert 'target="_blank"' in link
    for part in ("park=tianjin", "embed=true", "embed_options=dark_theme"):
        assert part in unescape(link)


def test_every_member_has_its_scene() -> None:
    codes = [s.code for s in told("zh")]
    assert [c for c in codes if c.startswith("park-")] == [f"park-{p.code}" for p in live.PARKS]
