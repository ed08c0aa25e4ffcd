"""The table of pages: what is there, in the navigation's order."""

import re
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from functools import cache
from typing import Final

import streamlit as st

from lib.base.i18n import Lang, mark, translator
from lib.query import listing


@dataclass(frozen=True)
class Entry:
    """A page: its address, the file that draws it, its title, and the patterns of the address
    parameters that belong to it alone and are dropped on leaving it."""

    address: str
    file: str
    title: str
    parameters: Mapping[str, re.Pattern[str]] = field(default_factory=dict)


# The hall's wall, which fills the screen.
PRESENT: Final = "present"
# What another site's page frames; no page of the atlas's own leads to it.
EMBED: Final = "embed"
# The page of those who may change something; nobody else is led to it.
STEWARDS: Final = "stewards"
_PAGE_NUMBER: Final = re.compile("[1-9][0-9]{0,5}")
PAGES: Final = (
    Entry("", "pages/overview.py", mark("总览")),
    Entry("map", "pages/map.py", mark("资源地图")),
    Entry("parks", "pages/parks.py", mark("园区")),
    Entry("corridor", "pages/corridor.py", mark("G2 走廊")),
    Entry("chains", "pages/chains.py", mark("六链五群")),
    Entry("scorecard", "pages/scorecard.py", mark("年度成绩单")),
    Entry(
        "directory",
        "pages/directory.py",
        mark("电话簿"),
        {
            "sort": re.compile("|".join(listing.SORTS)),
            "view": re.compile("|".join(listing.VIEWS)),
            "page": _PAGE_NUMBER,
            # A zone's code or a resource's id.
            "near": re.compile("[a-z][a-z0-9_-]{0,60}"),
        },
    ),
    Entry(
        PRESENT,
        "pages/present.py",
        mark("年会汇报"),
        {
            "scene": re.compile("[a-z0-9_-]{1,40}"),
            "show": re.compile("[A-Za-z0-9_-]{16}"),
            "view": re.compile("speaker"),
        },
    ),
    Entry(EMBED, "pages/embed.py", mark("地图与名录"), {"page": _PAGE_NUMBER}),
    Entry(STEWARDS, "pages/stewards.py", mark("数据管理")),
)
PARAMETERS: Final = {page.address: page.parameters for page in PAGES}


def declare(lang: Lang) -> tuple[st.Page, list[st.Page]]:
    """Declare the pages under their titles in a language; return the one the address asks for, and
    all."""
    # Each run marks the page it runs: a copy of what was read from the disk once.
    pages = [copy(page) for page in _pages(lang)]
    return st.navigation(pages, position="hidden"), pages


@cache
def _pages(lang: Lang) -> tuple[st.Page, ...]:
    t = translator(lang)
    return tuple(
        st.Page(
            page.file,
            title=t(page.title),
            url_path=page.address or None,
            default=not page.address,
        )
        for page in PAGES
    )
