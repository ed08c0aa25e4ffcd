"""The directory under test: opened by a link, and its rows read back."""

import math
import re
import unicodedata
from collections.abc import Callable
from typing import Any

import pypinyin
from streamlit.testing.v1 import AppTest

from tests.app.conftest import Open
from tests.app.files import MADE_UP, Files, Row, tags
from tests.app.shown import bodies, keys, options, plain

PAGE_SIZE = 25
ROWS = MADE_UP.resources
# The last page of all rows.
LAST = math.ceil(len(ROWS) / PAGE_SIZE)


def directory(opened: Open, lang: str = "zh", **query: str | list[str]) -> AppTest:
    """The directory opened by a link."""
    return opened("directory", **query, **({"lang": lang} if lang != "zh" else {}))


def cells(option: str) -> list[str]:
    """Name, category, park, level, distance in that order, contact and, with a query, what
    matched."""
    found = re.fullmatch(r"\*\*((?:\\.|[^*\\])*)\*\*((?: \*(?:\\.|[^*\\])*\*)*)", option)
    assert found, option
    rest = re.findall(r" \*((?:\\.|[^*\\])*)\*", found[2])
    return [plain(cell) for cell in (found[1], *rest)]


def rows(at: AppTest, group: str = "all") -> list[list[str]]:
    """The rows of a page, or of one of its groups, cell by cell."""
    return [cells(option) for option in options(at, f"di_{group}_rows")]


def ids(at: AppTest, group: str = "all", files: Files = MADE_UP) -> list[str]:
    """The ids of a page's rows."""
    return [files.ids[row[0]] for row in rows(at, group)]


def grouped_ids(at: AppTest) -> list[str]:
    """The ids on a page of groups, group after group."""
    groups = [
        key.removeprefix("di_").removesuffix("_rows") for key in keys(at) if key.endswith("_rows")
    ]
    return [i for group in groups for i in ids(at, group)]


def headings(at: AppTest) -> list[str]:
    """The groups' headings as HTML."""
    return [body[body.index(">") + 1 : -5] for body in bodies(at) if body.startswith("<h4")]


def exporting(at: AppTest) -> AppTest:
    """The page with its menu of files open."""
    at.session_state["di_export"] = True
    return at.run()


def share(at: AppTest, address: str = "http://localhost:8501/directory") -> AppTest:
    """The page with what the open card shares, under the address the browser used."""
    at.context = {"url": address}
    at.session_state["card_share"] = True
    return at.run()


def _spelled(name: str) -> str:
    """A name as a dictionary by pinyin has it: letters and digits alone."""
    syllables = pypinyin.lazy_pinyin(unicodedata.normalize("NFKC", name))
    return "".join(c for c in "".join(syllables).casefold() if c.isalnum())


LEVELS = [row["code"] for row in MADE_UP.table("terms") if row["facet"] == "level"]
# What each order compares.
KEYS: dict[str, Callable[[Row], Any]] = {
    "name": lambda row: _spelled(row["name"]),
    "category": lambda row: MADE_UP.categories.index(row["category"]),
    "park": lambda row: MADE_UP.parks.index(row["park"]),
    "level": lambda row: LEVELS.index(row["level"]),
    "year": lambda row: -int(row["year"]) if row["year"] else math.inf,
}


def anchor(row: Row) -> tuple[float, float]:
    """A resource's (lon, lat)."""
    return float(row["lon"]), float(row["lat"])


def contact(row: Row, lang: str) -> str:
    """How a resource is reached, by the best the list has."""
    if row["phone"]:
        return row["phone"]
    if row["website"]:
        return re.sub("^https?://", "", row["website"]).rstrip("/")
    host, address = {"zh": ("运营：", "地址："), "en": ("Run by ", "Address: ")}[lang]
    known = [host + row["host"]] if row["host"] else []
    known += [address + row["address"]] if row["address"] else []
    return " · ".join(known) or {"zh": "登记册未收录", "en": "none in the register"}[lang]


def by_csv(sort: str, **chosen: str) -> list[str]:
    """The ids in an order, those alone that have what is `chosen` in their columns."""
    found = [row for row in ROWS if all(row[c] == value for c, value in chosen.items())]
    return [row["resource_id"] for row in sorted(found, key=KEYS[sort])]


def alike(row: Row, files: Files) -> list[str]:
    """Resources like one: of another park, same category, a tag in common; nearest first."""
    others = [
        other
        for other in files.resources
        if other["park"] != row["park"]
        and other["category"] == row["category"]
        and tags(other) & tags(row)
    ]
    others.sort(key=lambda other: files.km(row["park"], other["park"]))
    return [other["resource_id"] for other in others]


def samples(files: Files) -> list[str]:
    """Ids of resources of every kind a card tells apart."""
    kinds = ("park", "category", "level", "status", "position_basis", "source_kind", "confidence")
    columns = ("subpark", "host", "year", "address", "district", "phone", "website", "note",
               "source_date", "source_url", "chains", "clusters")  # fmt: skip
    found: dict[tuple[str, object], str] = {}
    for row in files.resources:
        for column in kinds:
            found.setdefault((column, row[column]), row["resource_id"])
        for column in columns:
            found.setdefault((column, bool(row[column])), row["resource_id"])
    return sorted(set(found.values()))
