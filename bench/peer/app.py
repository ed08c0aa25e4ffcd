"""The overview as a Dash app: `gunicorn bench.peer.app:server`, on requirements.txt.

Filters with counts, numbers, bars, and a map of the resources; `PEER_NAMES=25` lists as many names
too, which the overview does not. Written for speed as far as usual Dash goes: arrays made once, one
callback, one trace for the map, no figure template, orjson.
"""

import os
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from dash import Dash, Input, Output, dcc, html

DATA: Final = Path(__file__).parents[2] / "data"
NAMES: Final = int(os.environ.get("PEER_NAMES", "0"))


def _read(name: str) -> pd.DataFrame:
    return pd.read_csv(DATA / f"{name}.csv", dtype=str, keep_default_na=False)


ROWS: Final = _read("resources")
NODES: Final = _read("corridor_nodes").set_index("node")
CATEGORIES: Final = _read("categories").set_index("code")
AREAS: Final = _read("focus_areas").query("twin == ''").set_index("code")
TERMS: Final = {
    "park": _read("parks").query("kind == 'member'").set_index("park")["name_zh"],
    "focus": AREAS["name_zh"],
    "category": CATEGORIES["name_zh"],
    "corridor": NODES["name_zh"],
}


def _carries(facet: str, code: str) -> "pd.Series[bool]":
    """Which rows carry a code."""
    if facet == "focus":
        return (ROWS["chains"] + ";" + ROWS["clusters"]).str.split(";").map(lambda own: code in own)
    if facet == "corridor":
        node = NODES.loc[code]
        return (ROWS["park"] == node["park"]) & (
            (ROWS["subpark"] == node["subpark"]) | (node["subpark"] == "")
        )
    return ROWS[facet] == code


# Of each facet (rows × codes) of true and false.
CARRY: Final = {
    facet: np.array([_carries(facet, code) for code in terms.index]).T
    for facet, terms in TERMS.items()
}
COLORS: Final = ROWS["category"].map(CATEGORIES["color"]).to_numpy()
POSITIONS: Final = ROWS[["lon", "lat"]].astype(float).to_numpy()
TITLES: Final = ROWS["name"].to_numpy()
PLAIN: Final = {"template": "none", "margin": {"l": 0, "r": 0, "t": 0, "b": 0}}
MAP: Final = {
    "map": {"style": "carto-positron", "center": {"lon": 116.2, "lat": 39.3}, "zoom": 6},
    "uirevision": "camera",
}


def update(*chosen: Any) -> tuple[Any, ...]:
    """Return map, bars, numbers, names and each facet's options under what is chosen: the codes of
    each facet, and a text that names hold."""
    *codes, text = chosen
    hits = [
        CARRY[facet][:, terms.index.isin(own)].any(axis=1) if own else np.ones(len(ROWS), bool)
        for (facet, terms), own in zip(TERMS.items(), codes, strict=True)
    ]
    hits.append(ROWS["name"].str.contains(text, regex=False).to_numpy())
    passes = np.logical_and.reduce(hits)
    counts = {
        facet: CARRY[facet][np.logical_and.reduce(hits[:i] + hits[i + 1 :])].sum(axis=0).tolist()
        for i, facet in enumerate(TERMS)
    }
    lon, lat = POSITIONS[passes].T
    dots = go.Scattermap(
        lon=lon,
        lat=lat,
        text=TITLES[passes],
        marker={"color": COLORS[passes], "size": 8},
        hoverinfo="text",
    )
    bars = [
        go.Figure(go.Bar(x=counts[facet], y=TERMS[facet].tolist(), orientation="h"), PLAIN)
        for facet in ("category", "focus")
    ]
    untagged = int((passes & ~CARRY["focus"].any(axis=1)).sum())
    along = CARRY["corridor"][passes].sum(axis=0).tolist()
    numbers = [("登记册收录", int(passes.sum())), ("未标注", untagged)]
    numbers += zip(TERMS["corridor"], along, strict=True)
    options = [
        [
            {"label": f"{name} {n}", "value": code, "disabled": not n}
            for (code, name), n in zip(terms.items(), counts[facet], strict=True)
        ]
        for facet, terms in TERMS.items()
    ]
    return (
        go.Figure(dots, PLAIN | MAP),
        *bars,
        [html.Div([html.B(n), html.Span(name)]) for name, n in numbers],
        [html.Li(name) for name in TITLES[passes][:NAMES]],
        *options,
    )


app = Dash(__name__, title="京津冀创新资源看板")
app.layout = html.Div(
    [
        *(dcc.Checklist([], [], id=f"side_{facet}") for facet in TERMS),
        dcc.Input(id="side_q", value="", debounce=True),
        html.Section(id="numbers"),
        dcc.Graph(id="map"),
        dcc.Graph(id="bar_category"),
        dcc.Graph(id="bar_focus"),
        html.Ul(id="names"),
    ]
)
app.callback(
    *(Output(figure, "figure") for figure in ("map", "bar_category", "bar_focus")),
    *(Output(words, "children") for words in ("numbers", "names")),
    *(Output(f"side_{facet}", "options") for facet in TERMS),
    *(Input(f"side_{facet}", "value") for facet in TERMS),
    Input("side_q", "value"),
)(update)
server = app.server
