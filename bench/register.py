"""A made-up register of any size, for measurements: the real one's rows, multiplied and moved.

Every made-up resource says 样例 in its name, and the folder's provenance says what it is. It is
written for a measurement into a folder of its own and goes nowhere else.
"""

import csv
import re
import shutil
import sys
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow
import pyarrow.compute as pc
import shapely

from lib.base import settings
from lib.base.files import Sources
from lib.register.rows import FILE, PARTICULARS
from lib.register.schema import NAMES
from lib.terms.districts import districts
from lib.terms.geometry import METRES_PER_DEGREE

SEED: Final = 1
# Of rows known only to an area, so many get a place of their own.
PLACED: Final = 0.8
# One row in so many carries the tags of any row of the register, not of one of its own zone.
TAGGED_ELSEWHERE: Final = 8
# How often a position is drawn again that falls outside its district.
_DRAWS: Final = 30
# Rows written at a time.
_BATCH: Final = 50_000
_PROVENANCE: Final = {"zh": "样例数据，仅供测量，无一为真", "en": "Made up for a measurement"}


def make(folder: Path, count: int, of: Path = settings.DATA_DIR) -> None:
    """Write a data folder of `count` made-up resources to `folder`, which must not exist; all that
    is not the register is as in the folder `of`. The same count gives the same bytes."""
    shutil.copytree(of, folder)
    sources = Sources.of(of)
    with (of / FILE).open(encoding="utf-8", newline="") as file:
        base = list(csv.DictReader(file))
    table = _rows(base, count, sources)
    with (folder / FILE).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(NAMES)
        for batch in table.to_batches(max_chunksize=_BATCH):
            writer.writerows(zip(*(column.to_pylist() for column in batch), strict=True))
    text = (folder / PARTICULARS).read_text("utf-8")
    for lang, line in _PROVENANCE.items():
        text = re.sub(f"(?m)^provenance_{lang} *=.*$", f'provenance_{lang} = "{line}"', text)
    (folder / PARTICULARS).write_text(text, "utf-8")


def _rows(base: list[dict[str, str]], count: int, sources: Sources) -> pyarrow.Table:
    rng = np.random.default_rng(SEED)
    cells = {name: pyarrow.array([row[name] for row in base]) for name in NAMES}
    parks = np.array([row["park"] for row in base])
    own = np.arange(count) % len(base)
    numbers = pyarrow.array([f"{number:06d}" for number in range(1, count + 1)])
    columns = {name: cells[name].take(pyarrow.array(own)) for name in NAMES}
    columns["resource_id"] = pc.binary_join_element_wise(columns["park"], numbers, "-")
    columns["name"] = pc.binary_join_element_wise(columns["name"], numbers, "样例")
    kind, rank, tagged = (_of_the_same(parks, own, rng) for _ in range(3))
    anyone = rng.integers(len(base), size=count)
    tagged = np.where(rng.integers(TAGGED_ELSEWHERE, size=count) == 0, anyone, tagged)
    drawn = {"category": kind, "level": rank, "status": rank, "chains": tagged, "clusters": tagged}
    columns |= {name: cells[name].take(pyarrow.array(rows)) for name, rows in drawn.items()}
    columns |= _positions(base, own, sources, rng)
    return pyarrow.table({name: columns[name] for name in NAMES})


def _of_the_same(
    parks: npt.NDArray[np.str_], own: npt.NDArray[np.intp], rng: np.random.Generator
) -> npt.NDArray[np.intp]:
    """For each row another of its zone, drawn at random."""
    drawn = np.empty(len(own), dtype=np.intp)
    for park in dict.fromkeys(parks.tolist()):
        here = np.flatnonzero(parks[own] == park)
        drawn[here] = rng.choice(np.flatnonzero(parks == park), size=len(here))
    return drawn


def _positions(
    base: list[dict[str, str]],
    own: npt.NDArray[np.intp],
    sources: Sources,
    rng: np.random.Generator,
) -> dict[str, pyarrow.Array]:
    """Where the rows lie: known only to an area as their base row says, else somewhere round it in
    the same district, and then at none of the register's places."""
    areas = districts(sources)
    polygons = np.array(list(areas.values()), dtype=object)
    at = np.array([[float(row["lon"]), float(row["lat"])] for row in base])
    within = shapely.STRtree(polygons).query(shapely.points(at), predicate="intersects")
    around = dict(zip(*within.tolist(), strict=True))
    codes = list(areas)
    district = np.array([
        codes.index(row["adcode"]) if row["adcode"] else around[i] for i, row in enumerate(base)
    ])  # fmt: skip
    is_area = np.array([row["position_basis"] == "area" for row in base])
    moves = ~is_area[own] | (rng.random(len(own)) < PLACED)
    reach = np.array([min(float(row["radius_m"]), 8000.0) for row in base])
    lonlat = at[own]
    for number in np.unique(district):
        rows = np.flatnonzero(moves & (district[own] == number))
        lonlat[rows] = _inside(polygons[number], at[own[rows]], reach[own[rows]], rng)
    radii = np.array([int(row["radius_m"]) for row in base if row["position_basis"] == "place"])
    placed = moves & is_area[own]
    radius = np.array([int(row["radius_m"]) for row in base])[own]
    radius[placed] = rng.choice(radii, size=int(placed.sum()))
    basis = np.array([row["position_basis"] for row in base])[own]
    basis[placed] = "place"
    place = np.where(moves, "", np.array([row["place_id"] for row in base])[own])
    lon, lat = ([f"{degrees:.5f}" for degrees in column] for column in lonlat.T.tolist())
    return {
        "lon": pyarrow.array(lon),
        "lat": pyarrow.array(lat),
        "position_basis": pyarrow.array(basis.tolist()),
        "radius_m": pyarrow.array([str(metres) for metres in radius.tolist()]),
        "place_id": pyarrow.array(place.tolist()),
    }


def _inside(
    area: shapely.Polygon,
    around: npt.NDArray[np.float64],
    reach_m: npt.NDArray[np.float64],
    rng: np.random.Generator,
) -> npt.NDArray[np.float64]:
    """For each of the positions `around` another near it that lies in `area`; one of its own
    inside, where chance finds none."""
    inner = area.representative_point()
    found = np.tile([inner.x, inner.y], (len(around), 1))
    shapely.prepare(area)
    left = np.arange(len(around))
    for _ in range(_DRAWS):
        step = rng.normal(size=(len(left), 2)) * reach_m[left, None] / METRES_PER_DEGREE
        step[:, 0] /= np.cos(np.radians(around[left, 1]))
        drawn = np.round(around[left] + step, 5)
        fits = shapely.contains_xy(area, drawn)
        found[left[fits]] = drawn[fits]
        left = left[~fits]
    return found


if __name__ == "__main__":
    make(Path(sys.argv[2]), int(sys.argv[1]))
