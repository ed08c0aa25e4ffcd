"""A map's legend: the categories' marks and names, in the corner where they hide least."""

from lib.base.i18n import translator
from lib.drawing import fonts, svg
from lib.drawing.box import Box
from lib.outputs.slides.mapdraft import MARK, QUIET_SIZE, Draft


def legend(draft: Draft, *, hollow: bool) -> None:
    """Draw the legend; `hollow` has it say what a hollow mark means."""
    if draft.rows.empty:
        return
    t = translator(draft.lang)
    size = QUIET_SIZE
    categories = draft.vocabulary.categories
    names = [category.short(draft.lang) for category in categories]
    extra = [t("空心：仅知所在区域")] if hollow else []
    line = size * 1.55
    width = max(fonts.width(name, size) for name in (*names, *extra)) + 44
    spot = _corner(draft, width, line * (len(names) + len(extra)) + 16)
    draft.ground.taken.append(spot)
    draft.parts.append(
        f'<rect x="{spot.x:.1f}" y="{spot.y:.1f}" width="{spot.w:.1f}" height="{spot.h:.1f}" '
        f'rx="8" fill="{draft.ink["paper"]}" fill-opacity=".88" stroke="{draft.ink["line"]}"/>'
    )
    round_dots = draft.look.view != "park"
    for i, name in enumerate((*names, *extra)):
        x, y = spot.x + 20, spot.y + 8 + line * (i + 0.5)
        if i < len(names) and round_dots:
            draft.dots([(x, y)], [categories[i].code], 6)
        elif i < len(names):
            draft.mark(categories[i], x, y, MARK + 2, draft.ink["paper"], hollow=False)
        draft.parts.append(svg.text(spot.x + 36, y + size * 0.36, name, size, draft.ink["ink"]))


def _corner(draft: Draft, width: float, height: float) -> Box:
    frame, gap = draft.ground.frame, 14
    corners = [
        Box(x, y, width, height)
        for y in (frame.y + frame.h - height - gap, frame.y + gap)
        for x in (frame.x + frame.w - width - gap, frame.x + gap)
    ]
    return min(corners, key=draft.ground.hidden)
