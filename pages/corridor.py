"""G2 走廊: the corridor as a strip, what each node has, and who complements whom."""

import streamlit as st

from lib import analysis
from lib.ui.panels import corridor, path
from lib.ui.parts import frame, html, lists, matrix, nearest
from lib.ui.view import current

view = current()
t = view.t
members = view.edition.members
agreements, facts = view.edition.agreements, view.edition.facts
frame.problems(view, (*agreements.problems, *facts.problems))
stops = analysis.corridor_stops(members, view.selection)

with st.container(key="co_top", horizontal=True, gap="small"):
    with st.container(key="co_strip", border=True, gap=None):
        note = t("沿线为各驻地在 G2 上最近点之间的里程；均为近似")
        st.html(html.panel_title(t("京津冀 G2 产业创新走廊"), note) + corridor.strip(view, stops))
    with st.container(key="co_legs", border=True, gap=None):
        st.html(
            html.panel_title(t("两两距离"), t("近似，±数公里"))
            + corridor.legs(view, analysis.corridor_legs(stops))
        )

with st.container(key="co_matrix", border=True, gap=None):
    note = t(
        "仅计四个节点园区内的资源，走廊沿线别处的不计入；北京经开区是中关村的一部分；零可能只是登记册的空缺"
    )
    st.html(html.panel_title(t("各节点有什么"), note))
    counts = analysis.crossed(
        members, view.selection, "corridor", ("category", analysis.FOCUS_DIMENSION)
    )
    matrix.draw_filtered(view, "nodes", t("各节点有什么"), counts)

area = view.selection.focus[0] if view.selection.focus else None
trail = nearest.trail(view.edition, "corridor", area)
with st.container(key="co_below", horizontal=True, gap="small"):
    with st.container(key="co_path", gap="small"):
        with st.container(key="co_trail", border=True, gap=None):
            path.draw(view, trail)
        with st.container(key="co_complements", border=True, gap=None):
            note = t("各链各环节登记在哪个节点；按整个登记册")
            st.html(
                html.panel_title(t("谁与谁互补"), note)
                + corridor.complements(view.edition, view.lang)
            )
    with st.container(key="co_side", gap="small"):
        with st.container(key="co_agreement", border=True, gap=None):
            st.html(
                html.panel_title(t("合作倡议"), t("节点、推力、重点，据报道所载"))
                + corridor.initiative(view, agreements.rows)
            )
        with st.container(key="co_list", border=True, gap=None):
            found = path.called(view, trail)
            st.html(html.panel_title(*found.title))
            if not view.selection.category and (lines := nearest.of_filter(view, "corridor")):
                nearest.draw(view, "co", lines)
            lists.draw(view, "co_resources", found.rows)
with st.expander(
    t("补链清单：节点未收录的环节与走廊上最近的提供者（{n}）").format(n=len(trail.gaps))
):
    st.html(path.table(view, trail))
with st.expander(t("节点的公开资料")):
    st.html(corridor.node_facts(view.edition, view.lang))
