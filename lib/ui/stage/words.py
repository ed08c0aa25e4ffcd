"""A scene's words, numbers, bars and table as HTML, sized by the screen's height, so that the same
page stands on a laptop, a 4K projector and a wide LED wall."""

from html import escape
from typing import Final

from lib.scenes import Chart, Number, Scene, Table
from lib.ui import state
from lib.ui.parts import html
from lib.ui.view import View

# A longer figure does not fit beside another in its full size: RMB 11.16 billion.
_LONG: Final = 12


def article(view: View, scene: Scene) -> str:
    """Return all of a scene but its map."""
    parts = [f"<h1>{escape(scene.title)}</h1>"]
    if scene.scope:
        parts.append(f'<p class="scope">{escape(scene.scope)}</p>')
    if scene.lead:
        parts.append(f'<p class="lead">{escape(scene.lead)}</p>')
    if scene.numbers:
        cells = "".join(map(_number, scene.numbers))
        parts.append(f'<div class="numbers n{len(scene.numbers)}">{cells}</div>')
    if scene.chart:
        parts.append(_bars(scene.chart))
    if scene.table:
        parts.append(_table(scene.table))
    parts += [f'<p class="missing">{escape(words)}</p>' for words in scene.missing]
    if scene.is_closing and (link := state.public_link()):
        parts.append(html.qr(view, link))
    return f'<article class="scene scene-{escape(scene.code)}">{"".join(parts)}</article>'


def _number(number: Number) -> str:
    """A figure and what it counts; where it is long, the words stand small beside the digits."""
    whole = escape(number.text)
    if len(number.text) > _LONG and number.after:
        before, after = escape(number.before), escape(number.after)
        whole = f"<small>{before}</small>{escape(number.digits)}<small>{after}</small>"
    return (
        f'<div title="{escape(number.source)}"><b>{whole}</b>'
        f"<span>{escape(number.label)}</span></div>"
    )


def _bars(chart: Chart) -> str:
    longest = max([*chart.totals, 1])
    rows = []
    for i, (category, total) in enumerate(zip(chart.categories, chart.totals, strict=True)):
        parts = "".join(
            f'<i style="width:{100 * s.values[i] / longest:.2f}%;background:{s.colors[i]}"></i>'
            for s in chart.series
            if s.values[i]
        )
        rows.append(f"<dt>{escape(category)}</dt><dd><u>{parts}</u><b>{total}</b></dd>")
    legend = ""
    if chart.is_stacked:
        keys = "".join(
            f'<span><i style="background:{s.colors[0]}"></i>{escape(s.name)}</span>'
            for s in chart.series
        )
        legend = f'<p class="legend">{keys}</p>'
    title = f'<p class="caption">{escape(chart.title)}</p>'
    return f'{title}<dl class="bars rows{len(rows)}">{"".join(rows)}</dl>{legend}'


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
