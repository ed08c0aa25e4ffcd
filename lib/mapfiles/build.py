"""All that the browser fetches once and keeps, made from an edition's sources."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from lib.base import settings
from lib.base.files import Sources
from lib.drawing import palette
from lib.mapfiles import basemap, inset, labels, picture, stylesheet, tianditu
from lib.mapfiles.geojson import compact
from lib.mapfiles.points import points
from lib.register.positions import city_offsets, city_positions, region_offsets
from lib.terms.taxonomy import Vocabulary


@dataclass(frozen=True)
class MapFiles:
    """Files for the browser. `names` gives each file's name with a hash of its content
    (`region.1a2b3c4d5e.geojson`) by its plain name; `contents` what each of these holds."""

    names: Mapping[str, str]
    contents: Mapping[str, bytes]


def build(frame: pd.DataFrame, vocabulary: Vocabulary, sources: Sources) -> MapFiles:
    """Return the files of the register's rows, the boundaries, and what the host has set of the
    official basemap. Raises `DataProblem`."""
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
    seats = [(seat.lon, seat.lat) for seat in map(vocabulary.seats.__getitem__, frame["park"])]
    in_packs = points(frame, seats, region_offsets(frame, vocabulary), vocabulary)
    keep("region.geojson", compact(in_packs))
    is_area = frame["position_basis"] == "area"
    anchors = zip(frame["lon"].tolist(), frame["lat"].tolist(), strict=True)
    local = [
        anchor if unplaced else spot
        for anchor, unplaced, spot in zip(anchors, is_area, city_positions(frame), strict=True)
    ]
    keep("city.geojson", compact(points(frame, local, city_offsets(frame), vocabulary)))
    keep("packs.geojson", compact(labels.packs(frame, vocabulary)))
    keep("seat_labels.geojson", compact(labels.seat_labels(frame, vocabulary)))
    keep("marks.svg", stylesheet.marks(vocabulary))
    keep("marks.json", compact(stylesheet.mark_places(vocabulary)))
    for theme in palette.MAP:
        keep(f"discs-{theme}.svg", stylesheet.discs(theme))
    keep("discs.json", compact(stylesheet.disc_places()))
    keep("logo.svg", stylesheet.logo())
    pictures = {
        key: keep(f"picture-{'-'.join(key)}.svg", content)
        for key, content in picture.pictures(frame, vocabulary, sources).items()
    }
    insets = {
        theme: keep(f"inset-{theme}.svg", inset.picture(sources, theme)) for theme in palette.MAP
    }
    keep("atlas.css", stylesheet.stylesheet(vocabulary, pictures, insets))
    return MapFiles(names, contents)
