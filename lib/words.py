"""A resource's coded values as people read them."""

from collections.abc import Sequence

import pandas as pd

from lib import taxonomy
from lib.i18n import Lang, translator

_TERMS = {t.code: t for t in (*taxonomy.CHAINS, *taxonomy.CLUSTERS, *taxonomy.STATUSES)}


def focus(chains: Sequence[str], clusters: Sequence[str], lang: Lang) -> list[str]:
    """Return the names of chains and clusters, the one that is both named once."""
    return list(dict.fromkeys(_TERMS[code].name(lang) for code in (*chains, *clusters)))


def status(code: str, source_date: str | None, lang: Lang) -> str:
    """Return a status with the date it was true at, as far as that is known."""
    t = translator(lang)
    as_of = t("截至 {date}").format(date=source_date) if pd.notna(source_date) else t("日期未见")
    return t("{status}（{as_of}）").format(status=_TERMS[code].name(lang), as_of=as_of)
