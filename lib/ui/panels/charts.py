"""Altair charts. Each is SVG, so that its words are text, and stands beside a table of its data."""

from collections.abc import Sequence
from math import ceil
from typing import Any, Final

import altair as alt
import pandas as pd
import streamlit as st

from lib import analysis
from lib.drawing import palette
from lib.editions.store import Publication
from lib.published.scorecard import Figure
from lib.terms.taxonomy import Park
from lib.ui import window
from lib.ui.view import View

_SVG: Final = {"embedOptions": {"renderer": "svg"}}
# The share of a bar that a number of two digits needs, on a tablet and a phone, and in a window as
# wide as a PC's.
_NARROWEST: Final = 0.06
_NARROW_WIDE: Final = 0.025
_WIDE: Final = 1024  # pixels
# The share of the chart of growth that a line of words is high.
_LABEL_SHARE: Final = 0.075
_ROW: Final = 26  # pixels of a zone's bar


def _columns() -> int:
    """How many names stand in a row of a legend: two on a phone."""
    return 2 if window.current().is_phone else 5


def _show(view: View, chart: alt.Chart | alt.LayerChart, alternative: str) -> None:
    # Streamlit's own grey has less than 4.5 : 1.
    ink = palette.INKS[view.theme]["quiet"]
    st.altair_chart(
        chart.properties(usermeta=_SVG, background="transparent")
        .configure_axis(labelColor=ink)
        .configure_legend(labelColor=ink),
        alt=view.t("{what}；数据见表").format(what=alternative),
    )


def _category_scale(view: View) -> alt.Scale:
    return alt.Scale(
        domain=[category.short(view.lang) for category in view.vocabulary.categories],
        range=[palette.drawn(c.color, view.theme) for c in view.vocabulary.categories],
    )


def composition(view: View, shares: analysis.Shares) -> None:
    """Draw every park's categories as parts of a whole, in the alliance's order of members."""
    t = view.t
    colors = {c.code: palette.drawn(c.color, view.theme) for c in view.vocabulary.categories}
    least = _NARROW_WIDE if window.current().width >= _WIDE else _NARROWEST
    rows = [
        {
            "park": f"{park.short(view.lang)} {shares.totals[park.code]}",
            "category": view.vocabulary.terms["category"][code].short(view.lang),
            "order": order,
            "share": share,
            "n": n,
            "said": str(n) if share >= least else "",
            "ink": "white" if palette.reads_white(colors[code]) else palette.INK,
        }
        for park in view.vocabulary.parks
        for order, (code, n) in enumerate(shares.counts[park.code].items())
        if (share := shares.share(park.code, code)) is not None and shares.totals[park.code]
    ]
    axis = alt.Axis(format="%", title=None, values=[0, 0.25, 0.5, 0.75, 1])
    base = alt.Chart(pd.DataFrame(rows)).encode(
        y=alt.Y("park:N", sort=None, title=None, axis=alt.Axis(labelOverlap=False)),
        order="order:Q",
    )
    bars = base.mark_bar().encode(
        x=alt.X("share:Q", stack="zero", axis=axis, scale=alt.Scale(domain=[0, 1])),
        color=alt.Color(
            "category:N",
            scale=_category_scale(view),
            legend=alt.Legend(orient="top", title=None, columns=_columns()),
        ),
        tooltip=[
            alt.Tooltip("park:N", title=t("园区")),
            alt.Tooltip("category:N", title=t("类别")),
            alt.Tooltip("n:Q", title=t("项数")),
            alt.Tooltip("share:Q", title=t("份额"), format=".0%"),
        ],
    )
    words = base.mark_text().encode(
        x=alt.X("share:Q", stack="zero", bandPosition=0.5),
        detail="category:N",
        text="said:N",
        color=alt.Color("ink:N", scale=None),
    )
    held = sum(n > 0 for n in shares.totals.values())
    chart = (bars + words).properties(height=100 + _ROW * held)
    _show(view, chart, t("各园区登记资源的类别构成"))


def beside_median(view: View, shares: analysis.Shares, parks: Sequence[Park]) -> None:
    """Draw the parks' category shares on one scale, with a tick at the median park's."""
    t = view.t
    names = {c.code: c.short(view.lang) for c in view.vocabulary.categories}
    points = pd.DataFrame(
        [
            {
                "park": park.short(view.lang),
                "category": names[code],
                "share": shares.share(park.code, code),
                "n": n,
            }
            for park in parks
            for code, n in shares.counts[park.code].items()
            if shares.totals[park.code]
        ],
        columns=["park", "category", "share", "n"],
    )
    medians = pd.DataFrame(
        {
            "category": [names[code] for code in shares.median],
            "share": list(shares.median.values()),
        }
    )
    if points.empty:
        return
    # A name that is left out leaves marks without a row.
    axis = alt.Axis(labelOverlap=False)
    y = alt.Y("category:N", sort=list(names.values()), title=None, axis=axis)
    x = alt.X(
        "share:Q", axis=alt.Axis(format="%", title=None, tickCount=6), scale=alt.Scale(domainMin=0)
    )
    grey = palette.drawn("#8899AA", view.theme)
    ticks = alt.Chart(medians).mark_tick(thickness=2, size=18, color=grey).encode(x=x, y=y)
    dots = (
        alt.Chart(points)
        .mark_point(filled=True, size=110, opacity=1)
        .encode(
            x=x,
            y=y,
            color=alt.Color(
                "park:N",
                sort=None,
                scale=alt.Scale(range=_colors(view)),
                legend=alt.Legend(orient="top", title=None, columns=_columns())
                if len(parks) > 1
                else None,
            ),
            shape=alt.Shape("park:N", sort=None, legend=None),
            tooltip=[
                alt.Tooltip("park:N", title=t("园区")),
                alt.Tooltip("category:N", title=t("类别")),
                alt.Tooltip("n:Q", title=t("项数")),
                alt.Tooltip("share:Q", title=t("份额"), format=".0%"),
            ],
        )
    )
    _show(view, (ticks + dots).properties(height=190), t("各类别的份额与中位园区"))


def growth(view: View, steps: Sequence[tuple[Publication, analysis.Completeness]]) -> None:
    """Draw which share of rows has each measure, from publication to publication: a share stays
    until the next."""
    t = view.t
    places = [f"{publication.number}|{publication.at[:10]}" for publication, _ in steps]
    names = [t(measure.short) for measure in analysis.MEASURES]
    rows: list[dict[str, Any]] = [
        {
            "place": place,
            "measure": name,
            "share": of.having[measure.code] / of.total,
            "said": f"{of.having[measure.code]} / {of.total}",
        }
        for place, (_, of) in zip(places, steps, strict=True)
        for measure, name in zip(analysis.MEASURES, names, strict=True)
    ]
    last = rows[-len(names) :]
    heights = _apart([row["share"] for row in last], _LABEL_SHARE)
    labels = [
        {"place": row["place"], "height": height, "said": f"{row['measure']} {row['share']:.0%}"}
        for row, height in zip(last, heights, strict=True)
    ]
    # Empty places beside the last one, where the names stand.
    room = [" " * n for n in range(1, 1 + ceil(len(places) / 3))]
    x = alt.X(
        "place:N",
        sort=None,
        title=None,
        scale=alt.Scale(type="point", domain=[*places, *room], padding=0.3),
        axis=alt.Axis(
            values=places,
            labelExpr="split(datum.value, '|')",
            labelAngle=0,
            labelOverlap="greedy",
            grid=False,
        ),
    )
    axis = alt.Axis(format="%", title=None, values=[0, 0.25, 0.5, 0.75, 1])
    scale = alt.Scale(domain=[0, 1])
    color = alt.Color("measure:N", scale=alt.Scale(domain=names, range=_colors(view)), legend=None)
    base = alt.Chart(pd.DataFrame(rows)).encode(
        x=x, y=alt.Y("share:Q", axis=axis, scale=scale), color=color
    )
    dots = base.mark_point(filled=True, size=50, opacity=1).encode(
        shape=alt.Shape("measure:N", sort=None, legend=None),
        tooltip=[
            alt.Tooltip("place:N", title=t("第几次发布")),
            alt.Tooltip("measure:N", title=t("登记完整度")),
            alt.Tooltip("said:N", title=t("项数")),
            alt.Tooltip("share:Q", title=t("份额"), format=".0%"),
        ],
    )
    words = (
        alt.Chart(pd.DataFrame(labels))
        .mark_text(align="left", dx=9, color=palette.INKS[view.theme]["ink"])
        .encode(x=x, y=alt.Y("height:Q", axis=axis, scale=scale), text="said:N")
    )
    lines = base.mark_line(interpolate="step-after", strokeWidth=2)
    _show(view, (lines + dots + words).properties(height=260), t("登记完整度的历次变化"))


def _colors(view: View) -> list[str]:
    """The colours of lines and of zones beside each other, each as near to its own as it may be on
    the theme's ground."""
    colors = ("#0B4F9E", "#C8102E", "#009E73", "#E69F00", "#7A5195")
    return [palette.drawn(color, view.theme) for color in colors]


def _apart(heights: Sequence[float], least: float) -> list[float]:
    """Where labels stand that are to be at `heights` (0 to 1), each at least so far from the
    next."""
    order = sorted(range(len(heights)), key=heights.__getitem__)
    placed = list(heights)
    lowest = 0.0
    for i in order:
        placed[i] = lowest = max(placed[i], lowest)
        lowest += least
    highest = 1.0
    for i in reversed(order):
        placed[i] = highest = min(placed[i], highest)
        highest -= least
    return placed


def side_by_side(view: View, figures: Sequence[Figure]) -> None:
    """Draw one metric of several parks, in the alliance's order of members, as published."""
    rows = pd.DataFrame(
        [
            {
                "park": view.vocabulary.seats[figure.scope].short(view.lang),
                "value": float(figure.value),
                "said": figure.number(view.lang),
            }
            for figure in figures
        ]
    )
    base = alt.Chart(rows).encode(
        # The figures stand at the bars, each in its language's way to count money.
        x=alt.X("value:Q", title=None, axis=None),
        y=alt.Y("park:N", sort=None, title=None),
    )
    ink = palette.INKS[view.theme]["ink"]
    words = base.mark_text(align="left", dx=4, color=ink).encode(text="said:N")
    chart = (base.mark_bar(color="#5B8FC7") + words).properties(height=36 * len(figures) + 30)
    _show(view, chart, figures[0].name(view.lang))
