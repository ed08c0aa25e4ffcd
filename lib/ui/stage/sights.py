"""What the wall's map shows of a scene: where it looks, and what stands where, so that no name is
cut and none lies over another."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

import numpy as np

from lib.base.i18n import Lang
from lib.drawing import boundaries, packs
from lib.drawing.box import Box
from lib.drawing.labels import Disc, Ground, Label
from lib.drawing.packs import NOWHERE, Pack
from lib.editions.edition import Edition
from lib.mapfiles.labels import NODE_RADIUS, seat_spots
from lib.register.positions import pack_radius
from lib.scenes import AROUND_M, Look
from lib.terms import geometry
from lib.terms.geometry import Camera, LonLat
from lib.terms.taxonomy import CORRIDOR
from lib.ui.parts import maps
from lib.ui.parts.maps import Options, Sight
from lib.ui.view import View
from lib.ui.window import Frame

# The height of names, in pixels of a wall of 1080 lines.
TEXT: Final = 26
# How many times as large as on a page marks are at city scale.
SCALE: Final = 1.8
# How much closer a zone is shown than where positions begin, and the closest of all; and how much
# further off packs are.
_PLACED: Final = 0.05
_CLOSEST: Final = 13.0
_PACKED: Final = 0.1
# How far around a zone whose marks all lie within so many metres of its seat, in metres.
_ALONE_M: Final = 8_000.0
_LEAST_M: Final = 300.0
# The picture of where a zone lies, in a corner (css/stage.css), in pixels.
_INSET: Final = (170, 210)
# The width of a mark; room round the outermost ones, and along the rim for names.
_MARK: Final = 20.0
_MARGIN: Final = 40.0
_RIM: Final = 8.0


def of(view: View, look: Look, frame: Frame) -> tuple[View, Options, Camera]:
    """Return the view that a scene's map shows, what else it shows, and its camera."""
    if look.view == "corridor":
        view = _on_corridor(view)
    edition, lang, counts = view.edition, view.lang, maps.counts(view)
    if look.view == "park":
        [zone] = look.counts
        sight, camera = _of_zone(edition, lang, frame, zone, counts)
    else:
        zone = look.center
        named = frozenset(look.counts) if look.view == "corridor" else None
        sight = _of_packs(edition, lang, frame, counts, named, zone)
        camera = sight.layout.camera
    cities = (view.vocabulary.seats[zone].city,) if zone else ()
    return view, Options(text_size=TEXT, cities=cities, sight=sight), camera


def _on_corridor(view: View) -> View:
    """The view of what of it is on the corridor; the rest stands aside."""
    chosen = view.selection
    if not chosen.corridor:
        chosen = replace(chosen, corridor=(CORRIDOR,))
    return replace(view, selection=chosen, passes=chosen.mask(view.edition.members))


@lru_cache(maxsize=256)
def _of_packs(
    edition: Edition,
    lang: Lang,
    frame: Frame,
    counts: tuple[str, ...],
    named: frozenset[str] | None,
    center: str,
) -> Sight:
    """The packs of all zones, or those of the places `named` with what lies between them, which is
    named without its count, or what lies around the zone `center`."""
    vocabulary, seats = edition.vocabulary, maps.seats(edition.vocabulary)
    sizes = edition.arrangement.zones.sizes(len(vocabulary.parks))
    furthest = edition.arrangement.scale.zoom - _PACKED
    shown, uncounted = [], set()
    for i, ((_, facet, code), count) in enumerate(zip(seats, counts, strict=True)):
        seat, is_node = vocabulary.seats[code], facet == "corridor"
        words = f"{seat.short(lang)} {count}"
        if named is not None and code not in named:
            uncounted.add((facet, code))
            words = seat.short(lang)
        radius = NODE_RADIUS if is_node else pack_radius(sizes[i])
        if code == center:
            radius = max(radius, maps.RING / frame.step)
        # No row of it is no reason to crowd the others' names.
        is_optional = is_node or not sizes[i] if named is None else code not in named
        is_optional = is_optional and code != center
        shown.append(Pack((seat.lon, seat.lat), radius, words, optional=is_optional))
    middle = shown[_index(seats, center)].seat if center else None
    if middle:
        camera = _centred(middle, geometry.circle(middle, AROUND_M), 0, frame, (0.0, furthest))
    else:
        # A node inside a zone has its dots in the zone's pack.
        wanted = {code for park, _, code in seats if named is None or code in named}
        wanted |= {park for park, facet, code in seats if facet == "corridor" and code in wanted}
        framed = [pack for pack, (_, _, code) in zip(shown, seats, strict=True) if code in wanted]
        camera = packs.framing(framed or shown, frame.step, TEXT, frame.window, frame.free)
        camera = replace(camera, zoom=min(camera.zoom, furthest))
    taken = _taken(frame, has_inset=bool(center))
    line = vocabulary.line
    layout = packs.arrange(
        shown, frame.step, TEXT, frame.window, frame.free, taken, line, camera=camera
    )
    has_none = bool(center) and not sizes[_index(seats, center)]
    return Sight(layout, frozenset(uncounted), ring=middle if has_none else None)


def _index(seats: Sequence[tuple[str, str, str]], park: str) -> int:
    return seats.index((park, "park", park))


@lru_cache(maxsize=256)
def _of_zone(
    edition: Edition, lang: Lang, frame: Frame, zone: str, counts: tuple[str, ...]
) -> tuple[Sight, Camera]:
    """A zone at city scale, its seat in the middle, and around it all that the register places."""
    vocabulary, members = edition.vocabulary, edition.members
    seat = vocabulary.seats[zone]
    middle = (seat.lon, seat.lat)
    held = members.carries("park", (zone,)) & edition.is_placed
    anchors: list[LonLat] = [(lon, lat) for lon, lat in edition.positions[held].tolist()]
    reach = max((geometry.distance_m(middle, anchor) for anchor in anchors), default=0.0)
    around = anchors if reach > _LEAST_M else geometry.circle(middle, _ALONE_M)
    bounds = edition.arrangement.scale.zoom + _PLACED, _CLOSEST
    camera = _centred(middle, around, _MARGIN, frame, bounds)
    spots = seat_spots(edition.arrangement.areas, vocabulary)
    codes = list(vocabulary.seats)
    at = packs.placed([spot for spot, _ in spots], camera, frame.window).tolist()
    radii = [(reach_px + 8) * SCALE for _, reach_px in spots]
    discs = [Disc(code, x, y, r) for code, (x, y), r in zip(codes, at, radii, strict=True)]
    marks = [
        Box(x - _MARK / 2, y - _MARK / 2, _MARK, _MARK)
        for x, y in packs.placed(anchors, camera, frame.window).tolist()
    ]
    free = frame.free
    inner = Box(free.x + _RIM, free.y + _RIM, free.w - 2 * _RIM, free.h - 2 * _RIM)
    ground = Ground(inner, [*_taken(frame, has_inset=True), *marks], discs)
    count = counts[_index(maps.seats(vocabulary), zone)]
    names = dict.fromkeys(codes, ("", NOWHERE))
    for disc in sorted(discs, key=lambda disc: disc.place != zone):
        if not free.holds(Box(disc.x, disc.y, 0, 0)):
            continue
        words = vocabulary.seats[disc.place].short(lang)
        if disc.place == zone:
            words = f"{words} {count}"
        label = Label(words, disc.x, disc.y, disc.radius, TEXT, "", optional=True)
        if spot := ground.place(label):
            shift = round(spot.x - disc.x), round(spot.middle[1] - disc.y)
            names[disc.place] = words, shift
    places = tuple(_districts(edition, camera, frame, ground)) if lang == "zh" else ()
    layout = _of_packs(edition, lang, frame, counts, None, "").layout
    return Sight(layout, seats=tuple(names.values()), scale=SCALE, places=places), camera


def _districts(
    edition: Edition, camera: Camera, frame: Frame, ground: Ground
) -> Iterator[tuple[str, LonLat]]:
    """The districts (which have Chinese names alone) whose names have room, and where."""
    size = 0.75 * TEXT
    for name, point in boundaries.district_names(edition.sources):
        place = (point.x, point.y)
        x, y = packs.placed([place], camera, frame.window)[0].tolist()
        # A radius that brings the name onto its point.
        label = Label(name, x, y, -size, size, "", bold=False, optional=True)
        if frame.free.holds(Box(x, y, 0, 0)) and (spot := ground.place(label)):
            right, down = np.subtract(spot.middle, frame.window.middle).tolist()
            there = geometry.moved(camera, -right, -down)
            yield name, (there.lon, there.lat)


def _taken(frame: Frame, *, has_inset: bool) -> tuple[Box, ...]:
    """What of a frame is taken, by the picture of where a zone lies too."""
    width, height = _INSET
    corner = Box(frame.window.w - width, frame.free.y + frame.free.h - height, width, height)
    return (*frame.taken, corner) if has_inset else frame.taken


def _centred(
    middle: LonLat,
    points: Sequence[LonLat],
    margin: float,
    frame: Frame,
    bounds: tuple[float, float],
) -> Camera:
    """The camera with a place in the middle of what is free, so close that `points` and so many
    pixels round them are seen, its zoom within `bounds`."""
    at = geometry.mercator([middle])[0]
    reach = np.abs(geometry.mercator(points) - at).max(axis=0)
    corners = [geometry.unmercator(*(at + sign * reach).tolist()) for sign in (-1, 1)]
    fitting = geometry.frame_discs(corners, [margin] * 2, frame.free.w, frame.free.h)
    zoom = float(np.clip(fitting.zoom, *bounds))
    right, down = np.subtract(frame.free.middle, frame.window.middle).tolist()
    return geometry.moved(Camera(*middle, zoom), right, down)
