"""The cover says whose meeting it is, and no more of it than is known."""

from dataclasses import replace

import pytest

from lib import scenes
from lib.base.i18n import LANGS, Lang
from tests.unit.scenes.stories import ENTRIES, V, told


@pytest.mark.parametrize("lang", LANGS)
def test_cover_has_the_alliance_and_the_registers_year(lang: Lang) -> None:
    cover = told(lang=lang)["cover"]
    name = {"zh": "京津冀国家高新区联盟", "en": "Jing-Jin-Ji National High-tech Zones Alliance"}
    assert cover.title == name[lang]
    assert cover.lead.startswith(f"{ENTRIES.register.date[:4]} · ")
    assert all(park.short(lang) in cover.points[0] for park in V.parks)
    assert any("来源" in note or "Source" in note for note in cover.notes)


def test_cover_has_the_meeting_where_the_register_names_it_with_a_source() -> None:
    register = replace(
        ENTRIES.register,
        meeting_zh="2027年年会 · 某市",
        meeting_en="Annual meeting 2027 · Somewhere",
        meeting_source="某报",
    )
    edition = replace(ENTRIES, register=register)
    for lang, meeting in (("zh", register.meeting_zh), ("en", register.meeting_en)):
        [cover, *_] = scenes.scenes(edition, ENTRIES.filter(), lang)  # type: ignore[arg-type]
        assert cover.lead.startswith(meeting)
        assert any("某报" in note for note in cover.notes)
