"""What is published about the parks: facts by topic, and the agreements between them."""

import re
from dataclasses import dataclass
from typing import Final

from lib.base import tables
from lib.base.cells import DATE, NUMBER, URL
from lib.base.files import Sources
from lib.base.i18n import Lang, mark
from lib.base.problems import Reading
from lib.published.scorecard import ALLIANCE, QUALIFIERS, say
from lib.terms.taxonomy import Vocabulary

TOPICS: Final = {
    "history": mark("沿革"),
    "area": mark("面积"),
    "enterprise": mark("企业"),
    "platform": mark("平台"),
    "finance": mark("经济与财政"),
    "people": mark("人口与人才"),
    "patent": mark("专利"),
    "project": mark("项目"),
    "ranking": mark("排名"),
    "distance": mark("距离"),
    "other": mark("其他"),
}
# How a Chinese statement says a qualifier.
_WORDS: Final = {
    "at_least": "以上",
    "more_than": "超",
    "some_over": "余",
    "about": "约",
    "nearly": "近",
}


@dataclass(frozen=True)
class Fact:
    """One row of `data/park_facts.csv`: a statement in its own (Chinese) words.

    Facts of one topic may speak of different things, so none is computed with. `url` is given only
    where the source may be clicked.
    """

    park: str
    topic: str
    text: str
    value: str
    unit: str
    qualifier: str
    year: str
    source: str
    url: str

    @property
    def number(self) -> str:
        """The figure with qualifier and unit, in Chinese as the statement is; empty where there is
        none, where it is only the year, or where the statement says it itself."""
        number = rf"(?<![0-9.]){re.escape(self.value)}(?![0-9]|\.[0-9])"
        said = re.search(number, self.text) and _WORDS.get(self.qualifier, "") in self.text
        if not self.value or self.unit == "年" or said:
            return ""
        return say(self.value, self.qualifier or "exact", self.unit, "zh")


def read_facts(sources: Sources, vocabulary: Vocabulary) -> Reading[Fact]:
    """Return all facts in file order; a row with an unknown code is a problem, not a fact."""
    return tables.read(
        sources,
        "park_facts.csv",
        (
            *("park", "topic", "text_zh", "value", "unit", "qualifier", "year"),
            *("source_title", "source_url"),
        ),
        lambda r: Fact(
            park=r["park"],
            topic=r["topic"],
            text=r["text_zh"],
            value=r["value"],
            unit=r["unit"],
            qualifier=r["qualifier"],
            year=r["year"],
            source=r["source_title"],
            url=r["source_url"],
        ),
        required=("text_zh", "source_title"),
        known={"park": vocabulary.seats, "topic": TOPICS, "qualifier": (*QUALIFIERS, "")},
        checks={"value": NUMBER, "year": DATE, "source_url": URL},
    )


# The agreement that made the G2 corridor.
INITIATIVE: Final = "g2_corridor"


@dataclass(frozen=True)
class Agreement:
    """One row of `data/agreements.csv`. `parties` are parks, `bda`, or `alliance`, which means all
    members; `content` is in the agreement's own (Chinese) words."""

    code: str
    zh: str
    en: str
    parties: tuple[str, ...]
    chains: tuple[str, ...]
    content: str
    date: str
    source: str

    def name(self, lang: Lang) -> str:
        """Return the agreement's name."""
        return self.zh if lang == "zh" else self.en

    def binds(self, park: str) -> bool:
        """Whether a park is a party, by name or as a member of the alliance."""
        return park in self.parties or ALLIANCE in self.parties


def read_agreements(sources: Sources, vocabulary: Vocabulary) -> Reading[Agreement]:
    """Return all agreements in file order; one with an unknown party is a problem."""
    return tables.read(
        sources,
        "agreements.csv",
        (
            *("agreement", "name_zh", "name_en", "parties", "chains", "content_zh", "date"),
            "source",
        ),
        lambda r: Agreement(
            code=r["agreement"],
            zh=r["name_zh"],
            en=r["name_en"],
            parties=tables.split(r["parties"]),
            chains=tables.split(r["chains"]),
            content=r["content_zh"],
            date=r["date"],
            source=r["source"],
        ),
        required=("agreement", "name_zh", "name_en", "parties", "source"),
        lists={"parties": (*vocabulary.seats, ALLIANCE), "chains": vocabulary.terms["chain"]},
        checks={"date": DATE},
    )
