"""Editions pinned by an address: whatever is published meanwhile, its page shows the same."""

import logging
import threading
import time
from collections import deque
from dataclasses import dataclass
from math import inf
from typing import Final
from weakref import WeakValueDictionary

from lib.base import memory
from lib.base.files import Sources
from lib.base.problems import DataProblem, DataProblems
from lib.editions import building
from lib.editions.building import Published
from lib.editions.edition import Edition
from lib.editions.store import Publication, Store

# Editions beside the current one that may be in memory at once: a page that shows one keeps it
# there. One of 337 rows takes 1 MB.
MOST: Final = 6
# And how many rows they may have together, but for a single one: 100,000 take some 200 MB.
MOST_ROWS: Final = 100_000
# Seconds to wait for another old edition to be built; for longer one is shown the current one.
_PATIENCE: Final = 10.0
# Of these the ones asked for last, which stay between two visits.
_KEPT: Final = 2
# Seconds between two times that caches are emptied for room: everybody's next click is slower then.
_APART: Final = 10.0
_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class Pin:
    """A publication, and the edition that it made current."""

    publication: Publication
    edition: Edition


class TooMany(Exception):
    """Pages show as many older editions as `MOST` allows."""


class Pins:
    """The editions of a store that are shown beside the current one. Safe to use from many
    threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._published = Published(store)
        self._lock = threading.Lock()
        # Held by who has one built: anybody may ask for any, and the stewards' own comes first.
        self._building = threading.Lock()
        # By digest; here as long as anything else holds it.
        self._open: WeakValueDictionary[str, Edition] = WeakValueDictionary()
        self._latest: deque[Edition] = deque(maxlen=_KEPT)
        self._emptied = -inf

    def of(self, number: int, current: Edition) -> Pin | None:
        """Return what the publication of a number has made current; `None` where there is no such
        publication, or its edition cannot be used any more, which is logged.

        `current` is the edition that everybody else is shown. Raises `TooMany`, and `DataProblem`
        where the store cannot be asked.
        """
        publication = self._store.publication(number)
        if publication is None:
            return None
        try:
            edition = self._edition(publication.digest, current)
        except (DataProblem, DataProblems) as error:
            _LOG.error("publication %d cannot be shown: %s", number, error)
            return None
        return Pin(publication, edition)

    def open(self) -> list[Edition]:
        """Return the editions that are in memory here."""
        with self._lock:
            return list(self._open.values())

    def _edition(self, digest: str, current: Edition) -> Edition:
        sources: Sources | None = None
        if digest not in (current.digest, *self._open.keys()):
            if not self._building.acquire(timeout=_PATIENCE):
                raise TooMany
            try:
                sources = self._published.sources(digest)
            finally:
                self._building.release()
        with self._lock:
            # It may be an older one soon.
            self._open[current.digest] = current
            found = self._open.get(digest)
            if found is None:
                self._make_room(current)
                found = self._open[digest] = building.load(
                    sources or self._published.sources(digest)
                )
            if found is not current:
                self._latest = deque((e for e in self._latest if e is not found), _KEPT)
                self._latest.append(found)
            return found

    def _make_room(self, current: Edition) -> None:
        """Let one more edition in. Raises `TooMany` where pages show all that are there."""
        if self._is_full(current) and time.monotonic() - self._emptied >= _APART:
            self._emptied = time.monotonic()
            self._latest.clear()
            memory.forget()
        if self._is_full(current):
            raise TooMany

    def _is_full(self, current: Edition) -> bool:
        """Whether one more, of about as many rows as the current one, is too many."""
        others = [len(e.register) for e in self._open.values() if e.digest != current.digest]
        rows = sum(others) + len(current.register)
        return len(others) >= MOST or (bool(others) and rows > MOST_ROWS)
