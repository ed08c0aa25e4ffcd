"""Altair charts. Each is SVG, so that its words are text, and stands beside a table of its data."""

from collections.abc import Sequence
from typing import Final

import altair as alt
import pandas as pd
import streamlit as st

from lib import analysis
from lib.drawing import palette
from lib.published.scorecard import Figure
from lib.terms.taxonomy import Park
from lib.ui.view import View

_SVG: Final = {"embedOptions": {"renderer": "svg"}}
# The share of a bar that a number of two digits needs.
_NARROWEST: Final = 0.06


def _show(view: View, chart: alt.Chart | alt.LayerChart, alternative: str) -> None:
    st.altair_chart(
        chart.properties(usermeta=_SVG, background="transparent"),
        alt=view.t("{what}；数据见表").format(what=alternative),
    )


def _category_scale(view: View) -> alt.Scale:
    return alt.Scale(
        domain=[category.short(view.lang) for category in view.vocabulary.categories],
        range=[category.color for category in view.vocabulary.categories],
    )


def composition(view: View, shares: analysis.Shares) -> None:
    """Draw every park's categories as parts of a whole, in the alliance's order of members."""
    t = view.t
    colors = {category.code: category.color for category in view.vocabulary.categories}
    rows = [
        {
            "park": f"{park.short(view.lang)} {shares.totals[park.code]}",
            "category": view.vocabulary.terms["category"][code].short(view.lang),
            "order": order,
            "share": share,
            "n": n,
            "said": str(n) if share >= _NARROWEST else "",
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
            legend=alt.Legend(orient="top", title=None, columns=2),
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
    chart = (bars + words).properties(height=300)
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
    y = alt.Y("category:N", sort=list(names.values()), title=None)
    x = alt.X(
        "share:Q", axis=alt.Axis(format="%", title=None, tickCount=6), scale=alt.Scale(domainMin=0)
    )
    ticks = alt.Chart(medians).mark_tick(thickness=2, size=18, color="#8899AA").encode(x=x, y=y)
    dots = (
        alt.Chart(points)
        .mark_point(filled=True, size=110, opacity=0.9)
        .encode(
            x=x,
            y=y,
            color=alt.Color(
                "park:N",
                sort=None,
                scale=alt.Scale(range=["#0B4F9E", "#C8102E", "#009E73", "#E69F00"]),
                legend=alt.Legend(orient="top", title=None, columns=2) if len(parks) > 1 else None,
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
    _show(view, (ticks + dots).properties(height=170), t("各类别的份额与中位园区"))


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
    words = base.mark_text(align="left", dx=4).encode(text="said:N")
    chart = (base.mark_bar(color="#5B8FC7") + words).properties(height=36 * len(figures) + 30)
    _show(view, chart, figures[0].name(view.lang))
