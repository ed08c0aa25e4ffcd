"""The year's figures and milestones as real text; every figure with its qualifier and source."""

from collections.abc import Iterable, Sequence
from html import escape

from lib.published.scorecard import ALLIANCE, THEMES, Figure, Line, Milestone, published
from lib.ui.parts import html
from lib.ui.parts.html import zh
from lib.ui.parts.sources import Panels, cited
from lib.ui.view import View


def periods(view: View, figures: Iterable[Figure]) -> str:
    """Return the periods the figures speak of to the day, the latest first."""
    found = sorted({figure.period for figure in figures}, reverse=True)
    return view.t("、").join(period.replace("/", " — ") for period in found)


def title(view: View, name: str, lines: Iterable[Line]) -> str:
    """Return the title of a panel of figures: of when they are and who has published them."""
    said = published([line.latest for line in lines], view.lang)
    return " · ".join(filter(None, (name, said)))


def _change(view: View, line: Line) -> str:
    """The earlier years' figures, and by how much the latest differs where that can be said."""
    if len(line.figures) == 1:
        return ""
    t = view.t
    earlier = [
        t("{period}：{number}").format(
            period=figure.period.replace("/", "—"), number=figure.number(view.lang)
        )
        for figure in line.figures[1:]
    ]
    change = line.change
    said = t("非精确数，不计变化")
    if change is not None:
        said = t("变化 {n}").format(n=line.latest.difference(change, view.lang))
    return f'<em class="quiet">{escape(" · ".join([*earlier, said]))}</em>'


def _line(view: View, line: Line, panels: Panels) -> str:
    """A figure that opens where it comes from."""
    figure = line.latest
    number, name = escape(figure.number(view.lang)), escape(figure.name(view.lang))
    note = f" · {zh(figure.note)}" if figure.note else ""
    inner = f"<b>{number}</b><span>{name}{note}</span>{_change(view, line)}"
    return f"<div>{panels.figure(inner, figure)}</div>"


def alliance(view: View, lines: Iterable[Line]) -> str:
    """Return the alliance's own figures."""
    panels = Panels(view, "alliance")
    own = "".join(_line(view, line, panels) for line in lines if line.scope == ALLIANCE)
    label = escape(view.t("联盟公布的年度数字"))
    none = html.quiet(view.t("没有可用的数字"))
    section = f'<section class="metrics" aria-label="{label}">{own or none}</section>'
    return section + panels.html


def parks(view: View, lines: Sequence[Line]) -> str:
    """Return the parks' figures, a row for each park of the filter in the alliance's order of
    members, a column for each theme."""
    t, panels = view.t, Panels(view, "parks")
    themes = [
        theme
        for theme in THEMES
        if any(line.latest.theme == theme and line.scope != ALLIANCE for line in lines)
    ]
    rows = []
    for park in view.selection.parks:
        own = [line for line in lines if line.scope == park.code]
        if own:
            cells = [
                "".join(_line(view, line, panels) for line in own if line.latest.theme == theme)
                for theme in themes
            ]
        else:
            none = html.quiet(t("联盟未公布该园区的数字"))
            cells = [none, *[""] * (len(themes) - 1)]
        rows.append([escape(park.short(view.lang)), *cells])
    head = [t("园区"), *(t(THEMES[theme]) for theme in themes)]
    return html.table(head, rows, is_stacked=True) + panels.html


def timeline(view: View, events: Iterable[Milestone]) -> str:
    """Return the milestones, newest first, each with whom it concerns and its source."""
    t = view.t
    names = {ALLIANCE: t("联盟"), "corridor": t("G2 走廊")} | {
        park.code: park.short(view.lang) for park in view.vocabulary.parks
    }
    items = "".join(
        f"<li><time>{escape(event.date)}</time><div>{escape(event.text(view.lang))}"
        f'<br><span class="quiet">{escape(names[event.scope])} · {cited(event.source)}</span>'
        "</div></li>"
        for event in reversed(tuple(events))
    )
    label = escape(t("大事记"))
    return f'<ol class="timeline" aria-label="{label}">{items}</ol>'


def sources(view: View, figures: Iterable[Figure]) -> str:
    """Return every figure of the file as a table row."""
    t = view.t
    names = {ALLIANCE: t("联盟")} | {p.code: p.short(view.lang) for p in view.vocabulary.parks}
    rows = [
        [
            escape(names[figure.scope]),
            escape(figure.name(view.lang)),
            escape(figure.number(view.lang)),
            escape(t(THEMES[figure.theme])),
            escape(figure.period.replace("/", "—")),
            zh(figure.note),
            cited(figure.source),
        ]
        for figure in figures
    ]
    head = [t("范围"), t("指标"), t("数字"), t("主题"), t("时期"), t("说明"), t("来源")]
    return html.table(head, rows)
