"""Small pieces of real text in the page: figures, the corridor strip, tables. Data are escaped."""

from collections.abc import Iterable, Sequence
from html import escape
from itertools import zip_longest
from typing import Final

import segno

from lib.analysis import Stop
from lib.mapfiles import inset
from lib.query import search
from lib.terms import words
from lib.ui import basemap
from lib.ui.view import View

# Bytes of the longest address made a QR code: 77 modules a side at the lowest level of error
# correction, 3 to 4 pixels each on a card and on a 1080-line wall, which a phone still reads.
LONGEST_QR: Final = 500


def link(url: str, inner: str) -> str:
    """Return a link to another site, opened beside the atlas; `inner` is HTML."""
    return f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">{inner}</a>'


def zh(text: str) -> str:
    """Return data that exist only in Chinese, marked as such for a screen reader."""
    return f'<span lang="zh">{escape(text)}</span>' if text else ""


def marked(text: str, query: str) -> str:
    """Return Chinese data with the parts that a query matches marked."""
    said = "".join(
        f"<mark>{escape(piece)}</mark>" if is_match else escape(piece)
        for piece, is_match in search.pieces(text, query)
    )
    return f'<span lang="zh">{said}</span>'


def quiet(text: str) -> str:
    """Return a remark that stands behind the rest."""
    return f'<span class="quiet">{escape(text)}</span>'


def qr(view: View, address: str) -> str:
    """Return an address as a QR code, or a sentence where it is too long for one."""
    t = view.t
    if len(address.encode()) > LONGEST_QR:
        too_long = escape(t("本视图的链接太长，做不成二维码，请复制链接。"))
        return f'<p class="quiet">{too_long}</p>'
    picture = segno.make(address, error="l", micro=False).png_data_uri(scale=8, border=4)
    alt = escape(t("本视图链接的二维码"))
    return f'<img class="qr" src="{picture}" alt="{alt}">'


def panel_title(title: str, note: str) -> str:
    """Return a panel's heading with a quiet note at its right."""
    return f'<p class="panel"><b>{escape(title)}</b><span>{escape(note)}</span></p>'


def map_note(view: View, reading: str, *, is_of_packs: bool = False) -> str:
    """Return the line under a map: its scale (page.js fills it in), whose it is (see
    `basemap.credit`), and how to read the map (with what a `dot` is); what
    `is_of_packs` gives way to another sentence where the map shows positions (map.css)."""
    scale = view.edition.arrangement.scale
    reading = reading.format(dot=words.dot(scale.worth, view.lang))
    reading = f"<em>{escape(reading)}</em>" if is_of_packs else escape(reading)
    said = f"{basemap.credit(view)} · {reading}"
    return f'<p class="map-note"><span class="scale" data-near="{scale.zoom}"></span>{said}</p>'


def map_key(view: View) -> str:
    """Return what the map's marks and rings mean; on a phone it folds (phone.css)."""
    t = view.t
    marks = [
        f'<li class="k{number}">{escape(category.short(view.lang))}</li>'
        for number, category in enumerate(view.vocabulary.categories, start=1)
    ]
    others = (
        ("hollow", t("空心：仅知所在区域")),
        ("ring", t("红圈：G2 走廊节点")),
        ("aside", t("灰色：不在所选园区")),
    )
    marks += [f'<li class="{kind}">{escape(meaning)}</li>' for kind, meaning in others]
    title = escape(t("图例"))
    fold = f'<details class="key-fold"><summary>{title}</summary></details>'
    return f'{fold}<p class="key-title">{title}</p><ul class="map-key">{"".join(marks)}</ul>'


def map_inset(view: View) -> str:
    """Return a small map of the region that marks the chosen parks; nothing where none is."""
    return inset_of(view, view.selection.park)


def inset_of(view: View, parks: Sequence[str]) -> str:
    """Return a small map of the region that marks parks; nothing where there are none."""
    seats = [view.vocabulary.seats[code] for code in parks]
    if not seats:
        return ""
    spots = (inset.spot(view.edition.sources, (seat.lon, seat.lat)) for seat in seats)
    dots = "".join(f'<i style="left:{x:.1f}%;top:{y:.1f}%"></i>' for x, y in spots)
    names = view.t("、").join(seat.name(view.lang) for seat in seats)
    said = escape(view.t("{park}在京津冀的位置").format(park=names))
    return f'<div class="inset" role="img" aria-label="{said}">{dots}</div>'


def corridor_strip(stops: tuple[Stop, ...], view: View) -> str:
    """Return the corridor as a line with its nodes at scale and the spur below it (see
    `node_count`)."""
    t = view.t
    length = max(stop.chainage_km for stop in stops) or 1.0  # One node: all at its start.
    title = t("G2 走廊")
    parts = []
    on_line = [stop for stop in stops if not stop.is_spur]
    for i, stop in enumerate(on_line):
        share = 100 * stop.chainage_km / length
        name = escape(stop.node.short(view.lang))
        parts.append(
            f'<li style="left:{share:.1f}%">{node_count(stop, view)}<span>{name}</span></li>'
        )
        if i:
            before = on_line[i - 1]
            middle = (share + 100 * before.chainage_km / length) / 2
            km = round(stop.chainage_km, -1) - round(before.chainage_km, -1)
            along = words.along_line(km, view.lang)
            parts.append(f'<li class="gap" style="left:{middle:.1f}%">{escape(along)}</li>')
    for stop in stops:
        if stop.is_spur:
            share = 100 * stop.chainage_km / length
            spur = t("{n} {name}（支线，距线约 {km} km）").format(
                n=view.count("corridor", stop.node.code, stop.count or stop.anywhere),
                name=stop.node.short(view.lang),
                km=f"{round(stop.offset_km, -1):.0f}",
            )
            parts.append(f'<li class="spur" style="left:{share:.1f}%">{escape(spur)}</li>')
    label = escape(t("G2 产业创新走廊：各节点登记资源数"))
    return (
        f'<div class="strip" aria-label="{label}"><p>{escape(title)}</p>'
        f"<ol>{''.join(parts)}</ol></div>"
    )


def node_count(stop: Stop, view: View) -> str:
    """Return a node's count, or in a word why the edition has none there. One that the choice of
    places leaves out keeps its count, in grey, as on the map."""
    said = view.count("corridor", stop.node.code, stop.count or stop.anywhere)
    is_aside = stop.anywhere and not stop.count
    kind = "word" if isinstance(said, str) else "aside" if is_aside else ""
    return f'<b class="{kind}">{escape(str(said))}</b>' if kind else f"<b>{said}</b>"


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, is_stacked: bool = False) -> str:
    """Return a table with text headings; the cells of `rows` are HTML, each row's first its
    heading. Where it is too narrow, one that `is_stacked` has a row's cells below one another, each
    with its column's heading (lists.css); another scrolls."""
    # A column without a name has no heading, which a screen reader would announce as empty.
    headings = "".join(
        f'<th scope="col">{escape(name)}</th>' if name else "<td></td>" for name in head
    )
    named = [f' data-head="{escape(name)}"' for name in head[1:]] if is_stacked else []
    lines = "".join(
        f'<tr><th scope="row">{first}</th>'
        + "".join(f"<td{name}>{cell}</td>" for name, cell in zip_longest(named, rest, fillvalue=""))
        + "</tr>"
        for first, *rest in rows
    )
    kind = "scroll stacked" if is_stacked else "scroll"
    return (
        f'<div class="{kind}" tabindex="0"><table class="data"><thead><tr>{headings}</tr></thead>'
        f"<tbody>{lines}</tbody></table></div>"
    )


def folded(summary: str, inner: str) -> str:
    """Return what a click unfolds, under the line that says what it is; `inner` is HTML."""
    return f'<details class="fold"><summary>{escape(summary)}</summary>{inner}</details>'
