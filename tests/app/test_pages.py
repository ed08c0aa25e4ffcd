"""What holds on every page with charts and tables: a filter that leaves nothing, and English."""

import re
from typing import Any

import pytest

from tests.app.conftest import Open
from tests.app.files import BOTH, Files
from tests.app.shown import (
    CJK,
    LANGS,
    bodies,
    charts,
    datasets,
    plain,
    statement,
    titles,
    words,
)

MARKS = {
    "parks": {"zh": "选一个园区看档案", "en": "Choose one zone for its profile"},
    "corridor": {"zh": "G2 产业创新走廊", "en": "G2 Industrial Innovation Corridor"},
    "chains": {"zh": "链与集群 × 园区、类别", "en": "Chains and clusters × zones, categories"},
    "scorecard": {"zh": "联盟这一年", "en": "The alliance's year"},
}


@pytest.mark.parametrize("page", MARKS)
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    "query", [{}, {"chain": "robot", "q": "没有这样的机构"}], ids=["all", "nothing"]
)
def test_page_opens(seen: Open, page: str, lang: str, query: dict[str, str]) -> None:
    at = seen(page, lang=lang, **query)
    assert not at.exception
    assert not at.error
    assert not at.warning
    assert statement(at)
    shown = " ".join([*titles(at), *(group.label for group in at.button_group)])
    assert MARKS[page][lang] in shown


@pytest.mark.parametrize("files", BOTH, ids=repr)
@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("parks", {}),
        ("parks", {"park": "zgc"}),
        ("parks", {"park": ["tianjin", "xiongan", "hengshui"]}),
        ("corridor", {}),
        ("corridor", {"corridor": "yanjiao", "category": "pilot"}),
        ("chains", {"chain": "robot"}),
        ("chains", {"chain": "robot", "park": "zgc", "category": "pilot"}),
        ("scorecard", {}),
    ],
)
def test_in_english_nothing_is_chinese_but_data_marked_as_such(
    seen: Open, files: Files, page: str, query: dict[str, Any]
) -> None:
    at = seen(page, lang="en", **query)
    said = [button.label for button in at.button if button.key != "lang_switch"]
    said += [field.label for field in (*at.text_input, *at.selectbox, *at.expander)]
    said += [plain(caption.value) for caption in at.caption]
    for group in at.button_group:
        # A resource's own name, operator and address are data; what stands beside them is not.
        of_data = str(group.key).endswith(("_resources", "_nearest"))
        options = map(plain, group.options)
        said += [group.label, *(files.without_data(o) if of_data else o for o in options)]
    for body in bodies(at):
        said += re.findall(r'aria-label="([^"]*)"', body)
        said.append(words(re.sub(r'<(\w+)[^>]*\blang="zh"[^>]*>.*?</\1>', "", body, flags=re.S)))
    for chart in charts(at):
        said += [chart.proto.spec, chart.proto.alt, str(datasets(chart))]
    assert len(said) > 40
    assert [text for text in said if CJK.search(text)] == []
