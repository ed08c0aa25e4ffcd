"""A chart drawn as SVG: horizontal bars with their numbers."""

from lib.drawing import fonts, palette, svg
from lib.drawing.box import Box
from lib.drawing.palette import Theme
from lib.outputs.slides import layout
from lib.scenes import Chart


def bars(chart: Chart, box: Box, theme: Theme) -> list[str]:
    """Return a chart in `box`, in the colours of a theme: names at the left, numbers at the right,
    and in each part that is long enough its own number."""
    parts: list[str] = []
    ink = palette.INKS[theme]
    if chart.is_stacked:
        parts += _keys(chart, box, theme)
        box = Box(box.x, box.y + 44, box.w, box.h - 44)
    size = min(layout.BODY_SIZE, box.h / len(chart.categories) * 0.55)
    widest = max(fonts.width(name, size) for name in chart.categories)
    beside = min(box.w * 0.36, widest + 18)
    words = max(fonts.width(label, size, bold=True) for label in chart.labels)
    per_unit = (box.w - beside - max(size * 2.2, words + 12)) / chart.longest
    step = box.h / len(chart.categories)
    thick = min(step * 0.66, 46.0)
    for i, (name, label) in enumerate(zip(chart.categories, chart.labels, strict=True)):
        middle = box.y + step * (i + 0.5)
        left = Box(box.x, middle - step / 2, beside - 18, step)
        parts += svg.fitted(name, left, size, ink["ink"], anchor="end")
        x = box.x + beside
        for series in chart.series:
            length = series.values[i] * per_unit
            color = palette.drawn(series.colors[i], theme)
            parts.append(svg.rect(Box(x, middle - thick / 2, length, thick), color))
            if chart.is_stacked:
                parts += _value(series.values[i], x, middle, length, size * 0.8, color)
            x += length
        parts.append(svg.text(x + 10, middle + size * 0.36, label, size, ink["ink"], bold=True))
    return parts


def _value(
    value: int, x: float, middle: float, length: float, size: float, color: str
) -> list[str]:
    """The number of a part, where it is long enough."""
    if length <= fonts.width(str(value), size) + 8:
        return []
    letters = "#FFFFFF" if palette.reads_white(color) else palette.INK
    x, y = x + length / 2, middle + size * 0.36
    return [svg.text(x, y, str(value), size, letters, anchor="middle")]


def _keys(chart: Chart, box: Box, theme: Theme) -> list[str]:
    """The series' colours and names, a line of them."""
    wanted = sum(fonts.width(s.name, layout.PART_SIZE) + 62 for s in chart.series)
    size = layout.PART_SIZE * min(1.0, box.w / wanted)
    parts, x = [], box.x
    ink = palette.INKS[theme]["ink"]
    for series in chart.series:
        color = palette.drawn(series.colors[0], theme)
        parts.append(svg.rect(Box(x, box.y + 8, size, size), color, 3))
        y = box.y + 8 + size * 0.86
        parts.append(svg.text(x + size + 8, y, series.name, size, ink))
        x += fonts.width(series.name, size) + size + 30 * size / layout.PART_SIZE
    return parts
