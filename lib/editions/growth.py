"""How complete the register was with each publication."""

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from lib.analysis import MEASURES, Completeness, counted
from lib.base import settings
from lib.base.files import write_whole
from lib.editions.store import Publication, Store
from lib.register.rows import FILE

# Publications that a chart is drawn of: the latest.
MOST: Final = 40


@dataclass(frozen=True)
class Step:
    """How complete each zone's rows were with a publication, by code, and under `""` all rows."""

    publication: Publication
    found: Mapping[str, Completeness]


def growth(store: Store, until: int | None = None) -> tuple[Step, ...]:
    """Return how complete the register was with each of the latest publications, the oldest first;
    with those up to number `until` where it is given.

    Each register is counted once on a host and kept beside the editions' cache. Raises
    `DataProblem` where the store cannot be asked, or has a register damaged.
    """
    publications = store.publications(MOST, until)[::-1]
    hashes = store.files(FILE, [each.digest for each in publications])
    counts = {hash_: _counts(store, hash_) for hash_ in set(hashes.values())}
    return tuple(Step(p, counts[hashes[p.digest]]) for p in publications if p.digest in hashes)


def _counts(store: Store, hash_: str) -> Mapping[str, Completeness]:
    """How complete the register with a hash is: as counted before, else counted now."""
    path = settings.state_folder() / "completeness" / f"{hash_[:32]}-{_counter()}.json"
    try:
        return {place: _read(of) for place, of in json.loads(path.read_bytes()).items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        pass  # Nobody has counted it here, or what was kept is damaged.
    found = counted(store.file(hash_).decode("utf-8-sig", "replace"))
    content = json.dumps({place: asdict(of) for place, of in found.items()})
    with suppress(OSError):  # Then it is counted again the next time.
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content.encode())
    return found


def _read(kept: Mapping[str, Any]) -> Completeness:
    having = {measure.code: int(kept["having"][measure.code]) for measure in MEASURES}
    return Completeness(int(kept["total"]), having)


@cache
def _counter() -> str:
    """A name for the code that counts."""
    return hashlib.sha256(Path(counted.__code__.co_filename).read_bytes()).hexdigest()[:8]
