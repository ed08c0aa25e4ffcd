"""Reading the vocabulary of an edition: every code, name, colour and reference is checked."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from lib.base import tables
from lib.base.cells import ADCODE, DATE, NUMBER, POSITION, URL
from lib.base.files import Sources
from lib.base.i18n import mark
from lib.base.problems import DataProblem, DataProblems
from lib.base.tables import Row, split
from lib.terms.taxonomy import (
    CORRIDOR,
    FOCUS,
    MARKS,
    Category,
    CorridorNode,
    FocusArea,
    Park,
    Term,
    Vocabulary,
)

_NAMES: Final = ("name_zh", "name_en", "short_zh", "short_en")
_FILES: Final[Mapping[str, tuple[str, ...]]] = {
    "categories.csv": ("code", *_NAMES, "color", "mark"),
    "focus_areas.csv": ("facet", "code", *_NAMES, "twin"),
    "terms.csv": ("facet", "code", *_NAMES),
    "parks.csv": (
        *("park", "name_zh", "name_en", "full_name", "kind", "member_since"),
        *("level_when_joining", "established", "national_since", "area_km2", "lead_industries"),
        *("address", "website", "district", "adcode", "city", "province"),
        *("lon", "lat", "radius_m", "source"),
    ),
    "corridor_nodes.csv": ("seq", "node", "name_zh", "name_en", "park", "subpark"),
    "corridor_line.csv": ("seq", "name_zh", "lon", "lat", "basis"),
}
_CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
# How the cells of `parks.csv` are written that are shown, or lead somewhere.
_WRITTEN: Final = {
    **dict.fromkeys(("member_since", "established", "national_since"), DATE),
    **{"area_km2": NUMBER, "website": URL, "adcode": ADCODE},
}
_COLOR: Final = re.compile(r"#[0-9A-Fa-f]{6}")
BAD_CODE: Final = mark("代码“{value}”只能由小写英文字母、数字和下划线组成，以字母开头。")


def read(sources: Sources) -> Vocabulary:
    """Return the vocabulary of an edition's files.

    Raises `DataProblem` or `DataProblems`: a missing file, a doubled code, colour or mark, a name
    left empty, a colour, mark, number or reference that is none.
    """
    held = {file: tables.strict_rows(sources, file, c) for file, c in _FILES.items()}
    problems = _problems(held)
    if problems:
        raise DataProblems(problems)
    terms = {
        facet: tuple(Term(**_named(row)) for row in held["terms.csv"] if row["facet"] == facet)
        for facet in ("province", "level", "status", "corridor")
    }
    areas = {
        facet: tuple(
            FocusArea(**_named(row), twin=row["twin"])
            for row in held["focus_areas.csv"]
            if row["facet"] == facet
        )
        for facet in FOCUS
    }
    provinces = {term.zh: term.code for term in terms["province"]}
    seats = {row["park"]: _park(row, provinces) for row in held["parks.csv"]}
    nodes = tuple(_node(row, seats) for row in held["corridor_nodes.csv"])
    return Vocabulary(
        digest=Sources({file: sources[file] for file in _FILES}).digest,
        categories=tuple(
            Category(**_named(row), color=row["color"].upper(), mark=row["mark"])
            for row in held["categories.csv"]
        ),
        chains=areas["chain"],
        clusters=areas["cluster"],
        provinces=terms["province"],
        levels=terms["level"],
        statuses=terms["status"],
        parks=tuple(seats[row["park"]] for row in held["parks.csv"] if row["kind"] == "member"),
        seats=MappingProxyType(seats),
        nodes=nodes,
        corridor=(*terms["corridor"], *nodes),
        line=tuple((float(r["lon"]), float(r["lat"])) for r in held["corridor_line.csv"]),
    )


def _named(row: Row) -> dict[str, str]:
    return {
        "code": row["code"],
        "zh": row["name_zh"],
        "en": row["name_en"],
        "short_zh": row["short_zh"],
        "short_en": row["short_en"],
    }


def _park(row: Row, provinces: Mapping[str, str]) -> Park:
    same = (
        *("full_name", "city", "member_since", "level_when_joining", "established"),
        *("national_since", "area_km2", "address", "website", "source"),
    )
    return Park(
        code=row["park"],
        zh=row["name_zh"],
        en=row["name_en"],
        short_zh=row["name_zh"].removesuffix("高新区"),
        province=provinces[row["province"]],
        lead_industries=split(row["lead_industries"]),
        lon=float(row["lon"]),
        lat=float(row["lat"]),
        radius_m=int(row["radius_m"]),
        **{column: row[column] for column in same},
    )


def _node(row: Row, seats: Mapping[str, Park]) -> CorridorNode:
    seat = seats[row["node"]]
    return CorridorNode(
        code=row["node"],
        zh=row["name_zh"],
        en=row["name_en"],
        short_zh=row["name_zh"].removesuffix("高新区"),
        park=row["park"],
        subpark=row["subpark"],
        lon=seat.lon,
        lat=seat.lat,
    )


_Held = Mapping[str, Sequence[Row]]


def _problems(held: _Held) -> list[DataProblem]:
    """Everything wrong with the vocabulary's cells."""
    return [
        *_bad_codes(held),
        *_bad_values(held),
        *_bad_references(held),
    ]


def _bad_codes(held: _Held) -> list[DataProblem]:
    keys = {
        "categories.csv": ("code",),
        "focus_areas.csv": ("facet", "code"),
        "terms.csv": ("facet", "code"),
        "parks.csv": ("park",),
        "corridor_nodes.csv": ("node",),
    }
    problems = [
        row.problem(BAD_CODE, columns[-1], row[columns[-1]])
        for file, columns in keys.items()
        for row in held[file]
        if not _CODE.fullmatch(row[columns[-1]])
    ]
    for file, columns in keys.items():
        problems += _doubled(held[file], *columns)
    # No category is known by its colour or its mark alone.
    for column in ("color", "mark"):
        problems += _doubled(held["categories.csv"], column)
    return [*problems, *_doubled(held["corridor_line.csv"], "lon", "lat")]


def _doubled(rows: Sequence[Row], *columns: str) -> list[DataProblem]:
    """Rows that agree in all `columns` with an earlier one."""
    problems, seen = [], set()
    for row in rows:
        key = tuple(row[column].upper() for column in columns)
        if key in seen:
            problems.append(row.problem(tables.DUPLICATE, columns[-1], row[columns[-1]]))
        seen.add(key)
    return problems


def _bad_values(held: _Held) -> list[DataProblem]:
    problems = [
        row.problem(tables.NOT_EMPTY, column)
        for rows in held.values()
        for row in rows
        for column in ("name_zh", "name_en")
        if column in row and not row[column]
    ]
    for row in held["categories.csv"]:
        if not _COLOR.fullmatch(row["color"]):
            message = mark("颜色“{value}”应写作 #RRGGBB。")
            problems.append(row.problem(message, "color", row["color"]))
        if row["mark"] not in MARKS:
            problems.append(row.problem(tables.UNKNOWN_CODE, "mark", row["mark"]))
    for file in ("parks.csv", "corridor_line.csv"):
        problems += [
            row.problem(check.message, column, row[column])
            for row in held[file]
            for column, check in POSITION.items()
            if not check.fits(row[column])
        ]
    for row in held["parks.csv"]:
        if not re.fullmatch("[1-9][0-9]{0,5}", row["radius_m"]):
            problems.append(row.problem(NUMBER.message, "radius_m", row["radius_m"]))
        problems += tables.misspelled(row, _WRITTEN)
    return problems


def _bad_references(held: _Held) -> list[DataProblem]:
    """Codes and names that another row should have, and has not."""
    facets = ("province", "level", "status", "corridor")
    provinces = {r["name_zh"] for r in held["terms.csv"] if r["facet"] == "province"}
    chains = {r["code"] for r in held["focus_areas.csv"] if r["facet"] == "chain"}
    parks = {r["park"] for r in held["parks.csv"]}
    members = {r["park"] for r in held["parks.csv"] if r["kind"] == "member"}
    wanted = (
        ("terms.csv", "facet", facets),
        ("focus_areas.csv", "facet", FOCUS),
        ("focus_areas.csv", "twin", {*chains, ""}),
        ("parks.csv", "kind", ("member", "subpark")),
        ("parks.csv", "province", provinces),
        ("corridor_nodes.csv", "node", parks),
        ("corridor_nodes.csv", "park", members),
    )
    problems = [
        row.problem(tables.UNKNOWN_CODE, column, row[column])
        for file, column, known in wanted
        for row in held[file]
        if row[column] not in known
    ]
    if [r["code"] for r in held["terms.csv"] if r["facet"] == "corridor"] != [CORRIDOR]:
        message = mark("facet 为 corridor 的应恰有一行，代码为 {value}。")
        problems.append(DataProblem("terms.csv", message, column="facet", value=CORRIDOR))
    if len(held["corridor_line.csv"]) < 2:
        problems.append(DataProblem("corridor_line.csv", mark("至少要有两个点。")))
    return problems
