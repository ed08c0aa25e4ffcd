"""The stage: one scene filling the screen, driven by keys, dots, a timer or another window.

A scene's words are HTML sized by the screen's height, so that the same page stands on a laptop,
a 4K projector and a wide LED wall; its map is the live one, which flies from scene to scene.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from html import escape
from typing import Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import streamlit as st

from lib import scenes as telling
from lib.base.i18n import Lang
from lib.base.problems import DataProblem
from lib.editions import current
from lib.editions.edition import Edition
from lib.outputs import slides
from lib.query.filters import ResourceFilter
from lib.scenes import Scene, shows
from lib.scenes.shows import Position
from lib.terms import geometry, words
from lib.ui import facets, frame, html, maps, state
from lib.ui.view import (
    BY_CONTENT,
    View,
)

SPEAKER: Final = "speaker"
SECONDS: Final = (5, 10, 20, 30)
# How often a window asks whether the other has moved.
LISTEN_SECONDS: Final = 0.7
MOST_DECKS: Final = 12
LOG: Final = logging.getLogger(__name__)
BEIJING: Final = ZoneInfo("Asia/Shanghai")
DeckKey = tuple[str, str, str, str]


@st.cache_resource(
    show_spinner=False, max_entries=64, hash_funcs={Edition: BY_CONTENT, ResourceFilter: repr}
)
def _told(edition: Edition, selection: ResourceFilter, lang: Lang) -> tuple[Scene, ...]:
    return telling.scenes(edition, selection, lang)


def scenes(view: View) -> tuple[Scene, ...]:
    """The scenes of the view's filter and language."""
    return _told(view.edition, view.selection, view.lang)


def position_of(found: Sequence[Scene], code: str | None) -> int:
    """The place of the scene with this code; the first where there is none."""
    return next((i for i, scene in enumerate(found) if scene.code == code), 0)


def go(code: str) -> None:
    """Show a scene, and stop advancing by itself: a hand has taken over."""
    state.S.auto = None
    state.set_local(scene=code)


def _position(code: str) -> Position | None:
    return shows.position_of(current.holder().store, code, state.edition().vocabulary)


def _here() -> Position:
    return Position(state.local("scene") or "", state.selection())


def _adopt(position: Position) -> None:
    state.choose(position.selection)
    state.set_local(scene=position.scene or None)


def follow_show(found: Sequence[Scene]) -> None:
    """Bring this window and its show into step: what changed here goes to the show; a window that
    has just joined goes where the show stands."""
    code = state.local("show")
    if not code:
        return
    shared = _position(code)
    if shared is None:  # The server has been started anew, or nobody opened such a show.
        state.set_local(show=None)
        state.drop("show", code)
        return
    if state.S.get("in_step") is None and shared != _here():
        state.S.in_step = shared
        _adopt(shared)
        st.rerun()
    if _here() != state.S.get("in_step"):
        shows.move(current.holder().store, code, _here())
    state.S.in_step = _here()


@st.fragment(run_every=LISTEN_SECONDS)
def _listen(code: str) -> None:
    shared = _position(code)
    if shared and shared != state.S.get("in_step"):
        state.S.in_step = shared
        _adopt(shared)
        st.rerun(scope="app")


def listen() -> None:
    """Follow the other windows of the show, if this one is in a show."""
    if code := state.local("show"):
        _listen(code)


def open_show() -> None:
    """Open a show that a second window can join."""
    state.S.in_step = _here()
    state.set_local(show=shows.open_show(current.holder().store, _here()))


def keys(view: View, found: Sequence[Scene], here: int) -> None:
    """Draw, unseen, the buttons that the keyboard and a clicker press."""
    after, before = found[min(here + 1, len(found) - 1)], found[max(here - 1, 0)]
    wanted = {
        "Right": after, "Space": after, "PageDown": after, "Down": after,
        "Left": before, "PageUp": before, "Up": before,
        "Home": found[0], "End": found[-1],
    }  # fmt: skip
    with st.container(key="stage_keys"):
        for key, scene in wanted.items():
            st.button(key, key=f"key_{key}", shortcut=key, on_click=go, args=(scene.code,))


def draw(view: View, found: Sequence[Scene], here: int) -> None:
    """Draw the scene in the place `here`."""
    scene = found[here]
    kind = "closing" if scene.is_closing else "mapped" if scene.map else "plain"
    with st.container(key="stage_show"):
        with st.container(key=f"stage_{kind}", horizontal=True, wrap=False, gap=None):
            st.html(_words(view, scene))
            if scene.map:
                with st.container(key="stage_map"):
                    _map(view, scene)
        _bar(view, found, here)


def _words(view: View, scene: Scene) -> str:
    """A scene's words, numbers, bars and table."""
    parts = [f"<h1>{escape(scene.title)}</h1>"]
    if scene.scope:
        parts.append(f'<p class="scope">{escape(scene.scope)}</p>')
    if scene.lead:
        parts.append(f'<p class="lead">{escape(scene.lead)}</p>')
    if scene.numbers:
        cells = "".join(map(_number, scene.numbers))
        parts.append(f'<div class="numbers n{len(scene.numbers)}">{cells}</div>')
    if scene.chart:
        parts.append(_bars(scene.chart))
    if scene.table:
        parts.append(_table(scene.table))
    parts += [f'<p class="missing">{escape(words)}</p>' for words in scene.missing]
    if scene.is_closing and (link := state.public_link()):
        parts.append(html.qr(view, link))
    return f'<article class="scene scene-{escape(scene.code)}">{"".join(parts)}</article>'


def _number(number: telling.Number) -> str:
    """A figure and what it counts; a unit that is itself a number stands with the words."""
    if number.scaled:
        number = number.with_unit_in_label()
    return (
        f'<div title="{escape(number.source)}"><b>{escape(number.text)}</b>'
        f"<span>{escape(number.label)}</span></div>"
    )


def _bars(chart: telling.Chart) -> str:
    totals = [sum(s.values[i] for s in chart.series) for i in range(len(chart.categories))]
    longest = max(*totals, 1) if totals else 1
    rows = []
    for i, category in enumerate(chart.categories):
        parts = "".join(
            f'<i style="width:{100 * s.values[i] / longest:.2f}%;background:{s.colors[i]}"></i>'
            for s in chart.series
            if s.values[i]
        )
        rows.append(f"<dt>{escape(category)}</dt><dd><u>{parts}</u><b>{totals[i]}</b></dd>")
    legend = ""
    if len(chart.series) > 1:
        legend = "".join(
            f'<span><i style="background:{s.colors[0]}"></i>{escape(s.name)}</span>'
            for s in chart.series
        )
        legend = f'<p class="legend">{legend}</p>'
    title = f'<p class="caption">{escape(chart.title)}</p>'
    return f'{title}<dl class="bars rows{len(rows)}">{"".join(rows)}</dl>{legend}'


def _table(table: telling.Table) -> str:
    heads = "".join(f"<th>{escape(head)}</th>" for head in table.heads)
    rows = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in table.rows
    )
    whole = sum(table.widths)
    columns = "".join(f'<col style="width:{100 * w / whole:.1f}%">' for w in table.widths)
    title = f'<p class="caption">{escape(table.title)}</p>' if table.title else ""
    return (
        f'{title}<table class="rows{len(table.rows)}"><colgroup>{columns}</colgroup>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _map(view: View, scene: Scene) -> None:
    """The live map where the scene looks, in the hall's colours whatever the theme."""
    look = scene.map
    assert look
    dark = replace(view, theme="dark")
    if look.view == "park":
        camera = maps.park_camera(dark, tuple(look.counts), 560, 640)
    elif look.view == "corridor":
        nodes = [(node.lon, node.lat) for node in view.vocabulary.nodes]
        camera = geometry.frame_points(nodes, 640, 640, 30_000)
    else:
        camera = maps.region_camera(view.vocabulary, 700)
    maps.draw(dark, "stage_deck", camera, maps.Options(text_size=26))
    st.html(f'<p class="map-note">{escape(words.boundaries(view.lang))}</p>')


def _bar(view: View, found: Sequence[Scene], here: int) -> None:
    """The foot of the stage: dots, filter, timer, second window, slides; and the origin."""
    t = view.t
    with st.container(key="stage_bar", horizontal=True, vertical_alignment="center", gap="small"):
        _dots(view, found, here)
        with _menu(t("筛选"), "filter", ":material/filter_alt:") as is_open:
            if is_open:
                facets.pills(view, t("园区"), ("park",), key="stage_park")
                facets.pills(view, t("六链五群"), ("chain", "cluster"), key="stage_focus")
        _clear(view)
        _timer(view, found, here)
        with st.popover(t("双屏"), icon=":material/co_present:"):
            if code := state.local("show"):
                link = _window(view, code)
                words_ = escape(t("打开讲者窗口"))
                st.html(f'<a href="{escape(link)}" target="_blank">{words_}</a>')
                st.caption(t("两个窗口用同一代码，互相带动；没有代码的人不能。"))
            else:
                st.button(t("开启双屏"), key="stage_open", on_click=open_show)
        _decks(view, found, here)
        if note := frame.dropped_note(view):
            st.caption(note)
        hint = t("F11 全屏 · ← → 空格翻页") if here == 0 else ""
        origin = view.edition.statement(view.lang)
        st.html(f'<p class="origin">{escape(" · ".join(filter(None, (hint, origin))))}</p>')


@contextmanager
def _menu(label: str, name: str, icon: str) -> Iterator[bool]:
    """A menu of the bar, and whether it is open: widgets that hold a value are drawn only then.

    The browser takes no new value into the widgets of a closed menu, and sends their old one with
    the next key: a filter cleared or a timer stopped meanwhile would come back.
    """
    menu = st.popover(label, icon=icon, key=f"stage_menu_{name}", on_change="rerun")
    with menu:
        yield menu.open is True


def _clear(view: View) -> None:
    """The key that clears the filter, where there is one; Esc closes menus and no more."""
    if view.selection:
        st.button(
            view.t("清除筛选"),
            key="stage_clear",
            icon=":material/filter_alt_off:",
            shortcut=frame.CLEAR_KEY,
            on_click=state.choose,
            args=(view.selection.cleared(),),
        )


def _window(view: View, code: str) -> str:
    query = state.query() | {"show": code, "view": SPEAKER, "embed_options": "dark_theme"}
    return "present?" + urlencode(query, doseq=True)


def _dots(view: View, found: Sequence[Scene], here: int) -> None:
    key = "stage_dots"
    if st.session_state.get(key) != found[here].code:
        st.session_state[key] = found[here].code
    titles = {scene.code: scene.title for scene in found}
    st.pills(
        view.t("场景"),
        list(titles),
        format_func=lambda code: f"*{titles[code]}*",
        key=key,
        on_change=lambda: go(st.session_state[key] or found[here].code),
        label_visibility="collapsed",
    )


def _timer(view: View, found: Sequence[Scene], here: int) -> None:
    """Automatic advance: a choice of seconds; any other key or dot stops it."""
    t = view.t

    def take() -> None:
        state.S.auto = st.session_state["stage_seconds"]
        state.S.due = None

    seconds = state.S.get("auto")
    if st.session_state.get("stage_seconds") != seconds:
        st.session_state["stage_seconds"] = seconds
    label = t("自动 {n} 秒").format(n=seconds) if seconds else t("自动")
    with _menu(label, "timer", ":material/timer:") as is_open:
        if is_open:
            st.segmented_control(t("每幕秒数"), SECONDS, key="stage_seconds", on_change=take)
    if seconds:
        _advance(found[(here + 1) % len(found)].code, seconds)


def _advance(code: str, seconds: int) -> None:
    """Go to the scene `code` once `seconds` have passed since it became the next."""
    due = state.S.get("due")
    if not due or due[0] != code:
        state.S.due = (code, datetime.now(BEIJING) + timedelta(seconds=seconds))

    @st.fragment(run_every=1.0)
    def tick() -> None:
        wanted, moment = state.S.due
        if wanted == code and state.S.get("auto") and datetime.now(BEIJING) >= moment:
            state.set_local(scene=code)
            st.rerun(scope="app")

    tick()


@st.cache_resource(show_spinner=False)
def _made() -> dict[DeckKey, bytes]:
    """The latest decks made, by edition, filter, language and kind: `MOST_DECKS` of them."""
    return {}


def _decks(view: View, found: Sequence[Scene], here: int) -> None:
    """The slides to hand out: made on request, kept for the next who asks.

    A deck asked for whose making a key interrupts is made in the run that follows.
    """
    t = view.t
    kinds = {"pptx": t("全部场景 PPTX"), "pdf": t("全部场景 PDF"), "png": t("本场景 PNG")}
    with st.popover(t("带走"), icon=":material/download:"):
        for kind, label in kinds.items():
            code = found[here].code if kind == "png" else "all"
            # The line under maps may be set anew by whoever runs the host.
            asked = f"{view.selection!r} {code} {words.boundaries(view.lang)}"
            key = (view.edition.digest, asked, view.lang, kind)
            made = _made()
            st.button(
                t("制作{what}").format(what=label), key=f"make_{kind}", on_click=_ask, args=(key,)
            )
            if state.S.get("deck") != key:
                continue
            if key not in made and not state.S.deck_failure:
                bar = st.progress(0.0, text=t("正在制作…"))
                try:
                    made[key] = _make(view, found, here, kind, bar.progress)
                except DataProblem as problem:
                    state.S.deck_failure = problem.text(view.lang)
                except Exception:
                    LOG.exception("no %s could be made of %r", kind, view.selection)
                    state.S.deck_failure = t(
                        "{what}未能制作。请再试一次，或换一种格式；仍不行时请告知维护者。"
                    ).format(what=label)
                bar.empty()
                while len(made) > MOST_DECKS:
                    del made[next(iter(made))]
            if state.S.deck_failure:
                st.error(frame.literal(state.S.deck_failure), icon=":material/error:")
            else:
                st.download_button(
                    t("下载{what}").format(what=label),
                    made[key],
                    file_name=f"jjj-{code}.{kind}",
                    on_click="ignore",
                    key=f"take_{kind}",
                    type="primary",
                )


def _ask(key: DeckKey) -> None:
    state.S.deck, state.S.deck_failure = key, ""


def _make(
    view: View, found: Sequence[Scene], here: int, kind: str, show: Callable[[float], object]
) -> bytes:
    def progress(done: int, total: int) -> None:
        show(done / total)

    if kind == "pptx":
        return slides.to_pptx(found, view.edition, view.lang, progress)
    if kind == "pdf":
        return slides.to_pdf(found, view.edition, view.lang, progress)
    return slides.to_png(found[here], view.edition, view.lang, scale=2.0)


def draw_speaker(view: View, found: Sequence[Scene], here: int) -> None:
    """Draw the speaker's own window: this scene's notes, the next scene, the clock."""
    t = view.t
    scene = found[here]
    after = found[here + 1] if here + 1 < len(found) else None
    notes = "".join(f"<li>{escape(note)}</li>" for note in scene.notes)
    place = t("第 {n} 幕，共 {all} 幕").format(n=here + 1, all=len(found))
    following = t("下一幕：{title}").format(title=after.title) if after else t("最后一幕")
    with st.container(key="stage_speaker"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.html(f'<p class="place">{escape(place)}</p>', width="content")
            _clock()
            for label, to in ((t("上一幕"), max(here - 1, 0)), (t("下一幕"), here + 1)):
                st.button(
                    label,
                    key=f"speaker_{label}",
                    on_click=go,
                    args=(found[min(to, len(found) - 1)].code,),
                )
            _clear(view)
        st.html(
            f"<h1>{escape(scene.title)}</h1><p class='lead'>{escape(scene.lead)}</p>"
            f"<ul>{notes}</ul><h2>{escape(following)}</h2>"
            f"<p class='lead'>{escape(after.lead if after else '')}</p>"
        )
        _dots(view, found, here)


@st.fragment(run_every=1.0)
def _clock() -> None:
    now = datetime.now(BEIJING)
    st.html(f'<p class="clock">{now:%H:%M:%S}</p>', width="content")
