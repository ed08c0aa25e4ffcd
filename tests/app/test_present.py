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
from lib.outputs import slides
from lib.query.filters import ResourceFilter
from lib.scenes.shows import Position, position_of
from lib.ui.stage import decks
from tests import codes
from tests.app.conftest import Open, Served
from tests.app.files import BOTH, MADE_UP, Files
from tests.app.shown import bodies, html, notes

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
    return unescape(re.sub(r"<[^>]+>", "\n", html(at, "<article")))


def press(at: AppTest, key: str) -> AppTest:
    return at.button(key=f"key_{key}").click().run()


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
    assert "联盟未公布该园区的数字。" in scene(at)
    at = show(opened, scene="park-xiongan", lang="en")
    assert "The register holds no resource of this zone." in scene(at)


def test_unknown_scene_is_the_first(opened: Open) -> None:
    at = show(opened, scene="no-such-scene")
    assert "联盟这一年" in scene(at)


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
    said = {"zh": "各窗口暂不同步", "en": "windows do not follow each other"}[lang]
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
    for note in here.notes:
        assert note in said
    assert after.title in said
    assert re.search(r"\d\d:\d\d:\d\d", said)


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


@pytest.mark.parametrize("lang", LANGS)
def test_slides_are_made_and_kept(
    opened: Open, monkeypatch: pytest.MonkeyPatch, lang: Lang
) -> None:
    decks.kept().clear()
    at = show(opened, park="chengde", lang=lang)
    for kind in ("pptx", "pdf"):
        at.button(key=f"make_{kind}").click().run()
        assert not at.exception
    content = {key.kind: made for key, made in decks.kept().items()}
    wanted = told(lang, MADE_UP.edition.filter(park=("chengde",)))
    deck = Presentation(io.BytesIO(content["pptx"]))
    assert len(deck.slides) == len(wanted)
    assert len(PdfReader(io.BytesIO(content["pdf"])).pages) == len(wanted)

    def again(*_: object) -> bytes:
        raise AssertionError("made twice")

    monkeypatch.setattr(decks, "make", again)
    at.button(key="make_pptx").click().run()
    assert not at.exception
    assert len(at.get("download_button")) == 1


@pytest.mark.parametrize("lang", LANGS)
def test_deck_that_cannot_be_made_is_a_sentence_and_nothing_is_kept(
    opened: Open, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, lang: Lang
) -> None:
    decks.kept().clear()
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
        assert not decks.kept()
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
    decks.kept().clear()
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
