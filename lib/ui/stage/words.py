"""A scene's words, numbers, bars and table as HTML, sized by the screen's height, so that the same
page stands on a laptop, a 4K projector and a wide LED wall."""

import re
from html import escape
from typing import Final

from lib.drawing import palette
from lib.scenes import Chart, Number, Scene, Series, Table
from lib.ui import state
from lib.ui.parts import html
from lib.ui.view import View

# Names with a hyphen, and few words in brackets, without the signs that `escape` writes.
_WHOLE: Final = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)+|（[^（）]{1,14}）|\([^()]{1,24}\)")
# The part of the whole width that a number of two digits needs.
NARROWEST: Final = 0.05


def article(view: View, scene: Scene) -> str:
    """Return all of a scene but its map."""
    parts = [f"<h1>{_whole_words(scene.title)}</h1>"]
    if scene.scope:
        parts.append(f'<p class="scope">{escape(scene.scope)}</p>')
    if scene.lead:
        parts.append(f'<p class="lead">{_whole_words(scene.lead)}</p>')
    if scene.numbers:
        if scene.numbers_title:
            parts.append(f'<p class="caption">{escape(scene.numbers_title)}</p>')
        cells = "".join(map(_number, scene.numbers))
        parts.append(f'<div class="numbers n{len(scene.numbers)}">{cells}</div>')
    if scene.chart:
        parts.append(_bars(scene.chart))
    if scene.table:
        parts.append(_table(scene.table))
    parts += [f'<p class="missing">{escape(words)}</p>' for words in scene.missing]
    if scene.kind == "closing" and (link := state.public_link()):
        parts.append(html.qr(view, link))
    return f'<article class="scene scene-{escape(scene.code)}">{"".join(parts)}</article>'


def _whole_words(text: str) -> str:
    """Return a text as HTML in which no line ends within a name with a hyphen (High-tech), nor
    within a share and its median."""
    return _WHOLE.sub(r'<span class="whole">\g<0></span>', escape(text))


def _number(number: Number) -> str:
    """A figure and what it counts, as on the slides: the words stand small beside the digits."""
    whole = escape(number.text)
    if number.digits:
        words = (
            f"<small>{escape(word)}</small>" if word else ""
            for word in (number.before, number.after)
        )
        whole = escape(number.digits).join(words)
    return (
        f'<div title="{escape(number.source)}"><b>{whole}</b>'
        f"<span>{escape(number.label)}</span></div>"
    )


def _bars(chart: Chart) -> str:
    rows = []
    for i, (category, label) in enumerate(zip(chart.categories, chart.labels, strict=True)):
        parts = "".join(_part(chart, series, i) for series in chart.series if series.values[i])
        share = chart.totals[i] / chart.longest
        rows.append(
            f'<dt>{escape(category)}</dt><dd><u style="--w:{share:.4f}">{parts}</u>'
            f"<b>{escape(label)}</b></dd>"
        )
    legend = ""
    if chart.is_stacked:
        keys = "".join(
            f'<span><i style="background:{palette.drawn(s.colors[0], "dark")}"></i>'
            f"{escape(s.name)}</span>"
            for s in chart.series
        )
        legend = f'<p class="legend">{keys}</p>'
    title = f'<p class="caption">{escape(chart.title)}</p>'
    return f'{title}<dl class="bars rows{len(rows)}">{"".join(rows)}</dl>{legend}'


def _part(chart: Chart, series: Series, i: int) -> str:
    """A bar, or a part of one with its number where there is room."""
    value, color = series.values[i], palette.drawn(series.colors[i], "dark")
    share = value / chart.longest
    number = str(value) if chart.is_stacked and share >= NARROWEST else ""
    ink = "#ffffff" if palette.reads_white(color) else palette.INK
    return f'<i style="flex:{value};background:{color};color:{ink}">{number}</i>'


def _table(table: Table) -> str:
    heads = "".join(f"<th>{escape(head)}</th>" for head in table.heads)
    rows = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in table.rows
    )
    whole = sum(table.widths)
    columns = "".join(f'<col style="width:{100 * w / whole:.1f}%">' for w in table.widths)
    title = f'<p class="caption">{escape(table.title)}</p>' if table.title else ""
    return (
        f'{title}<table class="rows{len(table.rows)}"><colgroup>{columns}</colgroup>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )
