"""What words of a list's own mean: one of the vocabulary's terms, nothing, or a term that the
vocabulary gets, with names, colour and mark."""

from base64 import b64encode
from collections import Counter
from functools import lru_cache
from html import escape
from typing import Final

import streamlit as st

from lib.base.i18n import mark
from lib.base.problems import DataProblem, DataProblems
from lib.drawing import marks, palette, svg
from lib.drawing.palette import Theme
from lib.intake.additions import (
    ADDABLE,
    CATEGORY,
    MOST_CHARACTERS,
    Addition,
    code_of,
    free_colors,
    free_marks,
    grown,
)
from lib.intake.cleaning import UnknownTerm
from lib.intake.labels import TAG
from lib.intake.plan import Plan
from lib.intake.senders import Memory
from lib.terms.taxonomy import FOCUS
from lib.ui.parts import frame
from lib.ui.steward.deeds import texts
from lib.ui.steward.draft import Draft
from lib.ui.steward.questions import FACETS, QUESTIONS, choose, key_of, page
from lib.ui.view import View

# What each mark is called.
_MARKS: Final = {
    "circle": mark("圆"),
    "triangle": mark("三角"),
    "square": mark("方"),
    "diamond": mark("菱形"),
    "cross": mark("十字"),
    "star": mark("星"),
    "hexagon": mark("六边形"),
    "pentagon": mark("五边形"),
    "wedge": mark("倒三角"),
    "saltire": mark("叉"),
    "hourglass": mark("沙漏"),
    "chevron": mark("箭尾"),
}
# How a choice of none is kept, which a select box cannot hold.
_IGNORE: Final = ""
# Before the facet of a term that the vocabulary gets.
_ADD: Final = "+"


def terms(
    view: View, held: Draft, found: Plan, memory: Memory
) -> tuple[dict[tuple[str, str], str], tuple[Addition, ...]]:
    """Ask what words of the list's own mean; return what was decided, and the terms that become the
    vocabulary's."""
    t, kept = view.t, held.decided
    unknown = sorted(found.cleaning.unknown, key=lambda term: -term.rows)
    asked = {(term.facet, term.name) for term in unknown}
    for own in kept.added.keys() - asked:
        del kept.added[own]
    if not unknown:
        return {}, ()
    with st.container(key="sw_terms", gap="small"):
        title = t("名录自己的说法：{n} 种，须指定含义").format(n=len(unknown))
        st.html(f"<p><b>{escape(title)}</b></p>")
        _addable(view, {term.facet for term in unknown})
        for term in page(unknown, "sw_terms_page", QUESTIONS):
            _term(view, held, term, memory)
    decided = {}
    for term in unknown:
        own = (term.facet, term.name)
        code = kept.terms.get(own, memory.term(*own))
        if own in kept.added:
            decided[own] = kept.added[own].meaning
        elif code is not None and code in {**_options(view, held, term), _IGNORE: ""}:
            decided[own] = code
    return decided, tuple(kept.added.values())


def _addable(view: View, facets: set[str]) -> None:
    """Say of which words none can be added."""
    if facets & {"park", "province"}:
        st.caption(view.t("园区、省市不能在此新增：它们有驻地、区县与来源，请先改 parks.csv。"))


def _term(view: View, held: Draft, term: UnknownTerm, memory: Memory) -> None:
    """Ask what one word means, and keep what was decided."""
    t, kept = view.t, held.decided
    own = (term.facet, term.name)
    names = _options(view, held, term) | {_IGNORE: t("视作未填")}
    names |= {f"{_ADD}{facet}": _added_as(view, facet) for facet in _kinds(term.facet)}
    label = t("{facet}“{name}”（{n} 行）").format(
        facet=t(FACETS[term.facet]), name=term.name[:60], n=term.rows
    )
    key = f"sw_term_{key_of((own, memory.at))}"
    before = kept.terms.get(own, memory.term(*own))
    if own in kept.added:
        before = f"{_ADD}{kept.added[own].facet}"
    choice = choose(view, frame.literal(label), names, key, 420, before)
    if choice is not None and not choice.startswith(_ADD):
        kept.terms[own] = choice
    others = {key: added for key, added in kept.added.items() if key != own}
    if choice is None or not choice.startswith(_ADD):
        kept.added.pop(own, None)
    elif addition := _addition(view, held, term, choice[1:], tuple(others.values())):
        kept.added[own] = addition
    else:
        kept.added.pop(own, None)
        kept.terms.pop(own, None)


def _kinds(facet: str) -> tuple[str, ...]:
    """What a word of a facet may be added as."""
    return FOCUS if facet == TAG else tuple(kind for kind in ADDABLE if kind == facet)


def _added_as(view: View, facet: str) -> str:
    t = view.t
    said = {
        "category": t("＋ 新增为一个类别"),
        "level": t("＋ 新增为一个级别"),
        "status": t("＋ 新增为一种状态"),
        "chain": t("＋ 新增为一条链"),
        "cluster": t("＋ 新增为一个群"),
    }
    return said[facet]


def _addition(
    view: View, held: Draft, term: UnknownTerm, facet: str, others: tuple[Addition, ...]
) -> Addition | None:
    """Ask for names, colour and mark of a term to be added; `None` until they are whole."""
    t, vocabulary = view.t, held.base.vocabulary
    before = held.decided.added.get((term.facet, term.name))
    key = key_of((term.facet, term.name, facet))
    colors, shapes = free_colors(vocabulary, others), free_marks(vocabulary, others)
    if facet == CATEGORY and not (colors and shapes):
        st.error(t("颜色或图形已用完，不能再新增类别；请选用原有的一项。"))
        return None
    with st.container(key=f"sw_add_{key}", horizontal=True, vertical_alignment="bottom"):
        zh = st.text_input(
            t("中文名称"),
            before.zh if before else term.name[:MOST_CHARACTERS],
            max_chars=MOST_CHARACTERS,
            key=f"sw_zh_{key}",
            width=220,
        )
        en = st.text_input(
            t("英文名称"),
            before.en if before else "",
            max_chars=MOST_CHARACTERS,
            key=f"sw_en_{key}",
            width=220,
        )
        look = ("", "")
        if facet == CATEGORY:
            color = st.selectbox(
                t("颜色"),
                colors,
                index=colors.index(before.color) if before and before.color in colors else 0,
                format_func=lambda code: t(palette.FURTHER[code]),
                key=f"sw_color_{key}",
                width=120,
            )
            shape = st.selectbox(
                t("图形"),
                shapes,
                index=shapes.index(before.mark) if before and before.mark in shapes else 0,
                format_func=lambda code: t(_MARKS[code]),
                key=f"sw_mark_{key}",
                width=120,
            )
            look = (color or colors[0], shape or shapes[0])
            st.html(_sample(view, *look), width="content")
    if not (zh.strip() and en.strip()):
        st.caption(t("中英文名称都填了才算；排在同类最后，随这次发布生效。"))
        return None
    code = before.code if before and before.facet == facet else ""
    if not code or before is None or before.en != en.strip():
        code = code_of(en, facet, vocabulary, others)
    addition = Addition(facet, code, zh.strip(), en.strip(), *look)
    try:
        grown(held.base, (*others, addition))
    except (DataProblem, DataProblems) as error:
        st.error(frame.literal(texts(error, view)))
        return None
    return addition


def _sample(view: View, color: str, shape: str) -> str:
    """A mark as it is drawn where a position is known, and where only the area is."""
    alt = escape(view.t("图形样例：实心，空心"))
    return (
        f'<img src="{_marks_drawn(color, shape, view.theme)}" width="72" height="36" alt="{alt}">'
    )


@lru_cache(maxsize=64)
def _marks_drawn(color: str, shape: str, theme: Theme) -> str:
    paper, drawn = palette.INKS[theme]["paper"], palette.drawn(color, theme)
    both = [marks.mark(shape, drawn, x, 18, 30, paper, hollow=x > 18) for x in (18, 54)]
    png = svg.to_png(svg.document(72, 36, both, ""), 2)
    return f"data:image/png;base64,{b64encode(png).decode()}"


def _options(view: View, held: Draft, term: UnknownTerm) -> dict[str, str]:
    """What a word may mean: terms of the vocabulary, and those that other words become."""
    vocabulary = held.base.vocabulary
    if term.facet == TAG:
        tags = vocabulary.focus_areas
        options = {str(tag): vocabulary.term(tag).name(view.lang) for tag in tags}
        # Chains and clusters may share a name.
        counts = Counter(options.values())
        for tag in tags:
            if counts[options[str(tag)]] > 1:
                kind = view.t("链") if tag.facet == "chain" else view.t("群")
                options[str(tag)] += f"（{kind}）"
    elif term.facet == "province":
        options = {each.zh: each.name(view.lang) for each in vocabulary.provinces}
    else:
        terms = vocabulary.terms[term.facet]
        options = {code: each.name(view.lang) for code, each in terms.items()}
    for (facet, name), addition in held.decided.added.items():
        if facet == term.facet and name != term.name:
            options[addition.meaning] = view.t("新增的“{name}”").format(
                name=addition.name(view.lang)
            )
    return options
