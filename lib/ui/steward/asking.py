"""What a list leaves open, asked: who sends it, the datum of its points, what its columns and words
mean, and which rows of the register its uncertain names are."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from html import escape
from typing import Final

import pandas as pd
import streamlit as st

from lib.base.i18n import mark
from lib.editions import current as editions
from lib.intake import fields, forms, senders
from lib.intake.cleaning import DATUMS, Rules
from lib.intake.compare import Completion
from lib.intake.matching import NEW, SKIP, Match
from lib.intake.plan import Choices, Plan
from lib.intake.senders import Memory
from lib.ui.parts import frame, html
from lib.ui.steward import wording
from lib.ui.steward.draft import Draft
from lib.ui.steward.questions import FACETS, QUESTIONS, choose, key_of, page
from lib.ui.view import View

DATUM_NAMES: Final = {
    "wgs84": mark("WGS-84 / CGCS2000"),
    "gcj02": mark("GCJ-02（高德、腾讯）"),
    "bd09": mark("BD-09（百度）"),
}
# How a choice of none is kept, which a select box cannot hold.
_IGNORE: Final = ""
# The first candidate, whichever it is.
_LIKELIEST: Final = "likeliest"


def choices(view: View, held: Draft) -> Choices:
    """Ask how the files are to be taken; all of it may stay as it is. Raises `DataProblem` or
    `DataProblems`."""
    t = view.t
    parks = {park.code: park.name(view.lang) for park in view.vocabulary.parks}
    with st.container(key="sw_how", border=True, gap="small"):
        st.html(html.panel_title(t("怎样读"), t("不确定的不猜：空着的由您决定")))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            sender = _sender(view, held)
            complete_for = st.multiselect(
                t("名录对这些园区是完整的（缺的行视为移除）"),
                list(parks),
                format_func=parks.__getitem__,
                placeholder=t("都不是"),
                key="sw_complete",
                width=420,
            )
            with_hidden = st.toggle(t("也读隐藏的行和工作表"), key="sw_hidden")
        hidden = "include" if with_hidden else "skip"
        memory = _memory(held, sender, view)
        # What the columns mean has to be known before words and rows can be asked about.
        first = held.plan(Choices(memory.columns, hidden))
        _say_what_is_recalled(view, first, memory)
        rules = Rules(datums=_datums(view, first))
        complete_tables = _complete_tables(view, first)
        mapping = _columns(view, first, memory)
        second = held.plan(Choices(mapping, hidden, rules))
        terms, additions = wording.terms(view, held, second, memory)
        rules = replace(rules, terms=terms)
        completion = Completion(frozenset(complete_for))
        third = held.plan(Choices(mapping, hidden, rules, {}, completion, additions))
        if defaults := _defaults(view, third):
            rules = replace(rules, defaults=defaults)
            third = held.plan(Choices(mapping, hidden, rules, {}, completion, additions))
        decisions = _decisions(view, held, third.asked)
    held.decided.sender = sender
    return Choices(mapping, hidden, rules, decisions, completion, additions, complete_tables)


def _sender(view: View, held: Draft) -> str:
    """Ask whose list it is: a zone's, or somebody's by name."""
    t = view.t
    parks = {park.code: park.name(view.lang) for park in view.vocabulary.parks}
    records = held.plan(Choices()).cleaning.records
    guess = senders.guess(records, held.base.vocabulary)
    others = [name for name in senders.known(editions.holder().store.database) if name not in parks]
    names = [*parks, *others]
    chosen = st.selectbox(
        t("名录来自（园区，或另写名称）"),
        names,
        index=names.index(guess) if guess in names else None,
        format_func=lambda code: parks.get(code, code),
        placeholder=t("不记"),
        accept_new_options=True,
        key=f"sw_sender_{key_of(sorted(held.read))}",
        width=260,
    )
    return senders.named_so(chosen or "")


def _memory(held: Draft, sender: str, view: View) -> Memory:
    """What is known of a sender. It is asked for once, and not again for what was just kept."""
    if sender not in held.recalled:
        database = editions.holder().store.database
        recalled = senders.recall(database, sender, held.base.vocabulary) if sender else Memory()
        held.recalled[sender] = recalled
    return held.recalled[sender]


def _say_what_is_recalled(view: View, found: Plan, memory: Memory) -> None:
    """Say which of a sender's meanings are filled in, and from when."""
    headings = {fields.fold(column.heading) for table in found.tables for column in table.columns}
    columns = len(headings & memory.columns.keys())
    words = sum(memory.term(x.facet, x.name) is not None for x in found.cleaning.unknown)
    if columns or words:
        note = view.t(
            "已按 {day} {by} 为此来源所定预填：{columns} 列、{words} 个说法；请过目，可改"
        )
        text = note.format(day=memory.at[:10], by=memory.by, columns=columns, words=words)
        st.caption(frame.literal(text))


def _datums(view: View, found: Plan) -> dict[str, str]:
    """Ask of each file whose points name no datum in which they are."""
    t = view.t
    places = ("lon", "lat", fields.LONLAT)
    files = dict.fromkeys(
        table.file
        for table in found.tables
        if any(c.field in places and not c.datum for c in table.columns)
    )
    chosen = {}
    with st.container(key="sw_datums", horizontal=True):
        for file in files:
            key = f"sw_datum_{key_of(file)}"
            label = t("坐标系：{file}").format(file=file[:60])
            datum = st.selectbox(
                frame.literal(label),
                DATUMS,
                format_func=lambda code: t(DATUM_NAMES[code]),
                key=key,
                width=260,
            )
            if datum != "wgs84":
                chosen[file] = datum
    if files:
        st.caption(t("表头未注明坐标系。选定后，下方“位置”图上的点随之移动，发布前请对照。"))
    return chosen


def _complete_tables(view: View, found: Plan) -> frozenset[str]:
    """Ask of which other tables the files have every row."""
    t, files = view.t, found.brought.files
    if not files:
        return frozenset()
    chosen = st.multiselect(
        t("这些附表是完整的（缺的行视为移除）"),
        files,
        format_func=lambda file: t(forms.form(file).name),
        placeholder=t("都不是"),
        key="sw_complete_tables",
        width=420,
    )
    return frozenset(chosen)


def _columns(view: View, found: Plan, memory: Memory) -> dict[str, str]:
    """Ask what the headings mean, each with some of its values; return what is not as the headings
    themselves say."""
    t = view.t
    columns = [(table, column) for table in found.tables for column in table.columns]
    if not columns:
        return {}
    unknown = sum(not column.field for _, column in columns)
    names = {t(fields.heading(name)): name for name in fields.FIELDS}
    none = t("不导入")
    rows = pd.DataFrame(
        {
            t("文件 · 表"): [" · ".join(filter(None, (x.file, x.sheet))) for x, _ in columns],
            t("表头"): [column.heading for _, column in columns],
            t("样例"): [t("；").join(column.samples) for _, column in columns],
            t("读作"): [
                t(fields.heading(column.field)) if column.field else none for _, column in columns
            ],
        }
    )
    with st.expander(
        t("各列的含义：{n} 列，其中 {unknown} 列不导入").format(n=len(columns), unknown=unknown)
    ):
        edited = st.data_editor(
            rows,
            hide_index=True,
            disabled=list(rows.columns[:3]),
            column_config={
                t("读作"): st.column_config.SelectboxColumn(options=[none, *names], required=True)
            },
            key=f"sw_columns_{key_of(rows)}",
        )
    chosen = zip(columns, rows[t("读作")], edited[t("读作")], strict=True)
    mapping = dict(memory.columns)
    for (_, column), before, now in chosen:
        if now != before:
            mapping[fields.fold(column.heading)] = names.get(now, _IGNORE)
    return mapping


def _defaults(view: View, found: Plan) -> dict[str, str]:
    """Ask what holds for rows of a list that has no such column; return what was decided."""
    t = view.t
    lacking = [
        name
        for name in ("category", "level", "status")
        if any((f.rule, f.field, f.column) == ("required", name, "") for f in found.faults)
    ]
    asked = [name for name in FACETS if name in lacking or f"sw_default_{name}" in st.session_state]
    decided = {}
    if asked:
        title = t("名录没有这些列，新增的行一律填作")
        st.html(f"<p><b>{escape(title)}</b></p>")
        with st.container(key="sw_defaults", horizontal=True):
            for name in asked:
                terms = found.base.vocabulary.terms[name]
                options = {code: term.name(view.lang) for code, term in terms.items()}
                key = f"sw_default_{name}"
                if (choice := choose(view, t(FACETS[name]), options, key, 240)) is not None:
                    decided[name] = choice
    return decided


def _decisions(view: View, held: Draft, asked: Sequence[Match]) -> dict[str, str]:
    """Ask which row of the register an uncertain name means; return what was decided."""
    t, kept = view.t, held.decided.rows
    if not asked:
        return {}
    with st.container(key="sw_asked", gap="small"):
        title = t("与登记册相近、不能确定的：{n} 行").format(n=len(asked))
        st.html(f"<p><b>{escape(title)}</b></p>")
        if len(asked) > 1:
            _all_at_once(view, held, asked)
        for match in page(asked, "sw_asked_page", QUESTIONS):
            known = {
                candidate.id: f"{candidate.id} {candidate.name}（{candidate.score:.0f}）"
                for candidate in match.candidates
            }
            known |= {NEW: t("都不是，新增"), SKIP: t("不读入这一行")}
            name = match.record.name
            label = frame.literal(name[:80])
            choice = choose(view, label, known, _match_key(name), 520, kept.get(name))
            if choice is not None:
                kept[name] = choice
    return {m.record.name: kept[m.record.name] for m in asked if m.record.name in kept}


def _match_key(name: str) -> str:
    return f"sw_match_{key_of(name)}"


def _all_at_once(view: View, held: Draft, asked: Sequence[Match]) -> None:
    """Offer one answer for all names that have none yet."""
    t, kept = view.t, held.decided.rows
    open_ = [match for match in asked if match.record.name not in kept]
    answers = {
        _LIKELIEST: t("都取最相近的一项"),
        NEW: t("都作新增"),
        SKIP: t("都不读入"),
    }
    with st.container(horizontal=True, vertical_alignment="center"):
        title = t("尚未决定的 {n} 行：").format(n=len(open_))
        st.html(f"<p>{escape(title)}</p>", width="content")
        for answer, name in answers.items():
            st.button(
                name,
                key=f"sw_all_{answer}",
                on_click=partial(_answer, held, open_, answer),
                disabled=not open_,
            )


def _answer(held: Draft, asked: Sequence[Match], answer: str) -> None:
    for match in asked:
        name = match.record.name
        decision = match.candidates[0].id if answer == _LIKELIEST else answer
        held.decided.rows[name] = decision
        if _match_key(name) in st.session_state:
            st.session_state[_match_key(name)] = decision
