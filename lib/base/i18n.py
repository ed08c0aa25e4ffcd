"""Chinese is the source language; English comes from a standard gettext catalogue.

Message ids are the Chinese texts themselves, so Chinese needs no catalogue and a missing English
entry is found by `tests/unit/test_i18n.py`, never by a user.
"""

from collections.abc import Callable
from functools import cache
from gettext import GNUTranslations
from pathlib import Path
from typing import Final, Literal
from zoneinfo import ZoneInfo

Lang = Literal["zh", "en"]
LANGS: Final[tuple[Lang, ...]] = ("zh", "en")
# The time that pages tell, whatever their language.
BEIJING: Final = ZoneInfo("Asia/Shanghai")
LOCALE_DIR: Final = Path(__file__).parents[2] / "locale"


def mark(text: str) -> str:
    """Return `text` unchanged: marks a message for the catalogue where it is stated, not shown."""
    return text


@cache
def translator(lang: Lang) -> Callable[[str], str]:
    """Return the function that puts a Chinese message into `lang`."""
    if lang == "zh":
        return mark
    with (LOCALE_DIR / lang / "LC_MESSAGES" / "atlas.mo").open("rb") as file:
        return GNUTranslations(file).gettext
