"""What people know a map by: airports, waters, and the lines of the high-speed railways."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from lib.base import tables
from lib.base.cells import POSITION
from lib.base.files import Sources
from lib.base.problems import DataProblems
from lib.base.tables import Row
from lib.terms.geometry import LonLat

LANDMARKS: Final = "landmarks.csv"
RAILWAYS: Final = "railways.csv"
KINDS: Final = ("airport", "river", "lake", "sea")
_BASES: Final = ("published", "schematic")


@dataclass(frozen=True)
class Landmark:
    """A place with a name: one of `KINDS`, its name, and where the name stands."""

    kind: str
    zh: str
    place: LonLat


@dataclass(frozen=True)
class Railway:
    """A high-speed line as a schematic: straight from station to station, each ±3 km."""

    zh: str
    stations: tuple[LonLat, ...]


def landmarks(sources: Sources) -> list[Landmark]:
    """Return the landmarks of an edition's files. Raises `DataProblem` or `DataProblems`."""
    columns = ("kind", "name_zh", "name_en", "code", "lon", "lat", "basis")
    rows = _checked(sources, LANDMARKS, columns, {"kind": KINDS, "basis": _BASES})
    return [Landmark(row["kind"], row["name_zh"], _place(row)) for row in rows]


def railways(sources: Sources) -> list[Railway]:
    """Return the lines of an edition's files, each with its stations in the file's order. Raises
    `DataProblem` or `DataProblems`."""
    columns = ("line", "name_zh", "name_en", "seq", "station_zh", "lon", "lat", "basis")
    rows = _checked(sources, RAILWAYS, columns, {"basis": _BASES})
    lines = [list(held) for _, held in groupby(rows, key=lambda row: row["line"])]
    return [Railway(held[0]["name_zh"], tuple(map(_place, held))) for held in lines]


def _checked(
    sources: Sources, file: str, columns: Sequence[str], known: Mapping[str, Collection[str]]
) -> tuple[Row, ...]:
    filled = [column for column in columns if column != "code"]
    reading = tables.read(
        sources, file, columns, lambda row: row, required=filled, known=known, checks=POSITION
    )
    if reading.problems:
        raise DataProblems(list(reading.problems))
    return reading.rows


def _place(row: Row) -> LonLat:
    return float(row["lon"]), float(row["lat"])
