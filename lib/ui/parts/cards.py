"""A resource's card: everything the edition knows of it, with source and uncertainty."""

from html import escape
from typing import Any
from urllib.parse import quote, urlencode

import numpy as np
import pandas as pd
import streamlit as st

from lib.base import settings
from lib.query import listing
from lib.register import waylinks
from lib.terms import words
from lib.terms.tags import Tag
from lib.terms.taxonomy import Park
from lib.ui import mirror, state
from lib.ui.parts import lists, nearest
from lib.ui.parts.frame import option
from lib.ui.parts.html import link, marked, panel_title, qr, quiet, zh
from lib.ui.parts.sources import Panels
from lib.ui.view import View


def _source(view: View, row: Any) -> str:
    t = view.t
    title = zh(row["source_title"])
    is_outlet = row["source_kind"] == "outlet"
    if is_outlet and pd.notna(row["source_url"]):
        title = link(row["source_url"], title)
    date = row["source_date"] if pd.notna(row["source_date"]) else t("日期未见")
    kind = [] if is_outlet else [t("见于转载")]
    parts = (f'<span class="whole">{escape(part)}</span>' for part in (date, *kind))
    return " · ".join([title, *parts])


def _fields(view: View, row: Any) -> list[tuple[str, str]]:
    """The card's lines as (label, HTML); what is not known is left out."""
    t = view.t
    park = view.vocabulary.seats[row["park"]].name(view.lang)
    inferred = t("归属为推断")
    doubt = f" <em>{inferred}</em>" if row["confidence"] == "medium" else ""
    tags = words.focus(row["chains"], row["clusters"], view.vocabulary, view.lang)
    status = words.status(row["status"], row["source_date"], view.vocabulary, view.lang)
    where = words.position(row["position_basis"], int(row["radius_m"]), view.lang)
    known = {column: row[column] if pd.notna(row[column]) else None for column in (
        "subpark", "host", "year", "address", "district", "phone", "website", "note")}  # fmt: skip
    subpark = f" · {zh(known['subpark'])}" if known["subpark"] else ""
    lines = [
        (t("所在园区"), escape(park) + subpark + doubt),
        (t("六链五群"), escape(" · ".join(tags) or t("未标注"))),
        (t("级别"), escape(view.vocabulary.terms["level"][row["level"]].name(view.lang))),
        (t("状态"), escape(status)),
        (t("运营单位"), marked(known["host"], view.selection.q) if known["host"] else ""),
        (t("成立或认定"), escape(str(known["year"])) if known["year"] else ""),
        (t("地址"), marked(known["address"], view.selection.q) if known["address"] else ""),
        (t("区县"), zh(f"{row['city']} {known['district']}") if known["district"] else ""),
        (t("位置"), f"{escape(where)}<br>{row['lat']:.4f}°N {row['lon']:.4f}°E (WGS-84)"),
        (t("电话"), f'<a href="tel:{escape(known["phone"])}">{escape(known["phone"])}</a>'
         if known["phone"] else ""),
        (t("网址"), link(known["website"], escape(known["website"])) if known["website"] else ""),
        (t("尚未收录"), _unknown(view, known["phone"], known["website"])),
        (t("园区联系"), _zone_contact(view, row)),
        (t("说明"), marked(known["note"], view.selection.q) if known["note"] else ""),
        (t("来源"), _source(view, row)),
    ]  # fmt: skip
    return [(label, html) for label, html in lines if html]


def _unknown(view: View, phone: str | None, website: str | None) -> str:
    """Which contacts the register lacks."""
    t = view.t
    lacking = [name for name, value in ((t("电话"), phone), (t("网址"), website)) if not value]
    return quiet(t("、").join(lacking)) if lacking else ""


def _seat(view: View, row: Any) -> Park:
    """The zone, or the part of one, that a resource is of."""
    return view.vocabulary.seat(row["park"], row["subpark"] if pd.notna(row["subpark"]) else None)


def _reached(seat: Park) -> tuple[str, str]:
    """The website and the address of a zone as HTML, empty where not known."""
    website = link(seat.website, escape(seat.website)) if seat.website else ""
    return website, zh(seat.address) if seat.address else ""


def _zone_contact(view: View, row: Any) -> str:
    """Whom to turn to where the resource's own contact, or its place, is not known: its zone, by
    what the edition holds of it."""
    t, is_area = view.t, row["position_basis"] == "area"
    if not is_area and (pd.notna(row["phone"]) or pd.notna(row["website"])):
        return ""
    seat = _seat(view, row)
    name = escape(seat.short(view.lang))
    website, address = _reached(seat)
    if not website and not address:
        none = t("管委会的电话、网址、地址均未收录")
        return f"{name} {quiet(none)}"
    parts = [part or quiet(none) for part, none in (
        (website, t("网址未收录")), (address, t("地址未收录")))]  # fmt: skip
    return "<br>".join([name, *parts, quiet(t("管委会电话未收录"))])


def card_html(view: View, row: Any) -> str:
    """Return the card's body as HTML; everything from data is escaped."""
    category = view.vocabulary.terms["category"][row["category"]]
    number = view.vocabulary.steps.index(category.code) + 1
    lines = "".join(
        f"<dt>{escape(label)}</dt><dd>{html}</dd>" for label, html in _fields(view, row)
    )
    panels = Panels(view, "card")
    feedback = _feedback(view, row, panels)
    return (
        f'<article class="card"><p class="kind k{number}">{escape(category.name(view.lang))}</p>'
        f'<h3 aria-level="2">{marked(row["name"], view.selection.q)}</h3><dl>{lines}</dl>'
        f'<p class="quiet">{escape(row["resource_id"])} · {feedback}</p></article>' + panels.html
    )


def _feedback(view: View, row: Any, panels: Panels) -> str:
    """Where to report what is wrong: the form or the address of this deployment; where it has
    neither, what says so and who else may be asked."""
    t = view.t
    words = escape(t("更正反馈"))
    if settings.public_feedback():
        address = f"feedback?{urlencode({'id': row['resource_id'], 'lang': view.lang})}"
        return f'<a href="{escape(address)}">{words}</a>'
    if mail := settings.FEEDBACK_EMAIL.value:
        subject = quote(f"{row['resource_id']} {row['name']}")
        return f'<a href="mailto:{escape(mail)}?subject={subject}">{words}</a>'
    zone = _seat(view, row)
    none, variable = quiet(t("网址、地址、电话均未收录")), settings.FEEDBACK_EMAIL.variable
    about = t("请注明编号 {id}，附可核对的出处").format(id=row["resource_id"])
    lines = [
        (t("本站"), escape(t("部署者未设更正邮箱"))),
        (zone.short(view.lang), "<br>".join(filter(None, _reached(zone))) or none),
        (t("反馈时"), escape(about)),
        (t("部署者"), escape(t("设 {name} 后，此处即可写信").format(name=variable))),
    ]
    return panels.opener(f"<span>{words}</span>", t("更正反馈"), lines)


def close() -> None:
    """Close the card, and drop the map's selection with it."""
    state.drop_map_selection()
    state.open_card(None)


def draw(view: View) -> None:
    """Draw the open card, if any, over the page; the filter need not let its resource through."""
    resource_id = state.card()
    if not resource_id:
        return
    t = view.t
    row = view.edition.resource(resource_id)
    with st.container(key="card"):
        with st.container(key="card_bar", horizontal=True, gap="small"):
            st.button(
                t("关闭"),
                key="card_close",
                icon=":material/close:",
                type="tertiary",
                on_click=close,
            )
            is_picked = resource_id in state.basket()
            st.button(
                t("移出清单") if is_picked else t("放入清单"),
                key="card_pick",
                icon=":material/check_box:" if is_picked else ":material/check_box_outline_blank:",
                type="tertiary",
                on_click=state.pick,
                args=(resource_id,),
            )
        if not view.passes[view.edition.places[resource_id]]:
            st.caption(t("此资源不在当前筛选之内。"))
        st.html(card_html(view, row))
        _tags(view, row)
        st.html(_ways(view, row))
        share = st.expander(t("复制与分享"), key="card_share", on_change="rerun")
        if share.open:
            with share:
                _share(view, row)
        _same_place(view, row)
        if lines := nearest.lines_of_card(view.edition, view.lang, int(str(row.name))):
            nearest.draw(view, "card", lines, opens_card=True)
        _similar(view, row)


def _tags(view: View, row: Any) -> None:
    """The resource's codes as tags that filter."""
    focus = [tag for tag in view.vocabulary.focus_areas if tag.code in row[f"{tag.facet}s"]]
    tags = [
        *(Tag(facet, row[facet]) for facet in ("park", "category")),
        *focus,
        *(Tag(facet, row[facet]) for facet in ("level", "status")),
    ]
    names = {str(tag): option(view.vocabulary.label(tag, view.lang)) for tag in tags}
    chosen = [str(tag) for tag in tags if view.selection.is_pinned(*tag)]
    # A card's tags are its own: another card begins with other options.
    key = f"card_tags_{row['resource_id']}"
    mirror.put(key, chosen)
    st.pills(
        view.t("按标签筛选"),
        list(names),
        selection_mode="multi",
        format_func=names.__getitem__,
        key=key,
        on_change=state.toggle_tag,
        args=(key, chosen),
    )


def _ways(view: View, row: Any) -> str:
    """The way there, in the map services people have."""
    t = view.t
    links = waylinks.way_links(row)
    said = " · ".join(link(way.url, escape(t(waylinks.NAMES[way.service]))) for way in links)
    how = t("直达该点") if links[0].is_pin else t("位置不够精确，按名称与地址搜索，不落点")
    heading = escape(t("到那里去"))
    return f'<p class="ways"><b>{heading}</b> {said}<br>{quiet(how)}</p>'


def _share(view: View, row: Any) -> None:
    """What can be copied: each stands as text, for a browser without a clipboard."""
    t = view.t
    where = f"{row['lat']:.6f}, {row['lon']:.6f} (WGS-84, ±{row['radius_m']} m)"
    for label, text in (
        (t("本视图链接"), state.link_here()),
        (t("坐标"), where),
        (t("地址"), row["address"] if pd.notna(row["address"]) else ""),
    ):
        if text:
            st.caption(label)
            st.code(text, language=None, wrap_lines=True)
    if public := state.public_link():
        st.caption(t("扫码打开本视图"))
        st.html(qr(view, public))


def _same_place(view: View, row: Any) -> None:
    """The other resources of the same anchor, whose marks lie over each other on the map."""
    t, edition, k = view.t, view.edition, int(str(row.name))
    if not edition.is_placed[k]:
        return
    here = (edition.positions == edition.positions[k]).all(axis=1) & edition.is_placed
    here[k] = False
    if here.any():
        st.html(panel_title(t("同一位置"), t("地图上标记相叠或相邻")))
        lists.draw(view, "card_place", np.flatnonzero(here))


def _similar(view: View, row: Any) -> None:
    t = view.t
    rows = listing.similar(view.edition.register, view.edition.members, int(str(row.name)))
    st.html(panel_title(t("相近资源"), t("同类别、同链，别的园区")))
    if len(rows):
        here = (float(row["lon"]), float(row["lat"]))
        origin = lists.Origin(row["resource_id"], here, int(row["radius_m"]))
        lists.draw(view, "card_resources", rows, origin)
    elif row["chains"] or row["clusters"]:
        st.html(quiet(t("登记册中别的园区没有同类同链的资源。")))
    else:
        st.html(quiet(t("此资源未标注链或集群，无从比较。")))
