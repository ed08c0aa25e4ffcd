"""All that the browser fetches once and keeps, made from an edition's sources."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from lib.base.files import Sources
from lib.drawing import palette
from lib.mapfiles import basemap, labels, picture, stylesheet
from lib.mapfiles.geojson import compact
from lib.mapfiles.points import points
from lib.register.positions import city_positions, region_positions
from lib.terms.taxonomy import Vocabulary


@dataclass(frozen=True)
class MapFiles:
    """Files for the browser. `names` gives each file's name with a hash of its content
    (`region.1a2b3c4d5e.geojson`) by its plain name; `contents` what each of these holds."""

    names: Mapping[str, str]
    contents: Mapping[str, bytes]


def build(frame: pd.DataFrame, vocabulary: Vocabulary, sources: Sources) -> MapFiles:
    """Return the files of the register's rows and the boundaries. Raises `DataProblem`."""
    names: dict[str, str] = {}
    contents: dict[str, bytes] = {}

    def keep(name: str, content: str) -> str:
        stem, ext = name.rsplit(".", 1)
        encoded = content.encode()
        hashed = f"{stem}.{hashlib.sha256(encoded).hexdigest()[:10]}.{ext}"
        names[name], contents[hashed] = hashed, encoded
        return hashed

    geo = {
        name: keep(f"{name}.geojson", compact(basemap.boundaries(sources, name)))
        for name in basemap.BOUNDARIES
    }
    geo["district_names"] = keep("district_names.geojson", compact(basemap.district_names(sources)))
    for theme, colors in palette.MAP.items():
        for detail in (True, False):
            name = f"style-{theme}.json" if detail else f"style-{theme}-plain.json"
            keep(name, compact(basemap.style(colors, geo, detail=detail)))
    regional, local = region_positions(frame, vocabulary), city_positions(frame)
    keep("region.geojson", compact(points(frame, regional, vocabulary)))
    keep("city.geojson", compact(points(frame, local, vocabulary)))
    keep("packs.geojson", compact(labels.packs(frame, vocabulary)))
    keep("pack_labels.geojson", compact(labels.pack_labels(frame, vocabulary)))
    keep("seat_labels.geojson", compact(labels.seat_labels(vocabulary)))
    keep("corridor.geojson", compact(labels.corridor(vocabulary)))
    keep("marks.svg", stylesheet.marks(vocabulary))
    keep("marks.json", compact(stylesheet.mark_places(vocabulary)))
    keep("logo.svg", stylesheet.logo())
    drawn = {
        key: keep(f"picture-{'-'.join(key)}.svg", content)
        for key, content in picture.pictures(frame, vocabulary, sources).items()
    }
    keep("atlas.css", stylesheet.stylesheet(vocabulary, drawn))
    return MapFiles(names, contents)
