"""The map as a picture, for browsers that cannot draw the live one: the whole register at region
scale, each zone's dots in a disc with its name and count.

It is as high as the zones need and wider, so that a narrow frame may cut its sides.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Final

from shapely.geometry import shape

from lib.base.files import Sources
from lib.base.i18n import LANGS, Lang, mark, translator
from lib.drawing import boundaries, labels, palette, svg
from lib.drawing.box import Box
from lib.drawing.labels import Disc, Ground, Label
from lib.drawing.palette import Theme
from lib.drawing.projection import Projection
from lib.mapfiles.labels import corridor
from lib.query.membership import Membership
from lib.register.dots import Dots
from lib.register.positions import pack_radius_m, zone_positions
from lib.terms.taxonomy import Vocabulary

_FRAME: Final = Box(0, 0, 1000, 400)
# Round the seats: the widest disc and a name below it, in metres.
_MARGIN_M: Final = 48_000
# Degrees below the southernmost name, for what stands on every map.
_FOOT: Final = 0.5
_SIZE: Final = 15  # of names, in pixels
_DOT_M: Final = 2_000
_FONTS: Final = "Microsoft YaHei,PingFang SC,Noto Sans CJK SC,Noto Sans SC,sans-serif"
_TITLE: Final = mark("京津冀创新资源地图：登记册全部资源")


def pictures(dots: Dots, members: Membership, sources: Sources) -> dict[tuple[Theme, Lang], str]:
    """Return the register's rows, in the `dots` of the zones' packs, on the map as an SVG file for
    each theme and language. Raises `DataProblem`."""
    vocabulary, counts = members.vocabulary, members.totals("park")
    seats = [(park.lon, park.lat) for park in vocabulary.parks]
    foot = min(lat for _, lat in seats) - _FOOT
    project = Projection([*seats, (seats[0][0], foot)], _MARGIN_M, _FRAME)
    discs, sizes = [], dots.sizes(len(vocabulary.parks))
    for park, size in zip(vocabulary.parks, sizes, strict=True):
        x, y = project((park.lon, park.lat))
        radius = project.metres(pack_radius_m(size), park.lat)
        discs.append(Disc(park.code, x, y, radius))
    provinces = boundaries.shapes(sources, "provinces")
    lines = (
        (boundaries.without_rim(boundaries.shapes(sources, "neighbours")), "neighbour_line", 0.8),
        (boundaries.shapes(sources, "city_lines"), "city_line", 0.7),
        (provinces, "province_line", 1.2),
    )
    drawn = [
        (boundaries.path(boundaries.outlines(shapes), project), color, width)
        for shapes, color, width in lines
    ]
    land, drawn_dots = boundaries.path(provinces, project), _dots(dots, vocabulary, project)
    width = 2 * project.metres(_DOT_M, 39.0)
    sea = [(boundaries.path([area], project), o) for area, o in boundaries.sea(sources)]
    lakes = boundaries.path(boundaries.waters(sources, "lakes"), project)
    rivers = boundaries.path(boundaries.waters(sources, "rivers"), project)
    ways = [shape(f["geometry"]) for f in corridor(vocabulary)["features"]]
    g2 = boundaries.path(ways, project)
    made = {}
    for theme, lang in product(palette.MAP, LANGS):
        colors, ink = palette.MAP[theme], palette.INKS[theme]
        parts = [
            f"<style>text{{font-family:{_FONTS}}}</style>",
            svg.rect(_FRAME, colors["surroundings"]),
            *(_area(path, colors["water"], opacity) for path, opacity in sea if path),
            _area(land, colors["land"]),
            _line(rivers, colors["river"], 0.6),
            _area(lakes, colors["water"]),
            *(_line(path, colors[color], width) for path, color, width in drawn),
            *(_disc(disc, ink["disc"], colors["province_line"]) for disc in discs),
            _line(g2, ink["corridor"], 1.8),
            *(_dot_path(path, palette.drawn(color, theme), width) for path, color in drawn_dots),
            *_names(discs, counts, vocabulary, theme, lang),
        ]
        made[theme, lang] = svg.document(_FRAME.w, _FRAME.h, parts, translator(lang)(_TITLE))
    return made


def _names(
    discs: Sequence[Disc],
    counts: Mapping[str, int],
    vocabulary: Vocabulary,
    theme: Theme,
    lang: Lang,
) -> Iterator[str]:
    """Each zone's name, and how many the register holds; no row of it is not none in the world."""
    ground = Ground(_FRAME, discs=list(discs))
    for disc in sorted(discs, key=lambda disc: -disc.radius):
        name, count = vocabulary.seats[disc.place].short(lang), counts[disc.place]
        words, ink = f"{name} {count}" if count else name, palette.INKS[theme]["ink"]
        label = Label(words, disc.x, disc.y, disc.radius, _SIZE, ink)
        if spot := ground.place(label):
            yield from labels.drawn(label, spot, palette.MAP[theme]["halo"])


def _disc(disc: Disc, paper: str, rim: str) -> str:
    return (
        f'<circle cx="{disc.x:.1f}" cy="{disc.y:.1f}" r="{disc.radius:.1f}" fill="{paper}" '
        f'stroke="{rim}" stroke-opacity=".5"/>'
    )


def _area(path: str, color: str, opacity: float = 1.0) -> str:
    return f'<path d="{path}" fill="{color}" fill-opacity="{opacity:.2f}"/>'


def _line(path: str, color: str, width: float) -> str:
    return (
        f'<path d="{path}" fill="none" stroke="{color}" stroke-width="{width}" '
        'stroke-linejoin="round"/>'
    )


def _dot_path(path: str, color: str, width: float) -> str:
    return f'<path d="{path}" stroke="{color}" stroke-width="{width:.2f}" stroke-linecap="round"/>'


def _dots(dots: Dots, vocabulary: Vocabulary, project: Projection) -> list[tuple[str, str]]:
    """One path a category with its colour: a line without length and with a round end is a dot."""
    spots = list(map(project, zone_positions(dots, vocabulary)))
    paths = []
    for place, category in enumerate(vocabulary.categories):
        drawn = (dots.category == place).nonzero()[0].tolist()
        path = "".join(f"M{spots[i][0]:.1f} {spots[i][1]:.1f}h0" for i in drawn)
        paths.append((path, category.color))
    return paths
