"""The year is what the alliance has published."""

import pytest

from lib.base.i18n import LANGS, Lang
from lib.published import scorecard
from tests.unit.scenes.stories import (
    FIGURES,
    told,
)


@pytest.mark.parametrize("lang", LANGS)
def test_the_year_is_the_published_figures_with_sources(lang: Lang) -> None:
    year = told(lang=lang)["year"]
    period = {"zh": "2023.11–2024.11 联盟公布", "en": "Nov 2023–Nov 2024, published by"}
    assert period[lang] in year.title
    found = scorecard.headlines(FIGURES)
    assert [n.text for n in year.numbers] == [f.number(lang) for f in found]
    assert all(f.source in n.source for f, n in zip(found, year.numbers, strict=True))
    said = "\n".join(year.notes)
    for figure in FIGURES:
        if figure.scope == "alliance":
            assert figure.number(lang) in said
            assert figure.name(lang) in said
