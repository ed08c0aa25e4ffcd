"""Published figures in a scene: as numbers, and in the speaker's notes."""

from collections.abc import Iterable

from lib.published.scorecard import Figure
from lib.scenes.scene import LONGEST_LABEL, Number, shortened
from lib.scenes.subject import Subject


def numbers(of: Subject, figures: Iterable[Figure]) -> tuple[Number, ...]:
    """Return figures as the numbers of a scene."""
    return tuple(
        Number(
            *figure.parts(of.lang),
            shortened(figure.name(of.lang), LONGEST_LABEL),
            figure.origin(of.lang),
        )
        for figure in figures
    )


def notes(of: Subject, figures: Iterable[Figure]) -> tuple[str, ...]:
    """Return figures as lines of the notes, each with its own note and source."""
    t = of.t
    line, noted = t("{name}：{number}；{origin}"), t("{name}（{note}）")
    return tuple(
        line.format(
            name=noted.format(name=figure.name(of.lang), note=figure.note)
            if figure.note
            else figure.name(of.lang),
            number=figure.number(of.lang),
            origin=figure.origin(of.lang),
        )
        for figure in figures
    )


def points(of: Subject, figures: Iterable[Figure]) -> tuple[str, ...]:
    """Return figures as lines that can be said."""
    line = of.t("{name}：{number}")
    return tuple(
        line.format(name=figure.name(of.lang), number=figure.number(of.lang)) for figure in figures
    )
