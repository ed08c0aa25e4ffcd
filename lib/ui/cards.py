"""A resource's card: everything the register knows of it, with source and uncertainty."""

import os
from html import escape
from typing import Any
from urllib.parse import quote

import pandas as pd
import streamlit as st

from lib import assets, taxonomy, words
from lib.filters import TERMS
from lib.ui import state
from lib.ui.html import link, zh
from lib.ui.view import View

# Where corrections go: a mail address set by whoever runs the dashboard.
FEEDBACK_VARIABLE = "ATLAS_FEEDBACK_EMAIL"


def _source(view: View, row: Any) -> str:
    t = view.t
    title = zh(row["source_title"])
    is_outlet = row["source_kind"] == "outlet"
    if is_outlet and pd.notna(row["source_url"]):
        title = link(row["source_url"], title)
    date = row["source_date"] if pd.notna(row["source_date"]) else t("日期未见")
    kind = [] if is_outlet else [t("见于转载")]
    return " · ".join([title, *(escape(part) for part in (date, *kind))])


def _fields(view: View, row: Any) -> list[tuple[str, str]]:
    """The card's lines as (label, HTML); what is not known is left out."""
    t = view.t
    park = taxonomy.SEATS[row["park"]].name(view.lang)
    inferred = t("归属为推断")
    doubt = f" <em>{inferred}</em>" if row["confidence"] == "medium" else ""
    tags = words.focus(row["chains"], row["clusters"], view.lang)
    status = words.status(row["status"], row["source_date"], view.lang)
    where = assets.position_note(row["position_basis"], int(row["radius_m"]), view.lang)
    known = {column: row[column] if pd.notna(row[column]) else None for column in (
        "subpark", "host", "year", "address", "district", "phone", "website", "note")}  # fmt: skip
    subpark = f" · {zh(known['subpark'])}" if known["subpark"] else ""
    lines = [
        (t("所在园区"), escape(park) + subpark + doubt),
        (t("六链五群"), escape(" · ".join(tags) or t("未标注"))),
        (t("级别"), escape(TERMS["level"][row["level"]].name(view.lang))),
        (t("状态"), escape(status)),
        (t("运营单位"), zh(known["host"]) if known["host"] else ""),
        (t("成立或认定"), escape(str(known["year"])) if known["year"] else ""),
        (t("地址"), zh(known["address"]) if known["address"] else ""),
        (t("区县"), zh(f"{row['city']} {known['district']}") if known["district"] else ""),
        (t("位置"), f"{escape(where)}<br>{row['lat']:.4f}°N {row['lon']:.4f}°E (WGS-84)"),
        (t("电话"), f'<a href="tel:{escape(known["phone"])}">{escape(known["phone"])}</a>'
         if known["phone"] else ""),
        (t("网址"), link(known["website"], escape(known["website"])) if known["website"] else ""),
        (t("说明"), zh(known["note"]) if known["note"] else ""),
        (t("来源"), _source(view, row)),
    ]  # fmt: skip
    return [(label, html) for label, html in lines if html]


def card_html(view: View, row: Any) -> str:
    """Return the card's body as HTML; everything from data is escaped."""
    category = TERMS["category"][row["category"]]
    number = [c.code for c in taxonomy.CATEGORIES].index(category.code) + 1
    lines = "".join(
        f"<dt>{escape(label)}</dt><dd>{html}</dd>" for label, html in _fields(view, row)
    )
    feedback = ""
    if mail := os.environ.get(FEEDBACK_VARIABLE):
        subject = quote(f"{row['resource_id']} {row['name']}")
        words = view.t("更正反馈")
        feedback = f' · <a href="mailto:{escape(mail)}?subject={subject}">{words}</a>'
    return (
        f'<article class="card"><p class="kind k{number}">{escape(category.name(view.lang))}</p>'
        f'<h3 lang="zh">{escape(row["name"])}</h3><dl>{lines}</dl>'
        f'<p class="quiet">{escape(row["resource_id"])}{feedback}</p></article>'
    )


def close() -> None:
    """Close the card, and drop the map's selection with it."""
    state.drop_map_selection()
    state.open_card(None)


def draw(view: View) -> None:
    """Draw the open card, if any, over the page; the filter need not let its resource through."""
    resource_id = state.card()
    if not resource_id:
        return
    row = view.register.resource(resource_id)
    with st.container(key="card"):
        st.button(
            view.t("关闭"),
            key="card_close",
            icon=":material/close:",
            type="tertiary",
            on_click=close,
        )
        if resource_id not in set(view.frame["resource_id"]):
            st.caption(view.t("此资源不在当前筛选之内。"))
        st.html(card_html(view, row))
