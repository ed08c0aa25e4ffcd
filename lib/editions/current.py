"""Which edition this process serves: loaded once, exchanged when another is published."""

import logging
import threading
from functools import cache
from pathlib import Path
from typing import Final

from lib.base import memory, metrics, settings
from lib.base.files import Sources
from lib.base.i18n import mark
from lib.base.problems import DataProblem, DataProblems
from lib.editions import building
from lib.editions import cache as kept
from lib.editions.building import Published
from lib.editions.edition import Edition
from lib.editions.pinned import Pins
from lib.editions.store import CHECKOUT, Conflict, Publication, Store

# How often a server asks the store whether another edition has become current.
SECONDS: Final = 1.0
_NO_EDITION: Final = mark("没有可用的版本。")
_LOG: Final = logging.getLogger(__name__)


class Holder:
    """The edition a process serves. A run takes it once, so that it never mixes two."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.pins = Pins(store)
        self._published = Published(store)
        self._lock = threading.Lock()
        self._edition: Edition | None = None
        self._publication: Publication | None = None
        self._problem: DataProblem | DataProblems | None = None

    @property
    def edition(self) -> Edition:
        """The edition served. Raises what is wrong where there is none."""
        if self._edition is None:
            self.refresh()
        if self._edition is None:
            raise self._problem or DataProblem("atlas", _NO_EDITION)
        return self._edition

    def shown(self, digest: str) -> Edition | None:
        """Return the edition whose digest begins so, where this process shows it: the current one,
        or one of those that are pinned."""
        if self._edition and self._edition.digest.startswith(digest):
            return self._edition
        return next((e for e in self.pins.open() if e.digest.startswith(digest)), None)

    @property
    def publication(self) -> Publication | None:
        """The publication of the edition served; `None` before there is one."""
        return self._publication

    def refresh(self) -> None:
        """Serve the store's current edition. While another process builds it the one served stays,
        as it does where that cannot be, and then the reason is logged once."""
        with self._lock:
            try:
                head = self.store.head()
                if head is None:
                    raise DataProblem("atlas", _NO_EDITION)
                if head == self._publication:
                    return
                if self._edition is None or self._edition.digest != head.digest:
                    self._edition = building.load(self._published.sources(head.digest))
                    memory.settle()
                self._publication, self._problem = head, None
                metrics.EDITION.info({"digest": head.digest, "version": self._edition.version})
                metrics.EDITION_NUMBER.set(head.number)
                # Where the log is kept elsewhere, the record cannot be written anew unseen.
                _LOG.info("publication %d: %s, record %s", head.number, head.digest, head.record)
            except (DataProblem, DataProblems) as error:
                if str(error) != str(self._problem):
                    _LOG.error("%s", error)
                self._problem = error


def publish_folder(store: Store, folder: Path, by: str, reason: str) -> Publication:
    """Publish what lies in a data folder, after building it. Raises `DataProblem` or
    `DataProblems`, and then nothing is published."""
    sources = Sources.of(folder)
    kept.load(sources)
    return store.publish(sources, by, reason)


def follow_checkout(store: Store) -> None:
    """Publish the checkout's `data/` where the store is empty, or where its current edition is the
    checkout's of another day. What a steward has published stays current; so does the old edition
    where `data/` cannot be used, which is logged."""
    head = store.head()
    if head is not None and head.by != CHECKOUT:
        return
    try:
        sources = Sources.of(settings.DATA_DIR)
        if head is not None and head.digest == sources.digest:
            return
        building.prepare(sources)
        store.publish(sources, CHECKOUT, "data/", head.number if head else 0)
    except Conflict:  # Another process has just done the same.
        return
    except (DataProblem, DataProblems) as error:
        if head is None:
            raise
        _LOG.error("%s", error)


@cache
def holder() -> Holder:
    """Return this process's holder of the store that the settings name.

    Raises `DataProblem` or `DataProblems` where store or data cannot be used.
    """
    store = Store(settings.database_url())
    follow_checkout(store)
    return Holder(store)


def edition() -> Edition:
    """Return the edition this process serves. Raises `DataProblem` or `DataProblems`."""
    return holder().edition
