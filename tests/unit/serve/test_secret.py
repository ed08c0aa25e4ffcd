"""One secret for all processes, made once, and nobody else's business."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from lib.serve.secret import NAME, cookie_secret


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    made = cookie_secret(tmp_path)
    assert len(made) == 64
    assert cookie_secret(tmp_path) == made
    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_many_who_ask_at_once_get_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(cookie_secret, [tmp_path] * 32))
    assert len(found) == 1


def test_each_folder_has_a_secret_of_its_own(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    first.mkdir()
    second.mkdir()
    assert cookie_secret(first) != cookie_secret(second)
