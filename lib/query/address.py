"""What an address says: the one reader and the one writer of its parameters."""

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from re import Pattern
from typing import Final

from lib.base.i18n import LANGS, Lang
from lib.query import facets
from lib.query.filters import Dropped, ResourceFilter
from lib.terms.taxonomy import Vocabulary

DEFAULT_LANG: Final[Lang] = "zh"
# The parameters that go from page to page.
_SHARED: Final = (*facets.FACET, "q", "lang", "id", "pick", "edition")
# A publication's number, as the store counts them.
_NUMBER: Final = re.compile("[1-9][0-9]{0,8}")
# Of those that an address names, how many are looked for: each is a question to the store.
_MOST_EDITIONS: Final = 4
# Streamlit's own.
_OTHERS: Final = ("embed", "embed_options")
# What messengers, mail systems and advertisers append to a link: nobody wrote it, nobody is told.
_APPENDED: Final = re.compile(
    r"utm_\w+|fbclid|gclid|gclsrc|dclid|[gw]braid|gad_\w+|msclkid|yclid|twclid|ttclid|li_fat_id"
    r"|_g[al]|mc_[ce]id|mkt_tok|_hs(enc|mi)|igshid|spm|scm|bd_vid|qz_gdt|share_\w+"
    r"|from|isappinstalled|nsukey|wechat_redirect"
)


@dataclass(frozen=True)
class Address:
    """What the parameters of an address stand for: filter, language, the id of the open card, the
    ids picked, the number of the publication it is pinned to, and what belongs to one page alone
    (`own`); `dropped` is what was of no use."""

    selection: ResourceFilter
    lang: Lang = DEFAULT_LANG
    card: str | None = None
    picks: tuple[str, ...] = ()
    edition: int | None = None
    own: Mapping[str, str] = field(default_factory=dict)
    dropped: tuple[Dropped, ...] = ()

    def to_query(self) -> dict[str, str | list[str]]:
        """Return the parameters, repeated ones as lists; `read` makes the same of them again."""
        query = self.selection.to_query()
        if self.lang != DEFAULT_LANG:
            query["lang"] = self.lang
        if self.card:
            query["id"] = self.card
        if self.picks:
            query["pick"] = list(self.picks)
        if self.edition:
            query["edition"] = str(self.edition)
        return query | dict(self.own)


def editions(query: Mapping[str, Sequence[str]]) -> tuple[int, ...]:
    """Return the numbers of publications that the parameters of an address name, the last first,
    and no more than are worth a question to the store."""
    numbers = (value for value in reversed(query.get("edition", ())) if _NUMBER.fullmatch(value))
    return tuple(dict.fromkeys(map(int, numbers)))[:_MOST_EDITIONS]


def read(
    query: Mapping[str, Sequence[str]],
    vocabulary: Vocabulary,
    ids: Container[str],
    own: Mapping[str, Pattern[str]],
    edition: int | None = None,
) -> Address:
    """Return what the parameters of an address say, whatever they are. Never raises.

    `ids` are the resources there are, `own` the patterns of the page's own parameters, `edition` is
    the one of `editions` that is opened. Where there can be only one value the last good one holds,
    of a card's the first; each other is dropped.
    What is appended to links on their way is no part of them, and dropped without a word.
    """
    selection, dropped = ResourceFilter.from_query(query, vocabulary)
    ignored: list[Dropped] = []

    def drop(parameter: str, *kept: str) -> None:
        values = query.get(parameter, ())
        ignored.extend(Dropped(parameter, value) for value in values if value not in kept)

    mine: dict[str, str] = {}
    for parameter, pattern in own.items():
        good = [value for value in query.get(parameter, ()) if pattern.fullmatch(value)]
        mine |= {parameter: good[-1]} if good else {}
        drop(parameter, *good[-1:])
    lang = next(
        (known for known in reversed(query.get("lang", ())) if known in LANGS), DEFAULT_LANG
    )
    drop("lang", lang)
    card = next((i for i in query.get("id", ()) if i in ids), None)
    drop("id", *filter(None, [card]))
    picks = tuple(dict.fromkeys(i for i in query.get("pick", ()) if i in ids))
    drop("pick", *picks)
    drop("edition", *([str(edition)] if edition else []))
    for parameter in query:
        known = parameter in (*_SHARED, *own, *_OTHERS)
        if not known and not _APPENDED.fullmatch(parameter):
            drop(parameter)
    return Address(selection, lang, card, picks, edition, mine, (*dropped, *ignored))
