"""What is proposed for a row, before and after, and a list of what somebody has proposed."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Final

import streamlit as st

from lib.access.permissions import User
from lib.base.cells import named
from lib.base.i18n import mark
from lib.editions import current as editions
from lib.intake import fields, proposals
from lib.intake.base import Base
from lib.intake.compare import POSITION
from lib.intake.proposals import STATES, Proposal
from lib.register.schema import as_read
from lib.terms.geometry import distance_m
from lib.ui.parts import html
from lib.ui.steward import deeds
from lib.ui.steward.versions import moment
from lib.ui.view import View

# The latest of somebody's own; the command line lists all.
_MOST: Final = 20
_POSITION: Final = mark("位置")


def own(view: View, base: Base, mine: Sequence[Proposal]) -> None:
    """Draw what the user has proposed, with what became of it, and a way to take back what nobody
    has decided on."""
    t = view.t
    if not mine:
        return
    with st.container(key="sw_own", border=True, gap="small"):
        note = t("新的在前，最近 {n} 件").format(n=_MOST)
        st.html(html.panel_title(t("我的提议"), note))
        # Of what he has replaced himself nothing is left to see.
        for each in [each for each in mine if each.cells][:_MOST]:
            with st.container(horizontal=True, vertical_alignment="top", gap="small"):
                st.html(proposal(view, each, base), width="stretch")
                if each.state == "pending" and st.button(
                    t("撤回"), key=f"sw_withdraw_{each.number}", icon=":material/undo:"
                ):
                    _withdraw(view, each)


def proposal(view: View, each: Proposal, base: Base) -> str:
    """Return a proposal as HTML: what it is for, by whom and when, each cell before and after, and
    what has been decided."""
    t = view.t
    at = t("北京时间 {at}").format(at=moment(each.at))
    about = [t("第 {n} 号").format(n=each.number), named(each.by) or t("访客"), at]
    if each.source:
        about.append(t("依据：{source}").format(source=named(each.source)))
    opened = f'<a href="directory?id={escape(each.resource_id)}&lang={view.lang}">'
    name = f"{opened}{html.zh(named(each.name))}</a>"
    state = f'<span class="state {each.state}">{escape(t(STATES[each.state]))}</span>'
    if each.decided_by:
        about.append(t("{name} 定").format(name=named(each.decided_by)))
    reason = t("理由：{reason}").format(reason=named(each.reason))
    stale = proposals.stale(each, base) if each.state == "pending" else {}
    lines = "".join(_lines(view, each, base, stale))
    because = f"<p>{escape(reason)}</p>" if each.reason else ""
    return (
        f'<div class="proposal"><p>{state} <b>{name}</b> {html.quiet(" · ".join(about))}</p>'
        f"<dl>{lines}</dl>{because}</div>"
    )


def _lines(
    view: View, each: Proposal, base: Base, stale: Mapping[str, str | None]
) -> Iterator[str]:
    """A line a cell as HTML; the cells of a position are one."""
    t = view.t
    moved = [cell for cell in each.cells if cell.field in POSITION]
    for cell in each.cells:
        if cell not in moved:
            before, after = (
                as_read(cell.field, text, view.vocabulary, view.lang)
                for text in (cell.before, cell.after)
            )
            yield _line(view, fields.heading(cell.field), before, after)
    if moved:
        row: Mapping[str, str] = base.by_id.get(each.resource_id, {})
        held = {name: row.get(name, "") for name in POSITION}
        before_at = held | {cell.field: cell.before for cell in moved}
        after_at = held | {cell.field: cell.after for cell in moved}
        before, after = _place(view, before_at), _place(view, after_at)
        if before and after:
            km = distance_m(_point(before_at), _point(after_at)) / 1000
            after += t("（移动 {km} km）").format(km=f"{km:.2f}")
        yield _line(view, _POSITION, before, after)
    if None in stale.values():
        gone = t("登记册中已没有这一项，不能批准。")
        yield f'<dd class="stale">{escape(gone)}</dd>'
    elif stale:
        now = t("；").join(
            f"{t(fields.heading(name))} {as_read(name, text or '', view.vocabulary, view.lang)}"
            for name, text in stale.items()
        )
        said = t("提出之后登记册已改，不能批准；现为：{now}").format(now=now)
        yield f'<dd class="stale">{escape(said)}</dd>'


def _line(view: View, heading: str, before: str, after: str) -> str:
    none = view.t("（空）")
    return (
        f"<dt>{escape(view.t(heading))}</dt><dd><s>{escape(named(before) or none)}</s> "
        f"<i>→</i> <b>{escape(named(after) or none)}</b></dd>"
    )


def _place(view: View, held: Mapping[str, str]) -> str:
    if not held["lon"]:
        return ""
    basis = as_read("position_basis", held["position_basis"], view.vocabulary, view.lang)
    exact = view.t("误差 {m} 米").format(m=held["radius_m"])
    return f"{held['lon']}, {held['lat']} · {basis} · {exact}"


def _point(held: Mapping[str, str]) -> tuple[float, float]:
    return float(held["lon"]), float(held["lat"])


def _withdraw(view: View, each: Proposal) -> None:
    def deed(user: User) -> str:
        proposals.withdraw(editions.holder().store.database, user, [each.number])
        return view.t("已撤回第 {n} 号提议。").format(n=each.number)

    deeds.do(view, deed)
