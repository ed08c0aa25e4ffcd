"""All that the browser fetches once and keeps, made from an edition's sources."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from lib.base import settings
from lib.base.files import Sources, digest_of
from lib.drawing import palette
from lib.mapfiles import basemap, inset, labels, picture, points, stylesheet, tianditu
from lib.mapfiles.geojson import compact
from lib.query.membership import Membership
from lib.register.positions import arrange
from lib.register.rows import Register

# The folder of what is known to a place.
POINTS: Final = "points"


@dataclass(frozen=True)
class MapFiles:
    """Files for the browser. `names` gives each file's name with a hash of its content
    (`zones.1a2b3c4d5e.geojson`) by its plain name; `contents` what each of these holds. `POINTS` is
    a folder of tiles, named by all it holds."""

    names: Mapping[str, str]
    contents: Mapping[str, bytes]


def build(register: Register, members: Membership, sources: Sources) -> MapFiles:
    """Return the files of the register's rows, whose codes `members` knows, the boundaries, and
    what the host has set of the official basemap. Raises `DataProblem`."""
    vocabulary = members.vocabulary
    names: dict[str, str] = {}
    contents: dict[str, bytes] = {}

    def keep(name: str, content: str) -> str:
        stem, ext = name.rsplit(".", 1)
        encoded = content.encode()
        hashed = f"{stem}.{hashlib.sha256(encoded).hexdigest()[:10]}.{ext}"
        names[name], contents[hashed] = hashed, encoded
        return hashed

    geo = {
        name: keep(f"{name}.geojson", compact(drawn))
        for name, drawn in basemap.collections(sources, vocabulary).items()
    }
    styles = basemap.styles(geo)
    if service := settings.tianditu():
        styles |= tianditu.styles(service, geo)
    for name, style in styles.items():
        keep(name, compact(style))
    arrangement = arrange(register.table, vocabulary)
    keep("zones.geojson", compact(points.zones(register, arrangement, vocabulary)))
    keep("areas.geojson", compact(points.areas(register, arrangement, vocabulary)))
    tiles = points.tiles(register, arrangement, members)
    folder = names[POINTS] = f"{POINTS}.{digest_of(tiles)[:10]}"
    contents |= {f"{folder}/{name}": content for name, content in tiles.items()}
    keep("packs.geojson", compact(labels.packs(arrangement, members)))
    keep("seat_labels.geojson", compact(labels.seat_labels(arrangement.areas, vocabulary)))
    keep("marks.svg", stylesheet.marks(vocabulary))
    keep("marks.json", compact(stylesheet.mark_places(vocabulary)))
    for theme in palette.MAP:
        keep(f"discs-{theme}.svg", stylesheet.discs(theme))
    keep("discs.json", compact(stylesheet.disc_places()))
    keep("logo.svg", stylesheet.logo())
    pictures = {
        key: keep(f"picture-{'-'.join(key)}.svg", content)
        for key, content in picture.pictures(arrangement.zones, members, sources).items()
    }
    insets = {
        theme: keep(f"inset-{theme}.svg", inset.picture(sources, theme)) for theme in palette.MAP
    }
    keep("atlas.css", stylesheet.stylesheet(vocabulary, pictures, insets))
    return MapFiles(names, contents)
