"""园区: one park's profile beside the median park, or two to four parks side by side."""

import numpy as np
import streamlit as st

from lib import analysis
from lib.published import scorecard
from lib.ui import window
from lib.ui.panels import charts, profile
from lib.ui.parts import facets, frame, html, lists, maps, matrix, nearest
from lib.ui.view import current

view = current()
t = view.t
members = view.edition.members
figures, agreements, facts = view.edition.figures, view.edition.agreements, view.edition.facts
frame.problems(view, (*figures.problems, *agreements.problems, *facts.problems))

with st.container(key="pk_pick"):
    facets.pills(view, t("选一个园区看档案，选两到四个并列比较"), ("park",), key="pick_park")

chosen = [view.vocabulary.seats[code] for code in view.selection.park]
parks = chosen[: profile.MOST_PARKS]
if len(chosen) > len(parks):
    st.caption(t("最多并列 {n} 个园区，这里是前 {n} 个。").format(n=len(parks)))

by_category = analysis.shares(members, view.selection, "category")
by_focus = analysis.shares(members, view.selection, analysis.FOCUS_DIMENSION)


def identity() -> None:
    """Draw who the zones are."""
    with st.container(key="pk_identity", border=True, gap=None):
        st.html(profile.identities(view, parks) + profile.sentences(view, parks))


def composition() -> None:
    """Draw what the zones' resources are made of."""
    with st.container(key="pk_made", horizontal=len(parks) <= 2, gap="small"):
        with st.container(key="pk_categories", border=True, gap=None):
            st.html(html.panel_title(t("按类别"), t("占筛选内登记资源的份额；竖线为中位园区")))
            if len(parks) > 1:
                charts.beside_median(view, by_category, parks)
            st.html(profile.composition(view, by_category, parks, "category"))
        with st.container(key="pk_focus", border=True, gap=None):
            st.html(
                html.panel_title(t("六链五群"), t("占已标注资源的份额；一项可属多个"))
                + profile.composition(view, by_focus, parks, analysis.FOCUS_DIMENSION)
            )


if not parks:
    with st.container(key="pk_all", border=True, gap=None):
        st.html(
            html.panel_title(t("十个园区，各有什么"), t("点一格即筛选；未标注、未收录不等于没有"))
        )
        counts = analysis.crossed(
            members, view.selection, "park", ("category", analysis.FOCUS_DIMENSION)
        )
        matrix.draw_filtered(view, "parks", t("十个园区，各有什么"), counts)
    with st.container(key="pk_shares", border=True, gap=None):
        st.html(
            html.panel_title(t("类别构成"), t("占各园区登记资源的份额；不足十项的园区不宜比较"))
        )
        charts.composition(view, by_category)
else:
    with st.container(key="pk_profile", horizontal=True, gap="small"):
        with st.container(key="pk_main", gap="small"):
            # Of two, what is compared stands first and side by side: it fits a screen.
            parts = (identity, composition)
            for part in reversed(parts) if len(parks) == 2 else parts:
                part()
            with st.container(key="pk_facts", border=True, gap=None):
                note = t("摘自公开资料的原意；同一主题各条口径可能不同，不相加、不比较")
                st.html(
                    html.panel_title(t("公开资料"), note)
                    + profile.facts_by_topic(view.edition, view.lang, tuple(parks))
                )
        with st.container(key="pk_side", gap="small"):
            with st.container(key="pk_map"):
                beside = window.current().zone
                camera = maps.park_camera(view.edition, view.selection.park, beside)
                maps.draw(view, "parks_map", beside, maps.Options(), camera)
                st.html(html.map_note(view, t("空心为仅知所在区域")))
            with st.container(key="pk_year", border=True, gap=None):
                own = [line.latest for line in scorecard.lines(figures.rows)]
                own = [figure for figure in own if figure.scope in view.selection.park]
                title = scorecard.published(own, view.lang) or t("联盟公布")
                st.html(
                    html.panel_title(title, t("口径不同，不相加、不排序"))
                    + profile.year(view, figures.rows, parks)
                )
            with st.container(key="pk_agreements", border=True, gap=None):
                st.html(
                    html.panel_title(t("协议与伙伴"), "")
                    + profile.agreements(view, agreements.rows, parks)
                )
            if len(parks) == 1:
                if lines := nearest.of_filter(view, "park", by_focus=True):
                    with st.container(key="pk_near", border=True, gap=None):
                        nearest.draw(view, "pk", lines)
                with st.container(key="pk_list", border=True, gap=None):
                    n = t("{n} 项，点开见卡片").format(n=view.n)
                    st.html(html.panel_title(t("资源"), n))
                    lists.draw(view, "pk_resources", np.flatnonzero(view.passes))
