"""Where a row lies that comes without a position: at the place, district or zone that it names, as
exactly as that is known and no more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from typing import Final

from shapely import get_coordinates
from shapely.geometry.base import BaseGeometry

from lib.base import tables
from lib.base.files import Sources
from lib.base.problems import DataProblem
from lib.base.tables import Row
from lib.intake.base import Base
from lib.intake.cells import digits
from lib.intake.matching import plain
from lib.terms.districts import DISTRICTS, districts, features
from lib.terms.geometry import LonLat, distance_m

_FILE: Final = "places.csv"
_COLUMNS: Final = (
    *("place_id", "name", "district", "adcode", "lon", "lat", "radius_m", "basis"),
    *("source", "note"),
)
# A place's name shorter than this may be part of any address.
_SHORTEST: Final = 3
# Beyond this a radius says nothing; the register's own bound.
_WIDEST: Final = 500_000
# How far a position may be off that a list gives, by its digits after the point: no list says how
# it was taken, so never less than 200 m.
_RADII: Final = {0: 120_000, 1: 12_000, 2: 1200}
_FINEST: Final = 200


@dataclass(frozen=True)
class District:
    """A district: its code and names."""

    adcode: str
    name: str
    city: str
    province: str


@dataclass(frozen=True)
class Position:
    """Where a row lies, by columns of the register."""

    lon: str
    lat: str
    position_basis: str
    radius_m: str
    place_id: str = ""


class Places:
    """The places, districts and zones that an edition knows."""

    def __init__(self, base: Base) -> None:
        self._base = base

    def district(self, name: str, park: str) -> District | None:
        """Return the district of a name: in the zone's own city where it has one, else the only one
        of that name."""
        found = self._by_name.get(name) or self._by_name.get(f"{name}区", ())
        near = [d for d in found if d.adcode[:4] == self._seat(park).get("adcode", "")[:4]]
        one = near or list(found)
        return one[0] if len(one) == 1 else None

    def official(self, values: Mapping[str, str], park: str) -> dict[str, str]:
        """Return district and city of a row as they are called in full, where that is certain:
        海淀区 for 海淀, 唐山市 for 唐山."""
        names = {}
        if (name := values.get("district")) and (district := self.district(name, park)):
            names["district"] = district.name
        if (city := values.get("city")) and f"{city}市" in self._cities:
            names["city"] = f"{city}市"
        return names

    def of_adcode(self, adcode: str) -> District | None:
        """Return the district of a code."""
        return self._districts.get(adcode)

    def city(self, park: str, district: District | None) -> tuple[str, str]:
        """Return city and province: the district's, but as the zone calls them where it lies in
        the same; the zone's where no district is known."""
        seat = self._seat(park)
        if district is None or district.adcode[:4] == seat.get("adcode", "")[:4]:
            return seat.get("city", ""), seat.get("province", "")
        return district.city, district.province

    def position(self, values: Mapping[str, str]) -> Position | None:
        """Return the best position that a row's words give: its part of the zone, a place that its
        address names, its district, its zone; `None` where there is no such zone."""
        park, adcode = values.get("park", ""), values.get("adcode", "")
        return (
            self._of_subpark(park, values.get("subpark", ""), adcode)
            or self._of_words(park, values.get("address", ""), adcode)
            or self._of_district(adcode)
            or self._of_zone(park)
        )

    def _of_subpark(self, park: str, subpark: str, adcode: str) -> Position | None:
        """The register's own rows of that part tell best where it is: the least certain of them,
        as a row of which no more is known lies anywhere in it."""
        if not subpark:
            return None
        known = [
            row
            for row in self._base.rows
            if (row["park"], row["subpark"]) == (park, subpark)
            and (not adcode or row["adcode"] == adcode)
            and row["position_basis"] != "published"
        ]
        if known:
            widest = max(known, key=lambda row: int(row["radius_m"]))
            return _as_row(widest)
        return self._of_words(park, subpark, adcode)

    def _of_words(self, park: str, words: str, adcode: str) -> Position | None:
        """The longest name of a place that the words hold, in the row's district or else the zone's
        city."""
        folded = plain(words)
        within = adcode or self._seat(park).get("adcode", "")[:4]
        fits = [
            (len(name), row)
            for name, row in self._names
            if name in folded and within and row["adcode"].startswith(within)
        ]
        if not fits:
            return None
        row = max(fits, key=lambda fit: fit[0])[1]
        return Position(row["lon"], row["lat"], "place", row["radius_m"], row["place_id"])

    def _of_district(self, adcode: str) -> Position | None:
        """A point inside the district, and the radius that holds all of it."""
        area = self._areas.get(adcode)
        if area is None:
            return None
        centre = area.centroid if area.covers(area.centroid) else area.representative_point()
        at = float(f"{centre.x:.4f}"), float(f"{centre.y:.4f}")
        reach = max(distance_m(at, (x, y)) for x, y in get_coordinates(area).tolist())
        radius = min(_rounded(reach), _WIDEST)
        return Position(f"{centre.x:.4f}", f"{centre.y:.4f}", "area", str(radius))

    def _of_zone(self, park: str) -> Position | None:
        """The zone's seat; its radius holds every row that the register has of it."""
        seat = self._seat(park)
        if not seat:
            return None
        at = float(seat["lon"]), float(seat["lat"])
        reach = [distance_m(at, _point(r)) for r in self._base.rows if r["park"] == park]
        radius = max(int(seat["radius_m"]), _rounded(max(reach, default=0.0)))
        return Position(seat["lon"], seat["lat"], "area", str(radius))

    def _seat(self, park: str) -> Mapping[str, str]:
        return self._seats.get(park, {})

    @cached_property
    def _seats(self) -> Mapping[str, Mapping[str, str]]:
        text = self._base.sources.text("parks.csv")
        header = tuple(text.splitlines()[0].split(","))
        rows, _ = tables.rows(self._base.sources, "parks.csv", header)
        return {row["park"]: row for row in rows}

    @cached_property
    def _names(self) -> Sequence[tuple[str, Row]]:
        """The places by each of their names. A file that is missing or cannot be used names none:
        what comes then lies in its district or zone."""
        return tuple(
            (name, row)
            for row in _rows(self._base.sources)
            for part in row["name"].replace("（", "／").replace("）", "／").split("／")
            if len(name := plain(part)) >= _SHORTEST
        )

    @cached_property
    def _areas(self) -> Mapping[str, BaseGeometry]:
        return districts(self._base.sources)

    @cached_property
    def _districts(self) -> Mapping[str, District]:
        found = (f["properties"] for f in features(self._base.sources, DISTRICTS))
        return {
            str(p["adcode"]): District(*(str(p.get(k, "")) for k in _DISTRICT_KEYS)) for p in found
        }

    @cached_property
    def _cities(self) -> frozenset[str]:
        seats = (seat["city"] for seat in self._seats.values())
        return frozenset((*(d.city for d in self._districts.values()), *seats))

    @cached_property
    def _by_name(self) -> Mapping[str, Sequence[District]]:
        found: dict[str, list[District]] = {}
        for district in self._districts.values():
            found.setdefault(district.name, []).append(district)
        return found


_DISTRICT_KEYS: Final = ("adcode", "name", "city", "province")


def given(lon: str, lat: str) -> Position:
    """Return a position that a list gives, with how exact its digits let it be."""
    radius = _RADII.get(digits(lon, lat), _FINEST)
    return Position(lon, lat, "published", str(radius))


def _as_row(row: Row) -> Position:
    names = ("lon", "lat", "position_basis", "radius_m", "place_id")
    return Position(*(row[name] for name in names))


def _point(row: Mapping[str, str]) -> LonLat:
    return float(row["lon"]), float(row["lat"])


def _rounded(metres: float) -> int:
    return max(1, ceil(metres / 500)) * 500


def _rows(sources: Sources) -> Sequence[Row]:
    try:
        rows, _ = tables.rows(sources, _FILE, _COLUMNS)
    except DataProblem:
        return ()
    return rows
