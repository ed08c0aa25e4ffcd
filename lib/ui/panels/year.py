"""The overview's year: the alliance's headline figures, milestones, the zones' own figures; each
opens where it comes from."""

from html import escape

from lib.published.scorecard import ALLIANCE, Figure, Milestone, lines, published
from lib.ui.parts import html
from lib.ui.parts.sources import Panels
from lib.ui.view import View


def headlines(figures: tuple[Figure, ...], view: View) -> str:
    """Return the alliance's headline figures."""
    t, panels = view.t, Panels(view, "headlines")
    whose = escape(t("联盟公布"))
    said = escape(figures[0].period).replace("/", " — <br>") if figures else t("没有可用的数字")
    cells = [f'<div class="whose"><b>{whose}</b><span>{said}</span></div>']
    for figure in figures:
        number, name = escape(figure.number(view.lang)), escape(figure.name(view.lang))
        cells.append(panels.figure(f"<b>{number}</b><span>{name}</span>", figure))
    label = escape(t("联盟公布的年度数字"))
    section = f'<section class="headlines" aria-label="{label}">{"".join(cells)}</section>'
    return section + panels.html


def milestones(events: tuple[Milestone, ...], view: View) -> str:
    """Return the milestones, newest first, each in a line that opens all of it."""
    t, panels = view.t, Panels(view, "events")
    items = []
    for event in reversed(events):
        date, text = escape(event.date), escape(event.text(view.lang))
        inner = f"<b>{date}</b><span>{text}</span>"
        lines = [(t("事件"), text), *panels.source(event.source)]
        items.append(f"<li>{panels.opener(inner, event.date, lines)}</li>")
    label = escape(t("大事记"))
    return f'<ul class="milestones" aria-label="{label}">{"".join(items)}</ul>{panels.html}'


def zones(figures: tuple[Figure, ...], view: View) -> str:
    """Return each member zone's latest figures, in the alliance's order of members, under a title
    that says of when they are; a zone's line opens all of its figures. The last line names the
    zones of which the alliance has published none."""
    t, panels = view.t, Panels(view, "zones")
    rows, silent = [], []
    latest = [line.latest for line in lines(figures) if line.scope != ALLIANCE]
    title = " · ".join(filter(None, (t("各园区"), published(latest, view.lang))))
    for park in view.vocabulary.parks:
        own = [f for f in latest if f.scope == park.code]
        if not own:
            silent.append(park.short(view.lang))
            continue
        said = " · ".join(f"{f.name(view.lang)} {f.number(view.lang)}" for f in own)
        inner = f"<b>{escape(park.short(view.lang))}</b><span>{escape(said)}</span>"
        opened = [(f.number(view.lang), escape(f.name(view.lang))) for f in own]
        # Figures of one zone may come from several sources.
        origins = dict.fromkeys(line for f in own for line in panels.origin(f))
        row = panels.opener(inner, park.name(view.lang), [*opened, *origins])
        rows.append(f"<li>{row}</li>")
    if silent:
        none = t("联盟未公布数字：{names}").format(names=t("、").join(silent))
        rows.append(f"<li>{html.quiet(none)}</li>")
    head = html.panel_title(title, t("口径不同，不排序、不相加"))
    return f'{head}<ul class="year">{"".join(rows)}</ul>{panels.html}'
