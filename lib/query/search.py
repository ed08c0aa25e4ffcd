"""Search as you type: over names, hosts, addresses, notes and tags, in Chinese and by pinyin.

Two spellings of every text are searched. The *folded* text is half-width, caseless and simplified.
The *pinyin* of 机器人 is `JiQiRen`: one capital a character, so that what is typed can be held
against whole syllables (`jiqi`) and against initials (`jqr`), and never begins inside a syllable.

The index is made once an edition.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow
import pyarrow.compute as pc
import pyarrow.parquet as pq

from lib.base.cells import is_unfit
from lib.base.i18n import mark
from lib.query.facets import FACETS
from lib.query.spelling import fold, fold_character, pinyin_pattern, spell, spellings
from lib.register.columns import Numbers, coded, distinct, split
from lib.terms import taxonomy
from lib.terms.taxonomy import FOCUS, Vocabulary

# What is searched, and what a table calls it. `tags`: park, category, chains, clusters and place,
# in Chinese and English.
FIELDS: Final = {
    "name": mark("名称"),
    "host": mark("运营单位"),
    "subpark": mark("分园"),
    "address": mark("地址"),
    "tags": mark("标签"),
    "note": mark("说明"),
}
MAX_QUERY: Final = 200
# The name under which an index on disk holds its ranks.
_RANKS: Final = "ranks"
# The columns whose codes are searched by their names.
_CODED: Final = ("park", "province", "category", "chains", "clusters")
# Besides spaces, what stands between words in Chinese.
_BETWEEN: Final = re.compile("[，、；：。！？]")
Mask = npt.NDArray[np.bool_]
Span = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Index:
    """What is searched of each row of a register, in its order.

    `texts[field]` and `pinyin[field]` are columns of strings for each of `FIELDS`, encoded as
    dictionaries: a text that many rows share is looked at once. `ranks` is by which number the
    rows are in the order of their names by pinyin.
    """

    texts: Mapping[str, pyarrow.DictionaryArray]
    pinyin: Mapping[str, pyarrow.DictionaryArray]
    ranks: npt.NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.texts["name"])

    def take(self, rows: Sequence[int] | npt.NDArray[np.intp]) -> "Index":
        """Return the index of just these rows."""
        return Index(
            {field: _taken(column, rows) for field, column in self.texts.items()},
            {field: _taken(column, rows) for field, column in self.pinyin.items()},
            self.ranks[rows],
        )


def _taken(
    column: pyarrow.DictionaryArray, rows: Sequence[int] | npt.NDArray[np.intp]
) -> pyarrow.DictionaryArray:
    chosen = column.take(pyarrow.array(rows, pyarrow.int64()))
    return chosen.dictionary_decode().dictionary_encode()


def _names(term: taxonomy.Term) -> list[str]:
    full = [term.full_name] if isinstance(term, taxonomy.Park) else []
    return list(dict.fromkeys([*full, term.zh, term.short("zh"), term.en, term.short("en")]))


def _tag_names(vocabulary: Vocabulary) -> dict[tuple[str, str], list[str]]:
    """The names of every term, by the register's column and what it holds there."""
    return {
        (facet.column, facet.value(term)): _names(term)
        for facet in FACETS
        if facet.code in ("park", "province", "category", *FOCUS)
        for term in vocabulary.terms[facet.code].values()
    }


def _tags(row: Mapping[str, str], names: Mapping[tuple[str, str], list[str]]) -> str:
    codes = [(column, code) for column in _CODED for code in split(row[column])]
    places = [place for place in (row["city"], row["district"]) if place]
    return "\n".join(dict.fromkeys([*(name for tag in codes for name in names[tag]), *places]))


def build(table: pyarrow.Table, vocabulary: Vocabulary) -> Index:
    """Return the index of a register's table. A text that occurs twice is spelled once."""
    columns = {field: coded(table, field) for field in FIELDS if field != "tags"}
    columns["tags"] = _tagged(table, _tag_names(vocabulary))
    texts, spelled = {}, {}
    for field, (numbers, distinct_texts) in columns.items():
        texts[field] = _column([fold(text) for text in distinct_texts], numbers)
        read = (filter(None, map(spell, text.split("\n"))) for text in distinct_texts)
        spelled[field] = _column(["\n".join(lines) for lines in read], numbers)
    return Index(texts, spelled, _ranks(texts["name"], spelled["name"]))


def _tagged(
    table: pyarrow.Table, names: Mapping[tuple[str, str], list[str]]
) -> tuple[Numbers, list[str]]:
    """The tags of each row, as `coded` gives a column."""
    columns = {name: coded(table, name) for name in (*_CODED, "city", "district")}
    sizes = [(numbers, len(texts)) for numbers, texts in columns.values()]
    first, alike = distinct(sizes, len(table))
    tags = [
        _tags({name: texts[numbers[row]] for name, (numbers, texts) in columns.items()}, names)
        for row in first.tolist()
    ]
    return alike, tags


def _column(texts: list[str], numbers: Numbers) -> pyarrow.DictionaryArray:
    """A column of which each row has the text of its number, every text once."""
    known = pyarrow.array(texts, pyarrow.string()).dictionary_encode()
    indices = np.asarray(known.indices)[numbers].astype(np.int32)
    return pyarrow.DictionaryArray.from_arrays(indices, known.dictionary)


def _ranks(
    names: pyarrow.DictionaryArray, spelled: pyarrow.DictionaryArray
) -> npt.NDArray[np.int32]:
    """Where each row stands in the order of names by pinyin, as most likely read; a name without a
    Chinese character by its letters."""
    written, readings = (
        [texts[i] for i in column.indices.to_pylist()]
        for column, texts in ((c, c.dictionary.to_pylist()) for c in (names, spelled))
    )
    keys = [
        (reading.partition("\n")[0] or name).casefold()
        for name, reading in zip(written, readings, strict=True)
    ]
    ranks = pc.rank(pyarrow.array(keys, pyarrow.string()), tiebreaker="dense")
    return np.asarray(ranks, dtype=np.int32)


def write(index: Index, path: Path) -> None:
    """Write an index to `path` as Parquet."""
    columns = {**index.texts, **{f"{field}_pinyin": array for field, array in index.pinyin.items()}}
    columns[_RANKS] = pyarrow.array(index.ranks)
    pq.write_table(pyarrow.table(columns), path, compression="zstd")


def read(path: Path) -> Index:
    """Return the index in `path`. Raises `OSError`, `KeyError` or `pyarrow.ArrowException` where
    that is not what `write` wrote."""
    with pq.ParquetFile(path) as kept:
        table = kept.read()
    columns = {name: table[name].combine_chunks() for name in table.column_names}
    return Index(
        {field: columns[field] for field in FIELDS},
        {field: columns[f"{field}_pinyin"] for field in FIELDS},
        columns[_RANKS].to_numpy(),
    )


def clean(query: str) -> str:
    """Return `query` with single spaces between its words, without characters that cannot be seen
    or are none, cut at `MAX_QUERY` characters."""
    return whole(query)[:MAX_QUERY].strip()


def whole(query: str) -> str:
    """Return `clean(query)` before it is cut."""
    seen = "".join(c for c in " ".join(query.split()) if not is_unfit(c))
    return " ".join(seen.split())


def _words(query: str) -> list[str]:
    return list(dict.fromkeys(fold(_BETWEEN.sub(" ", clean(query))).split()))


def _text_pattern(word: str) -> str:
    """A regular expression that finds a folded word as written, Latin ones only where a word
    begins: “AI” is not in Binhai."""
    begins = r"\b" if word[0].isascii() and word[0].isalnum() else ""
    return begins + re.escape(word)


def _holding(column: pyarrow.DictionaryArray, pattern: str | None) -> Mask:
    """Which rows of `column` a pattern is found in; `None` is found nowhere."""
    if pattern is None or not len(column):
        return np.zeros(len(column), dtype=bool)
    found: Mask = np.asarray(pc.match_substring_regex(column.dictionary, pattern))
    rows: npt.NDArray[np.int32] = np.asarray(column.indices)
    return found[rows]


def _holds(index: Index, field: str, word: str) -> Mask:
    """Which rows hold a folded word in `field`, as written or as pinyin."""
    written = _holding(index.texts[field], _text_pattern(word))
    typed = _holding(index.pinyin[field], pinyin_pattern(word))
    return written | typed


@lru_cache(maxsize=64)
def mask(index: Index, query: str) -> Mask:
    """Return which rows hold every word of `query`, as a read-only array of booleans.

    No word at all lets every row through.
    """
    passes = np.ones(len(index), dtype=bool)
    for word in _words(query):
        passes &= np.any([_holds(index, field, word) for field in FIELDS], axis=0)
    passes.flags.writeable = False
    return passes


def ranked(index: Index, query: str) -> npt.NDArray[np.intp]:
    """Return the numbers of the rows that hold every word of `query`, the best match first.

    Better is, for each word: the exact name, a name's beginning, a name's inside, the beginning of
    its pinyin, the inside of its pinyin, the host, anything else. Equals keep the register's order.
    """
    rows = np.flatnonzero(mask(index, query))
    names, spelled = _taken(index.texts["name"], rows), _taken(index.pinyin["name"], rows)
    score = np.zeros(len(rows), dtype=int)
    for word in _words(query):
        written, typed = _text_pattern(word), pinyin_pattern(word)
        tiers = [
            _holding(names, f"^(?:{written})"),
            _holding(names, written),
            _holding(spelled, typed and f"(?m:^)(?:{typed})"),
            _holding(spelled, typed),
            _holds(index, "host", word)[rows],
        ]
        score += np.select(tiers, range(1, len(tiers) + 1), len(tiers) + 1)
    score[_holding(names, f"^{re.escape(fold(clean(query)))}$")] = 0
    return rows[np.argsort(score, kind="stable")]


def is_named(index: Index, query: str) -> bool:
    """Return whether some resource's name or host holds `query` whole, as it is written."""
    pattern = re.escape(fold(clean(query)))
    return any(_holding(index.texts[field], pattern).any() for field in ("name", "host"))


def matched_fields(index: Index, row: int, query: str) -> tuple[str, ...]:
    """Return those of `FIELDS` in which row number `row` holds any word of `query`."""
    one, words = index.take([row]), _words(query)
    return tuple(field for field in FIELDS if any(_holds(one, field, w)[0] for w in words))


def spans(text: str, query: str) -> tuple[Span, ...]:
    """Return the parts of `text` that a word of `query` matches, as written or as pinyin.

    Each is (start, end) in characters of `text`; they are in order and do not touch.
    """
    words = _words(query)
    if not words:
        return ()
    origin = [i for i, character in enumerate(text) for _ in fold_character(character)]
    folded = fold(text)
    found = {
        (origin[start], origin[end - 1] + 1)
        for word in words
        for start, end in _matches(folded, word)
    }
    merged: list[Span] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def pieces(text: str, query: str) -> Iterator[tuple[str, bool]]:
    """Yield `text` piece by piece, each with whether a word of `query` matches it (see `spans`)."""
    end = 0
    for start, stop in spans(text, query):
        if start > end:
            yield text[end:start], False
        yield text[start:stop], True
        end = stop
    if end < len(text):
        yield text[end:], False


def _matches(folded: str, word: str) -> Iterator[Span]:
    """Where a folded word stands in a folded text, as written or as pinyin."""
    yield from (m.span() for m in re.finditer(_text_pattern(word), folded, re.ASCII))
    if pattern := pinyin_pattern(word):
        for letters, places in spellings(folded):
            for m in re.finditer(pattern, letters):
                yield places[m.start()], places[m.end() - 1] + 1
