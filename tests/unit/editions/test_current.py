"""Which edition a process serves, and how it comes to another."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from lib.base import settings
from lib.base.files import Sources
from lib.base.problems import DataProblem, DataProblems
from lib.editions.current import Holder, follow_checkout, publish_folder
from lib.editions.store import CHECKOUT, Store
from tests.editions import FIXTURE, fixture_sources


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own, with the fixture's files."""
    folder = tmp_path / "data"
    shutil.copytree(settings.DATA_DIR / "geo", folder / "geo")
    shutil.copytree(FIXTURE, folder, dirs_exist_ok=True)
    monkeypatch.setattr(settings, "DATA_DIR", folder)
    monkeypatch.setenv("ATLAS_STATE", str(tmp_path / "state"))
    return folder


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_a_fresh_clone_serves_its_own_data(store: Store) -> None:
    follow_checkout(store)
    edition = Holder(store).edition
    assert edition.digest == fixture_sources().digest
    head = store.head()
    assert head is not None
    assert (head.by, head.digest) == (CHECKOUT, edition.digest)


def test_metrics_name_the_edition_served(store: Store, data: Path) -> None:
    follow_checkout(store)
    holder = Holder(store)
    for number, version in enumerate(("test.1", "test.2"), start=1):
        edit(data / "register.toml", "test.1", version)
        follow_checkout(store)
        holder.refresh()
        labels = {"digest": holder.edition.digest, "version": version}
        assert REGISTRY.get_sample_value("atlas_edition_info", labels) == 1
        assert REGISTRY.get_sample_value("atlas_edition_number") == number


def test_a_start_with_the_same_data_publishes_nothing(store: Store) -> None:
    follow_checkout(store)
    follow_checkout(store)
    assert len(store.publications()) == 1


def test_a_start_with_newer_data_publishes_them(store: Store, data: Path) -> None:
    follow_checkout(store)
    edit(data / "register.toml", "test.1", "test.2")
    follow_checkout(store)
    assert Holder(store).edition.version == "test.2"


def test_what_a_steward_has_published_outlasts_a_restart(store: Store, data: Path) -> None:
    follow_checkout(store)
    official = Sources({**fixture_sources(), "register.toml": OFFICIAL.encode()})
    store.publish(official, "steward", "the official list")
    edit(data / "register.toml", "test.1", "test.2")
    follow_checkout(store)
    assert Holder(store).edition.version == "official.1"


OFFICIAL = """version = "official.1"
date = "2027-01"
provenance_zh = "测试"
provenance_en = "test"
"""


def test_an_open_holder_comes_to_the_new_edition_and_back_by_undo(
    store: Store, opened: Callable[[], Store], data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="lib")
    follow_checkout(store)
    holder = Holder(opened())
    first = holder.edition
    edit(data / "register.toml", "test.1", "test.2")
    publish_folder(store, data, CHECKOUT, "make data")
    assert holder.edition is first
    holder.refresh()
    assert holder.edition.version == "test.2"
    store.restore(1, "steward", "undo")
    holder.refresh()
    holder.refresh()
    assert holder.edition.digest == first.digest
    # A log kept elsewhere knows the record's last hash of each.
    logged = [
        f"publication {p.number}: {p.digest}, record {p.record}" for p in store.publications()
    ]
    assert [m for m in caplog.messages if m.startswith("publication")] == logged[::-1]


def test_data_at_fault_publish_nothing_and_the_old_edition_stays(store: Store, data: Path) -> None:
    follow_checkout(store)
    holder = Holder(store)
    before = holder.edition
    edit(data / "categories.csv", "#56B4E9", "blue")
    with pytest.raises(DataProblems):
        publish_folder(store, data, CHECKOUT, "make data")
    follow_checkout(store)
    holder.refresh()
    assert holder.edition is before
    assert len(store.publications()) == 1


def test_without_any_usable_edition_the_reason_is_raised(store: Store, data: Path) -> None:
    (data / "parks.csv").unlink()
    with pytest.raises(DataProblem) as caught:
        follow_checkout(store)
    assert "parks.csv" in caught.value.text("zh")
    with pytest.raises(DataProblem):
        _ = Holder(store).edition


def test_rows_in_another_order_light_the_same_resources(store: Store, data: Path) -> None:
    """The map's files and the filter's mask are of one edition, whatever was built before."""
    follow_checkout(store)
    holder = Holder(store)
    _ = holder.edition
    lines = (data / "resources.csv").read_text("utf-8").splitlines()
    (data / "resources.csv").write_text("\n".join([lines[0], *reversed(lines[1:])]), "utf-8")
    publish_folder(store, data, CHECKOUT, "make data")
    holder.refresh()
    edition = holder.edition
    path = settings.state_folder() / "static" / edition.assets["zones.geojson"]
    points = json.loads(path.read_bytes())["features"]
    lit = edition.arrangement.zones.lit(edition.filter(park=("tianjin",)).mask(edition.members))
    found = [p["properties"]["id"] for p in points if lit[p["properties"]["n"]]]
    held = edition.frame["park"] == "tianjin"
    assert sorted(found) == sorted(edition.frame["resource_id"][held])
