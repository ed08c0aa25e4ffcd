"""The map as a crisp picture, drawn on the host without a browser: SVG, and from it PNG and PDF.

Drawn in `drawing.fonts` alone, so that it is the same on every host. All lengths are pixels of a
sheet 1920 wide; a PNG may have more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from html import escape
from itertools import pairwise
from math import atan, cos, degrees, exp, hypot, log, pi, radians, sin, sqrt, tan
from typing import Final, Literal

import vl_convert
from shapely import clip_by_rect, union_all
from shapely.geometry import LineString, Point, box, shape
from shapely.geometry.base import BaseGeometry

from lib import analysis
from lib.base.files import Sources
from lib.base.i18n import Lang, translator
from lib.drawing import fonts, palette, typeset
from lib.drawing.marks import OUTLINES
from lib.editions.edition import Edition
from lib.query import membership
from lib.register import positions
from lib.scenes import Look
from lib.terms import corridor, geometry, taxonomy, words
from lib.terms.districts import DISTRICTS, features
from lib.terms.geometry import LonLat
from lib.terms.taxonomy import Category

Theme = Literal["light", "dark"]
# What is not said in `palette.MAP`: paper and ink of pictures and sheets.
INKS: Final[dict[Theme, dict[str, str]]] = {
    "light": {
        "paper": "#FFFFFF",
        "ink": palette.INK,
        "quiet": "#4F6480",
        "primary": "#0B4F9E",
        "line": "#C9D5E3",
        "band": "#E9F0F7",
        "disc": "#FFFFFF",
        "corridor": palette.CORRIDOR,
    },
    "dark": {
        "paper": "#071A30",
        "ink": "#EAF1F9",
        "quiet": "#9DB4D0",
        "primary": "#7FB2F0",
        "line": "#24415F",
        "band": "#0F2B4A",
        "disc": "#0A2038",
        "corridor": "#FF5A6E",
    },
}
# Sizes of letters and marks, and the height of the line under the map.
LABEL_SIZE: Final = 24.0
QUIET_SIZE: Final = 18.0
NOTE_HEIGHT: Final = 34.0
MARK: Final = 15.0
# Between neighbours of a pack whose place on the map says nothing: at a zone's seat where only the
# area is known, and at a node of the corridor.
AREA_STEP: Final = 9.0
NODE_STEP: Final = 4.6
# A park is never shown closer than this, in metres round its resources.
PARK_MARGIN_M: Final = 3_000.0
_LEAST_RADIUS: Final = 6.0
_LEAST_SPAN_M: Final = 16_000.0
_CORRIDOR_INSET: Final = 64.0


@dataclass(frozen=True)
class Box:
    """A rectangle: its left, top, width and height."""

    x: float
    y: float
    w: float
    h: float

    def hits(self, other: "Box") -> bool:
        """Whether two rectangles overlap."""
        return (
            self.x < other.x + other.w
            and other.x < self.x + self.w
            and self.y < other.y + other.h
            and other.y < self.y + self.h
        )

    def holds(self, other: "Box") -> bool:
        """Whether `other` lies wholly inside."""
        return (
            self.x <= other.x
            and self.y <= other.y
            and other.x + other.w <= self.x + self.w
            and other.y + other.h <= self.y + self.h
        )


def text(
    x: float,
    y: float,
    words_: str,
    size: float,
    color: str,
    *,
    bold: bool = False,
    anchor: str = "start",
    halo: str = "",
) -> str:
    """Return a line of SVG text with its baseline at `y`, drawable whatever it holds."""
    weight = ' font-weight="700"' if bold else ""
    rim = (
        f' stroke="{halo}" stroke-width="{size / 5:.1f}" stroke-linejoin="round"'
        ' paint-order="stroke"'
        if halo
        else ""
    )
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-family="{fonts.FAMILY}" font-size="{size:.2f}"'
        f'{weight} fill="{color}" text-anchor="{anchor}"{rim}>'
        f"{escape(fonts.drawable(words_), quote=False)}</text>"
    )


def document(width: float, height: float, parts: Iterable[str], title: str) -> str:
    """Return a whole SVG file."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}"><title>{escape(title)}</title>{"".join(parts)}</svg>'
    )


def to_png(svg: str, scale: float = 1.0) -> bytes:
    """Return an SVG file as PNG, `scale` pixels for each of its own. Raises `DataProblem` where
    the font is missing."""
    _register_fonts()
    return bytes(vl_convert.svg_to_png(svg, scale=scale))


def to_pdf(svg: str) -> bytes:
    """Return an SVG file as a PDF of one page, fonts embedded. Raises `DataProblem` where the font
    is missing."""
    _register_fonts()
    return bytes(vl_convert.svg_to_pdf(svg))


def _register_fonts() -> None:
    fonts.require()
    _register_fonts_once()


@cache
def _register_fonts_once() -> None:
    vl_convert.register_font_directory(str(fonts.FONT_DIR))


class _Projection:
    """Web Mercator, fitted so that `points` and `margin_m` round them lie within a frame."""

    def __init__(
        self, points: Sequence[LonLat], margin_m: float, frame: Box, inset: float = 0.0
    ) -> None:
        """`inset` pixels along the frame's rim stay free of points and margin."""
        lons, lats = zip(*points, strict=True)
        up = margin_m / geometry.METRES_PER_DEGREE
        aside = up / cos(radians((min(lats) + max(lats)) / 2))
        left, bottom = self._flat((min(lons) - aside, min(lats) - up))
        right, top = self._flat((max(lons) + aside, max(lats) + up))
        self.scale = min(
            (frame.w - 2 * inset) / (right - left), (frame.h - 2 * inset) / (top - bottom)
        )
        self.middle = ((left + right) / 2, (bottom + top) / 2)
        self.center = (frame.x + frame.w / 2, frame.y + frame.h / 2)
        dx, dy = frame.w / self.scale / 2, frame.h / self.scale / 2
        # West, south, east and north of what the frame shows, in degrees.
        self.window = (
            degrees(self.middle[0] - dx),
            self._latitude(self.middle[1] - dy),
            degrees(self.middle[0] + dx),
            self._latitude(self.middle[1] + dy),
        )

    @staticmethod
    def _flat(point: LonLat) -> tuple[float, float]:
        return radians(point[0]), log(tan(pi / 4 + radians(point[1]) / 2))

    @staticmethod
    def _latitude(y: float) -> float:
        return degrees(2 * atan(exp(y)) - pi / 2)

    def __call__(self, point: LonLat) -> tuple[float, float]:
        x, y = self._flat(point)
        return (
            self.center[0] + (x - self.middle[0]) * self.scale,
            self.center[1] - (y - self.middle[1]) * self.scale,
        )

    def metres(self, length: float, lat: float) -> float:
        """Pixels of a length in metres at a latitude."""
        return length / (geometry.EARTH_RADIUS_M * cos(radians(lat))) * self.scale


@lru_cache(maxsize=16)
def _shapes(sources: Sources, name: str) -> tuple[BaseGeometry, ...]:
    """The geometries of a file of boundaries."""
    found = features(sources, f"geo/{name}.geojson")
    return tuple(shape(feature["geometry"]) for feature in found)


@dataclass(frozen=True)
class _Label:
    """A text to stand by a disc of `radius` round (x, y)."""

    words: str
    x: float
    y: float
    radius: float
    size: float
    color: str
    bold: bool = True
    # Left out where there is no room, rather than set over something.
    optional: bool = False


@dataclass(frozen=True)
class _Pack:
    """Marks packed in a disc of `radius` round (x, y)."""

    place: str
    x: float
    y: float
    radius: float

    @property
    def box(self) -> Box:
        return Box(self.x - self.radius, self.y - self.radius, 2 * self.radius, 2 * self.radius)


@dataclass
class _Drawing:
    """A map in the making: SVG parts, and what labels must keep clear of."""

    frame: Box
    parts: list[str] = field(default_factory=list)
    taken: list[Box] = field(default_factory=list)
    discs: list[_Pack] = field(default_factory=list)
    lines: list[tuple[float, float]] = field(default_factory=list)

    def mark(
        self, category: Category, x: float, y: float, size: float, halo: str, *, hollow: bool
    ) -> None:
        """Add a category's mark, `size` across; hollow where only the area is known."""
        paint = (
            f'fill="{halo}" fill-opacity=".75" stroke="{category.color}" stroke-width="9"'
            if hollow
            else f'fill="{category.color}" stroke="{halo}" stroke-width="6"'
        )
        self.parts.append(
            f'<g transform="translate({x - size / 2:.1f} {y - size / 2:.1f}) '
            f'scale({size / 64:.3f})" {paint}>{OUTLINES[category.mark]}</g>'
        )

    def place(self, label: _Label, halo: str) -> Box | None:
        """Set a label where it hits nothing, nearest to its point first; return where it stands."""
        width = fonts.width(label.words, label.size, bold=label.bold)
        height = label.size * 1.3
        best: tuple[float, Box] | None = None
        for order, (dx, dy) in enumerate(_directions()):
            for gap in (5.0, 16.0, 32.0, 52.0, 76.0):
                reach = label.radius + gap
                spot = Box(
                    label.x + dx * reach + (dx - 1) * width / 2,
                    label.y + dy * reach + (dy - 1) * height / 2,
                    width,
                    height,
                )
                price = gap + order + self._obstacles(spot)
                if best is None or price < best[0]:
                    best = (price, spot)
        assert best is not None
        price, spot = best
        if label.optional and price >= _BLOCKED:
            return None
        self.taken.append(spot)
        middle = (spot.x + spot.w / 2, spot.y + spot.h / 2)
        near = (
            min(max(label.x, spot.x), spot.x + spot.w),
            min(max(label.y, spot.y), spot.y + spot.h),
        )
        away = hypot(near[0] - label.x, near[1] - label.y) - label.radius
        if away > 14 and not label.optional:
            self.parts.append(
                f'<path d="M{label.x:.1f} {label.y:.1f}L{near[0]:.1f} {near[1]:.1f}" '
                f'stroke="{label.color}" stroke-width="1" opacity=".6"/>'
            )
        self.parts.append(
            text(
                middle[0],
                middle[1] + label.size * 0.36,
                label.words,
                label.size,
                label.color,
                bold=label.bold,
                anchor="middle",
                halo=halo,
            )
        )
        return spot

    def _obstacles(self, spot: Box) -> float:
        """What a label at `spot` would cost: over another or out of the frame is dear."""
        if not self.frame.holds(spot):
            return 4 * _BLOCKED
        dear = sum(spot.hits(other) for other in self.taken)
        dear += sum(_touches(disc, spot) for disc in self.discs)
        crossed = sum(
            spot.x < x < spot.x + spot.w and spot.y < y < spot.y + spot.h for x, y in self.lines
        )
        return _BLOCKED * dear + 4 * crossed


_BLOCKED: Final = 10_000.0


@cache
def _directions() -> tuple[tuple[float, float], ...]:
    """Where a label may stand round its point, the best first: below, right, left, above, …"""
    plain = ((0.0, 1.0), (1.0, 0.0), (-1.0, 0.0), (0.0, -1.0))
    slanted = ((0.8, 0.8), (-0.8, 0.8), (0.8, -0.8), (-0.8, -0.8))
    return (*plain, *slanted)


def _touches(disc: _Pack, spot: Box) -> bool:
    near_x = min(max(disc.x, spot.x), spot.x + spot.w)
    near_y = min(max(disc.y, spot.y), spot.y + spot.h)
    return hypot(near_x - disc.x, near_y - disc.y) < disc.radius


@dataclass(frozen=True)
class Map:
    """A drawn map: its SVG parts, and the boxes of its labels and legend, which do not overlap."""

    parts: tuple[str, ...]
    labels: tuple[Box, ...]


def draw_map(edition: Edition, look: Look, frame: Box, theme: Theme, lang: Lang) -> Map:
    """Draw the map `look` asks for into `frame`: boundaries, marks, the corridor, labels, legend,
    and under it that boundaries are schematic, with their review number."""
    return _Cartographer(edition, look, frame, theme, lang).draw()


def map_svg(
    edition: Edition,
    look: Look,
    theme: Theme,
    lang: Lang,
    width: float = 760,
    height: float = 712,
) -> str:
    """Return the map as an SVG file of its own, `width` × `height` pixels."""
    drawn = draw_map(edition, look, Box(0, 0, width, height), theme, lang)
    paper = f'<rect width="{width:g}" height="{height:g}" fill="{INKS[theme]["paper"]}"/>'
    return document(width, height, (paper, *drawn.parts), look.alt)


class _Cartographer:
    def __init__(self, edition: Edition, look: Look, frame: Box, theme: Theme, lang: Lang) -> None:
        self.edition, self.look, self.lang = edition, look, lang
        self.ink, self.colors = INKS[theme], palette.MAP[theme]
        self.vocabulary = edition.vocabulary
        self.whole = frame
        inner = Box(frame.x, frame.y, frame.w, frame.h - NOTE_HEIGHT)
        self.out = _Drawing(inner)
        self.shown = edition.frame.loc[list(look.rows)]
        self.project = self._projection(inner)

    def draw(self) -> Map:
        inner = self.out.frame
        self.out.parts += [
            '<g fill="none">',
            f'<rect x="{inner.x:g}" y="{inner.y:g}" width="{inner.w:g}" height="{inner.h:g}" '
            f'fill="{self.colors["surroundings"]}"/>',
        ]
        self._boundaries()
        {"region": self._region, "park": self._park, "corridor": self._corridor}[self.look.view]()
        self.out.parts.append("</g>")
        self._note()
        return Map(tuple(self.out.parts), tuple(self.out.taken))

    def _projection(self, frame: Box) -> _Projection:
        if self.look.view == "region":
            west, south, east, north = union_all(_shapes(self.edition.sources, "provinces")).bounds
            return _Projection([(west, south), (east, north)], 8_000, frame)
        if self.look.view == "corridor":
            nodes = [(node.lon, node.lat) for node in self.vocabulary.nodes]
            return _Projection([*self.vocabulary.line, *nodes], 0, frame, _CORRIDOR_INSET)
        seats = [self._seat(code) for code, _ in self.look.counts]
        anchors = list(zip(self.shown["lon"], self.shown["lat"], strict=True))
        points = [*anchors, *seats]
        spread = max(geometry.distance_m(seats[0], point) for point in points)
        areas = self.shown[self.shown["position_basis"] == "area"].groupby(["lon", "lat"]).size()
        inset = _area_radius(int(areas.max())) + 12 if len(areas) else 24
        return _Projection(points, max(PARK_MARGIN_M, _LEAST_SPAN_M - spread), frame, inset)

    def _seat(self, code: str) -> LonLat:
        seat = self.vocabulary.seats[code]
        return seat.lon, seat.lat

    def _path(self, geometry: BaseGeometry) -> str:
        """The SVG path of a geometry's lines or rings, without points closer than half a pixel."""
        if hasattr(geometry, "geoms"):
            return "".join(self._path(part) for part in geometry.geoms)
        if geometry.geom_type == "Polygon":
            return self._path(geometry.exterior) + "".join(map(self._path, geometry.interiors))
        kept: list[tuple[float, float]] = []
        for point in map(self.project, geometry.coords):
            if not kept or hypot(point[0] - kept[-1][0], point[1] - kept[-1][1]) > 0.5:
                kept.append(point)
        return f"M{'L'.join(f'{x:.1f} {y:.1f}' for x, y in kept)}" if kept else ""

    def _seen(self, shapes: Iterable[BaseGeometry]) -> str:
        """The path of what the window shows. Cut here and not by the SVG: a clipped group costs
        the drawing a layer as large as everything in it."""
        return "".join(self._path(clip_by_rect(each, *self.project.window)) for each in shapes)

    def _strokes(self, shapes: Iterable[BaseGeometry], color: str, width: float) -> None:
        # Rings as lines, so that no cut edge is drawn along the window's rim.
        lines = [each.boundary if each.area else each for each in shapes]
        self.out.parts.append(
            f'<path d="{self._seen(lines)}" stroke="{self.colors[color]}" '
            f'stroke-width="{width}" stroke-linejoin="round"/>'
        )

    def _boundaries(self) -> None:
        close = self.look.view == "park"
        provinces = _shapes(self.edition.sources, "provinces_detail" if close else "provinces")
        self._strokes(_shapes(self.edition.sources, "neighbours"), "neighbour_line", 1)
        land = self.colors["land"]
        self.out.parts.append(
            f'<path d="{self._seen(provinces)}" fill="{land}" fill-rule="evenodd"/>'
        )
        if close:
            self._strokes(
                _shapes(self.edition.sources, "district_lines_detail"), "district_line", 1
            )
        self._strokes(_shapes(self.edition.sources, "city_lines"), "city_line", 1.2)
        self._strokes(provinces, "province_line", 2)

    def _line(self) -> None:
        """The G2 and the spur to each node that lies far off it."""
        color = self.ink["corridor"]
        spurs: list[tuple[LonLat, ...]] = []
        for stop in analysis.corridor_stops(self.edition.frame, self.vocabulary):
            if stop.is_spur:
                seat = (stop.node.lon, stop.node.lat)
                foot = corridor.project(self.vocabulary.line, seat).foot
                spurs.append((seat, foot))
        wide = 5 if self.look.view == "corridor" else 3
        line = self.vocabulary.line
        for ends, dashes in ((line, ""), *((spur, ' stroke-dasharray="8 6"') for spur in spurs)):
            path = self._seen([LineString(ends)])
            self.out.parts.append(
                f'<path d="{path}" stroke="{color}" stroke-width="{wide}" '
                f'stroke-linecap="round" stroke-linejoin="round"{dashes}/>'
            )
            for (x1, y1), (x2, y2) in pairwise(map(self.project, ends)):
                n = max(1, int(hypot(x2 - x1, y2 - y1) / 6))
                self.out.lines += [
                    (x1 + (x2 - x1) * i / n, y1 + (y2 - y1) * i / n) for i in range(n)
                ]

    def _disc(self, pack: _Pack) -> None:
        self.out.discs.append(pack)
        self.out.parts.append(
            f'<circle cx="{pack.x:.1f}" cy="{pack.y:.1f}" r="{pack.radius:.1f}" '
            f'fill="{self.ink["disc"]}" fill-opacity=".9" '
            f'stroke="{self.colors["province_line"]}" stroke-opacity=".5"/>'
        )

    def _dots(
        self, spots: Iterable[tuple[float, float]], categories: Iterable[str], r: float
    ) -> None:
        """Round dots, which a pack at region scale is made of."""
        color = {category.code: category.color for category in self.vocabulary.categories}
        self.out.parts += [
            f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{r:.2f}" fill="{color[category]}"/>'
            for (x, y), category in zip(spots, categories, strict=True)
        ]

    def _region(self) -> None:
        """Each park's resources as a pack of dots; a filter leaves holes."""
        frame = self.edition.frame
        said = dict(self.look.counts)
        totals = frame["park"].value_counts()
        packs = []
        for park in self.vocabulary.parks:
            x, y = self.project((park.lon, park.lat))
            radius = self.project.metres(
                positions.pack_radius_m(int(totals.get(park.code, 0))), park.lat
            )
            packs.append(_Pack(park.code, x, y, max(radius, _LEAST_RADIUS)))
            self._disc(packs[-1])
        self._line()
        spots = positions.region_positions(frame, self.vocabulary)
        r = self.project.metres(2000, 39.0)
        rows = list(self.look.rows)
        self._dots((self.project(spots[i]) for i in rows), frame["category"][rows], r)
        self._legend(hollow=False)
        for pack in sorted(packs, key=lambda pack: -pack.radius):
            self._name(pack, said.get(pack.place))
        node = next(node for node in self.vocabulary.nodes if node.subpark)
        self._subpark(node)

    def _subpark(self, node: taxonomy.CorridorNode) -> None:
        """A node inside a park, by name only: its resources are among the park's."""
        x, y = self.project((node.lon, node.lat))
        if not self.out.frame.holds(Box(x, y, 0, 0)):
            return
        self._node(node)
        own = [d.radius for d in self.out.discs if not d.place and hypot(d.x - x, d.y - y) < 15]
        radius, color = max(own, default=4.0), self.ink["corridor"]
        label = _Label(node.short(self.lang), x, y, radius, QUIET_SIZE, color, bold=False)
        self.out.place(label, self.colors["halo"])

    def _name(self, pack: _Pack, count: str | None) -> None:
        name = self.vocabulary.seats[pack.place].short(self.lang)
        color = self.ink["ink"] if count else self.colors["label"]
        label = _Label(
            f"{name} {count}" if count else name,
            pack.x,
            pack.y,
            pack.radius,
            LABEL_SIZE if count else QUIET_SIZE,
            color,
            bold=bool(count),
        )
        self.out.place(label, self.colors["halo"])

    def _node(self, node: taxonomy.CorridorNode) -> None:
        x, y = self.project((node.lon, node.lat))
        self.out.parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{self.ink["disc"]}" '
            f'stroke="{self.ink["corridor"]}" stroke-width="2.5"/>'
        )

    def _corridor(self) -> None:
        """Each node's resources packed round its seat, and in the middle the node itself."""
        order = [category.code for category in self.vocabulary.categories]
        packs: list[_Pack] = []
        spots: list[tuple[float, float]] = []
        categories: list[str] = []
        for node in self.vocabulary.nodes:
            rows = self.shown[membership.on_corridor(self.shown, self.vocabulary, (node.code,))]
            ranked = rows["category"].sort_values(key=lambda c: c.map(order.index), kind="stable")
            x, y = self.project((node.lon, node.lat))
            radius = NODE_STEP * (sqrt(len(rows) + 2) + 1)
            packs.append(_Pack(node.code, x, y, radius))
            self._disc(packs[-1])
            categories += ranked.tolist()
            # The first two places of the pack are the node's.
            spots += _sunflower(x, y, len(rows), NODE_STEP, 2)
        self._line()
        self._dots(spots, categories, NODE_STEP * 0.72)
        for node in self.vocabulary.nodes:
            self._node(node)
        self._legend(hollow=False)
        said = dict(self.look.counts)
        for pack in packs:
            self._name(pack, said.get(pack.place))
        self._along()

    def _along(self) -> None:
        """Distances along the line between the nodes at it, and the spur's offset."""
        t = translator(self.lang)
        stops = analysis.corridor_stops(self.edition.frame, self.vocabulary)
        on_line = [stop for stop in stops if not stop.is_spur]
        line = self.vocabulary.line
        found: list[tuple[LonLat, str]] = []
        start = corridor.project(
            self.vocabulary.line, (on_line[0].node.lon, on_line[0].node.lat)
        ).chainage_m
        for before, after in pairwise(on_line):
            middle = start + 500 * (before.chainage_km + after.chainage_km)
            km = f"{round(after.chainage_km - before.chainage_km, -1):.0f}"
            found.append((_at(line, middle), t("沿线约 {km} km").format(km=km)))
        for stop in stops:
            if stop.is_spur:
                seat = (stop.node.lon, stop.node.lat)
                foot = corridor.project(self.vocabulary.line, seat).foot
                middle_point = ((seat[0] + foot[0]) / 2, (seat[1] + foot[1]) / 2)
                km = f"{round(stop.offset_km, -1):.0f}"
                found.append((middle_point, t("支线：距 G2 约 {km} km").format(km=km)))
        for point, said in found:
            x, y = self.project(point)
            label = _Label(said, x, y, 6, QUIET_SIZE + 2, self.ink["corridor"], bold=False)
            self.out.place(label, self.colors["halo"])

    def _park(self) -> None:
        """Each resource at its anchor, spread within its radius; those known only to an area stay
        packed at the seat, hollow."""
        categories = self.vocabulary.categories
        order = {category.code: i for i, category in enumerate(categories)}
        frame = self.shown
        is_area = frame["position_basis"] == "area"
        halo = self.colors["halo"]
        for anchor, rows in frame[is_area].groupby(["lon", "lat"], sort=False):
            x, y = self.project(anchor)  # type: ignore[arg-type]
            ranked = sorted(order[code] for code in rows["category"])
            spots = list(_sunflower(x, y, len(ranked), AREA_STEP))
            radius = _area_radius(len(ranked))
            self._disc(_Pack("", x, y, radius))
            for (mx, my), category in zip(spots, ranked, strict=True):
                self.out.mark(categories[category], mx, my, MARK * 0.75, halo, hollow=True)
        placed = frame[~is_area]
        spots = [self.project(spot) for spot in positions.city_positions(placed)]
        for (mx, my), code in zip(spots, placed["category"], strict=True):
            self.out.mark(categories[order[code]], mx, my, MARK, halo, hollow=False)
            self.out.taken.append(Box(mx - MARK / 2, my - MARK / 2, MARK, MARK))
        points = len(self.out.taken)
        self._line()
        self._legend(hollow=bool(is_area.any()))
        for code, count in self.look.counts:
            x, y = self.project(self._seat(code))
            own = [d.radius for d in self.out.discs if hypot(d.x - x, d.y - y) < 15]
            self._name(_Pack(code, x, y, max(own, default=6.0)), count)
            if not own:
                self.out.parts.append(
                    f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{self.ink["ink"]}" '
                    f'stroke="{halo}" stroke-width="2"/>'
                )
        for node in self.vocabulary.nodes:
            if node.subpark and node.park in dict(self.look.counts):
                self._subpark(node)
        for name, point in _district_names(self.edition.sources):
            if self.lang == "zh" and box(*self.project.window).contains(point):
                x, y = self.project((point.x, point.y))
                label = _Label(
                    name, x, y, -QUIET_SIZE, QUIET_SIZE, self.colors["label"], False, True
                )
                self.out.place(label, halo)
        del self.out.taken[:points]

    def _legend(self, *, hollow: bool) -> None:
        """The categories' marks and names, in the corner where they hide least."""
        if self.shown.empty:
            return
        t = translator(self.lang)
        size = QUIET_SIZE
        categories = self.vocabulary.categories
        names = [category.short(self.lang) for category in categories]
        extra = [t("空心：仅知所在区域")] if hollow else []
        line = size * 1.55
        width = max(fonts.width(name, size) for name in (*names, *extra)) + 44
        height = line * (len(names) + len(extra)) + 16
        inner, gap = self.out.frame, 14
        corners = [
            Box(x, y, width, height)
            for y in (inner.y + inner.h - height - gap, inner.y + gap)
            for x in (inner.x + inner.w - width - gap, inner.x + gap)
        ]
        spot = min(corners, key=self._hidden)
        self.out.taken.append(spot)
        self.out.parts.append(
            f'<rect x="{spot.x:.1f}" y="{spot.y:.1f}" width="{spot.w:.1f}" height="{spot.h:.1f}" '
            f'rx="8" fill="{self.ink["paper"]}" fill-opacity=".88" stroke="{self.ink["line"]}"/>'
        )
        round_dots = self.look.view != "park"
        for i, name in enumerate((*names, *extra)):
            y = spot.y + 8 + line * (i + 0.5)
            if i < len(names) and round_dots:
                self._dots([(spot.x + 20, y)], [categories[i].code], 6)
            elif i < len(names):
                self.out.mark(
                    self.vocabulary.categories[i],
                    spot.x + 20,
                    y,
                    MARK + 2,
                    self.ink["paper"],
                    hollow=False,
                )
            self.out.parts.append(text(spot.x + 36, y + size * 0.36, name, size, self.ink["ink"]))

    def _hidden(self, corner: Box) -> float:
        hidden = sum(disc.box.hits(corner) * disc.radius for disc in self.out.discs)
        hidden += sum(corner.hits(other) * other.w for other in self.out.taken)
        x, y, w, h = corner.x, corner.y, corner.w, corner.h
        return hidden + sum(x < px < x + w and y < py < y + h for px, py in self.out.lines)

    def _note(self) -> None:
        """The line under the map, in whatever size it fits."""
        t = translator(self.lang)
        how = {
            "region": t("一点一项，聚于驻地，为计数图"),
            "corridor": t("一点一项，聚于驻地；线路与距离均为近似"),
            "park": t("位置约略，非导航用"),
        }[self.look.view]
        said = f"{words.boundaries(self.lang)} · {how}"
        fitted = typeset.fit(said, self.whole.w - 8, NOTE_HEIGHT, QUIET_SIZE, least=0.5)
        y = self.whole.y + self.whole.h - NOTE_HEIGHT + 22
        self.out.parts.append(
            text(self.whole.x + 4, y, fitted.lines[0], fitted.size, self.ink["quiet"])
        )


def _sunflower(
    x: float, y: float, count: int, step: float, skipped: int = 0
) -> Iterable[tuple[float, float]]:
    """`count` points in a spiral round (x, y), like `geometry.pack`, on paper; the innermost
    `skipped` places are left free."""
    for j in range(skipped, count + skipped):
        r, angle = step * sqrt(j + 0.5), j * geometry.GOLDEN_ANGLE
        yield x + r * cos(angle), y - r * sin(angle)


def _area_radius(count: int) -> float:
    """The radius of a pack of `count` resources known only to an area."""
    return AREA_STEP * (sqrt(count) + 1)


def _at(line: Sequence[LonLat], chainage_m: float) -> LonLat:
    """The point of a line so many metres from its start."""
    for a, b in pairwise(line):
        length = geometry.distance_m(a, b)
        if chainage_m <= length:
            share = chainage_m / length
            return a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])
        chainage_m -= length
    return line[-1]


@lru_cache(maxsize=2)
def _district_names(sources: Sources) -> tuple[tuple[str, Point], ...]:
    """The districts' (Chinese) names, each with a point inside."""
    return tuple(
        (feature["properties"]["name"], shape(feature["geometry"]).representative_point())
        for feature in features(sources, DISTRICTS)
    )
