"""Which map lies under the points in a session: the atlas's own, or 天地图 where the host has set
it, until its tiles fail."""

from html import escape

import streamlit as st

from lib.base import settings
from lib.terms import words
from lib.ui import state
from lib.ui.view import View


def is_official() -> bool:
    """Whether the session's maps lie on the official tiles."""
    return settings.tianditu() is not None and not state.S.get("is_offline")


def watch() -> None:
    """Draw, unseen, the button that `page.js` presses when tiles fail; from then on the session's
    maps lie on the atlas's own."""
    if is_official():
        st.button("⌧", key="tiles_failed", on_click=_fail)


def _fail() -> None:
    state.S.is_offline = True


def credit(view: View) -> str:
    """Return as HTML what stands under every map first: whose it is, or that it is schematic.

    On paper, and where the browser draws no map, a picture of the atlas's own stands in for the
    official one (map.css).
    """
    t, schematic = view.t, escape(words.boundaries(view.lang))
    if settings.tianditu() is None:
        return schematic
    if not is_official():
        failed = t("天地图暂不可用，改用示意底图")
        return f"<b>{escape(failed)}</b> · {schematic}"
    outlines = t("市域轮廓仅为示意") if view.selection.park else ""
    official = escape(" · ".join(filter(None, (words.official(view.lang), outlines))))
    return f'<span class="official">{official}</span><span class="schematic">{schematic}</span>'
