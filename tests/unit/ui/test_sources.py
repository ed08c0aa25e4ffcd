"""Where figures come from: sources as links, and the panels that a click opens."""

import re
from typing import Any, cast

import pytest

from lib.base.i18n import translator
from lib.ui.parts.sources import Panels, cited, has_link
from tests import hostile


class _View:
    lang = "zh"
    t = staticmethod(translator("zh"))


def panels(block: str = "x") -> Panels:
    return Panels(cast("Any", _View()), block)


def test_a_source_with_its_address_behind_it_is_a_link() -> None:
    said = cited("联盟报道（2023年12月） https://a.example/b?c=1&d；志书")
    link = '<a href="https://a.example/b?c=1&amp;d" target="_blank" rel="noopener noreferrer">'
    assert said == (
        f'{link}<span lang="zh">联盟报道（2023年12月）</span></a>；<span lang="zh">志书</span>'
    )
    assert has_link("报道 http://a.example/")


@pytest.mark.parametrize(
    "source",
    [
        "https://a.example/",  # An address is no title.
        "报道https://a.example/",
        "报道 javascript:window.ran=1",
        "报道 https://a.example/ 第二版",
        '报道 https://a.example/"onclick="x',
        *hostile.SEEN.values(),
    ],
)
def test_what_is_no_address_stands_as_it_is_written(source: str) -> None:
    assert not has_link(source)
    assert "<a " not in cited(source)
    assert hostile.acting_html(cited(source)) == []


def test_what_several_figures_share_stands_once() -> None:
    own = panels("year")
    line = own.source("联盟报道")
    one = own.opener("<b>1</b>", "来源", line)
    two = own.opener("<b>2</b>", "来源", line)
    other = own.opener("<b>3</b>", "来源", own.source("另一报道"))
    opened = [re.findall('popovertarget="(.*?)"', opener) for opener in (one, two, other)]
    assert opened == [["source-year-1"], ["source-year-1"], ["source-year-2"]]
    assert re.findall('popover class="source" id="(.*?)"', own.html) == [
        "source-year-1",
        "source-year-2",
    ]
    assert own.html.count("联盟报道") == 1
    # No two blocks of a page name theirs alike.
    assert 'popovertarget="source-zone-1"' in panels("zone").opener("", "来源", line)


def test_a_panel_says_whether_its_source_can_be_opened() -> None:
    own = panels()
    assert "未收录链接" in own.source("报道")[0][1]
    assert "未收录链接" not in own.source("报道 https://a.example/")[0][1]


def test_no_text_of_data_is_markup_in_a_panel() -> None:
    own = panels()
    for text in hostile.SEEN.values():
        own.opener("<b>1</b>", text, own.source(text))
    assert hostile.acting_html(own.html) == []
