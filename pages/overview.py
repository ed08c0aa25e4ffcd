"""总览: how many, where, of what kind, what was achieved; on one screen."""

import streamlit as st

from lib import analysis
from lib.published import scorecard
from lib.terms import taxonomy
from lib.ui import window
from lib.ui.panels import completeness, year
from lib.ui.parts import facets, html, maps
from lib.ui.parts.frame import empty, problems
from lib.ui.view import current

view = current()
t = view.t
members = view.edition.members
figures, events = view.edition.figures, view.edition.milestones

problems(view, (*figures.problems, *events.problems))

with st.container(key="overview", horizontal=True, wrap=False, gap="small"):
    with st.container(key="ov_left", gap="small"):
        st.html(year.headlines(scorecard.headlines(figures.rows), view))
        with st.container(key="ov_map"):
            frame = window.current().overview
            maps.draw(view, "overview_map", frame, maps.Options(points=False))
            st.html(html.map_note(view, t("{dot}，聚于园区，为计数图；点击园区筛选")))
            if not view.n:
                empty(view)
        with st.container(key="ov_strip", horizontal=True, wrap=False):
            st.html(html.corridor_strip(analysis.corridor_stops(members, view.selection), view))
            st.html(year.milestones(events.rows, view))
    with st.container(key="ov_right", gap="small"):
        note = t("登记册收录 {n} 项").format(n=view.n)
        facets.bars(view, t("按类别"), ("category",), key="bar_category", note=note)
        note = t("{n} 项未标注").format(n=analysis.untagged(members, view.selection))
        # English names are long; the sidebar has them in full.
        is_short = view.lang == "en" and window.current().is_low
        facets.bars(
            view, t("六链五群"), taxonomy.FOCUS, key="bar_focus", note=note, is_short=is_short
        )
        with st.container(key="ov_complete", gap=None):
            st.html(completeness.whole(view))
            completeness.over_editions(view)
        st.html(year.zones(figures.rows, view))
