"""The map: a pydeck chart whose points, boundaries and labels are static files.

A click on the filter sends only a bit mask; the browser filters on the GPU. Every data layer is a
`TileLayer` over one GeoJSON file: it alone can be shown by zoom, and it is not dimmed while
something is selected.
"""

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

import pydeck as pdk
import streamlit as st
from pydeck.types import String

from lib.base.i18n import Lang, mark, translator
from lib.drawing import packs as packing
from lib.drawing import palette
from lib.drawing.packs import Layout, Shift
from lib.editions.edition import Edition
from lib.mapfiles import basemap as offline
from lib.mapfiles import tianditu
from lib.mapfiles.labels import NODE_RADIUS, inner_nodes
from lib.query import membership
from lib.register.positions import CITY_STEP_PX, pack_radius
from lib.terms import geometry
from lib.terms.taxonomy import Vocabulary
from lib.ui import basemap, motion, state
from lib.ui.view import Theme, View
from lib.ui.window import Frame, Window

# Packs of dots give way to positions at this zoom.
CITY_ZOOM: Final = 9
# The size of a mark in a pack, in steps: a circle fills three quarters of it, and no two touch.
_MARK: Final = 1.9
# No camera flies closer by itself: what is known of places is not known better.
_CLOSEST: Final = 13.0
# Pixels round what a camera shows: half a mark and some of a name.
_MARGIN: Final = 24.0
_MISSING: Final = mark("未收录")
# Words, the plate under them, and what stands aside: its marks and its words.
INKS: Final = {
    "light": {"text": [20, 40, 60], "plate": [233, 240, 247, 205],
              "grey": [178, 188, 200], "quiet": [91, 112, 144]},
    "dark": {"text": [234, 241, 249], "plate": [15, 43, 74, 205],
             "grey": [74, 96, 124], "quiet": [140, 165, 196]},
}  # fmt: skip
# What a reader may switch off on the atlas's own map, and on the official one.
LAYERS: Final = ("labels", *offline.SWITCHES)
OFFICIAL_LAYERS: Final = ("labels", *tianditu.SWITCHES)


# It shows what lies between -1 and 1: a point that passes is 0, another 2 and more.
_FILTER: Final = [{"@@type": "DataFilterExtension"}]
# What a click changes of a chart's JSON; private-use characters stand in no text.
MASK: Final = "\ue000mask\ue001"
STAMP: Final = "\ue000stamp\ue001"
COUNTS: Final = "\ue000counts\ue001"
COUNTS_STAMP: Final = "\ue000counted\ue001"
ASIDE: Final = "\ue000aside\ue001"
ASIDE_STAMP: Final = "\ue000stood\ue001"
CAMERA: Final = "\ue000camera\ue001"


@dataclass(frozen=True)
class Chart:
    """A pydeck chart as Streamlit takes it: its JSON, and its tooltip."""

    json: str
    _tooltip: dict[str, str]

    def to_json(self) -> str:
        """Return the chart's JSON."""
        return self.json


@dataclass(frozen=True)
class Options:
    """What a map shows beyond its points: the `LAYERS` switched on, a chain or cluster to
    highlight (`facet`, `code`), whether single points can be picked, the labels' height in pixels,
    whether packs stand aside (`dims`), and the `cities` that are outlined, by name."""

    layers: tuple[str, ...] = LAYERS
    highlight: tuple[str, str] | None = None
    points: bool = True
    text_size: int = 14
    dims: bool = False
    cities: tuple[str, ...] = ()


def bits(mask: membership.Mask) -> str:
    """Return a mask as hexadecimal digits, row k in bit k&3 of digit k>>2."""
    digits = [0] * ((len(mask) + 3) // 4)
    for k in mask.nonzero()[0].tolist():
        digits[k >> 2] |= 1 << (k & 3)
    return "".join(f"{digit:x}" for digit in digits)


def _bit(digits: str) -> str:
    """The deck.gl expression that reads a point's bit of a mask (see `bits`)."""
    # deck.gl's parser takes an index only after parentheses.
    return f"(('0x'+('{digits}')[properties.k>>2])>>(properties.k&3)&1)"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True)
class _Lit:
    """What a map lights: the rows it shows, and which packs stand `aside`, shown in grey as they
    would be without the filter's choice of places."""

    rows: membership.Mask
    aside: tuple[bool, ...]


def _lit(view: View) -> _Lit:
    members, chosen = view.edition.members, view.selection
    seats = _seats(view.vocabulary)
    if not (chosen.park or chosen.province or chosen.corridor):
        return _Lit(view.passes, (False,) * len(seats))
    anywhere = chosen.anywhere().mask(members)
    rows, aside = view.passes.copy(), []
    for park, facet, _ in seats:
        of_zone = members.carries("park", (park,))
        is_aside = not (view.passes & of_zone).any()
        aside.append(is_aside)
        if is_aside and facet == "park":
            rows |= anywhere & of_zone
    return _Lit(rows, tuple(aside))


def _seats(vocabulary: Vocabulary) -> list[tuple[str, str, str]]:
    """The packs of the map: the zone that each is or is part of, and its facet and code."""
    zones = [(park.code, "park", park.code) for park in vocabulary.parks]
    return zones + [(node.park, "corridor", node.code) for node in inner_nodes(vocabulary)]


def _counts(view: View, lit: _Lit) -> list[int | str]:
    """How many resources the map lights in each pack, or in a word why the edition has none."""
    members, seats = view.edition.members, _seats(view.vocabulary)
    counted = [int((lit.rows & members.carries(facet, (code,))).sum()) for _, facet, code in seats]
    return [view.count(facet, code, n) for (_, facet, code), n in zip(seats, counted, strict=True)]


def _stamp(*parts: object) -> int:
    """A number that differs where `parts` differ: 24 bits are enough to tell two charts apart."""
    return zlib.crc32(repr(parts).encode()) >> 8


def _offset(layout: Layout, step: float) -> str:
    """The deck.gl expression of where a mark of a pack is drawn, from the seat, in pixels."""
    across, down = _by_pack(layout.shifts)
    return f"[{across}+{step}*properties.o[0],{down}+{step}*properties.o[1]]"


def _by_pack(shifts: Sequence[Shift]) -> tuple[str, str]:
    """The deck.gl expressions of what belongs to the pack that a feature is of, right and down."""
    right, down = zip(*shifts, strict=True)
    return f"({_json(right)})[properties.i]", f"({_json(down)})[properties.i]"


def _points(
    edition: Edition, theme: Theme, name: str, options: Options, epoch: int, **more: Any
) -> pdk.Layer:
    """The layer of all resources at one scale, `name` its static file."""
    color, grey = "properties.c", _json(INKS[theme]["grey"])
    lit = b""
    if options.highlight:
        facet, code = options.highlight
        carries = edition.members.carries(facet, (code,))
        color, lit = f"{_bit(bits(carries))}?{color}:{grey}", carries.tobytes()
    dims = options.dims and name == "region"
    if dims:
        color = f"({ASIDE})[properties.i]?{grey}:{color}"
    return pdk.Layer(
        "TileLayer",
        edition.asset(f"{name}.geojson"),
        id=f"{name}-{epoch}",
        max_zoom=0,
        point_type=String("icon"),
        icon_atlas=String(edition.asset("marks.svg")),
        icon_mapping=String(edition.asset("marks.json")),
        get_icon_color=color,
        **({"pickable": True, "auto_highlight": True} if options.points else {}),
        extensions=_FILTER,
        get_filter_value=f"2-2*{_bit(MASK)}",
        update_triggers={
            "getFilterValue": STAMP,
            "getIconColor": ASIDE_STAMP if dims else _stamp(lit, theme),
        },
        **more,
    )


def _packed(
    edition: Edition, theme: Theme, options: Options, epoch: int, layout: Layout, step: float
) -> pdk.Layer:
    """The layer of all resources in packs, as far apart at one zoom as at another."""
    return _points(
        edition,
        theme,
        "region",
        options,
        epoch,
        visible_max_zoom=CITY_ZOOM,
        get_icon="properties.m",
        get_icon_size=round(_MARK * step, 1),
        get_icon_pixel_offset=_offset(layout, step),
    )


def _placed(edition: Edition, theme: Theme, options: Options, epoch: int) -> pdk.Layer:
    """The layer of all resources at their positions, where these can be told apart."""
    return _points(
        edition,
        theme,
        "city",
        options,
        epoch,
        visible_min_zoom=CITY_ZOOM,
        get_icon="properties.h",
        get_icon_size=300,
        icon_size_units=String("meters"),
        icon_size_min_pixels=11,
        icon_size_max_pixels=22,
        get_icon_pixel_offset="properties.o",
    )


def _discs(edition: Edition, theme: Theme, epoch: int, layout: Layout, step: float) -> pdk.Layer:
    across, down = _by_pack(layout.shifts)
    return pdk.Layer(
        "TileLayer",
        edition.asset("packs.geojson"),
        id=f"packs-{epoch}",
        max_zoom=0,
        visible_max_zoom=CITY_ZOOM,
        point_type=String("icon"),
        icon_atlas=String(edition.asset(f"discs-{theme}.svg")),
        icon_mapping=String(edition.asset("discs.json")),
        get_icon="properties.d",
        get_icon_size=f"properties.r*{2 * step}",
        get_icon_pixel_offset=f"[{across},{down}]",
        pickable=True,
    )


def _labels(
    edition: Edition, theme: Theme, name: str, text: str, size: int, color: str = "", **more: Any
) -> pdk.Layer:
    ink = INKS[theme]
    return pdk.Layer(
        "TileLayer",
        edition.asset(f"{name}.geojson"),
        id=f"{name}-names",
        max_zoom=0,
        point_type=String("text"),
        get_text=text,
        get_text_size=size,
        get_text_color=color or ink["text"],
        text_font_family=String("sans-serif"),
        text_font_weight=600,
        text_character_set=String("auto"),
        # A plate and not an outline: deck.gl draws that of a letter over the letter before.
        text_background=True,
        get_text_background_color=ink["plate"],
        text_background_padding=[3, 0],
        **more,
    )


def _outlines(edition: Edition, theme: Theme, cities: Sequence[str]) -> pdk.Layer:
    """The outlines of some cities."""
    line = json.dumps([*palette.rgb(palette.INKS[theme]["primary"]), 200])
    chosen = "||".join(f"properties.name=={_json(city)}" for city in cities)
    return pdk.Layer(
        "GeoJsonLayer",
        edition.asset("cities.geojson"),
        id="cities",
        filled=False,
        get_line_color=f"{chosen}?{line}:[0,0,0,0]",
        get_line_width=3,
        line_width_units=String("pixels"),
        update_triggers={"getLineColor": _stamp(cities, theme)},
    )


def _card_marks(edition: Edition, theme: Theme, resource_id: str, offset: str) -> list[pdk.Layer]:
    """The open card's resource: the circle its true place lies in, and rings round its marks."""
    row = edition.resource(resource_id)
    k = int(str(row.name))
    anchor = (float(row["lon"]), float(row["lat"]))
    ring = geometry.circle(anchor, float(row["radius_m"]))
    layers = [
        pdk.Layer(
            "GeoJsonLayer",
            {"type": "Polygon", "coordinates": [[list(p) for p in ring]]},
            id="uncertainty",
            filled=False,
            get_line_color=[*palette.rgb(palette.INKS[theme]["corridor"]), 200],
            get_line_width=1.5,
            line_width_units=String("pixels"),
        )
    ]
    scales = (("region", "visible_max_zoom", offset), ("city", "visible_min_zoom", "properties.o"))
    for scale, limit, drawn_at in scales:
        layers.append(
            pdk.Layer(
                "TileLayer",
                edition.asset(f"{scale}.geojson"),
                id=f"ring-{scale}",
                max_zoom=0,
                **{limit: CITY_ZOOM},
                point_type=String("icon"),
                icon_atlas=String(edition.asset(f"discs-{theme}.svg")),
                icon_mapping=String(edition.asset("discs.json")),
                get_icon="3",
                get_icon_size=24,
                get_icon_pixel_offset=drawn_at,
                extensions=_FILTER,
                get_filter_value=f"2*(properties.k-{k})",
                update_triggers={"getFilterValue": k},
            )
        )
    return layers


@lru_cache(maxsize=256)
def _layout(edition: Edition, lang: Lang, frame: Frame, size: int) -> Layout:
    """Where packs and their names stand on a map that shows the region in a frame."""
    counts, missing = edition.frame["park"].value_counts(), translator(lang)(_MISSING)
    packs = []
    for park in edition.vocabulary.parks:
        n = int(counts.get(park.code, 0))
        words, seat = f"{park.short(lang)} {n or missing}", (park.lon, park.lat)
        packs.append(packing.Pack(seat, pack_radius(n), words, optional=not n))
    packs += [
        packing.Pack((node.lon, node.lat), NODE_RADIUS, f"{node.short(lang)} 00", optional=True)
        for node in inner_nodes(edition.vocabulary)
    ]
    line = edition.vocabulary.line
    return packing.arrange(packs, frame.step, size, frame.window, frame.free, frame.taken, line)


@lru_cache(maxsize=256)
def park_camera(edition: Edition, parks: tuple[str, ...], frame: Frame) -> geometry.Camera:
    """The camera that shows the anchors of `parks`, of all those whose position is known to
    a place, and the seats in a frame; for one park it is close enough for positions to be drawn."""
    members, alone = edition.members, len(parks) == 1
    known = members.carries("park", parks) & edition.is_placed
    discs = [((lon, lat), _MARGIN) for lon, lat in edition.positions[known].tolist()]
    for code in parks:
        held = members.carries("park", (code,))
        # One zone is shown at city scale, several as packs.
        packed = int((held & ~edition.is_placed if alone else held).sum())
        radius = pack_radius(packed) * (CITY_STEP_PX if alone else frame.step)
        seat = members.vocabulary.seats[code]
        discs.append(((seat.lon, seat.lat), radius + _MARGIN))
    free, (x, y) = frame.free, frame.window.middle
    places, radii = zip(*discs, strict=True)
    fitting = geometry.frame_discs(places, radii, free.w, free.h)
    camera = replace(fitting, zoom=min(fitting.zoom, _CLOSEST))
    if alone and camera.zoom < CITY_ZOOM:  # Its seat, where most are, and not the middle of all.
        lon, lat = places[-1]
        camera = geometry.Camera(lon, lat, CITY_ZOOM + 0.2)
    return geometry.moved(camera, free.middle[0] - x, free.middle[1] - y)


def card_camera(edition: Edition, resource_id: str, frame: Frame) -> geometry.Camera:
    """The camera that shows a resource's anchor in the free part of a frame, close enough for
    positions to be drawn and so that the circle its true place lies in takes a third of it."""
    row = edition.resource(resource_id)
    lat, free, (x, y) = float(row["lat"]), frame.free, frame.window.middle
    reach = min(free.w, free.h) / 6
    closest = geometry.zoom_of(lat, reach / float(row["radius_m"]))
    zoom = min(max(closest, CITY_ZOOM + 0.2), _CLOSEST)
    camera = geometry.Camera(float(row["lon"]), lat, zoom)
    return geometry.moved(camera, free.middle[0] - x, free.middle[1] - y)


def page_camera(view: View, size: Window) -> geometry.Camera | None:
    """The camera of the map's page: of the open card's resource, else of the chosen parks, else of
    the region (none). It stays with a card that was closed until another filter is set."""
    seen = None if state.S.has_moved else state.S.get("looked_at")
    if opened := state.card():
        seen = (view.selection, opened)
    state.S.looked_at = seen
    if seen and seen[0] == view.selection and seen[1] in view.edition.places:
        return card_camera(view.edition, seen[1], size.page_beside_card)
    parks = view.selection.park
    return park_camera(view.edition, parks, size.page) if parks else None


def _view_state(camera: geometry.Camera) -> dict[str, float]:
    """A camera as deck.gl wants it. The client moves only where a value differs from the last
    chart's, so a counter in the last digits makes a repeated flight to one place a new one."""
    n = state.S.get("flights", 0) % 2
    return {
        "longitude": round(camera.lon, 5) + 1e-7 * n,
        "latitude": round(camera.lat, 5) + 1e-7 * n,
        "zoom": round(camera.zoom, 3) + 1e-6 * n,
        "minZoom": 4,
        "maxZoom": 16,
        "transitionDuration": 0 if motion.is_unwanted() else 1200 + n,
    }


def chart(
    view: View, frame: Frame, options: Options, camera: geometry.Camera | None = None
) -> Chart:
    """Return the map of `view` in a frame: pydeck's chart, with the filter and the camera put in;
    without one it shows the region."""
    card = state.card() if options.points else None
    lit, epoch, theme = _lit(view), state.map_epoch(), view.theme
    cities = tuple(dict.fromkeys(view.vocabulary.seats[p].city for p in view.selection.park))
    options = replace(options, dims=any(lit.aside), cities=cities)
    named = tianditu.style_name if basemap.is_official() else offline.style_name
    style = view.edition.asset(named(theme, options.layers))
    template = _template(view.edition, view.lang, theme, options, frame, epoch, card, style)
    shown = camera or _layout(view.edition, view.lang, frame, options.text_size).camera
    counts = _json(_counts(view, lit))
    changes = {
        MASK: bits(lit.rows),
        f'"{STAMP}"': str(_stamp(lit.rows.tobytes())),
        ASIDE: _json([int(is_aside) for is_aside in lit.aside]),
        f'"{ASIDE_STAMP}"': str(_stamp(lit.aside, options.highlight, theme)),
        # Inside a string of JSON.
        COUNTS: _json(counts)[1:-1],
        f'"{COUNTS_STAMP}"': str(_stamp(counts)),
        f'"{CAMERA}"': _json(_view_state(shown)),
    }
    for place, value in changes.items():
        template = template.replace(place, value)
    return Chart(template, {"html": f"<b>{{name}}</b><div>{{{view.lang}}}</div>"})


@lru_cache(maxsize=256)
def _template(
    edition: Edition,
    lang: Lang,
    theme: Theme,
    options: Options,
    frame: Frame,
    epoch: int,
    card: str | None,
    style: str,
) -> str:
    """The JSON of a map without the filter and the camera, as pydeck makes it but for white
    space."""
    layout, step = _layout(edition, lang, frame, options.text_size), frame.step
    layers = [_outlines(edition, theme, options.cities)] if options.cities else []
    layers += [
        _discs(edition, theme, epoch, layout, step),
        _packed(edition, theme, options, epoch, layout, step),
    ]
    if options.points:
        layers.append(_placed(edition, theme, options, epoch))
    if "labels" in options.layers:
        across, down = _by_pack(layout.names)
        layers.append(
            _labels(
                edition,
                theme,
                "packs",
                f"properties.label.{lang}+' '+({COUNTS})[properties.i]",
                options.text_size,
                f"({ASIDE})[properties.i]?{_json(INKS[theme]['quiet'])}:{_json(INKS[theme]['text'])}"
                if options.dims
                else "",
                visible_max_zoom=CITY_ZOOM,
                get_text_anchor=String("start"),
                get_text_pixel_offset=f"[{across},{down}]",
                update_triggers={
                    "getText": COUNTS_STAMP,
                    "getTextColor": ASIDE_STAMP if options.dims else theme,
                },
            )
        )
        if options.points:
            layers.append(
                _labels(
                    edition,
                    theme,
                    "seat_labels",
                    f"properties.{lang}",
                    options.text_size,
                    visible_min_zoom=CITY_ZOOM,
                    get_text_pixel_offset="[0,properties.y]",
                    update_triggers={"getText": lang},
                )
            )
    if card:
        layers += _card_marks(edition, theme, card, _offset(layout, step))
    deck = pdk.Deck(
        layers=layers,
        map_provider=None,
        map_style=style,
        initial_view_state=None,
    )
    return _json(json.loads(deck.to_json()) | {"initialViewState": CAMERA})


def on_select(chart: str) -> None:
    """Callback of a map: a point opens its card, a park's pack filters by the park."""
    picked = state.S[chart]["selection"]["objects"]
    for layer, objects in picked.items():
        properties = objects[0]["properties"]
        if layer.startswith(("region", "city")):
            state.open_card(properties["id"])
        elif "park" in properties:
            # So that the same park can be clicked again.
            state.drop_map_selection()
            state.toggle_park(properties["park"])
        return
    state.open_card(None)


def draw(
    view: View, key: str, frame: Frame, options: Options, camera: geometry.Camera | None = None
) -> None:
    """Draw the map in the page (see `chart`); its text alternative is the filter in words."""
    said = view.selection.describe(view.lang, view.n)
    st.pydeck_chart(
        chart(view, frame, options, camera),
        key=key,
        on_select=lambda: on_select(key),
        selection_mode="single-object",
        alt=view.t("京津冀创新资源地图：{what}").format(what=said),
        height=400,
    )
