"""Whether the record is as it was written, and what was published is what it says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from lib.access import audit
from lib.base.i18n import mark
from lib.editions.store import Store

# A message id, and the values of its places.
Said: TypeAlias = tuple[str, Mapping[str, object]]
_BROKEN: Final = mark("记录自第 {n} 条起被改动；此前 {entries} 条完好。")
_MISRECORDED: Final = mark("与记录不符的发布：{numbers}。")
_UNRECORDED: Final = mark("没有记录的发布：{numbers}。由不留记录的旧版本所发布，或被人添入。")


@dataclass(frozen=True)
class Verification:
    """How many entries are in order, and the hash of the last of them; the `fault` where something
    is not as it was, and a `remark` on what the record does not know."""

    entries: int
    hash: str
    fault: Said | None
    remark: Said | None


def verify(store: Store) -> Verification:
    """Read the whole record, and hold what was published against it."""
    verdict = audit.verify(audit.every(store.database))
    fault: Said | None = None
    if verdict.broken is not None:
        fault = _BROKEN, {"n": verdict.broken, "entries": verdict.entries}
    elif numbers := store.misrecorded():
        fault = _MISRECORDED, {"numbers": ", ".join(numbers)}
    unrecorded = ", ".join(map(str, store.unrecorded()))
    remark = (_UNRECORDED, {"numbers": unrecorded}) if unrecorded else None
    return Verification(verdict.entries, verdict.hash, fault, remark)
