"""Shows: what the windows of one presentation share. Whoever knows a show's code may drive it."""

import json
import secrets
from dataclasses import dataclass

from lib.editions.store import Store
from lib.query.filters import ResourceFilter
from lib.terms.taxonomy import Vocabulary


@dataclass(frozen=True)
class Position:
    """Where a show stands: the scene's code and the filter."""

    scene: str
    selection: ResourceFilter


def open_show(store: Store, position: Position) -> str:
    """Open a show and return its code, which cannot be guessed."""
    code = secrets.token_urlsafe(12)
    store.open_show(code, _text(position))
    return code


def position_of(store: Store, code: str, vocabulary: Vocabulary) -> Position | None:
    """Return where a show stands, or `None` for a code the store does not know; what of its filter
    the vocabulary does not have is left out."""
    text = store.show(code)
    if text is None:
        return None
    kept = json.loads(text)
    selection, _ = ResourceFilter.from_query(kept["filter"], vocabulary)
    return Position(kept["scene"], selection)


def move(store: Store, code: str, position: Position) -> None:
    """Move a show that is open; one that is not stays closed."""
    store.move_show(code, _text(position))


def _text(position: Position) -> str:
    return json.dumps({"scene": position.scene, "filter": position.selection.parameters()})
