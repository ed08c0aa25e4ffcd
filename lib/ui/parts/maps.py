"""The map: a pydeck chart whose points, boundaries and labels the browser fetches once.

A click on the filter sends a bit for each dot of the packs, and for the points a test of their
codes; the browser filters on the GPU. Every data layer is a `TileLayer`, most over one GeoJSON
file: it alone can be shown by zoom, and it is not dimmed while something is selected.
"""

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlencode

import numpy as np
import pydeck as pdk
import streamlit as st
from pydeck.types import String

from lib.base.i18n import Lang, mark
from lib.drawing import packs as packing
from lib.drawing import palette
from lib.drawing.packs import Layout, Shift
from lib.editions.edition import Edition
from lib.mapfiles import basemap as offline
from lib.mapfiles import points, tianditu
from lib.mapfiles.build import POINTS
from lib.mapfiles.labels import NODE_RADIUS, inner_nodes
from lib.query import membership, packed
from lib.query.filters import ResourceFilter
from lib.query.membership import Membership
from lib.register.positions import CITY_STEP_PX, pack_radius
from lib.terms import geometry
from lib.terms.geometry import LonLat
from lib.terms.taxonomy import Vocabulary
from lib.ui import basemap, motion, state
from lib.ui.parts import html
from lib.ui.view import Theme, View
from lib.ui.window import Frame, Window

# The size of a mark in a pack, in steps: a circle fills three quarters of it, and no two touch.
_MARK: Final = 1.9
# No camera flies closer by itself: what is known of places is not known better.
_CLOSEST: Final = 13.0
# Pixels round what a camera shows: half a mark and some of a name.
_MARGIN: Final = 24.0
_MISSING: Final = mark("未收录")
# On a map that is narrower than this names are so small, or English ones would have no room.
_NARROW: Final = 600
_SMALL: Final = 12
# Words, the plate under them, and what stands aside: its marks and its words.
INKS: Final = {
    "light": {"text": [20, 40, 60], "plate": [233, 240, 247, 205],
              "grey": [178, 188, 200], "quiet": [91, 112, 144]},
    "dark": {"text": [234, 241, 249], "plate": [15, 43, 74, 205],
             "grey": [74, 96, 124], "quiet": [140, 165, 196]},
}  # fmt: skip
_FONTS: Final = "Microsoft YaHei, PingFang SC, Noto Sans CJK SC, Noto Sans SC, sans-serif"
# The radius of the ring round a place of which the register has nothing, in pixels.
RING: Final = 14
# What a reader may switch off on the atlas's own map, and on the official one.
LAYERS: Final = ("labels", *offline.SWITCHES)
OFFICIAL_LAYERS: Final = ("labels", *tianditu.SWITCHES)


# It shows what lies between -1 and 1: a point that passes is 0, another 2 and more.
_FILTER: Final = [{"@@type": "DataFilterExtension"}]


def _place(name: str) -> str:
    """What stands in a chart's JSON for something that a click changes: private-use characters
    stand in no text."""
    return f"\ue000{name}\ue001"


# Layers of dots: the zones' packs, and what is known only to an area.
ZONES: Final = "zones"
AREAS: Final = "areas"
# Which dots of each are lit, and which of these are highlighted.
MASKS: Final = {name: _place(name) for name in (ZONES, AREAS)}
HIGHLIGHTS: Final = {name: _place(f"{name} highlighted") for name in (ZONES, AREAS)}
# What is asked of a point's codes.
TEST: Final = _place("test")
STAMP: Final = _place("stamp")
COUNTS: Final = _place("counts")
COUNTS_STAMP: Final = _place("counted")
ASIDE: Final = _place("aside")
COLORS_STAMP: Final = _place("colored")
FOUND: Final = _place("found")
FOUND_STAMP: Final = _place("found by")
CAMERA: Final = _place("camera")


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
    highlight (`facet`, `code`), whether single points and whole packs can be picked, the labels'
    height in pixels, whether packs stand aside (`dims`) and a free text is searched for
    (`is_searched`), and the `cities` that are outlined, by name.

    On the wall also what of the map it is (`sight`). There, and where several zones are framed,
    packs stand elsewhere than where the map shows the region: `stand` is a number of how.
    """

    layers: tuple[str, ...] = LAYERS
    highlight: tuple[str, str] | None = None
    points: bool = True
    packs: bool = True
    text_size: int = 14
    dims: bool = False
    is_searched: bool = False
    cities: tuple[str, ...] = ()
    sight: "Sight | None" = None
    stand: int = 0

    @property
    def picks(self) -> bool:
        """Whether a click on a point opens its card: the wall has none."""
        return self.points and not self.sight

    def in_frame(self, frame: Frame) -> "Options":
        """The same in a frame: a narrow one has smaller names."""
        is_narrow = not self.sight and frame.window.w < _NARROW
        return replace(self, text_size=_SMALL) if is_narrow else self


@dataclass(frozen=True)
class Sight:
    """A part of the map as it is framed once and for all: where packs and their names stand, which
    of these have no count (`uncounted`, by facet and code), what stands at each seat at city scale
    and where (`seats`), how many times as large as on a page marks are there (`scale`), which names
    stand where in small (`places`), and which place has a ring (`ring`)."""

    layout: Layout
    uncounted: frozenset[tuple[str, str]] = frozenset()
    seats: tuple[tuple[str, Shift], ...] = ()
    scale: float = 1.0
    places: tuple[tuple[str, LonLat], ...] = ()
    ring: LonLat | None = None


def bits(mask: membership.Mask) -> str:
    """Return a mask as hexadecimal digits, dot n in bit n&3 of digit n>>2."""
    padded = np.zeros(len(mask) + -len(mask) % 4, dtype=np.intp)
    padded[: len(mask)] = mask
    return "".join(f"{digit:x}" for digit in (padded.reshape(-1, 4) @ (1, 2, 4, 8)).tolist())


def _bit(digits: str) -> str:
    """The deck.gl expression that reads a dot's bit of a mask (see `bits`)."""
    # deck.gl's parser takes an index only after parentheses.
    return f"(('0x'+('{digits}')[properties.n>>2])>>(properties.n&3)&1)"


def _carries(members: Membership, chosen: Mapping[str, Sequence[str]]) -> str:
    """The deck.gl expression of whether a point carries any of some facets' codes."""
    masks = packed.masks(members, chosen).items()
    return f"({'|'.join(f'(properties.w[{i}]&{bits})' for i, bits in masks)})>0"


def _passes(members: Membership, selection: ResourceFilter) -> str:
    """The deck.gl expression of whether a point passes a filter's facets."""
    return "&&".join(_carries(members, chosen) for chosen in selection.choices()) or "1"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True)
class _Lit:
    """What a map lights: the rows it shows, how many of each combination that are, and which packs
    stand `aside`, shown in grey as they would be without the filter's choice of places."""

    rows: membership.Mask
    sizes: membership.Counts
    aside: tuple[bool, ...]


def _lit(view: View) -> _Lit:
    members, chosen = view.edition.members, view.selection
    packs, sizes = seats(view.vocabulary), chosen.sizes(members)
    if not (chosen.park or chosen.province or chosen.corridor):
        return _Lit(view.passes, sizes, (False,) * len(packs))
    away, aside = np.zeros(len(sizes), dtype=bool), []
    for park, facet, _ in packs:
        of_zone = members.having("park", (park,))
        is_aside = not sizes[of_zone].any()
        aside.append(is_aside)
        if is_aside and facet == "park":
            away |= of_zone
    anywhere = chosen.anywhere()
    rows = view.passes | (anywhere.mask(members) & away[members.combination])
    return _Lit(rows, np.where(away, anywhere.sizes(members), sizes), tuple(aside))


def seats(vocabulary: Vocabulary) -> list[tuple[str, str, str]]:
    """The packs of the map: the zone that each is or is part of, and its facet and code."""
    zones = [(park.code, "park", park.code) for park in vocabulary.parks]
    return zones + [(node.park, "corridor", node.code) for node in inner_nodes(vocabulary)]


def _counts(view: View, lit: _Lit) -> list[int | str]:
    """How many resources the map lights in each pack, or in a word why the edition has none."""
    members, packs = view.edition.members, seats(view.vocabulary)
    counted = [int(lit.sizes[members.having(facet, (code,))].sum()) for _, facet, code in packs]
    counts = [
        view.count(facet, code, n) for (_, facet, code), n in zip(packs, counted, strict=True)
    ]
    # Of what a zone's rows are not, the register may only lack an entry.
    return [count or view.t(_MISSING) for count in counts]


def _instead(counts: Sequence[int | str]) -> tuple[str, ...]:
    """The words among `counts`, each in its place: names are set anew only where these differ."""
    return tuple(count if isinstance(count, str) else "" for count in counts)


def counts(view: View) -> tuple[str, ...]:
    """Return what stands beside the name of each of `seats` on a map of the view."""
    return tuple(map(str, _counts(view, _lit(view))))


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


def _icons(
    edition: Edition,
    theme: Theme,
    name: str,
    data: str,
    options: Options,
    epoch: int,
    passes: str,
    carries: str,
    *,
    picks: bool,
    dims: bool = False,
    **more: Any,
) -> pdk.Layer:
    """A layer of dots or points from the address `data`. By deck.gl expressions: whether one
    `passes`, and where something is highlighted, whether it `carries` that. Packs that stand aside
    are grey where the layer `dims` them."""
    colors = [palette.rgb(palette.drawn(c.color, theme)) for c in edition.vocabulary.categories]
    grey = _json(INKS[theme]["grey"])
    # Hollow marks come after the others.
    color = f"({_json(colors)})[properties.m%{len(colors)}]"
    if options.highlight:
        color = f"{carries}?{color}:{grey}"
    if dims:
        color = f"({ASIDE})[properties.i]?{grey}:({color})"
    return pdk.Layer(
        "TileLayer",
        data,
        id=f"{name}-{epoch}",
        point_type=String("icon"),
        icon_atlas=String(edition.asset("marks.svg")),
        icon_mapping=String(edition.asset("marks.json")),
        get_icon="properties.m",
        get_icon_color=color,
        **({"pickable": True, "auto_highlight": True} if picks else {}),
        extensions=_FILTER,
        get_filter_value=f"({passes})?0:2",
        update_triggers={
            "getFilterValue": STAMP,
            "getIconColor": COLORS_STAMP if options.highlight or dims else theme,
            **_moves("Icon", options),
        },
        **more,
    )


def _moves(kind: str, options: Options) -> dict[str, int]:
    """The trigger of where icons or text are drawn, which as a rule stays where it is."""
    return {f"get{kind}PixelOffset": options.stand} if options.stand else {}


def _dots(
    edition: Edition, theme: Theme, name: str, options: Options, epoch: int, **more: Any
) -> pdk.Layer:
    """A layer of the dots of packs, `name` its static file."""
    return _icons(
        edition,
        theme,
        name,
        edition.asset(f"{name}.geojson"),
        options,
        epoch,
        _bit(MASKS[name]),
        _bit(HIGHLIGHTS[name]),
        max_zoom=0,
        **more,
    )


def _packed(
    edition: Edition, theme: Theme, options: Options, epoch: int, layout: Layout, step: float
) -> pdk.Layer:
    """The dots of the zones' packs, as far apart at one zoom as at another. One that stands for
    many lets a click through to its pack."""
    arrangement = edition.arrangement
    return _dots(
        edition,
        theme,
        ZONES,
        options,
        epoch,
        picks=options.picks and arrangement.zones.worth == 1,
        dims=options.dims,
        visible_max_zoom=arrangement.scale.zoom,
        get_icon_size=round(_MARK * step, 1),
        get_icon_pixel_offset=_offset(layout, step),
    )


def _placed(edition: Edition, theme: Theme, options: Options, epoch: int) -> list[pdk.Layer]:
    """What stands where it is, where that can be told apart: what is known only to an area as dots
    round its seat, and the rest as points, or of a free text's hits as points of their own."""
    scale, zoom = options.sight.scale if options.sight else 1, edition.arrangement.scale.zoom
    at = "properties.o"
    size: dict[str, Any] = {
        "visible_min_zoom": zoom,
        "get_icon_size": 300,
        "icon_size_units": String("meters"),
        "icon_size_min_pixels": round(11 * scale),
        # On the wall no larger: nobody comes closer, and no two of a pack touch.
        "icon_size_max_pixels": 22 if scale == 1 else round(11 * scale),
    }
    offset = at if scale == 1 else f"[{scale}*{at}[0],{scale}*{at}[1]]"
    areas = _dots(
        edition, theme, AREAS, options, epoch,
        picks=options.picks, get_icon_pixel_offset=offset, **size,
    )  # fmt: skip
    carries = ""
    if options.highlight:
        facet, code = options.highlight
        carries = _carries(edition.members, {facet: (code,)})
    tiles: dict[str, Any] = {"min_zoom": zoom, "max_zoom": zoom}
    name, data, where = (
        (f"found-{FOUND_STAMP}", FOUND, {"max_zoom": 0})
        if options.is_searched
        else ("points", f"{edition.asset(POINTS)}/{{z}}/{{x}}/{{y}}.json", tiles)
    )
    places = _icons(
        edition, theme, name, data, options, epoch, TEST, carries,
        picks=options.picks, **size, **where,
    )  # fmt: skip
    return [areas, places]


def _discs(
    edition: Edition, theme: Theme, options: Options, epoch: int, layout: Layout, step: float
) -> pdk.Layer:
    across, down = _by_pack(layout.shifts)
    return pdk.Layer(
        "TileLayer",
        edition.asset("packs.geojson"),
        id=f"packs-{epoch}",
        max_zoom=0,
        visible_max_zoom=edition.arrangement.scale.zoom,
        point_type=String("icon"),
        icon_atlas=String(edition.asset(f"discs-{theme}.svg")),
        icon_mapping=String(edition.asset("discs.json")),
        get_icon="properties.d",
        get_icon_size=f"properties.r*{2 * step}",
        get_icon_pixel_offset=f"[{across},{down}]",
        pickable=options.packs,
        update_triggers=_moves("Icon", options),
    )


def _labels(
    edition: Edition,
    theme: Theme,
    name: str,
    text: str,
    options: Options,
    color: str = "",
    **more: Any,
) -> pdk.Layer:
    ink = INKS[theme]
    return pdk.Layer(
        "TileLayer",
        edition.asset(f"{name}.geojson"),
        id=f"{name}-names",
        max_zoom=0,
        point_type=String("text"),
        get_text=text,
        get_text_size=options.text_size,
        get_text_color=color or ink["text"],
        # On the wall as its words are, whose widths the names' places are made for.
        text_font_family=String(_FONTS if options.sight else "sans-serif"),
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


def _aside(theme: Theme, sight: Sight, size: int) -> list[pdk.Layer]:
    """What a part of the map has beside the register: names of places, and a ring."""
    layers = []
    if sight.places:
        layers.append(
            pdk.Layer(
                "TextLayer",
                [{"at": list(at), "name": name} for name, at in sight.places],
                id="places",
                get_position="at",
                get_text="name",
                get_size=size,
                get_color=palette.rgb(palette.MAP[theme]["label"]),
                font_family=String(_FONTS),
                character_set=String("auto"),
            )
        )
    if sight.ring:
        layers.append(
            pdk.Layer(
                "ScatterplotLayer",
                [{"at": list(sight.ring)}],
                id="place",
                get_position="at",
                get_radius=RING,
                radius_units=String("pixels"),
                filled=False,
                stroked=True,
                get_line_color=palette.rgb(palette.INKS[theme]["primary"]),
                get_line_width=4,
                line_width_units=String("pixels"),
            )
        )
    return layers


def _card_marks(edition: Edition, theme: Theme, resource_id: str, offset: str) -> list[pdk.Layer]:
    """The open card's resource: the circle its true place lies in, and rings round its marks."""
    row = edition.resource(resource_id)
    k = int(str(row.name))
    anchor = (float(row["lon"]), float(row["lat"]))
    ring = geometry.circle(anchor, float(row["radius_m"]))
    circle = pdk.Layer(
        "GeoJsonLayer",
        {"type": "Polygon", "coordinates": [[list(p) for p in ring]]},
        id="uncertainty",
        filled=False,
        get_line_color=[*palette.rgb(palette.INKS[theme]["corridor"]), 200],
        get_line_width=1.5,
        line_width_units=String("pixels"),
    )
    arrangement = edition.arrangement
    in_pack, in_area = arrangement.zones.of(k), arrangement.areas.dots.of(k)
    # A point's tile may hold thousands.
    data, number, place = (
        (points.address(edition.digest, f"{k}.json"), k, "k")
        if in_area is None
        else (edition.asset(f"{AREAS}.geojson"), in_area, "n")
    )
    near = "[0,0]" if in_area is None else "properties.o"
    marks = (
        (ZONES, edition.asset(f"{ZONES}.geojson"), in_pack, "n", offset, "visible_max_zoom"),
        (f"places-{k}", data, number, place, near, "visible_min_zoom"),
    )
    rings = [
        pdk.Layer(
            "TileLayer",
            address,
            id=f"ring-{name}",
            max_zoom=0,
            **{limit: arrangement.scale.zoom},
            point_type=String("icon"),
            icon_atlas=String(edition.asset(f"discs-{theme}.svg")),
            icon_mapping=String(edition.asset("discs.json")),
            get_icon="3",
            get_icon_size=24,
            get_icon_pixel_offset=drawn_at,
            extensions=_FILTER,
            get_filter_value=f"2*(properties.{key}-{number})",
            update_triggers={"getFilterValue": number},
        )
        for name, address, number, key, drawn_at, limit in marks
    ]
    return [circle, *rings]


@lru_cache(maxsize=256)
def _layout(
    edition: Edition,
    lang: Lang,
    frame: Frame,
    size: int,
    instead: tuple[str, ...],
    camera: geometry.Camera | None = None,
    chosen: tuple[str, ...] = (),
) -> Layout:
    """Where packs and their names stand on a map that shows the region in a frame, or what a
    `camera` shows, where the zones `chosen` are named before others: with the words that stand
    there `instead` of a count, else with room for the count of all (see `_instead`)."""
    vocabulary, members, packs = edition.vocabulary, edition.members, []
    sizes = edition.arrangement.zones.sizes(len(vocabulary.parks))
    for i, ((_, facet, code), word) in enumerate(zip(seats(vocabulary), instead, strict=True)):
        seat, is_node = vocabulary.seats[code], facet == "corridor"
        n = int(members.sizes[members.having(facet, (code,))].sum())
        words = f"{seat.short(lang)} {word or ('00' if is_node else n)}"
        radius = NODE_RADIUS if is_node else pack_radius(sizes[i])
        is_optional = code not in chosen if chosen else is_node or not n
        packs.append(packing.Pack((seat.lon, seat.lat), radius, words, optional=is_optional))
    line = edition.vocabulary.line
    return packing.arrange(
        packs, frame.step, size, frame.window, frame.free, frame.taken, line, camera, can_move=True
    )


@lru_cache(maxsize=256)
def park_camera(edition: Edition, parks: tuple[str, ...], frame: Frame) -> geometry.Camera:
    """The camera that shows the anchors of `parks`, of all those whose position is known to
    a place, and the seats in a frame; for one park it is close enough for positions to be drawn."""
    members, alone = edition.members, len(parks) == 1
    known = members.carries("park", parks) & edition.is_placed
    found = edition.positions[known]
    # The rim of all is that of the outermost ones.
    ends = (found.min(axis=0), found.max(axis=0)) if len(found) else ()
    discs = [((lon, lat), _MARGIN) for lon, lat in map(np.ndarray.tolist, ends)]
    for code in parks:
        held = members.carries("park", (code,))
        # One zone is shown at city scale, several as packs.
        resources = int((held & ~edition.is_placed if alone else held).sum())
        dots = -(-resources // edition.arrangement.scale.worth)
        radius = pack_radius(dots) * (CITY_STEP_PX if alone else frame.step)
        seat = members.vocabulary.seats[code]
        discs.append(((seat.lon, seat.lat), radius + _MARGIN))
    free, (x, y) = frame.free, frame.window.middle
    places, radii = zip(*discs, strict=True)
    fitting = geometry.frame_discs(places, radii, free.w, free.h)
    camera = replace(fitting, zoom=min(fitting.zoom, _CLOSEST))
    closer = edition.arrangement.scale.zoom
    if alone and camera.zoom < closer:  # Its seat, where most are, and not the middle of all.
        lon, lat = places[-1]
        camera = geometry.Camera(lon, lat, closer + 0.2)
    return geometry.moved(camera, free.middle[0] - x, free.middle[1] - y)


def card_camera(edition: Edition, resource_id: str, frame: Frame) -> geometry.Camera:
    """The camera that shows a resource's anchor in the free part of a frame, close enough for
    positions to be drawn and so that the circle its true place lies in takes a third of it."""
    row = edition.resource(resource_id)
    lat, free, (x, y) = float(row["lat"]), frame.free, frame.window.middle
    reach = min(free.w, free.h) / 6
    closest = geometry.zoom_of(lat, reach / float(row["radius_m"]))
    zoom = min(max(closest, edition.arrangement.scale.zoom + 0.2), _CLOSEST)
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
    card, sight = state.card() if options.picks else None, options.sight
    lit, epoch, theme = _lit(view), state.map_epoch(), view.theme
    options = options.in_frame(frame)
    cities = dict.fromkeys(view.vocabulary.seats[p].city for p in view.selection.park)
    options = replace(
        options,
        dims=any(lit.aside),
        is_searched=bool(view.selection.q),
        cities=options.cities or tuple(cities),
    )
    named = tianditu.style_name if basemap.is_official() else offline.style_name
    style = view.edition.asset(named(theme, options.layers))
    if sight and not basemap.is_official():
        style = view.edition.asset(offline.WALL)
    counted = _counts(view, lit)
    # Closer up there are no packs, and where the region comes back all stand as they stand in it.
    shows_packs = camera and camera.zoom < view.edition.arrangement.scale.zoom
    chosen = (camera, view.selection.park) if shows_packs else ()
    layout = (
        sight.layout
        if sight
        else _layout(view.edition, view.lang, frame, options.text_size, _instead(counted), *chosen)
    )
    if sight or chosen:
        options = replace(options, stand=_stamp(sight or layout))
    shown = camera or layout.camera
    if sight:
        packed = seats(view.vocabulary)
        counted = [
            "" if (facet, code) in sight.uncounted else count
            for (_, facet, code), count in zip(packed, counted, strict=True)
        ]
    counts = _json(counted)
    template = _template(
        view.edition, view.lang, theme, options, layout, frame.step, epoch, card, style
    )
    changes = {
        **_filtered(view, lit, options),
        # Inside a string of JSON.
        COUNTS: _json(counts)[1:-1],
        f'"{COUNTS_STAMP}"': str(_stamp(counts)),
        f'"{CAMERA}"': _json(_view_state(shown)),
    }
    for place, value in changes.items():
        template = template.replace(place, value)
    return Chart(template, {"html": f"<b>{{name}}</b><div>{{{view.lang}}}</div>"})


def _filtered(view: View, lit: _Lit, options: Options) -> dict[str, str]:
    """What the filter puts into a chart's template. At city scale what stands aside is left out."""
    edition, chosen, highlight = view.edition, view.selection, options.highlight
    members, arrangement = edition.members, edition.arrangement
    found = urlencode(chosen.to_query(), doseq=True)
    shown = [(ZONES, arrangement.zones, lit.rows)]
    if options.points:
        shown.append((AREAS, arrangement.areas.dots, view.passes))
    changes, masks, marked = {TEST: _passes(members, chosen)}, [], []
    for name, dots, rows in shown:
        masks.append(bits(dots.lit(rows)))
        changes[MASKS[name]] = masks[-1]
        if highlight:
            facet, code = highlight
            marked.append(bits(dots.lit(rows & members.carries(facet, (code,)))))
            changes[HIGHLIGHTS[name]] = marked[-1]
    return changes | {
        f'"{STAMP}"': str(_stamp(masks, changes[TEST])),
        ASIDE: _json([int(is_aside) for is_aside in lit.aside]),
        f'"{COLORS_STAMP}"': str(_stamp(lit.aside, highlight, marked, view.theme)),
        FOUND: points.address(edition.digest, f"found.json?{found}"),
        FOUND_STAMP: str(_stamp(found)),
    }


@lru_cache(maxsize=256)
def _template(
    edition: Edition,
    lang: Lang,
    theme: Theme,
    options: Options,
    layout: Layout,
    step: float,
    epoch: int,
    card: str | None,
    style: str,
) -> str:
    """The JSON of a map without the filter and the camera, as pydeck makes it but for white
    space."""
    sight = options.sight
    layers = [_outlines(edition, theme, options.cities)] if options.cities else []
    layers += [
        _discs(edition, theme, options, epoch, layout, step),
        _packed(edition, theme, options, epoch, layout, step),
    ]
    if options.points:
        layers += _placed(edition, theme, options, epoch)
    if "labels" in options.layers:
        across, down = _by_pack(layout.names)
        layers.append(
            _labels(
                edition,
                theme,
                "packs",
                f"properties.label.{lang}+' '+({COUNTS})[properties.i]",
                options,
                f"({ASIDE})[properties.i]?{_json(INKS[theme]['quiet'])}:{_json(INKS[theme]['text'])}"
                if options.dims
                else "",
                visible_max_zoom=edition.arrangement.scale.zoom,
                get_text_anchor=f"({_json(layout.anchors)})[properties.i]",
                get_text_pixel_offset=f"[{across},{down}]",
                update_triggers={
                    "getText": COUNTS_STAMP,
                    "getTextColor": COLORS_STAMP if options.dims else theme,
                    "getTextPixelOffset": _stamp(layout.names),
                    "getTextAnchor": _stamp(layout.anchors),
                },
            )
        )
        if sight and sight.seats:
            words, shifts = zip(*sight.seats, strict=True)
            across, down = _by_pack(shifts)
            layers.append(
                _labels(
                    edition,
                    theme,
                    "seat_labels",
                    f"({_json(words)})[properties.i]",
                    options,
                    visible_min_zoom=edition.arrangement.scale.zoom,
                    get_text_anchor=String("start"),
                    get_text_pixel_offset=f"[{across},{down}]",
                    update_triggers={"getText": _stamp(words), **_moves("Text", options)},
                )
            )
        elif options.points:
            layers.append(
                _labels(
                    edition,
                    theme,
                    "seat_labels",
                    f"properties.{lang}",
                    options,
                    visible_min_zoom=edition.arrangement.scale.zoom,
                    get_text_pixel_offset="[0,properties.y]",
                    update_triggers={"getText": lang},
                )
            )
    if sight:
        layers += _aside(theme, sight, round(0.75 * options.text_size))
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
    if not state.has_picked(bool(picked)):
        return
    for layer, objects in picked.items():
        properties = objects[0]["properties"]
        if "id" in properties:
            state.open_card(properties["id"])
        elif "k" in properties:
            # A row of this edition's, not of one that another has just followed.
            if layer.endswith(f"-{state.map_epoch()}"):
                state.open_card(state.edition().ids[properties["k"]])
        elif "park" in properties:
            # So that the same park can be clicked again.
            state.drop_map_selection()
            state.toggle_park(properties["park"])
        return
    state.open_card(None)


def note(view: View) -> str:
    """Return the line under a map that shows packs, and closer up positions: unless a free text
    finds more than are drawn one by one."""
    t, edition = view.t, view.edition
    if view.selection.q and (view.passes & edition.is_placed).sum() > points.MOST_FOUND:
        return html.map_note(
            view, t("{dot}，聚于园区，为计数图；匹配过多，放大也不逐项画出，请再加条件")
        )
    return html.map_note(view, t("{dot}，聚于园区，为计数图；放大见位置"), is_of_packs=True)


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
