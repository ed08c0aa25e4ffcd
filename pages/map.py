"""资源地图: the map fills the page; legend, switches and the open card lie over it."""

import streamlit as st

from lib.analysis import focus_codes
from lib.terms.tags import Tag
from lib.ui import basemap, window
from lib.ui.parts import html, maps
from lib.ui.parts.frame import empty, option
from lib.ui.view import current

view = current()
t = view.t

layer_names = {
    "labels": t("园区名"),
    "corridor": t("G2 走廊"),
    "detail": t("区县界与地名"),
    "water": t("水系"),
    "transport": t("高铁与机场"),
}

with st.container(key="stage"):
    with st.container(key="legend"):
        st.html(html.map_key(view))
        official = basemap.is_official()
        offered = maps.OFFICIAL_LAYERS if official else maps.LAYERS
        layers = st.pills(
            t("图层"),
            list(offered),
            selection_mode="multi",
            default=list(offered),
            format_func=lambda code: option(layer_names[code]),
            # Another choice of layers is another widget.
            key="map_layers_official" if official else "map_layers",
        )
        highlighted = st.selectbox(
            t("突出显示"),
            focus_codes(view.vocabulary),
            index=None,
            format_func=lambda option: view.vocabulary.label(Tag.parse(option), view.lang),
            placeholder=t("选一条链或一个集群"),
            filter_mode=None,
            key="map_highlight",
        )
    highlight = Tag.parse(highlighted) if highlighted else None
    options = maps.Options(layers=tuple(layers), highlight=highlight)
    size = window.current()
    maps.draw(view, "map", size.page, options, maps.page_camera(view, size))
    st.html(maps.note(view) + html.map_inset(view))
    if not view.n:
        empty(view)
