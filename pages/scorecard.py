"""年度成绩单: every published figure with its qualifier and source, and the milestones."""

import streamlit as st

from lib.published import scorecard
from lib.ui.panels import charts, scoreboard
from lib.ui.parts import frame, html
from lib.ui.view import current

view = current()
t = view.t
figures, events = view.edition.figures, view.edition.milestones
frame.problems(view, (*figures.problems, *events.problems))
lines = scorecard.lines(figures.rows)
shared = scorecard.shared_metrics(figures.rows, view.vocabulary)

with st.container(key="sc_alliance", border=True, gap=None):
    whole = [line for line in lines if line.scope == scorecard.ALLIANCE]
    title = scoreboard.title(view, t("联盟这一年"), whole)
    note = scoreboard.periods(view, figures.rows)
    st.html(html.panel_title(title, note) + scoreboard.alliance(view, lines))
with st.container(key="sc_below", horizontal=True, gap="small"):
    with st.container(key="sc_parks", border=True, gap=None):
        note = t("口径各异，不相加、不排序；按联盟成员次序；只受园区与省市筛选")
        others = [line for line in lines if line.scope != scorecard.ALLIANCE]
        title = scoreboard.title(view, t("各园区的数字"), others)
        st.html(html.panel_title(title, note) + scoreboard.parks(view, lines))
        if shared:
            for own in shared.values():
                st.html(html.panel_title(own[0].name(view.lang), t("同一口径，可并列")))
                charts.side_by_side(view, own)
        else:
            st.html(html.quiet(t("没有两个园区公布同一口径的指标，因此不作图比较。")))
    with st.container(key="sc_events", border=True, gap=None):
        st.html(
            html.panel_title(t("大事记"), t("新者在上")) + scoreboard.timeline(view, events.rows)
        )
with st.expander(t("全部数字与来源（{n} 行）").format(n=len(figures.rows))):
    st.html(scoreboard.sources(view, figures.rows))
