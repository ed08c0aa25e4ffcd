"""An edition is what its files mean: their marks and blank rows change nothing, and a file that
cannot be used is the one that is named."""

import csv
import dataclasses
import io
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from lib.base.files import Sources
from lib.base.problems import DataProblem, DataProblems
from lib.editions.build import build
from tests.editions import fixture_sources, live_sources
from tests.edits import problems, put, without

SOURCES = fixture_sources()
TABLES = sorted(name for name in SOURCES if name.endswith(".csv"))
# Their rows are left out where they cannot be used, and the rest is shown.
PUBLISHED = ("scorecard.csv", "milestones.csv", "park_facts.csv", "agreements.csv")
# Kept with an edition, and not read yet.
UNREAD = ("places.csv",)
# Other names of terms, for questions: an edition may have none.
OPTIONAL = "aliases.csv"
NEEDED = sorted(set(SOURCES) - set(PUBLISHED) - set(UNREAD) - {OPTIONAL})
MARK = b"\xef\xbb\xbf"


def content(sources: Sources) -> dict[str, Any]:
    """All that a visitor can see of an edition, without what names it."""
    built = build(sources)
    edition = built.edition
    vocabulary = {f.name: getattr(edition.vocabulary, f.name) for f in fields(edition.vocabulary)}
    register = {f.name: getattr(edition.register, f.name) for f in fields(edition.register)}
    published = (edition.figures, edition.milestones, edition.facts, edition.agreements)
    return {
        **{name: value for name, value in vocabulary.items() if name != "digest"},
        **register,
        "frame": edition.frame.astype(object).where(edition.frame.notna(), None).to_dict("list"),
        "published": published,
        "files": dict(built.files),
        "assets": dict(edition.assets),
    }


def fields(value: Any) -> tuple[dataclasses.Field[Any], ...]:
    return dataclasses.fields(value)


@cache
def whole() -> dict[str, Any]:
    return content(SOURCES)


def as_excel_writes(table: bytes) -> bytes:
    """A table with a byte-order mark, Windows line ends, two empty columns and blank rows."""
    rows = list(csv.reader(io.StringIO(table.decode(), newline="")))
    written = io.StringIO(newline="")
    csv.writer(written).writerows([*row, "", ""] for row in [*rows, [""] * len(rows[0]), [""]])
    return MARK + written.getvalue().encode() + b"\r\n"


def test_the_fixture_has_every_file_of_the_data() -> None:
    assert set(SOURCES) == set(live_sources())


@pytest.mark.parametrize("file", sorted(SOURCES))
def test_a_byte_order_mark_and_what_spreadsheets_add_change_nothing(file: str) -> None:
    text = as_excel_writes(SOURCES[file]) if file in TABLES else MARK + SOURCES[file]
    other = put(SOURCES, file, text)
    assert other != SOURCES
    assert content(other) == whole()


def test_every_file_may_have_its_mark_at_once() -> None:
    marked = build(Sources({name: MARK + text for name, text in live_sources().items()})).edition
    plain = build(live_sources()).edition
    assert dict(marked.assets) == dict(plain.assets)
    assert marked.problems == plain.problems == ()


def blamed(sources: Sources) -> set[str]:
    """The files that are named, whether the edition can be shown without them or not."""
    try:
        found = list(build(sources).edition.problems)
    except DataProblem as error:
        found = [error]
    except DataProblems as error:
        found = error.problems
    return {problem.file for problem in found}


@pytest.mark.parametrize("file", sorted({*NEEDED, *PUBLISHED}))
@pytest.mark.parametrize(
    "spoil",
    [
        lambda file: without(SOURCES, file),
        lambda file: put(SOURCES, file, b""),
        lambda file: put(SOURCES, file, "京津冀".encode("gb18030")),
        lambda file: put(SOURCES, file, SOURCES[file][: len(SOURCES[file]) * 2 // 3]),
        lambda file: put(SOURCES, file, SOURCES["places.csv"]),
    ],
    ids=["missing", "empty", "GBK", "cut", "another's"],
)
def test_a_file_that_cannot_be_used_is_the_one_that_is_named(
    file: str, spoil: Callable[[str], Sources]
) -> None:
    assert blamed(spoil(file)) == {file}


@pytest.mark.parametrize("file", PUBLISHED)
def test_an_edition_is_shown_without_figures_that_cannot_be_used(file: str) -> None:
    edition = build(without(SOURCES, file)).edition
    assert len(edition.frame) == 60
    assert [problem.file for problem in edition.problems] == [file]


@pytest.mark.parametrize("file", UNREAD)
def test_a_file_that_is_not_read_stops_nothing(file: str) -> None:
    assert content(without(SOURCES, file)) == whole()


def test_what_is_wrong_with_the_vocabulary_is_said_before_the_register_is_read() -> None:
    both = put(put(SOURCES, "resources.csv", b"x"), "parks.csv", b"x")
    assert {problem.file for problem in problems(lambda: build(both))} == {"parks.csv"}
