"""The dots that the map's packs are made of.

In a small register a dot is one resource; in a large one it stands for ten, a hundred or a thousand
of one pack and category, rounded up, so that a single one stays to be seen.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]

# No map has many more dots, however large the register is.
MOST: Final = 1000


@dataclass(frozen=True)
class Scale:
    """How a register of some size is drawn: how many resources a dot stands for (`worth`), and from
    which web-mercator zoom on positions are drawn in place of packs, in tiles of that zoom."""

    worth: int
    zoom: int


# At its first zoom of positions a window shows some tens of thousands of them at most.
_SCALES: Final = (Scale(1, 9), Scale(10, 9), Scale(100, 10), Scale(1000, 12))


def scale(count: int) -> Scale:
    """Return how a register of `count` resources is drawn."""
    return next((s for s in _SCALES if count <= MOST * s.worth), _SCALES[-1])


@dataclass(frozen=True, eq=False)
class Dots:
    """Dots in packs. `rows` are the resources they stand for, pack by pack, in each by category and
    then in the register's order, and `groups` the pack and category of each as one number.

    For each dot: its `pack`, its `category`, its place in the pack (`place`, 0 in the middle) and
    in the part of the pack that its category has (`rank`), its `group`.
    """

    worth: int
    rows: Ints
    groups: Ints
    pack: Ints
    category: Ints
    place: Ints
    rank: Ints
    group: Ints

    def __len__(self) -> int:
        return len(self.pack)

    def lit(self, passes: Mask) -> Mask:
        """Return which dots stand for the resources that pass (a mask of the register): just these
        where a dot is one, else in each group as many from the middle on as it takes."""
        if self.worth == 1:
            return passes[self.rows]
        counts = np.bincount(self.groups, passes[self.rows])
        return np.asarray(self.rank * self.worth < counts[self.group])

    def of(self, row: int) -> int | None:
        """Return the dot that stands for a resource of the register, the innermost of its group's
        where none does more than another; `None` where it stands in no pack."""
        [found] = np.nonzero(self.rows == row)
        if not len(found):
            return None
        if self.worth == 1:
            return int(found[0])
        return int(np.nonzero(self.group == self.groups[found[0]])[0][0])

    def sizes(self, packs: int) -> list[int]:
        """Return how many dots each of so many packs has."""
        sizes: list[int] = np.bincount(self.pack, minlength=packs).tolist()
        return sizes


def gathered(packs: Ints, categories: Ints, rows: Ints, worth: int) -> Dots:
    """Return the dots of resources: of each its pack, its category's place in the vocabulary, and
    its row in the register (`rows`, ascending)."""
    steps = int(categories.max(initial=0)) + 1
    keys = packs * steps + categories
    order = np.argsort(keys, kind="stable")
    distinct, groups, counts = np.unique(keys[order], return_inverse=True, return_counts=True)
    dots = -(-counts // worth)
    group = np.repeat(np.arange(len(distinct)), dots)
    pack = distinct[group] // steps
    return Dots(
        worth,
        rows[order],
        groups.reshape(-1),
        pack,
        distinct[group] % steps,
        places(pack),
        places(group),
        group,
    )


def places(packs: Ints) -> Ints:
    """Return for each of ascending numbers how many of the same stand before it."""
    return np.arange(len(packs)) - np.searchsorted(packs, packs)
