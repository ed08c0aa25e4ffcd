"""Settings are read when they are asked for, and each says what it is for."""

import re
from pathlib import Path

import pytest

from lib.base import settings
from lib.base.i18n import LANGS, translator
from lib.base.settings import SETTINGS, Setting
from lib.web import start
from tests.conftest import ROOT
from tests.tiles import KEY


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


OFFICIAL = {
    "ATLAS_BASEMAP": "tianditu",
    "ATLAS_TIANDITU_KEY": KEY,
    "ATLAS_MAP_REVIEW_NUMBER": "GS(2026)0001号",
}


def use(monkeypatch: pytest.MonkeyPatch, **changes: str) -> None:
    for setting in SETTINGS:
        monkeypatch.delenv(setting.variable, raising=False)
    for name, value in changes.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize("chosen", ["", "offline"])
def test_maps_are_the_atlas_s_own_unless_the_official_one_is_chosen(
    chosen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, **OFFICIAL | {"ATLAS_BASEMAP": chosen})
    assert settings.tianditu() is None


def test_the_official_basemap_is_asked_for_at_its_own_servers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    use(monkeypatch, **OFFICIAL)
    service = settings.tianditu()
    assert service
    assert (service.key, service.server_key) == (KEY, "")
    assert service.servers == service.origins
    assert service.servers == tuple(f"https://t{n}.tianditu.gov.cn" for n in range(8))


def test_the_official_basemap_may_have_a_mirror(monkeypatch: pytest.MonkeyPatch) -> None:
    mirrors = "http://gis.intranet:8080/Tianditu/, http://gis.intranet:8080/b https://b.example.cn"
    use(monkeypatch, **OFFICIAL | {"ATLAS_TIANDITU_URL": mirrors})
    service = settings.tianditu()
    assert service
    assert service.servers == (
        "http://gis.intranet:8080/Tianditu",
        "http://gis.intranet:8080/b",
        "https://b.example.cn",
    )
    assert service.origins == ("http://gis.intranet:8080", "https://b.example.cn")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ATLAS_BASEMAP", "google"),
        ("ATLAS_TIANDITU_KEY", ""),
        ("ATLAS_MAP_REVIEW_NUMBER", " "),
        ("ATLAS_TIANDITU_KEY", "a&b={z}"),
        ("ATLAS_TIANDITU_SERVER_KEY", '"a'),
        ("ATLAS_TIANDITU_URL", "t0.tianditu.gov.cn"),
        ("ATLAS_TIANDITU_URL", "https://*.tianditu.gov.cn"),
        ("ATLAS_TIANDITU_URL", "https://a.example.cn;script-src"),
        ("ATLAS_TIANDITU_URL", "https://a.example.cn/{z}"),
        ("ATLAS_TIANDITU_URL", "file:///etc"),
    ],
)
def test_a_basemap_that_cannot_be_used_ends_the_start_with_a_sentence(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, **OFFICIAL | {variable: value})
    with pytest.raises(SystemExit) as end:
        start.prepare()
    chinese, english = str(end.value).splitlines()
    assert chinese.startswith(f"{variable}：")
    assert english.startswith(f"{variable}: ")
