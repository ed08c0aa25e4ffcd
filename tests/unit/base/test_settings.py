"""Settings are read when they are asked for, and each says what it is for."""

import re
from pathlib import Path

import pytest

from lib.base import settings
from lib.base.i18n import LANGS, translator
from lib.base.settings import SETTINGS, Setting
from tests.conftest import ROOT


def test_every_variable_of_the_atlas_is_a_setting() -> None:
    code = [ROOT / "app.py", *(ROOT / "pages").glob("*.py"), *(ROOT / "lib").rglob("*.py")]
    named = {v for path in code for v in re.findall(r"\bATLAS_[A-Z_]+", path.read_text("utf-8"))}
    assert named == {setting.variable for setting in SETTINGS}
    readers = [p for p in code if re.search(r"\benviron\b", p.read_text("utf-8"))]
    assert [path.name for path in readers] == ["settings.py"]


def test_every_setting_says_what_it_is_for_in_both_languages() -> None:
    texts = [translator(lang)(setting.about) for setting in SETTINGS for lang in LANGS]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.variable)
def test_a_setting_is_read_anew_each_time(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(setting.variable, raising=False)
    assert setting.value == ""
    monkeypatch.setenv(setting.variable, "  京S(2026)001号\n")
    assert setting.value == "京S(2026)001号"
    monkeypatch.setenv(setting.variable, "   ")
    assert setting.value == ""


def test_state_and_database_lie_in_the_project_unless_set(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for variable in ("ATLAS_STATE", "ATLAS_DATABASE_URL"):
        monkeypatch.delenv(variable, raising=False)
    assert settings.state_folder() == ROOT / "state"
    assert settings.database_url() == f"sqlite:///{ROOT / 'state' / 'atlas.db'}"
    monkeypatch.setenv("ATLAS_STATE", str(tmp_path))
    assert settings.state_folder() == tmp_path
    assert settings.database_url() == f"sqlite:///{tmp_path / 'atlas.db'}"
    monkeypatch.setenv("ATLAS_DATABASE_URL", "postgresql+psycopg://atlas@db/atlas")
    assert settings.database_url() == "postgresql+psycopg://atlas@db/atlas"
    assert settings.state_folder() == tmp_path


def test_the_committed_data_are_in_the_project() -> None:
    assert settings.ROOT == ROOT
    assert (settings.DATA_DIR / "resources.csv").is_file()
