"""How complete the register is: of the whole on the overview, of a zone on its page."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from lib.analysis import MEASURES, Completeness, completeness_of
from lib.base.problems import DataProblem
from lib.editions import current as editions
from lib.editions.growth import Step, growth
from lib.ui import state
from lib.ui.panels import charts
from lib.ui.parts import frame, html
from lib.ui.parts.sources import Panels
from lib.ui.view import View


def whole(view: View) -> str:
    """Return which share of all rows has each measure; a click opens the same zone by zone."""
    t, panels = view.t, Panels(view, "complete")
    found = completeness_of(view.edition.register)
    every = found[""]
    cells = "".join(
        f"<span><b>{every.share(measure.code):.0%}</b>{escape(t(measure.short))}</span>"
        for measure in MEASURES
    )
    title = t("登记完整度")
    lines = [
        (
            t(measure.name),
            t("{n} / {total} 项").format(n=every.having[measure.code], total=every.total),
        )
        for measure in MEASURES
    ]
    lines += [
        (park.short(view.lang), escape(said(view, found[park.code])))
        for park in view.vocabulary.parks
        if park.code in found
    ]
    head = html.panel_title(title, "")
    opened = panels.opener(f'<span class="shares">{cells}</span>', title, lines)
    return f'{head}<div class="complete">{opened}</div>{panels.html}'


def over_editions(view: View) -> None:
    """Draw the menu with what has become of it, publication by publication, of all rows or of a
    zone's; on a pinned page up to the publication shown."""
    t, pinned = view.t, state.pin()
    menu = st.popover(t("历次变化"), key="ov_growth", type="tertiary", on_change="rerun")
    if not menu.open:  # Closed, it need not travel at every click.
        return
    with menu, st.container(key="growth", gap="small"):
        st.html(html.panel_title(t("登记完整度的历次变化"), ""))
        try:
            steps = growth(editions.holder().store, pinned.number if pinned else None)
        except DataProblem as problem:
            st.error(frame.literal(problem.text(view.lang)))
            return
        if len({step.publication.digest for step in steps}) < 2:
            one = t("登记册至今只有一版；再次发布之后，这里画出各项占比的变化。")
            st.html(f"<p>{escape(one)}</p>")
        else:
            _steps(view, steps)


def _steps(view: View, steps: Sequence[Step]) -> None:
    t, seats = view.t, view.vocabulary.seats
    zones = [park.code for park in view.vocabulary.parks]
    chosen = view.selection.park
    place = st.selectbox(
        t("园区"),
        ["", *zones],
        index=1 + zones.index(chosen[0]) if len(chosen) == 1 else 0,
        format_func=lambda code: seats[code].short(view.lang) if code else t("全部园区"),
        key="growth_zone",
        label_visibility="collapsed",
    )
    held = [(step.publication, step.found[place]) for step in steps if place in step.found]
    if not held:
        none = t("登记册未收录")
        st.html(f"<p>{escape(none)}</p>")
        return
    charts.growth(view, held)
    head = [t("第几次发布"), t("项数"), *(t(measure.short) for measure in MEASURES)]
    rows = [
        [
            f"{publication.number} · {publication.at[:10]}",
            str(of.total),
            *(f"{of.having[m.code]} · {of.having[m.code] / of.total:.0%}" for m in MEASURES),
        ]
        for publication, of in reversed(held)
    ]
    st.html(html.folded(t("数据表"), html.table(head, rows)))


def said(view: View, of: Completeness) -> str:
    """Return in one line how many rows have each measure."""
    t = view.t
    parts = (f"{t(measure.short)} {of.having[measure.code]}" for measure in MEASURES)
    return t("{n} 项：{parts}").format(n=of.total, parts=" · ".join(parts))
