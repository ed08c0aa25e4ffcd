"""The map as a crisp picture, drawn on the host without a browser: a part of a sheet, or an SVG
file of its own. All lengths are pixels of a sheet 1920 wide."""

from dataclasses import dataclass
from typing import Final

from lib.base.i18n import Lang, translator
from lib.drawing import palette, svg, typeset
from lib.drawing.box import Box
from lib.drawing.labels import Ground
from lib.drawing.palette import Theme
from lib.editions.edition import Edition
from lib.outputs.slides import mapground
from lib.outputs.slides.mapdraft import QUIET_SIZE, Draft
from lib.outputs.slides.mapviews import VIEWS
from lib.scenes import Look
from lib.terms import words

# The height of the line under the map.
NOTE_HEIGHT: Final = 34.0


@dataclass(frozen=True)
class Map:
    """A drawn map: its SVG parts, the boxes of its labels and legend, which do not overlap, and
    whose it is, or that it is schematic."""

    parts: tuple[str, ...]
    labels: tuple[Box, ...]
    credit: str


def draw_map(edition: Edition, look: Look, frame: Box, theme: Theme, lang: Lang) -> Map:
    """Draw the map `look` asks for into `frame`: boundaries, marks, the corridor, labels, legend,
    and under it whose it is, with its review number."""
    view = VIEWS[look.view]
    inner = Box(frame.x, frame.y, frame.w, frame.h - NOTE_HEIGHT)
    rows = edition.frame.loc[list(look.rows)]
    project = view.project(edition, look, rows, inner)
    draft = Draft(edition, look, rows, theme, lang, project, Ground(inner))
    mapground.land(draft)
    view.draw(draft)
    credit = words.official(lang) if draft.is_official else words.boundaries(lang)
    worth = edition.arrangement.scale.worth
    reading = translator(lang)((worth > 1 and view.note_of_many) or view.note)
    note = f"{credit} · {reading.format(dot=words.dot(worth, lang))}"
    fitted = typeset.fit(note, frame.w - 8, NOTE_HEIGHT, QUIET_SIZE, least=0.5)
    y = frame.y + frame.h - NOTE_HEIGHT + 22
    foot = svg.text(frame.x + 4, y, fitted.lines[0], fitted.size, draft.ink["quiet"])
    parts = ('<g fill="none">', *draft.parts, "</g>", foot)
    return Map(parts, tuple(draft.ground.taken), credit)


def map_svg(
    edition: Edition,
    look: Look,
    theme: Theme,
    lang: Lang,
    width: float = 760,
    height: float = 712,
) -> tuple[str, str]:
    """Return the map as an SVG file of its own, `width` × `height` pixels, and its credit."""
    drawn = draw_map(edition, look, Box(0, 0, width, height), theme, lang)
    paper = palette.INKS[theme]["paper"]
    ground = f'<rect width="{width:g}" height="{height:g}" fill="{paper}"/>'
    return svg.document(width, height, (ground, *drawn.parts), look.alt), drawn.credit
