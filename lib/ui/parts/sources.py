"""Where a figure comes from: a small panel that a click, a tap or a key opens at the figure.

The browser's own popover: no run, no widget, and Esc or a click elsewhere closes it.
"""

import re
from collections.abc import Iterable
from html import escape
from typing import Final

from lib.published.scorecard import Figure
from lib.ui.parts import html
from lib.ui.view import View

# A source's title, and at its end the address where it may be read.
_CITED: Final = re.compile(r"(.*\S)\s+(https?://[^\s<>\"'\\^`{|}]+)", re.DOTALL)
_BETWEEN: Final = "；"


def cited(source: str) -> str:
    """Return a source as HTML: each title of it, and a link where its address stands behind it."""
    if not has_link(source):
        return html.zh(source)
    found = ((piece, _CITED.fullmatch(piece)) for piece in source.split(_BETWEEN))
    return _BETWEEN.join(
        html.link(match[2], html.zh(match[1])) if match else html.zh(piece)
        for piece, match in found
    )


def has_link(source: str) -> bool:
    """Whether any title of a source has an address."""
    return any(map(_CITED.fullmatch, source.split(_BETWEEN)))


class Panels:
    """The panels of one block of HTML, named `block`. What says the same stands once, however many
    figures open it."""

    def __init__(self, view: View, block: str) -> None:
        self._view, self._block = view, block
        self._names: dict[str, str] = {}

    def opener(self, inner: str, title: str, lines: Iterable[tuple[str, str]]) -> str:
        """Return `inner` as a button that opens a panel of `lines`, each a label and HTML. `inner`
        is HTML of the phrasing kind."""
        said = "".join(f"<dt>{escape(label)}</dt><dd>{text}</dd>" for label, text in lines)
        body = f"<b>{escape(title)}</b><dl>{said}</dl>"
        name = self._names.setdefault(body, f"source-{self._block}-{len(self._names) + 1}")
        return f'<button type="button" class="sourced" popovertarget="{name}">{inner}</button>'

    def figure(self, inner: str, figure: Figure) -> str:
        """Return `inner` as a button that opens where a figure comes from."""
        return self.opener(inner, self._view.t("数字来源"), self.origin(figure))

    def origin(self, figure: Figure) -> list[tuple[str, str]]:
        """Return the lines that say where a figure comes from."""
        period = figure.period.replace("/", " — ")
        return [
            (self._view.t("公布"), escape(self._view.t("联盟"))),
            (self._view.t("时期"), escape(period)),
            *self.source(figure.source),
        ]

    def source(self, source: str) -> list[tuple[str, str]]:
        """Return the line that says what a source is, and whether it can be read by a click."""
        t = self._view.t
        none = t("未收录链接")
        remark = "" if has_link(source) else f"<br>{html.quiet(none)}"
        return [(t("来源"), cited(source) + remark)]

    @property
    def html(self) -> str:
        """The panels that openers have named so far."""
        close = escape(self._view.t("关闭"))
        return "".join(
            f'<div popover class="source" id="{name}"><button type="button" class="close"'
            f' popovertarget="{name}" popovertargetaction="hide" aria-label="{close}">×</button>'
            f"{body}</div>"
            for body, name in self._names.items()
        )
