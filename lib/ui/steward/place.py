"""A position by a click: a map whose ground can be clicked on (`lib.mapfiles.ground`)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import pydeck as pdk
import streamlit as st
from pydeck.types import String

from lib.drawing import palette
from lib.mapfiles import basemap as offline
from lib.mapfiles import ground, tianditu
from lib.terms import geometry
from lib.terms.geometry import LonLat
from lib.ui import basemap
from lib.ui.view import View

# Pixels that the radius of what is known takes: each click leads closer, up to streets.
_KNOWN_PX: Final = 70
_TAKEN_PX: Final = 100
_CLOSEST: Final = 16.0
_HEIGHT: Final = 360
# As `lib.web.paths.GROUND`, from the page's own address.
_TILES: Final = "app/ground/{z}/{x}/{y}.json"


@dataclass(frozen=True)
class Spot:
    """A point (WGS-84, degrees) and how far from it the true place may lie, in metres."""

    at: LonLat
    radius_m: int


def draw(view: View, key: str, now: Spot, then: Spot | None, take: Callable[[Spot], None]) -> None:
    """Draw where a resource is by the register, in a circle, and where it would be; `take` is
    called with each spot of the ground that is clicked on, before the page runs."""
    t = view.t
    clicks = f"{key}_clicks"
    n = st.session_state.get(clicks, 0)

    def on_click() -> None:
        picked = st.session_state[key]["selection"]["objects"]
        for objects in picked.values():
            square = objects[0]["properties"]
            # Under its old name the layer would take a second click on a square for its undoing.
            st.session_state[clicks] = n + 1
            lon, lat = square["at"]
            take(Spot((lon, lat), square["m"]))

    named = tianditu.style_name if basemap.is_official() else offline.style_name
    shown = tianditu.SWITCHES if basemap.is_official() else offline.SWITCHES
    deck = pdk.Deck(
        layers=[_ground(n), *_circle(view, now), *_pins(view, now, then)],
        map_provider=None,
        map_style=view.edition.asset(named(view.theme, shown)),
        initial_view_state=_camera(then, _TAKEN_PX) if then else _camera(now, _KNOWN_PX),
    )
    st.pydeck_chart(
        deck,
        key=key,
        on_select=on_click,
        selection_mode="single-object",
        height=_HEIGHT,
        alt=t("点击地图取位置，每点一次放近一级"),
    )


def _camera(spot: Spot, pixels: float) -> pdk.ViewState:
    lon, lat = spot.at
    zoom = min(geometry.zoom_of(lat, pixels / spot.radius_m), _CLOSEST)
    return pdk.ViewState(lon, lat, zoom, min_zoom=5, max_zoom=17)


def _ground(n: int) -> pdk.Layer:
    """What is clicked on, and not seen."""
    return pdk.Layer(
        "TileLayer",
        _TILES,
        id=f"ground-{n}",
        min_zoom=ground.ZOOMS[0],
        max_zoom=ground.ZOOMS[-1],
        tile_size=256,
        pickable=True,
        stroked=False,
        get_fill_color=[0, 0, 0, 1],
        opacity=0.004,
    )


def _circle(view: View, now: Spot) -> list[pdk.Layer]:
    ring = [list(point) for point in geometry.circle(now.at, now.radius_m)]
    return [
        pdk.Layer(
            "GeoJsonLayer",
            {"type": "Polygon", "coordinates": [ring]},
            id="circle",
            filled=False,
            get_line_color=palette.rgb(palette.INKS[view.theme]["corridor"]),
            get_line_width=1.5,
            line_width_units=String("pixels"),
        )
    ]


def _pins(view: View, now: Spot, then: Spot | None) -> list[pdk.Layer]:
    """Hollow where the register has it, full where it would be."""
    ink = palette.rgb(palette.INKS[view.theme]["primary"])
    pins: list[dict[str, Any]] = [{"at": list(now.at), "fill": [*ink, 0]}]
    if then:
        pins.append({"at": list(then.at), "fill": [*ink, 255]})
    return [
        pdk.Layer(
            "ScatterplotLayer",
            pins,
            id="pins",
            get_position="at",
            get_radius=7,
            radius_units=String("pixels"),
            stroked=True,
            get_fill_color="fill",
            get_line_color=ink,
            get_line_width=3,
            line_width_units=String("pixels"),
        )
    ]
