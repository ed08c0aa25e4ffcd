"""The three views of the map: the region, parks, the corridor."""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt
from typing import Final

import numpy as np
import pandas as pd
from shapely.geometry import box

from lib import analysis
from lib.base.i18n import mark
from lib.drawing import boundaries
from lib.drawing.box import Box
from lib.drawing.labels import Disc, Label
from lib.drawing.projection import Projection
from lib.editions.edition import Edition
from lib.outputs.slides.mapdraft import MARK, QUIET_SIZE, Draft, sunflower
from lib.outputs.slides.mapground import line
from lib.outputs.slides.maplegend import legend
from lib.query import membership
from lib.register import positions
from lib.scenes import AROUND_M, Look
from lib.terms import corridor, geometry, words
from lib.terms.geometry import LonLat
from lib.terms.taxonomy import Category

# Between neighbours of a pack whose place on the map says nothing, in pixels: at a zone's seat
# where only the area is known, and at a node of the corridor.
AREA_STEP: Final = 9.0
NODE_STEP: Final = 4.6
# A park is never shown closer than this, in metres round its resources.
PARK_MARGIN_M: Final = 3_000.0
# Round the zones' seats: the largest pack and a name beside it, in metres.
_SEATS_MARGIN_M: Final = 50_000
_LEAST_RADIUS: Final = 6.0
_RING: Final = 12
_LEAST_SPAN_M: Final = 16_000.0
_CORRIDOR_INSET: Final = 64.0


def _project_region(edition: Edition, look: Look, rows: pd.DataFrame, frame: Box) -> Projection:
    """As on the wall, the zones and not the whole of their provinces, or what lies around one."""
    if look.center:
        return Projection([_seat(edition, look.center)], AROUND_M, frame)
    return Projection(
        [_seat(edition, park.code) for park in edition.vocabulary.parks], _SEATS_MARGIN_M, frame
    )


def _region(draft: Draft) -> None:
    """Each park's resources as a pack of dots; a filter leaves holes. Round a centre, packs that
    are not whole in the frame are left out."""
    vocabulary, dots = draft.vocabulary, draft.edition.arrangement.zones
    sizes = dots.sizes(len(vocabulary.parks))
    packs = []
    for park, size in zip(vocabulary.parks, sizes, strict=True):
        x, y = draft.project((park.lon, park.lat))
        reach_m = positions.pack_radius_m(size)
        radius = draft.project.metres(reach_m, park.lat)
        disc = Disc(park.code, x, y, max(radius, _LEAST_RADIUS))
        if draft.look.center and not draft.ground.frame.holds(disc.box):
            continue
        packs.append(disc)
        draft.disc(disc)
    line(draft)
    spots, drawn = positions.zone_positions(dots, vocabulary), {pack.place for pack in packs}
    passes = np.zeros(len(dots.rows), dtype=bool)
    passes[list(draft.look.rows)] = True
    lit = [
        i
        for i in np.flatnonzero(dots.lit(passes)).tolist()
        if vocabulary.parks[dots.pack[i]].code in drawn
    ]
    draft.dots(
        (draft.project(spots[i]) for i in lit),
        [vocabulary.categories[dots.category[i]].code for i in lit],
        draft.project.metres(2000, 39.0),
    )
    if draft.look.center:
        x, y = draft.project(_seat(draft.edition, draft.look.center))
        draft.parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_RING}" stroke="{draft.ink["primary"]}" '
            'stroke-width="4"/>'
        )
    legend(draft, hollow=False)
    for pack in sorted(packs, key=lambda pack: -pack.radius):
        draft.name(pack, draft.look.counts.get(pack.place))
    for node in vocabulary.nodes:
        if node.subpark:
            draft.subpark(node)


def _project_parks(edition: Edition, look: Look, rows: pd.DataFrame, frame: Box) -> Projection:
    """As on the wall, the seat is in the middle: what lies on one side is mirrored."""
    lon, lat = seat = _seat(edition, next(iter(look.counts)))
    known = list(zip(rows["lon"].tolist(), rows["lat"].tolist(), strict=True))
    points = [seat, *known, *((2 * lon - x, 2 * lat - y) for x, y in known)]
    spread = max(geometry.distance_m(seat, point) for point in points)
    areas = rows[rows["position_basis"] == "area"].groupby(["lon", "lat"])
    sizes = [len(_ranked(edition, packed)) for _, packed in areas]
    inset = _area_radius(max(sizes)) + 12 if sizes else 24
    return Projection(points, max(PARK_MARGIN_M, _LEAST_SPAN_M - spread), frame, inset)


def _parks(draft: Draft) -> None:
    """Each resource at its anchor, spread within its radius; those known only to an area stay
    packed at the seat, hollow."""
    is_area = draft.rows["position_basis"] == "area"
    _areas(draft, draft.rows[is_area])
    _anchors(draft, draft.rows[~is_area])
    marks = len(draft.ground.taken)
    line(draft)
    legend(draft, hollow=bool(is_area.any()))
    for code, count in draft.look.counts.items():
        x, y = draft.project(_seat(draft.edition, code))
        radius = draft.ground.radius_at(x, y, 0)
        draft.name(Disc(code, x, y, radius or _LEAST_RADIUS), count)
        if not radius:
            draft.parts.append(
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{draft.ink["ink"]}" '
                f'stroke="{draft.colors["halo"]}" stroke-width="2"/>'
            )
    for node in draft.vocabulary.nodes:
        if node.subpark and node.park in draft.look.counts:
            draft.subpark(node)
    if draft.lang == "zh" and not draft.is_official:
        _districts(draft)
    del draft.ground.taken[:marks]


def _areas(draft: Draft, rows: pd.DataFrame) -> None:
    """Packs of hollow marks, one at each place that stands for a whole area."""
    halo, categories = draft.colors["halo"], _categories(draft)
    for anchor, packed in rows.groupby(["lon", "lat"], sort=False):
        x, y = draft.project(anchor)  # type: ignore[arg-type]
        ranked = _ranked(draft.edition, packed)
        draft.disc(Disc("", x, y, _area_radius(len(ranked))))
        spots = sunflower(x, y, len(ranked), AREA_STEP)
        for (mx, my), category in zip(spots, ranked, strict=True):
            draft.mark(categories[category], mx, my, MARK * 0.75, halo, hollow=True)


def _categories(draft: Draft) -> dict[str, Category]:
    return {category.code: category for category in draft.vocabulary.categories}


def _ranked(edition: Edition, rows: pd.DataFrame) -> list[str]:
    """The category of each dot of a pack of rows, in the vocabulary's order."""
    worth, counts = edition.arrangement.scale.worth, rows["category"].value_counts()
    return [
        step for step in edition.vocabulary.steps for _ in range(-(-counts.get(step, 0) // worth))
    ]


def _anchors(draft: Draft, rows: pd.DataFrame) -> None:
    """A mark at each known place; of thousands, one for those of a category that would hide it."""
    categories, spots = _categories(draft), draft.edition.arrangement.spots[rows.index]
    placed = [
        (*draft.project((lon, lat)), code)
        for (lon, lat), code in zip(spots.tolist(), rows["category"], strict=True)
    ]
    if draft.edition.arrangement.scale.worth > 1:
        near = MARK / 2
        placed = list(
            {(x // near, y // near, code): (x, y, code) for x, y, code in placed}.values()
        )
    for x, y, code in placed:
        draft.mark(categories[code], x, y, MARK, draft.colors["halo"], hollow=False)
        draft.ground.taken.append(Box(x - MARK / 2, y - MARK / 2, MARK, MARK))


def _districts(draft: Draft) -> None:
    """The districts' names, where there is room."""
    window, color = box(*draft.project.window), draft.colors["label"]
    for name, point in boundaries.district_names(draft.edition.sources):
        if window.contains(point):
            x, y = draft.project((point.x, point.y))
            # A radius that brings the name onto its point.
            label = Label(name, x, y, -QUIET_SIZE, QUIET_SIZE, color, bold=False, optional=True)
            draft.label(label)


def _project_corridor(edition: Edition, look: Look, rows: pd.DataFrame, frame: Box) -> Projection:
    nodes = [(node.lon, node.lat) for node in edition.vocabulary.nodes]
    return Projection([*edition.vocabulary.line, *nodes], 0, frame, _CORRIDOR_INSET)


def _corridor(draft: Draft) -> None:
    """Each node's resources packed round its seat, and in the middle the node itself."""
    vocabulary = draft.vocabulary
    packs: list[Disc] = []
    spots: list[tuple[float, float]] = []
    categories: list[str] = []
    for node in vocabulary.nodes:
        rows = draft.rows[membership.on_corridor(draft.rows, vocabulary, (node.code,))]
        ranked = _ranked(draft.edition, rows)
        x, y = draft.project((node.lon, node.lat))
        packs.append(Disc(node.code, x, y, NODE_STEP * (sqrt(len(ranked) + 2) + 1)))
        draft.disc(packs[-1])
        categories += ranked
        # The first two places of the pack are the node's.
        spots += sunflower(x, y, len(ranked), NODE_STEP, 2)
    line(draft)
    draft.dots(spots, categories, NODE_STEP * 0.72)
    for node in vocabulary.nodes:
        draft.node(node)
    legend(draft, hollow=False)
    for pack in packs:
        draft.name(pack, draft.look.counts.get(pack.place))
    _distances(draft)


def _distances(draft: Draft) -> None:
    """Distances along the line between the nodes at it, and the spur's offset."""
    g2 = draft.vocabulary.line
    stops = analysis.corridor_stops(draft.edition.members)
    feet = {stop.node.code: corridor.project(g2, (stop.node.lon, stop.node.lat)) for stop in stops}
    start = feet[stops[0].node.code].chainage_m
    notes: list[tuple[LonLat, str]] = [
        (
            corridor.point_at(g2, start + 1000 * span.middle_km),
            words.along_line(span.length_km, draft.lang),
        )
        for span in analysis.corridor_spans(stops)
    ]
    for stop in stops:
        if stop.is_spur:
            foot = feet[stop.node.code].foot
            middle = (stop.node.lon + foot[0]) / 2, (stop.node.lat + foot[1]) / 2
            notes.append((middle, words.off_line(stop.offset_km, draft.lang)))
    for point, text in notes:
        x, y = draft.project(point)
        color = draft.ink["corridor"]
        draft.label(Label(text, x, y, 6, QUIET_SIZE + 2, color, bold=False))


def _seat(edition: Edition, code: str) -> LonLat:
    seat = edition.vocabulary.seats[code]
    return seat.lon, seat.lat


def _area_radius(count: int) -> float:
    """The radius of a pack of `count` resources known only to an area."""
    return AREA_STEP * (sqrt(count) + 1)


@dataclass(frozen=True)
class View:
    """A view: how the rows it shows are projected into a frame, how it is drawn, and what must be
    written under it (`dot`: what a dot is), of a large register too where that is another thing."""

    project: Callable[[Edition, Look, pd.DataFrame, Box], Projection]
    draw: Callable[[Draft], None]
    note: str
    note_of_many: str = ""


VIEWS: Final = {
    "region": View(_project_region, _region, mark("{dot}，聚于驻地，为计数图")),
    "park": View(
        _project_parks,
        _parks,
        mark("位置约略，非导航用"),
        mark("位置约略，重叠者只画其一，非导航用；空心{dot}"),
    ),
    "corridor": View(_project_corridor, _corridor, mark("{dot}，聚于驻地；线路与距离均为近似")),
}
