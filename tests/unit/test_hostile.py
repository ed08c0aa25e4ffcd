"""What no data file may hold is refused, and named with file, row and column."""

from collections.abc import Callable

import pytest

from lib.base.files import Sources
from lib.base.problems import DataProblem
from lib.published import facts, scorecard
from lib.query import questions
from lib.register import rows
from lib.terms import landmarks, vocabulary
from tests import hostile
from tests.editions import fixture_edition, fixture_sources
from tests.edits import places, problems, put, table, with_cells

ROW = 3
WORDS = fixture_edition().vocabulary
PUBLISHED: dict[str, Callable[[Sources], tuple[DataProblem, ...]]] = {
    "scorecard.csv": lambda sources: scorecard.read_figures(sources, WORDS).problems,
    "milestones.csv": lambda sources: scorecard.read_milestones(sources, WORDS).problems,
    "park_facts.csv": lambda sources: facts.read_facts(sources, WORDS).problems,
    "agreements.csv": lambda sources: facts.read_agreements(sources, WORDS).problems,
    "aliases.csv": lambda sources: questions.read_aliases(sources, WORDS).problems,
}

ON_MAP: dict[str, Callable[[Sources], object]] = {
    landmarks.LANDMARKS: landmarks.landmarks,
    landmarks.RAILWAYS: landmarks.railways,
}


def complaints(file: str, sources: Sources) -> list[DataProblem]:
    """What reading a file complains of."""
    if file in PUBLISHED:
        return [*PUBLISHED[file](sources)]
    if file == "resources.csv":
        return problems(lambda: rows.read(sources, WORDS))
    read = ON_MAP.get(file, vocabulary.read)
    return problems(lambda: read(sources))


@pytest.mark.parametrize("kind", hostile.UNSEEN)
@pytest.mark.parametrize("file", hostile.WORDS)
def test_what_cannot_be_seen_is_refused_in_every_cell(file: str, kind: str) -> None:
    text = hostile.UNSEEN[kind]
    columns = list(table(fixture_sources(), file)[0])
    sources = with_cells(fixture_sources(), file, ROW, **dict.fromkeys(columns, text))
    # White space round a cell is no part of it.
    [code] = {f"U+{ord(c):04X}" for c in text if not (c.isprintable() and c not in "\u3164")}
    found = places(complaints(file, sources))
    assert {(file, ROW, column, code) for column in columns} <= set(found)


@pytest.mark.parametrize("file", hostile.WORDS)
def test_half_a_surrogate_pair_is_no_text(file: str) -> None:
    content = fixture_sources()[file].replace(b",", b",\xed\xa0\x80", 40)
    [problem] = complaints(file, put(fixture_sources(), file, content))
    assert problem.file == file
    assert "UTF-8" in problem.text("zh")
    assert "UTF-8" in problem.text("en")


@pytest.mark.parametrize("file", hostile.WORDS)
def test_what_is_too_long_is_refused_and_not_repeated(file: str) -> None:
    column = hostile.WORDS[file][0]
    sources = with_cells(fixture_sources(), file, ROW, **{column: "长" * 2001})
    found = places(complaints(file, sources))
    assert (file, ROW, column, "2001") in found


@pytest.mark.parametrize("kind", hostile.UNSEEN)
def test_a_complaint_itself_holds_nothing_unseen(kind: str) -> None:
    """A header, or a line of TOML, is repeated as it was found."""
    head = hostile.UNSEEN[kind].replace("\n", "\x0b").replace("\r", "\x0b")
    content = fixture_sources().text("terms.csv").replace("facet", head, 1)
    toml = f'version = "{head}\n'
    for sources, read in (
        (put(fixture_sources(), "terms.csv", content), vocabulary.read),
        (put(fixture_sources(), "register.toml", toml), lambda s: rows.read(s, WORDS)),
    ):
        for problem in problems(lambda r=read, s=sources: r(s)):  # type: ignore[misc]
            for lang in ("zh", "en"):
                assert problem.text(lang).isprintable(), problem.text(lang)
