"""我的园区: what a zone's rows lack, a form for one of them, and its position by a click."""

from collections.abc import Mapping, Sequence
from functools import partial
from hashlib import sha256
from html import escape
from typing import Final

import streamlit as st

from lib.access.permissions import User
from lib.analysis import MEASURES, Completeness, completeness
from lib.base.problems import DataProblem, DataProblems
from lib.base.tables import Row
from lib.editions import current as editions
from lib.intake import fields, proposals
from lib.intake.base import Base
from lib.intake.cleaning import DATUMS
from lib.intake.proposals import Proposal, propose
from lib.register.schema import WORDS
from lib.ui.parts import frame, html
from lib.ui.steward import deeds, place, proposed, sheet
from lib.ui.steward.asking import DATUM_NAMES
from lib.ui.steward.deeds import texts
from lib.ui.steward.place import Spot
from lib.ui.steward.register import base as current_base
from lib.ui.view import View

# Asked about in words, as they stand in the form, two in a line.
_WORDS: Final = ("phone", "website", "address", "district", "year")
_SOURCE: Final = ("source_title", "source_date", "source_url")
_TAGS: Final = {"chains": "chain", "clusters": "cluster"}
_AT: Final = fields.LONLAT
# An editor knows where a place is, or has it from where it was published.
_BASES: Final = ("place", "published")
_PLACEHOLDERS: Final = {
    "phone": "022-6000 0000",
    "website": "https://",
    "year": "2020",
    "source_date": "2026-11",
}


def draw(view: View, user: User) -> None:
    """Draw a zone's rows and what the user proposes for them."""
    try:
        base = current_base()
        mine = proposals.of_author(editions.holder().store.database, user.name)
        with st.container(key="sw_mine", border=True, gap="small"):
            park = user.park or _park(view)
            _progress(view, base, park)
            row = _row(view, base, park, mine)
        if row is not None:
            _resource(view, base, row, mine)
        sheet.draw(view, user, base, park)
        proposed.own(view, base, mine)
    except (DataProblem, DataProblems) as error:
        st.error(frame.literal(texts(error, view)))


def _park(view: View) -> str:
    """Ask a steward, who may propose for any, which zone it is about."""
    parks = {park.code: park.name(view.lang) for park in view.vocabulary.parks}
    return st.selectbox(
        view.t("园区"), list(parks), format_func=parks.__getitem__, key="sw_park", width=320
    )


def _progress(view: View, base: Base, park: str) -> None:
    """Draw how many of a zone's rows have what, what most of them lack first."""
    t = view.t
    name = view.vocabulary.seats[park].name(view.lang)
    found = completeness(base.sources).get(park, Completeness(0, dict.fromkeys(_CODES, 0)))
    note = t("登记册现有 {n} 项；所填经审定后发布").format(n=found.total)
    bars = []
    for measure in sorted(MEASURES, key=lambda each: found.having[each.code]):
        has, share = found.having[measure.code], found.share(measure.code) or 0
        words = t("{has} / {total} 项").format(has=has, total=found.total)
        bars.append(
            f"<li><span>{escape(t(measure.name))}</span>"
            f'<i><b style="width:{share:.0%}"></b></i><em>{escape(words)}</em></li>'
        )
    st.html(f'{html.panel_title(name, note)}<ul class="progress">{"".join(bars)}</ul>')


_CODES: Final = tuple(measure.code for measure in MEASURES)


def _row(view: View, base: Base, park: str, mine: Sequence[Proposal]) -> Row | None:
    """Ask which of a zone's rows it is about, those that lack most first."""
    t = view.t
    waiting = {each.resource_id for each in mine if each.state == "pending"}
    rows = {row["resource_id"]: row for row in base.rows if row["park"] == park}
    lacking = {
        resource_id: [t(measure.short) for measure in MEASURES if not measure.has(row)]
        for resource_id, row in rows.items()
    }

    def label(resource_id: str) -> str:
        parts = [rows[resource_id]["name"]]
        if lacking[resource_id]:
            parts.append(t("缺 {what}").format(what=t("、").join(lacking[resource_id])))
        if resource_id in waiting:
            parts.append(t("有待审定的提议"))
        return " · ".join(parts)

    chosen = st.selectbox(
        t("资源（缺得多的在前）"),
        sorted(rows, key=lambda resource_id: -len(lacking[resource_id])),
        index=None,
        format_func=label,
        placeholder=t("选一项，或输入名称查找"),
        key=f"sw_row_{park}",
    )
    return rows.get(chosen or "")


def _resource(view: View, base: Base, row: Row, mine: Sequence[Proposal]) -> None:
    """Draw a resource's form beside the map that its position can be taken from."""
    t, before = view.t, dict(row)
    for each in reversed(mine):  # What he last proposed, and nobody has decided on, comes last.
        if each.resource_id == row["resource_id"] and each.state == "pending":
            before |= {cell.field: cell.after for cell in each.cells}
    # Another form where the row or what is proposed for it has become another; else what is typed
    # stays.
    key = f"sw_form_{sha256(repr(sorted(before.items())).encode()).hexdigest()[:12]}"
    with st.container(key="sw_resource", border=True, gap="small"):
        st.html(html.panel_title(row["name"], row["resource_id"]))
        form, ground = st.columns([5, 4], gap="medium")
        with ground:
            _ground(view, row, before, key)
        with form, st.form(key=key, border=False, enter_to_submit=False):
            values, source, datum = _form(view, before, key)
            pressed = st.form_submit_button(
                t("提交审定"), type="primary", icon=":material/send:", key=f"{key}_send"
            )
        if pressed:
            _propose(view, base, row, values, source, datum)


def _form(view: View, before: Mapping[str, str], key: str) -> tuple[dict[str, str], str, str]:
    """Draw the form; return what was changed by field, its source and its coordinates' datum."""
    t = view.t
    values = {}
    for names in (_WORDS[:2], _WORDS[2:4], (_WORDS[4], "level")):
        for place_of, name in zip(st.columns(2), names, strict=True):
            with place_of:
                values[name] = (_level if name == "level" else _text)(view, name, before, key)
    for place_of, name in zip(st.columns(2), _TAGS, strict=True):
        with place_of:
            values[name] = _tags(view, name, before, key)
    values["note"] = _text(view, "note", before, key, t("可写对外联系时间"))
    left, middle, right = st.columns(3)
    with left:
        at = st.text_input(
            t("坐标：经度, 纬度"),
            key=f"{key}_{_AT}",
            placeholder=f"{before['lon']}, {before['lat']}",
        )
    with middle:
        datum = st.selectbox(
            t("坐标系"),
            DATUMS,
            format_func=lambda code: t(DATUM_NAMES[code]),
            key=f"{key}_datum",
        )
    with right:
        bases = WORDS["position_basis"]
        basis = st.selectbox(
            t("位置依据"),
            _BASES,
            format_func=lambda code: t(bases[code]),
            key=f"{key}_basis",
        )
    st.caption(t("坐标从地图取得，或从高德、百度粘贴并选其坐标系；空着则位置不改。"))
    for place_of, name in zip(st.columns(3), _SOURCE, strict=True):
        with place_of:
            values[name] = _text(view, name, before, key)
    source = st.text_input(
        t("本次所填的依据"),
        key=f"{key}_why",
        placeholder=t("如：本单位核实"),
        max_chars=proposals.MOST_CHARACTERS,
    )
    changed = {name: text for name, text in values.items() if text != before[name]}
    if at.strip():
        spot = _taken(key)
        # Of others than the map's their digits tell how exact they are.
        radius = str(spot.radius_m) if spot else ""
        changed |= {_AT: at, "position_basis": basis, "radius_m": radius}
    return changed, source, datum


def _text(
    view: View, name: str, before: Mapping[str, str], key: str, example: str | None = None
) -> str:
    return st.text_input(
        view.t(fields.heading(name)),
        before[name],
        key=f"{key}_{name}",
        placeholder=example or _PLACEHOLDERS.get(name),
        max_chars=proposals.MOST_CHARACTERS,
    ).strip()


def _level(view: View, name: str, before: Mapping[str, str], key: str) -> str:
    names = {code: term.name(view.lang) for code, term in view.vocabulary.terms[name].items()}
    return st.selectbox(
        view.t(fields.heading(name)),
        list(names),
        index=list(names).index(before[name]),
        format_func=names.__getitem__,
        key=f"{key}_{name}",
    )


def _tags(view: View, name: str, before: Mapping[str, str], key: str) -> str:
    terms = view.vocabulary.terms[_TAGS[name]]
    chosen = st.multiselect(
        view.t(fields.heading(name)),
        list(terms),
        [code for code in before[name].split(";") if code in terms],
        format_func=lambda code: terms[code].name(view.lang),
        placeholder=view.t("未标注"),
        key=f"{key}_{name}",
    )
    return ";".join(chosen)


def _taken(key: str) -> Spot | None:
    """The spot of the map whose coordinates stand in the form as they were taken."""
    taken: Spot | None = st.session_state.get(f"{key}_taken")
    return taken if taken and st.session_state.get(f"{key}_{_AT}") == _written(taken) else None


def _written(spot: Spot) -> str:
    lon, lat = spot.at
    return f"{lon:.5f}, {lat:.5f}"


def _spot(cells: Mapping[str, str]) -> Spot:
    return Spot((float(cells["lon"]), float(cells["lat"])), int(cells["radius_m"]))


def _ground(view: View, row: Row, before: Mapping[str, str], key: str) -> None:
    """Draw where the register has a resource, and where it is proposed, or taken from the map."""
    t, now, taken = view.t, _spot(row), _taken(key)
    text = t("点击地图取位置，每点一次放近一级。空心圆为登记册现有位置，圈为其误差。")
    if taken:
        told = t("已取 {at}，误差约 {m} 米；再点更准，拖动可移。")
        text = told.format(at=_written(taken), m=taken.radius_m)
    waiting = _spot(before)
    then = taken or (waiting if waiting.at != now.at else None)
    place.draw(view, f"{key}_map", now, then, partial(_take, key))
    st.caption(frame.literal(text))


def _take(key: str, spot: Spot) -> None:
    """Put a spot of the map into the form."""
    st.session_state[f"{key}_taken"] = spot
    st.session_state[f"{key}_{_AT}"] = _written(spot)
    st.session_state[f"{key}_datum"] = "wgs84"


def _propose(
    view: View, base: Base, row: Row, values: Mapping[str, str], source: str, datum: str
) -> None:
    def deed(user: User) -> str:
        database = editions.holder().store.database
        made = propose(database, user, base, row["resource_id"], values, source, datum)
        text = view.t("已提交第 {n} 号提议，{cells} 格；审定后发布。")
        return text.format(n=made.number, cells=len(made.cells))

    deeds.do(view, deed)
