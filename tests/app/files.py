"""What the files of an edition say, read without the code under test: expectations come from
these, so that another list of resources changes none of the tests."""

import csv
import io
from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache
from math import asin, cos, radians, sin, sqrt

from lib.base.files import Sources
from lib.editions.build import build
from lib.editions.edition import Edition
from tests.editions import fixture_sources, live_sources

Row = dict[str, str]
Area = tuple[str, str]
KM_RADIUS = 6371.0088


@lru_cache(maxsize=8)
def edition_of(sources: Sources) -> Edition:
    """The edition of these sources. Raises what is wrong with them."""
    return build(sources).edition


def km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """The great-circle distance of two (lon, lat)."""
    lon1, lat1, lon2, lat2 = map(radians, (*a, *b))
    h = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * KM_RADIUS * asin(sqrt(h))


def tags(row: Row) -> set[str]:
    """The chains and clusters of a resource."""
    return {*row["chains"].split(";"), *row["clusters"].split(";")} - {""}


def of_area(row: Row, area: Area | None) -> bool:
    """Whether a resource is of a chain or cluster (facet, code); `None` is all."""
    return area is None or area[1] in tags(row)


class Files:
    """The tables of an edition's sources."""

    def __init__(self, label: str, sources: Sources) -> None:
        self.label = label
        self.sources = sources

    def __repr__(self) -> str:
        return self.label

    @property
    def edition(self) -> Edition:
        """The edition of these files."""
        return edition_of(self.sources)

    def table(self, name: str) -> list[Row]:
        """The rows of `name`.csv."""
        text = self.sources[f"{name}.csv"].decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline="")))

    def changed(self, **tables: list[Row]) -> "Files":
        """The same files with other rows in some tables."""
        contents: dict[str, bytes] = {}
        for name, rows in tables.items():
            held = io.StringIO(newline="")
            writer = csv.DictWriter(held, self.table(name)[0])
            writer.writeheader()
            writer.writerows(rows)
            contents[f"{name}.csv"] = held.getvalue().encode()
        return Files(f"{self.label} changed", Sources({**self.sources, **contents}))

    @cached_property
    def resources(self) -> list[Row]:
        return self.table("resources")

    @cached_property
    def by_id(self) -> dict[str, Row]:
        return {row["resource_id"]: row for row in self.resources}

    @cached_property
    def ids(self) -> dict[str, str]:
        """The id of each resource by its name."""
        return {row["name"]: row["resource_id"] for row in self.resources}

    @cached_property
    def seats(self) -> dict[str, Row]:
        """Zones and parts of zones that are corridor nodes."""
        return {row["park"]: row for row in self.table("parks")}

    @cached_property
    def parks(self) -> tuple[str, ...]:
        """The member zones' codes."""
        return tuple(code for code, row in self.seats.items() if row["kind"] == "member")

    @cached_property
    def categories(self) -> tuple[str, ...]:
        return tuple(row["code"] for row in self.table("categories"))

    @cached_property
    def nodes(self) -> dict[str, Row]:
        """The corridor's nodes."""
        return {row["node"]: row for row in self.table("corridor_nodes")}

    @cached_property
    def areas(self) -> tuple[Area, ...]:
        """Chains and clusters as a user chooses from them."""
        rows = self.table("focus_areas")
        return tuple((row["facet"], row["code"]) for row in rows if not row["twin"])

    def term(self, facet: str, code: str) -> Row:
        """A coded term's row."""
        if facet == "category":
            return next(row for row in self.table("categories") if row["code"] == code)
        table = "focus_areas" if facet in ("chain", "cluster") else "terms"
        return next(
            row for row in self.table(table) if (row["facet"], row["code"]) == (facet, code)
        )

    def name(self, facet: str, code: str, lang: str) -> str:
        """A term's full name, or a zone's."""
        row = self.seats[code] if facet == "park" else self.term(facet, code)
        return row[f"name_{lang}"]

    def short(self, facet: str, code: str, lang: str) -> str:
        """A term's short name, or a zone's or node's."""
        if facet in ("park", "corridor"):
            row = (self.seats if facet == "park" else self.nodes)[code]
            return row[f"name_{lang}"].removesuffix("高新区")
        row = self.term(facet, code)
        return row[f"short_{lang}"] or row[f"name_{lang}"]

    def called(self, facet: str, code: str, lang: str) -> str:
        """A chain's or cluster's full name, another term's short one."""
        return (self.name if facet in ("chain", "cluster") else self.short)(facet, code, lang)

    def origin(self, row: Row, lang: str) -> str:
        """What the panel of a figure says, line by line, where its source has no address."""
        who, none = {"zh": ("联盟", "未收录链接"), "en": ("Alliance", "no link on record")}[lang]
        return f"{who} | {row['period'].replace('/', ' — ')} | {row['source']} {none}"

    def steps(self, lang: str = "zh") -> tuple[str, ...]:
        """The categories' short names."""
        return tuple(self.short("category", code, lang) for code in self.categories)

    def in_park(self, row: Row, park: str) -> bool:
        return row["park"] == park

    def in_node(self, row: Row, node: str) -> bool:
        at = self.nodes[node]
        return row["park"] == at["park"] and row["subpark"] == (at["subpark"] or row["subpark"])

    def place(self, code: str) -> tuple[float, float]:
        """A seat's (lon, lat)."""
        return float(self.seats[code]["lon"]), float(self.seats[code]["lat"])

    def km(self, a: str, b: str) -> float:
        """The distance of two seats."""
        return km(self.place(a), self.place(b))

    def lacks(
        self, places: tuple[str, ...], inside: Callable[[Row, str], bool], area: Area | None
    ) -> list[tuple[str, str, str | None]]:
        """Every step that the register does not hold at a place which it may be asked of, with the
        nearest place that has it."""
        have = {
            (place, row["category"])
            for row in self.resources
            for place in places
            if inside(row, place) and of_area(row, area)
        }
        speaking = [
            place
            for place in places
            if any(inside(r, place) and (area is None or tags(r)) for r in self.resources)
        ]
        return [
            (
                place,
                step,
                min(
                    (other for other in places if (other, step) in have),
                    key=lambda other, place=place: self.km(place, other),  # type: ignore[misc]
                    default=None,
                ),
            )
            for place in speaking
            for step in self.categories
            if (place, step) not in have
        ]

    def nearest(
        self,
        seat: str,
        step: str,
        places: tuple[str, ...],
        inside: Callable[[Row, str], bool],
        area: Area | None,
    ) -> tuple[str, list[Row]] | None:
        """Which of `places` nearest to a seat has a step, and what it has of it."""
        have = {
            place: own
            for place in places
            if (
                own := [
                    row
                    for row in self.resources
                    if inside(row, place) and row["category"] == step and of_area(row, area)
                ]
            )
        }
        place = min(have, key=lambda other: self.km(seat, other), default=None)
        return (place, have[place]) if place else None

    def without_data(self, text: str) -> str:
        """A text without the names, operators and addresses in it."""
        columns = ("name", "host", "address")
        held = {row[column] for row in self.resources for column in columns} - {""}
        for data in sorted(held, key=len, reverse=True):
            text = text.replace(data, "")
        return text

    def why(self, rows: list[Row], area: Area | None) -> str:
        """Why rows that could be of an area are not."""
        return "未标注" if area and not all(map(tags, rows)) else "未收录"


LIVE = Files("live", live_sources())
MADE_UP = Files("made-up", fixture_sources())
BOTH = (LIVE, MADE_UP)


def said(figure: Mapping[str, str], lang: str) -> str:
    """How a published figure may be said."""
    value, unit = figure["value"], figure[f"unit_{lang}"]
    if (lang, figure["unit_zh"]) == ("en", "亿元"):
        millions = float(value) * 100
        scale, unit = next(
            (s, u)
            for s, u in ((1e6, "trillion"), (1e3, "billion"), (0, "million"))
            if millions >= s
        )
        value = f"RMB {millions / (scale or 1):.2f}".rstrip("0").rstrip(".")
    spaced = f" {unit}" if unit else ""
    forms = {
        "zh": {
            "exact": f"{value}{spaced}",
            "at_least": f"{value}{spaced}以上",
            "more_than": f"超 {value}{spaced}",
            "some_over": f"{value} 余{unit}",
            "about": f"约 {value}{spaced}",
            "nearly": f"近 {value}{spaced}",
        },
        "en": {
            "exact": f"{value}{spaced}",
            "at_least": f"{value}{spaced} or more",
            "more_than": f"over {value}{spaced}",
            "some_over": f"some {value}{spaced}",
            "about": f"about {value}{spaced}",
            "nearly": f"nearly {value}{spaced}",
        },
    }
    return forms[lang][figure["qualifier"]]


def said_km(value: float, lang: str) -> str:
    """Under 50 km to five, else to ten: both are marked as approximate."""
    step = 5 if value < 50 else 10
    number = f"{round(value / step) * step}"
    return f"约 {number} km" if lang == "zh" else f"~{number} km"
