"""Where a list would move, put and take away positions: in words, and as a picture to look at
before it counts. A datum taken for another shows there as a shift of all points alike."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import median
from typing import Final

from lib.base.files import Sources
from lib.base.i18n import Lang, translator
from lib.base.tables import Row
from lib.drawing import boundaries, palette, svg
from lib.drawing.box import Box
from lib.drawing.palette import Theme
from lib.drawing.projection import Projection
from lib.intake.base import Base
from lib.intake.compare import Difference
from lib.intake.proposals import Proposal
from lib.terms.geometry import LonLat, distance_m
from lib.terms.taxonomy import Vocabulary

_FRAME: Final = Box(0, 0, 760, 350)
_KEY: Final = 30  # of the strip below, in pixels
# Round the points, in metres, so that a single one stands in some surroundings; and pixels.
_MARGIN_M: Final = 4_000
_INSET: Final = 26
_DOT: Final = 4.5
# More points than these are one blot; more names than these are in each other's way.
MOST: Final = 1_000
_MOST_NAMES: Final = 12
_MOST_DISTRICTS: Final = 24
_LONGEST_NAME: Final = 16
_SIZE: Final = 12  # of words, in pixels
_SHARP: Final = 1.5  # pixels of the file for each of the drawing's
_LONGEST_BAR: Final = 150  # of the scale, in pixels


@dataclass(frozen=True)
class Move:
    """A resource that a list places: where it is now and where it would be (WGS-84 degrees); `None`
    for a new one, and for one that goes."""

    id: str
    name: str
    before: LonLat | None
    after: LonLat | None


def moves(difference: Difference, base: Base) -> tuple[Move, ...]:
    """Return what a difference does to positions."""
    after: dict[str, dict[str, str]] = {}
    for change in difference.changed:
        if change.field in ("lon", "lat"):
            after.setdefault(change.id, {})[change.field] = change.after
    moved = _moved(after, base)
    moved += [Move(a.id, a.name, None, _point(a.values)) for a in difference.added]
    moved += [Move(r.id, r.name, _point(base.by_id[r.id]), None) for r in difference.removed]
    return tuple(move for move in moved if move.before or move.after)


def proposed(proposals: Sequence[Proposal], base: Base) -> tuple[Move, ...]:
    """Return where proposals would move resources that the base still has."""
    moved: list[Move] = []
    for each in proposals:
        cells = {cell.field: cell.after for cell in each.cells if cell.field in ("lon", "lat")}
        if cells and each.resource_id in base.by_id:
            moved += _moved({each.resource_id: cells}, base)
    return tuple(moved)


def _moved(after: Mapping[str, Mapping[str, str]], base: Base) -> list[Move]:
    """Moves of resources, by id, to other cells of a position."""
    rows = ((base.by_id[own], cells) for own, cells in after.items())
    return [
        Move(row["resource_id"], row["name"], _point(row), _point({**row, **cells}))
        for row, cells in rows
    ]


def of(found: Sequence[Move], ids: Collection[str]) -> tuple[Move, ...]:
    """Return the moves of some resources."""
    wanted = set(ids)
    return tuple(move for move in found if move.id in wanted)


def _point(cells: Mapping[str, str] | Row) -> LonLat | None:
    try:
        return float(cells["lon"]), float(cells["lat"])
    except ValueError:
        return None


def in_words(found: Sequence[Move], lang: Lang) -> str:
    """Return how many positions move and how far, and how many come and go."""
    t = translator(lang)
    far = sorted(distance_m(m.before, m.after) for m in found if m.before and m.after)
    came = sum(m.before is None for m in found)
    went = sum(m.after is None for m in found)
    parts = []
    if far:
        text = t("移动 {n} 处，中位 {median}，最远 {most}")
        parts.append(text.format(n=len(far), median=_length(median(far)), most=_length(far[-1])))
    if came:
        parts.append(t("新增 {n} 处").format(n=came))
    if went:
        parts.append(t("移除 {n} 处").format(n=went))
    return t("；").join(parts)


def _length(metres: float) -> str:
    return f"{metres / 1000:.1f} km" if metres >= 1000 else f"{metres:.0f} m"


@lru_cache(maxsize=16)
def picture(
    sources: Sources, vocabulary: Vocabulary, found: tuple[Move, ...], theme: Theme, lang: Lang
) -> bytes:
    """Return a map of the moves as PNG: what is now hollow, what would be filled, a line between
    them, a cross where one goes; framed round them, the first `MOST` of them. Raises `DataProblem`
    where the boundaries or the font cannot be used."""
    drawn = found[:MOST]
    points = [point for move in drawn for point in (move.before, move.after) if point]
    project = Projection(points, _MARGIN_M, _FRAME, _INSET)
    colors, ink = palette.MAP[theme], palette.INKS[theme]
    # Boundaries are schematic: under the points and quiet.
    districts = boundaries.shapes(sources, "districts")
    parts = [
        svg.rect(_FRAME, colors["surroundings"]),
        f'<path d="{boundaries.path(districts, project)}" fill="{colors["land"]}"/>',
    ]
    lines = (("districts", "district_line", 0.8), ("provinces", "province_line", 1.2))
    for name, color, width in lines:
        path = boundaries.path(boundaries.outlines(boundaries.shapes(sources, name)), project)
        parts.append(
            f'<path d="{path}" fill="none" stroke="{colors[color]}" stroke-width="{width}"/>'
        )
    parts += _places(sources, vocabulary, project, theme, lang)
    old, new, gone = ink["quiet"], ink["primary"], ink["corridor"]
    signs: list[str] = []
    for move in drawn:
        before, after = (project(p) if p else None for p in (move.before, move.after))
        if before and after:
            # Lines and rings lie under all that is new.
            parts += [_line(before, after, old), _ring(before, old)]
        elif before:
            signs.append(_cross(before, gone))
        if after:
            signs.append(_dot(after, new, ink["paper"]))
    parts += signs
    if len(drawn) <= _MOST_NAMES:
        parts += _names(drawn, project, ink["ink"], ink["paper"])
    parts += _key(project, points[0][1], lang, (old, new, gone), ink["ink"], ink["paper"])
    return svg.to_png(svg.document(_FRAME.w, _FRAME.h + _KEY, parts, ""), _SHARP)


def _places(
    sources: Sources, vocabulary: Vocabulary, project: Projection, theme: Theme, lang: Lang
) -> list[str]:
    """What the surroundings are called: the districts, or where these are too many the zones."""
    districts = [(name, project((at.x, at.y))) for name, at in boundaries.district_names(sources)]
    seats = [(p.short(lang), project((p.lon, p.lat))) for p in vocabulary.parks]
    inside = Box(34, 20, _FRAME.w - 68, _FRAME.h - 30)
    named = [(name, at) for name, at in districts if inside.covers(*at)]
    if len(named) > _MOST_DISTRICTS:
        # Most points of a zone lie at its seat.
        named = [(name, (x, y - 9)) for name, (x, y) in seats if inside.covers(x, y)]
    colors = palette.MAP[theme]
    return [
        svg.text(x, y, name, 11, colors["label"], anchor="middle", halo=colors["halo"])
        for name, (x, y) in named
    ]


def _line(one: tuple[float, float], other: tuple[float, float], color: str) -> str:
    (x1, y1), (x2, y2) = one, other
    return (
        f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="{color}" stroke-width="1.4" '
        'fill="none"/>'
    )


def _ring(at: tuple[float, float], color: str) -> str:
    return (
        f'<circle cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="{_DOT}" fill="none" stroke="{color}" '
        'stroke-width="1.8"/>'
    )


def _dot(at: tuple[float, float], color: str, halo: str) -> str:
    return (
        f'<circle cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="{_DOT}" fill="{color}" stroke="{halo}" '
        'stroke-width="1"/>'
    )


def _cross(at: tuple[float, float], color: str) -> str:
    x, y, r = *at, _DOT
    return (
        f'<path d="M{x - r:.1f} {y - r:.1f}L{x + r:.1f} {y + r:.1f}M{x - r:.1f} {y + r:.1f}'
        f'L{x + r:.1f} {y - r:.1f}" stroke="{color}" stroke-width="2.2" fill="none"/>'
    )


def _names(found: Sequence[Move], project: Projection, color: str, halo: str) -> list[str]:
    """The names of a few resources beside their points, as far as none lies over another."""
    taken: list[Box] = []
    parts = []
    for move in found:
        point = move.after or move.before
        if point is None:
            continue
        x, y = project(point)
        name = move.name if len(move.name) <= _LONGEST_NAME else f"{move.name[:_LONGEST_NAME]}…"
        width = _SIZE * len(name)
        came_from = project(move.before)[0] if move.before and move.after else x
        # Not over the way that it comes.
        is_right = x + 10 + width < _FRAME.w and (came_from <= x or x - 10 - width < 0)
        box = Box(x + 10 if is_right else x - 10 - width, y - _SIZE / 2, width, _SIZE * 1.3)
        if any(box.hits(other) for other in taken):
            continue
        taken.append(box)
        anchor: svg.Anchor = "start" if is_right else "end"
        place = x + 9 if is_right else x - 9
        parts.append(svg.text(place, y + 4, name, _SIZE, color, anchor=anchor, halo=halo))
    return parts


def _key(
    project: Projection, lat: float, lang: Lang, colors: tuple[str, str, str], ink: str, paper: str
) -> list[str]:
    """What the signs mean, and the scale."""
    t = translator(lang)
    old, new, gone = colors
    y = _FRAME.h + _KEY / 2
    parts = [svg.rect(Box(0, _FRAME.h, _FRAME.w, _KEY), paper)]
    signs = (
        (_ring((18, y), old), t("现在的位置")),
        (_dot((0, y), new, paper), t("改后的位置")),
        (_cross((0, y), gone), t("移除")),
    )
    x = 18.0
    for sign, name in signs:
        parts.append(f'<g transform="translate({x - (18 if x == 18 else 0):.0f})">{sign}</g>')
        parts.append(svg.text(x + 10, y + 4, name, _SIZE, ink))
        x += 34 + _SIZE * (len(name) if lang == "zh" else len(name) * 0.56)
    steps = (n * 10**power for power in range(6) for n in (1, 2, 5))
    metres = max((m for m in steps if project.metres(m, lat) <= _LONGEST_BAR), default=1)
    width = project.metres(metres, lat)
    right = _FRAME.w - 16
    parts.append(
        f'<path d="M{right - width:.1f} {y - 3}V{y + 3}H{right}V{y - 3}" stroke="{ink}" '
        'stroke-width="1.4" fill="none"/>'
    )
    parts.append(svg.text(right - width - 8, y + 4, _scale(metres), _SIZE, ink, anchor="end"))
    return parts


def _scale(metres: float) -> str:
    return f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"
