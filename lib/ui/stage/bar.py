"""The foot of the stage: dots, filter, timer, second window, slides; and the origin."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from html import escape
from typing import Final

import streamlit as st

from lib.base.i18n import BEIJING
from lib.scenes import Scene
from lib.ui import mirror, state
from lib.ui.parts import facets, frame
from lib.ui.stage.decks import decks
from lib.ui.stage.story import go
from lib.ui.stage.windows import close_show, open_show, refusal, speaker_link
from lib.ui.view import View

SECONDS: Final = (5, 10, 20, 30)


def bar(view: View, story: Sequence[Scene], place: int) -> None:
    """Draw the bar under the scene in a place of the story."""
    t = view.t
    with st.container(key="stage_bar", horizontal=True, vertical_alignment="center", gap="small"):
        turning(view)
        dots(view, story, place)
        with _menu(t("筛选"), "filter", ":material/filter_alt:") as is_open:
            if is_open:
                facets.pills(view, t("园区"), ("park",), key="stage_park")
                facets.pills(view, t("六链五群"), ("chain", "cluster"), key="stage_focus")
        clear(view)
        _timer(view, story, place)
        _second_window(view)
        decks(view, story, place)
        if note := frame.dropped_note(view):
            st.caption(note)
        hint = t("F11 全屏 · ← → 空格翻页") if place == 0 else ""
        origin = view.edition.statement(view.lang)
        said = (escape(hint), frame.pinned(view), escape(origin))
        st.html(f'<p class="origin">{" · ".join(filter(None, said))}</p>')


@contextmanager
def _menu(label: str, name: str, icon: str) -> Iterator[bool]:
    """A menu of the bar, and whether it is open: widgets that hold a value are drawn only then.

    The browser takes no new value into the widgets of a closed menu, and sends their old one with
    the next key: a filter cleared or a timer stopped meanwhile would come back.
    """
    menu = st.popover(label, icon=icon, key=f"stage_menu_{name}", on_change="rerun")
    with menu:
        yield menu.open is True


def clear(view: View) -> None:
    """Draw the key that clears the filter, where there is one; Esc closes menus and no more."""
    if view.selection:
        st.button(
            view.t("清除筛选"),
            key="stage_clear",
            icon=":material/filter_alt_off:",
            shortcut=frame.CLEAR_KEY,
            on_click=state.choose,
            args=(view.selection.cleared(),),
        )


def turning(view: View) -> None:
    """Draw the buttons that go a scene back and on; the browser presses the dots for them, as it
    does for keys (see `page.js`)."""
    t = view.t
    names = (("back", t("上一幕"), "‹"), ("next", t("下一幕"), "›"))
    st.html(
        "".join(
            f'<button type="button" class="turn {kind}" title="{escape(name)}">'
            f"<b>{sign}</b><span>{escape(name)}</span></button>"
            for kind, name, sign in names
        ),
        width="content",
    )


def dots(view: View, story: Sequence[Scene], place: int) -> None:
    """Draw a dot for each scene, with its title on it."""
    key, scene = "stage_dots", story[place]
    mirror.put(key, scene.code)
    titles = {each.code: each.title for each in story}

    def take() -> None:
        if mirror.touched(key):
            go(st.session_state[key] or scene.code)

    st.pills(
        view.t("场景"),
        list(titles),
        format_func=lambda code: f" *{frame.literal(titles[code])}*",
        key=key,
        on_change=take,
        label_visibility="collapsed",
    )


def _second_window(view: View) -> None:
    t = view.t
    with st.popover(t("双屏"), icon=":material/co_present:"):
        if code := state.local("show"):
            link = escape(speaker_link(code))
            label = escape(t("打开讲者窗口"))
            st.html(f'<a href="{link}" target="_blank">{label}</a>')
            st.caption(t("两个窗口用同一代码，互相带动；没有代码的人不能。"))
            st.button(
                t("结束双屏"),
                key="stage_close",
                icon=":material/close:",
                on_click=close_show,
                args=(code,),
            )
        else:
            st.button(t("开启双屏"), key="stage_open", on_click=open_show)
            if reason := refusal(view):
                st.error(reason, icon=":material/error:")


def _timer(view: View, story: Sequence[Scene], place: int) -> None:
    """Automatic advance: a choice of seconds; any other key or dot stops it."""
    t = view.t

    def take() -> None:
        if mirror.touched("stage_seconds"):
            state.S.auto = st.session_state["stage_seconds"]
            state.S.due = None

    seconds = state.S.get("auto")
    mirror.put("stage_seconds", seconds)
    label = t("自动 {n} 秒").format(n=seconds) if seconds else t("自动")
    with _menu(label, "timer", ":material/timer:") as is_open:
        if is_open:
            st.segmented_control(t("每幕秒数"), SECONDS, key="stage_seconds", on_change=take)
    if seconds:
        _advance(story[(place + 1) % len(story)].code, seconds)


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
