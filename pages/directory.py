"""电话簿: look a resource up, page through what the filter leaves, pick some, take them away."""

import streamlit as st

from lib.query import listing
from lib.ui import state
from lib.ui.parts import frame, html, lists, takeaway
from lib.ui.view import current

view = current()
t = view.t
shown = state.local("view") or listing.LIST
sort = state.local("sort") or listing.BEST
origin = lists.origin(view, sort) if shown != listing.PICKED else None

if shown == listing.PICKED:
    rows = listing.picked(view.edition.places, state.basket())
else:
    rows = listing.ordered(
        view.edition.register,
        view.edition.members,
        view.passes,
        view.selection.q,
        sort,
        origin.point if origin else None,
    )
    if shown != listing.LIST:
        rows = listing.grouped(view.edition.register, view.edition.members, rows, shown)

with st.container(key="di_tools", horizontal=True, vertical_alignment="bottom", gap="small"):
    lists.search_field(view)
    lists.view_switch(view, shown)
    if shown != listing.PICKED:
        lists.sort_switch(view, sort)
    if origin:
        lists.origin_switch(view, origin)
    takeaway.draw(view, rows, is_basket=shown == listing.PICKED)

with st.container(key="di_list", border=True, gap=None):
    here = listing.page_of(rows, int(state.local("page") or 1))
    if not len(rows):
        if shown == listing.PICKED:
            st.info(t("清单还是空的。在列表或卡片上勾选资源，即可在这里一起查看、导出、分享。"))
        else:
            frame.empty(view)
    for code, title, found in lists.groups(view, here, shown):
        lists.table(view, f"di_{code}", found, title, origin)
    lists.pager(view, len(rows))
    if len(rows):
        st.html(html.quiet(t("共 {n} 项；点一行看卡片，勾选放入清单").format(n=len(rows))))
    if origin:
        far = t("直线距离，自{place}起；各处位置有其误差，见卡片")
        st.html(html.quiet(far.format(place=lists.origin_name(view, origin.code))))
