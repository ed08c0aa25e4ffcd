"""What is taken away: rows of an edition, and what is said of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, cast

import pandas as pd

from lib.base.bidi import without_controls
from lib.base.i18n import Lang, mark, translator
from lib.editions.edition import Edition
from lib.query.filters import ResourceFilter

Row = Mapping[str, Any]
FORMAT: Final = "jjj-extract/1"
TITLE: Final = mark("京津冀创新资源名录")


@dataclass(frozen=True)
class Extract:
    """Rows of an edition to be written out, and what is said of them.

    `frame` has the register's columns and any order of rows; `what` says in `lang` how they were
    chosen; `date` is the day of the export, `YYYY-MM-DD`.
    """

    edition: Edition
    frame: pd.DataFrame
    what: str
    lang: Lang
    date: str = field(default_factory=lambda: date.today().isoformat())

    def __post_init__(self) -> None:
        # What a user has searched for is among its words.
        object.__setattr__(self, "what", without_controls(self.what))

    @property
    def statement(self) -> str:
        """Which edition this is and where it is from, in one line."""
        return self.edition.statement(self.lang)

    @property
    def rows(self) -> list[Row]:
        """The rows as mappings; what is not known is `None`."""
        known = self.frame.astype(object).where(self.frame.notna(), None)
        return cast("list[Row]", known.to_dict("records"))

    def metadata(self) -> dict[str, str]:
        """Return what a program is told of the file as a whole."""
        return {
            "format": FORMAT,
            "what": self.what,
            "date": self.date,
            "rows": str(len(self.frame)),
            "register_version": self.edition.version,
            "register_date": self.edition.register.date,
            "register_sha256": self.edition.digest,
            "provenance_zh": self.edition.register.provenance_zh,
            "provenance_en": self.edition.register.provenance_en,
        }


def extract(
    edition: Edition, selection: ResourceFilter, lang: Lang, picks: Sequence[str] | None = None
) -> Extract:
    """Return the rows that pass `selection` or, given `picks` (ids chosen by hand), just those,
    whatever the selection; in the register's order."""
    t = translator(lang)
    if picks is None:
        frame = edition.select(selection)
        return Extract(edition, frame, selection.describe(lang, len(frame)), lang)
    frame = edition.frame[edition.frame["resource_id"].isin(list(picks))]
    return Extract(edition, frame, t("选出的 {n} 项").format(n=len(frame)), lang)
