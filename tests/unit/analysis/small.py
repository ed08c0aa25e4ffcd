"""A register of nine rows, so that every expected number can be counted by eye."""

import csv

import pandas as pd

from lib import analysis
from lib.query import search
from lib.query.membership import Membership
from lib.register.rows import to_table
from lib.register.schema import NAMES
from tests.editions import live_edition, live_sources

ENTRIES = live_edition()
VOCABULARY = ENTRIES.vocabulary

BDA = "亦庄（北京经开区）"
PARKS = tuple(park.code for park in VOCABULARY.parks)
NODES = ("bda", "yanjiao", "tianjin", "cangzhou")
STEPS = VOCABULARY.steps
FOCUS_CODES = analysis.focus_codes(VOCABULARY)
PROVINCES = {"zgc": "北京市", "tianjin": "天津市"}
Row = tuple[str, str, str, str]  # park, category, chains and clusters, subpark


def frame(*rows: Row) -> pd.DataFrame:
    """A register of `rows`, with just the columns that counting reads."""
    clusters = set(VOCABULARY.terms["cluster"])
    return pd.DataFrame(
        [
            {
                "name": f"第{number}项",
                "park": park,
                "category": category,
                "chains": tuple(tag for tag in tags.split() if tag not in clusters),
                "clusters": tuple(tag for tag in tags.split() if tag in clusters),
                "subpark": subpark or None,
                "province": PROVINCES.get(park, "河北省"),
                "level": "national" if category == "rd" else "other",
                "status": "operating",
                "host": None,
                "address": None,
                "note": None,
                "city": PROVINCES.get(park, "石家庄市"),
                "district": None,
            }
            for number, (park, category, tags, subpark) in enumerate(rows)
        ]
    )


def park_rows() -> dict[str, dict[str, str]]:
    """The rows of `parks.csv` by code."""
    text = live_sources().text("parks.csv")
    return {row["park"]: row for row in csv.DictReader(text.splitlines())}


def members_of(rows: pd.DataFrame) -> Membership:
    table = to_table(rows.reindex(columns=list(NAMES)))
    return Membership(table, search.build(table, VOCABULARY), VOCABULARY)


FRAME = frame(
    ("zgc", "rd", "robot", ""),
    ("zgc", "pilot", "robot ic", BDA),
    ("zgc", "rd", "biomed biomed_cluster", ""),
    ("zgc", "incubator", "", ""),
    ("tianjin", "pilot", "ic", ""),
    ("tianjin", "testing", "robot", ""),
    ("cangzhou", "rd", "", ""),
    ("yanjiao", "transfer", "biomed biomed_cluster", ""),
    ("yanjiao", "transfer", "", ""),
)
MEMBERS = members_of(FRAME)
ALL = ENTRIES.filter()
ROBOT, IC, BIOMED = "chain:robot", "cluster:ic", "chain:biomed"


def counted(counts: pd.DataFrame) -> dict[tuple[str, str], int]:
    """The cells of a matrix that are not zero."""
    return {
        (str(row), str(column)): int(counts.loc[row, column])
        for row in counts.index
        for column in counts.columns
        if counts.loc[row, column]
    }
