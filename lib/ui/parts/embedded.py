"""The view that another site's page frames: what stands round its map and list, and the markup to
frame it with."""

from html import escape
from urllib.parse import urlencode, urljoin

import streamlit as st

from lib.base import settings
from lib.query.address import DEFAULT_LANG
from lib.terms.geometry import Camera
from lib.ui import state
from lib.ui.pages import EMBED
from lib.ui.parts import cards, frame, html, maps
from lib.ui.view import View
from lib.ui.window import Frame

# Pixels: as low as a map, some rows and their source can be read.
_HEIGHT = 560


def heading(view: View) -> None:
    """Say the filter in words, and lead to the same in the dashboard."""
    words = view.selection.describe(view.lang, view.n)
    st.html(f'<h1 class="words">{escape(words)}</h1>', width="stretch")
    query = urlencode(state.query(), doseq=True)
    # Below the page's own folder, wherever the dashboard lies.
    st.html(html.link(f"./?{query}", escape(view.t("在看板中打开"))), width="content")


def camera(view: View, size: Frame) -> Camera | None:
    """Return the camera of the map: of the open card's resource, else of the chosen parks, else of
    the region (none)."""
    if opened := state.card():
        return maps.card_camera(view.edition, opened, size)
    parks = view.selection.park
    return maps.park_camera(view.edition, parks, size) if parks else None


def card(view: View) -> None:
    """Draw the open card, if any, in place of the list."""
    resource_id = state.card()
    if not resource_id:
        return
    with st.container(key="em_card", gap="small"):
        st.button(
            view.t("关闭"),
            key="card_close",
            icon=":material/close:",
            type="tertiary",
            on_click=cards.close,
        )
        st.html(cards.card_html(view, view.edition.resource(resource_id)))


def foot(view: View) -> None:
    """Say which register this is, and which edition an address has pinned."""
    line = escape(view.edition.statement(view.lang))
    said = " · ".join(filter(None, (frame.pinned(view), line)))
    st.html(f'<p class="quiet em-foot">{said}</p>')


def offer(view: View) -> None:
    """Offer the markup with which another site's page frames what the filter leaves; nothing where
    the host allows no site to."""
    if not settings.frame_ancestors():
        return
    lang = {"lang": view.lang} if view.lang != DEFAULT_LANG else {}
    query = urlencode({**view.selection.to_query(), **lang}, doseq=True)
    public = settings.PUBLIC_URL.value
    page = f"{public.rstrip('/')}/{EMBED}" if public else urljoin(st.context.url or "", EMBED)
    address = escape(f"{page}?{query}" if query else page)
    title = escape(view.t("京津冀创新资源看板"))
    st.caption(view.t("嵌入贵网站的页面（HTML）"))
    st.code(
        f'<iframe src="{address}" title="{title}" width="100%" height="{_HEIGHT}" loading="lazy">'
        "</iframe>",
        language=None,
        wrap_lines=True,
    )
