"""`static/` is what `make data` would build, and holds every resource once."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from lib.base.problems import DataProblem
from lib.editions.edition import Edition
from lib.mapfiles import assets
from lib.terms import live

HASHED = re.compile(r".+\.([0-9a-f]{10})\.\w+")


def manifest() -> dict[str, str]:
    found: dict[str, str] = json.loads((assets.STATIC_DIR / "manifest.json").read_text("utf-8"))
    return found


def features(name: str) -> list[dict[str, Any]]:
    path = assets.STATIC_DIR / manifest()[f"{name}.geojson"]
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["features"]
    return found


def test_static_is_up_to_date(tmp_path: Path, entries: Edition) -> None:
    """Fails when a source of `static/` was edited without `make data`."""
    stray = tmp_path / "region.0123456789.geojson"
    stray.write_text("{}")
    assert assets.build(entries, to=tmp_path) == manifest()
    built, kept = (
        {p.name: p.read_bytes() for p in d.iterdir()} for d in (tmp_path, assets.STATIC_DIR)
    )
    assert built == kept
    assert stray.name not in built


def test_names_carry_the_hash_of_the_content() -> None:
    for name in manifest().values():
        match = HASHED.fullmatch(name)
        assert match, name
        content = (assets.STATIC_DIR / name).read_bytes()
        assert hashlib.sha256(content).hexdigest().startswith(match[1]), name


def test_addresses_lead_to_files() -> None:
    assert set(assets.urls()) == set(manifest())
    for address in assets.urls().values():
        assert (assets.STATIC_DIR.parent / address.removeprefix("app/")).is_file(), address


@pytest.mark.parametrize("name", ["region", "city"])
def test_every_resource_is_on_the_map_once(name: str, entries: Edition) -> None:
    found = features(name)
    assert [f["properties"]["k"] for f in found] == list(range(len(entries.frame)))
    for column, key in (("resource_id", "id"), ("name", "name"), ("park", "park")):
        assert [f["properties"][key] for f in found] == entries.frame[column].to_list()


def test_mark_says_category_and_basis(entries: Edition) -> None:
    codes = [category.code for category in live.CATEGORIES]
    for feature, row in zip(features("city"), entries.frame.itertuples(), strict=True):
        assert codes[feature["properties"]["m"]] == row.category
        hollow, category = divmod(feature["properties"]["h"], 5)
        assert codes[category] == row.category
        assert bool(hollow) == (row.position_basis == "area")


def test_hover_text_names_the_park_in_both_languages(entries: Edition) -> None:
    for feature, row in zip(features("region"), entries.frame.itertuples(), strict=True):
        park = live.SEATS[str(row.park)]
        assert park.zh in feature["properties"]["zh"]
        assert park.en in feature["properties"]["en"]


def test_packs_say_how_many(entries: Edition) -> None:
    totals = entries.frame["park"].value_counts()
    found = {f["properties"]["park"]: f["properties"] for f in features("packs")}
    assert list(found) == [park.code for park in live.PARKS]
    for code, properties in found.items():
        for lang in ("zh", "en"):
            assert re.findall(r"\d+", properties[lang])[0] == str(totals.get(code, 0)), code


def test_styles_ask_for_nothing_from_elsewhere() -> None:
    for name, file in manifest().items():
        if not name.startswith("style-"):
            continue
        style = json.loads((assets.STATIC_DIR / file).read_text("utf-8"))
        assert "//" not in style["glyphs"]
        for source in style["sources"].values():
            assert source["data"].removeprefix("app/static/") in manifest().values()
        assert {layer["source"] for layer in style["layers"] if "source" in layer} == set(
            style["sources"]
        )


@pytest.mark.parametrize("content", [None, "{", ""])
def test_unusable_manifest_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None
) -> None:
    if content is not None:
        (tmp_path / "manifest.json").write_text(content)
    monkeypatch.setattr(assets, "STATIC_DIR", tmp_path)
    assets.urls.cache_clear()
    with pytest.raises(DataProblem) as caught:
        assets.urls()
    for text in (caught.value.text("zh"), caught.value.text("en")):
        assert "static/manifest.json" in text
        assert "make data" in text
