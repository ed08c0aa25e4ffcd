"""Every colour: the one home of ink and paper, and what is made of colours."""

from typing import Final

INK: Final = "#14283C"
CORRIDOR: Final = "#C8102E"


def rgb(color: str) -> list[int]:
    """Return `#RRGGBB` as three numbers from 0 to 255, as deck.gl takes colours."""
    return [int(color[i : i + 2], 16) for i in (1, 3, 5)]
