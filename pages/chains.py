"""六链五群: which chain or cluster is where, its innovation path, and who can fill a gap in it."""

import streamlit as st

from lib import analysis
from lib.ui.panels import path
from lib.ui.parts import html, lists, matrix, nearest
from lib.ui.view import current

view = current()
t = view.t
members = view.edition.members

counts = analysis.crossed(members, view.selection, analysis.FOCUS_DIMENSION, ("park", "category"))

with st.container(key="ch_matrix", border=True, gap=None):
    note = t("登记册 {n} 项中 {untagged} 项未标注链或集群，故少或零可能只是登记册的空缺")
    n, untagged = len(view.edition.register), analysis.untagged(members)
    title = t("链与集群 × 园区、类别")
    st.html(html.panel_title(title, note.format(n=n, untagged=untagged)))
    matrix.draw_filtered(view, "focus", title, counts)
    twin = t("生物医药既是链又是集群，只列一次。一项资源可属多个链或集群，各行不可相加。")
    st.html(html.quiet(twin))

area = view.selection.focus[0] if view.selection.focus else None
trail = nearest.trail(view.edition, "park", area)
with st.container(key="ch_below", horizontal=True, gap="small"):
    with st.container(key="ch_path", border=True, gap=None):
        path.draw(view, trail)
    with st.container(key="ch_list", border=True, gap=None):
        found = path.called(view, trail)
        st.html(html.panel_title(*found.title))
        if not view.selection.category and (lines := nearest.of_filter(view, "park")):
            nearest.draw(view, "ch", lines)
        lists.draw(view, "ch_resources", found.rows)
with st.expander(
    t("补链清单：登记册未收录的环节与可联系的最近园区（{n}）").format(n=len(trail.gaps))
):
    st.html(path.table(view, trail))
