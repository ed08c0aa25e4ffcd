"""地图与名录: what another site's page frames. A map and a list under the filter of the address."""

import streamlit as st

from lib.query import listing
from lib.ui import state, window
from lib.ui.parts import embedded, frame, html, lists, maps
from lib.ui.view import current

view = current()
t = view.t
rows = listing.ordered(
    view.edition.register, view.edition.members, view.passes, view.selection.q, listing.BEST
)

with st.container(key="em_head", horizontal=True, vertical_alignment="center", gap="small"):
    embedded.heading(view)
frame.ignored(view)
with st.container(key="em_body"):
    with st.container(key="em_map"):
        size = window.current().embed
        options = maps.Options(packs=False)
        maps.draw(view, "embed_map", size, options, embedded.camera(view, size))
        st.html(html.map_key(view))
        st.html(maps.note(view))
    with st.container(key="em_list", gap=None):
        if not view.n:
            st.html(html.quiet(t("登记册未收录符合全部条件的资源，不等于没有。")))
        here = listing.page_of(rows, int(state.local("page") or 1))
        lists.draw(view, "em_resources", here)
        lists.pager(view, len(rows))
    embedded.card(view)
embedded.foot(view)
