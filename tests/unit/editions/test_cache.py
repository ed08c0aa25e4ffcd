"""Editions on the local disk: whole or built anew, and no file under an open page changes."""

import errno
import functools
import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from lib.base.files import Sources
from lib.base.problems import DataProblem
from lib.editions import cache
from lib.editions.build import build
from lib.editions.edition import Edition
from tests.conftest import ROOT
from tests.editions import fixture_edition, fixture_sources
from tests.tiles import Tiles

build_once = functools.cache(build)


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder of the test's own. What is built anew is the same each time, and made once."""
    monkeypatch.setenv("ATLAS_STATE", str(tmp_path))
    monkeypatch.setattr(cache, "build", build_once)
    return tmp_path


def kept(state: Path) -> dict[str, bytes]:
    """Every file below the state folder."""
    return {str(p.relative_to(state)): p.read_bytes() for p in state.rglob("*") if p.is_file()}


def agree(one: Edition, other: Edition) -> None:
    pd.testing.assert_frame_equal(one.frame, other.frame)
    assert dict(one.assets) == dict(other.assets)
    assert one.digest == other.digest
    for field, column in one.index.texts.items():
        assert column.to_pylist() == other.index.texts[field].to_pylist()
        assert one.index.pinyin[field].to_pylist() == other.index.pinyin[field].to_pylist()


def test_an_edition_read_again_is_the_one_that_was_built(state: Path) -> None:
    built = cache.load(fixture_sources())
    before = kept(state)
    again = cache.load(fixture_sources())
    agree(built, again)
    agree(built, fixture_edition())
    assert kept(state) == before
    for name in built.assets.values():
        assert (cache.static_folder() / name).exists()


def test_another_edition_leaves_every_file_of_the_first_in_place(state: Path) -> None:
    cache.load(fixture_sources())
    inodes = {p.name: p.stat().st_ino for p in cache.static_folder().iterdir()}
    rows = fixture_sources().text("resources.csv").splitlines()
    fewer = Sources({**fixture_sources(), "resources.csv": "\n".join(rows[:-1]).encode()})
    cache.load(fewer)
    now = {p.name: p.stat().st_ino for p in cache.static_folder().iterdir()}
    assert inodes.items() <= now.items()
    assert len(now) > len(inodes)


def test_any_damaged_bit_is_found_and_mended(state: Path) -> None:
    built = cache.load(fixture_sources())
    whole = kept(state)
    chance = random.Random(1)
    for name in sorted(whole):
        path = state / name
        damaged = bytearray(whole[name])
        damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        path.write_bytes(bytes(damaged))
        agree(built, cache.load(fixture_sources()))
        if name.startswith("static/"):
            assert path.read_bytes() == whole[name], name


def test_what_is_missing_is_made_anew(state: Path) -> None:
    built = cache.load(fixture_sources())
    for name in sorted(kept(state)):
        (state / name).unlink()
        agree(built, cache.load(fixture_sources()))
        assert (state / name).is_file()


def test_contents_that_name_another_edition_are_not_believed(state: Path) -> None:
    cache.load(fixture_sources())
    path = next(state.rglob("contents.json"))
    path.write_text(json.dumps(json.loads(path.read_bytes()) | {"digest": "0" * 64}))
    agree(cache.load(fixture_sources()), fixture_edition())


@pytest.mark.parametrize("which", ["static", "editions"])
def test_a_full_disk_is_said_in_one_line_and_leaves_nothing_half_written(
    state: Path, monkeypatch: pytest.MonkeyPatch, which: str
) -> None:
    before = cache.load(fixture_sources())
    files = kept(state)
    replace = Path.replace

    def full(self: Path, target: Path) -> Path:
        if which in Path(target).parts:
            raise OSError(errno.ENOSPC, "No space left on device", str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", full)
    rows = fixture_sources().text("resources.csv").splitlines()
    fewer = Sources({**fixture_sources(), "resources.csv": "\n".join(rows[:-1]).encode()})
    with pytest.raises(DataProblem) as caught:
        cache.load(fewer)
    for lang, word in (("zh", "无法写入"), ("en", "cannot be written")):
        text = caught.value.text(lang)  # type: ignore[arg-type]
        assert word in text
        assert "\n" not in text
    assert files.items() <= kept(state).items()
    assert not [name for name in kept(state) if Path(name).name.startswith(".")]
    monkeypatch.undo()
    monkeypatch.setenv("ATLAS_STATE", str(state))
    agree(cache.load(fixture_sources()), before)


LOADING = """
from lib.editions import cache
from tests.editions import fixture_sources
print("ready", flush=True)
cache.load(fixture_sources())
"""


def test_a_build_killed_at_any_moment_leaves_what_the_next_one_can_use(state: Path) -> None:
    expected, whole = fixture_edition(), build_once(fixture_sources()).files
    for wait in (0.0, 0.15, 0.3, 0.4):
        builder = subprocess.Popen(
            [sys.executable, "-c", LOADING], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert builder.stdout
        builder.stdout.readline()
        time.sleep(wait)
        builder.send_signal(signal.SIGKILL)
        builder.wait()
        # Whatever lies there under its own name is whole.
        static = state / "static"
        for path in static.rglob("[!.]*.*"):
            if path.is_file():
                assert path.read_bytes() == whole[path.relative_to(static).as_posix()]
    agree(cache.load(fixture_sources()), expected)


def test_an_edition_kept_for_another_basemap_is_not_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cache, "build", build)
    offline = cache.load(fixture_sources())
    Tiles(url="http://127.0.0.1:1").use(monkeypatch)
    official = cache.load(fixture_sources())
    assert official.digest == offline.digest
    assert set(official.assets) - set(offline.assets) == {
        f"tianditu-{theme}{shown}.json"
        for theme in ("light", "dark")
        for shown in ("", "-corridor")
    }
    assert official.assets.items() >= offline.assets.items()
    monkeypatch.setenv("ATLAS_TIANDITU_KEY", "another")
    rekeyed = cache.load(fixture_sources())
    style = cache.static_folder() / rekeyed.assets["tianditu-light.json"]
    assert "tk=another" in style.read_text("utf-8")
    monkeypatch.delenv("ATLAS_BASEMAP")
    agree(cache.load(fixture_sources()), offline)
