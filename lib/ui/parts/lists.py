"""Lists of resources whose rows open cards: short ones beside a chart, and the directory's."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from html import escape
from typing import Any, Final, NamedTuple

import numpy as np
import streamlit as st

from lib.base.i18n import Lang, translator
from lib.editions.edition import Edition
from lib.query import listing, search
from lib.terms import words
from lib.terms.geometry import LonLat, distance_m
from lib.ui import mirror, state
from lib.ui.parts.frame import literal, option
from lib.ui.view import View

LONGEST: Final = listing.PAGE_SIZE
_SCHEME: Final = re.compile(r"^https?://")


class Origin(NamedTuple):
    """From where distances are told: its code or id, its anchor and how well that is known."""

    code: str
    point: LonLat
    radius_m: int


def draw(view: View, key: str, rows: listing.Rows, origin: Origin | None = None) -> None:
    """Draw resources of the edition by their rows, the first `LONGEST` of them, with park and
    contact, and how far from `origin` they are."""
    edition, query = view.edition, view.selection.q
    labels = {
        edition.ids[row]: _line(edition, view.lang, row, query, origin)
        for row in rows[:LONGEST].tolist()
    }
    _openers(view, key, labels)
    if len(rows) > LONGEST:
        rest = view.t("只列前 {n} 项，共 {all} 项；用筛选缩小范围。")
        st.caption(rest.format(n=LONGEST, all=len(rows)))


@lru_cache(maxsize=4096)
def _line(edition: Edition, lang: Lang, row: int, query: str, origin: Origin | None) -> str:
    """A resource's name with park, distance and contact, as Markdown."""
    [said] = edition.register.rows([row])
    parts = [edition.vocabulary.seats[said["park"]].short(lang)]
    parts += [_far(lang, said, origin)] if origin else []
    parts.append(contact(lang, said))
    return f" {_marked(said['name'], query)} *{literal(' · '.join(parts))}*"


def _openers(view: View, key: str, labels: Mapping[str, str]) -> None:
    """Rows that open their card, each by its id; the open one is marked."""
    opened = state.card()
    mirror.put(key, opened if opened in labels else None)
    st.pills(
        view.t("资源"),
        list(labels),
        format_func=labels.__getitem__,
        key=key,
        on_change=state.take_card,
        args=(key,),
        label_visibility="collapsed",
        width="stretch",
    )


def contact(lang: Lang, said: Mapping[str, Any]) -> str:
    """Return how a resource is reached, by the best the edition has: telephone, website, else
    operator and address."""
    t = translator(lang)
    if said["phone"]:
        return str(said["phone"])
    if said["website"]:
        return _SCHEME.sub("", said["website"]).rstrip("/")
    parts = ((t("运营：{text}"), said["host"]), (t("地址：{text}"), said["address"]))
    known = [form.format(text=text) for form, text in parts if text]
    return " · ".join(known) or t("登记册未收录")


def _far(lang: Lang, said: Mapping[str, Any], origin: Origin) -> str:
    if said["resource_id"] == origin.code:
        t = translator(lang)
        return t("即起点")
    metres = distance_m(origin.point, (said["lon"], said["lat"]))
    return words.apart(metres, origin.radius_m + int(said["radius_m"]), lang)


def _marked(text: str, query: str) -> str:
    """A text as Markdown, the parts the search matches marked."""
    return "".join(
        f":orange-background[{literal(piece)}]" if is_match else literal(piece)
        for piece, is_match in search.pieces(text, query)
    )


def table(
    view: View, key: str, rows: listing.Rows, title: str, origin: Origin | None = None
) -> None:
    """Draw edition rows as a table: a tick for the basket, and a row that opens its card; with an
    `origin` each says how far from it it is."""
    t, edition, query = view.t, view.edition, view.selection.q
    numbers = {edition.ids[row]: row for row in rows.tolist()}
    heads = [t("名称"), t("类别"), t("园区"), t("级别")]
    heads += [t("直线距离")] if origin else []
    heads += [t("联系方式")]
    heads += [t("匹配")] if query else []
    ticked = [i for i in state.basket() if i in numbers]
    ticks = f"{key}_ticks"
    mirror.put(ticks, ticked)
    if title:
        st.html(f'<h4 aria-level="2">{escape(title)}</h4>')
    cells = "".join(f"<span>{escape(head)}</span>" for head in heads)
    kinds = "".join((" far" if origin else "", " match" if query else ""))
    st.html(f'<div class="columns{kinds}" aria-hidden="true">{cells}</div>')
    with st.container(key=f"rows_{key}", horizontal=True, wrap=False, gap=None):
        st.pills(
            t("放入清单"),
            list(numbers),
            selection_mode="multi",
            format_func=lambda i: _tick(edition, view.lang, numbers[i]),
            key=ticks,
            on_change=state.take_picks,
            args=(ticks, list(numbers)),
            label_visibility="collapsed",
        )
        lines = {
            i: _table_row(edition, view.lang, row, query, origin) for i, row in numbers.items()
        }
        _openers(view, f"{key}_rows", lines)


@lru_cache(maxsize=4096)
def _table_row(edition: Edition, lang: Lang, row: int, query: str, origin: Origin | None) -> str:
    """A resource's cells as Markdown, the fields that the search matches last."""
    [said], terms = edition.register.rows([row]), edition.vocabulary.terms
    cells = [
        terms["category"][said["category"]].short(lang),
        edition.vocabulary.seats[said["park"]].short(lang),
        terms["level"][said["level"]].short(lang),
    ]
    cells += [_far(lang, said, origin)] if origin else []
    cells.append(contact(lang, said))
    if query:
        t = translator(lang)
        fields = search.matched_fields(edition.index, row, query)
        cells.append(t("、").join(t(search.FIELDS[field]) for field in fields))
    columns = " ".join(f"*{literal(cell)}*" for cell in cells if cell)
    return f" **{_marked(said['name'], query)}** {columns}"


@lru_cache(maxsize=4096)
def _tick(edition: Edition, lang: Lang, row: int) -> str:
    # The same ticked or not (the stylesheet draws the tick): the browser names options by their
    # text, and a click made before an answer is there would name one that is no more.
    t, name = translator(lang), edition.register.column("name")[row].as_py()
    label = t("清单：{name}").format(name=name)
    return f":material/check_box_outline_blank: *{literal(label)}*"


def groups(view: View, rows: listing.Rows, shown: str) -> Iterator[tuple[str, str, listing.Rows]]:
    """Yield the rows of a page group by group, each with its code and heading; one group with
    neither where the view has none."""
    if shown not in ("park", "category"):
        if len(rows):
            yield "all", "", rows
        return
    codes = np.array([row[shown] for row in view.edition.register.rows(rows)])
    for code in dict.fromkeys(codes.tolist()):
        yield code, view.vocabulary.terms[shown][code].name(view.lang), rows[codes == code]


def search_field(view: View) -> None:
    """Draw the directory's own search field, which is the shared filter's."""
    state.fill_text("di_q")
    st.text_input(
        view.t("查一查"),
        key="di_q",
        placeholder=view.t("名称、拼音、首字母、地址、运营单位，可输入多个词"),
        icon=":material/search:",
        on_change=state.take_text,
        args=("di_q",),
        live=True,
    )


def view_switch(view: View, shown: str) -> None:
    """Draw the switch between plain list, groups and the basket."""
    t = view.t
    n = len(state.basket())
    _switch(
        t("查看"),
        {code: t(name) + (f" {n}" if code == listing.PICKED else "")
         for code, name in listing.VIEWS.items()},
        shown,
        "view",
        listing.LIST,
    )  # fmt: skip


def sort_switch(view: View, sort: str) -> None:
    """Draw the choice of order."""
    t = view.t
    options = {code: t(name) for code, name in listing.SORTS.items()}
    # From the card that is open now, whichever opens later: no list moves under the pointer.
    near = state.card() or _usual_origin(view)
    _switch(t("排序"), options, sort, "sort", listing.BEST, near=near)


def origin(view: View, sort: str) -> Origin | None:
    """Return from where the directory tells distances, where its order is by distance: from what
    the address names, else from the one zone that the filter names, else from the first zone."""
    if sort != listing.DISTANCE:
        return None
    usual = _usual_origin(view)
    # Another edition may not have what the address names.
    return origin_of(view, state.local("near") or usual) or origin_of(view, usual)


def _usual_origin(view: View) -> str:
    chosen = view.selection.park
    return chosen[0] if len(chosen) == 1 else view.vocabulary.parks[0].code


def origin_of(view: View, code: str) -> Origin | None:
    """Return a zone's seat, or a resource's anchor."""
    if seat := view.vocabulary.seats.get(code):
        return Origin(code, (seat.lon, seat.lat), seat.radius_m)
    if code not in view.edition.places:
        return None
    row = view.edition.resource(code)
    return Origin(code, (float(row["lon"]), float(row["lat"])), int(row["radius_m"]))


def origin_switch(view: View, now: Origin) -> None:
    """Draw the choice from where distances are told: the zones, the open card, and what is chosen
    now."""
    key, mine = "di_near", (state.card(), now.code)
    ids = [code for code in mine if code and code in view.edition.places]
    options = [*dict.fromkeys(ids), *view.vocabulary.seats]
    mirror.put(key, now.code)

    def take() -> None:
        if mirror.touched(key):
            state.set_local(near=st.session_state[key], page=None)

    st.selectbox(
        view.t("起点"),
        options,
        format_func=lambda code: origin_name(view, code),
        key=key,
        on_change=take,
        filter_mode=None,
    )


def origin_name(view: View, code: str) -> str:
    """Return the name of a zone or a resource."""
    seat = view.vocabulary.seats.get(code)
    return seat.short(view.lang) if seat else str(view.edition.resource(code)["name"])


def _switch(
    label: str, options: dict[str, str], chosen: str, parameter: str, usual: str, near: str = ""
) -> None:
    """A choice that is one of the page's own parameters; `usual` is left out of the address. An
    order by distance begins from `near`."""
    key = f"di_{parameter}"
    mirror.put(key, chosen)

    def take() -> None:
        if not mirror.touched(key):
            return
        value = st.session_state[key]
        values: dict[str, str | None] = {parameter: None if value == usual else value}
        if near:
            values["near"] = near if value == listing.DISTANCE else None
        state.set_local(**values | {"page": None})

    st.segmented_control(
        label, list(options), format_func=lambda code: option(options[code]), key=key,
        on_change=take, required=True,
    )  # fmt: skip


def pager(view: View, count: int) -> None:
    """Draw the pages of a list of `count` rows, where there is more than one."""
    pages = listing.pages(count)
    if pages == 1:
        return
    now = min(int(state.local("page") or 1), pages)
    # A page of its own name: the widget's default may not change under one name.
    key = f"di_page_{now}"

    def take() -> None:
        page = st.session_state[key]
        state.set_local(page=None if page == 1 else str(page))

    st.pagination(pages, default=now, key=key, on_change=take)
