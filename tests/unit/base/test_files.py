"""Sources are one set, named by their contents; a file is written whole or not at all."""

import errno
import os
import threading
from collections.abc import Callable, MutableMapping
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.base.files import Sources, write_whole
from tests.edits import places, problems

FILES = st.dictionaries(st.text(min_size=1, max_size=3), st.binary(max_size=3), max_size=3)


@given(FILES, FILES)
def test_sets_are_equal_when_names_and_contents_are(one: dict[str, bytes], two: Any) -> None:
    same = one == two
    assert (Sources(one) == Sources(two)) is same
    assert (Sources(one).digest == Sources(two).digest) is same
    reordered = Sources(dict(reversed(one.items())))
    assert reordered == Sources(one)
    assert hash(reordered) == hash(Sources(one))
    assert reordered.digest == Sources(one).digest


def test_names_and_contents_do_not_run_into_each_other() -> None:
    sets = [
        *({"a": b"bc", "d": b""}, {"a": b"", "d": b"bc"}, {"ab": b"c", "d": b""}),
        *({"a": b"b", "c": b"d"}, {"a": b"bcd"}, {}, {"": b""}, {"a": b""}),
    ]
    assert len({Sources(one).digest for one in sets}) == len(sets)


def test_a_digest_is_the_same_in_every_process() -> None:
    # Taken once: the store and the caches of every host know editions by it.
    digest = "4a8a3ca4cf49672b77acc649bd752c0a55856b467ec3ecf6762957383a9720aa"
    assert Sources({"a.csv": b"1"}).digest == digest


def test_a_set_does_not_change_with_what_it_was_made_of() -> None:
    content = {"b.csv": b"1", "a.csv": b"2"}
    sources = Sources(content)
    digest = sources.digest
    content["c.csv"] = b"3"
    content.pop("a.csv")
    assert dict(sources) == {"a.csv": b"2", "b.csv": b"1"}
    assert list(sources) == ["a.csv", "b.csv"]
    assert sources.digest == digest
    with pytest.raises(TypeError):
        cast("MutableMapping[str, bytes]", sources)["a.csv"] = b"4"
    with pytest.raises(TypeError):
        del cast("MutableMapping[str, bytes]", sources)["a.csv"]


def test_a_set_is_no_mere_mapping() -> None:
    assert Sources({"a": b"1"}) != {"a": b"1"}
    assert "a" in Sources({"a": b"1"})
    assert "b" not in Sources({"a": b"1"})
    assert len(Sources({"a": b"1"})) == 1


def test_an_edition_is_made_of_tables_boundaries_and_the_registers_particulars(
    tmp_path: Path,
) -> None:
    kept = ("resources.csv", "other.csv", "register.toml", "geo/districts.geojson")
    others = ("README.md", "notes.toml", "geo/readme.txt", "geo/a.csv", "fonts/a.ttf", "x/b.csv")
    for name in (*kept, *others):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    assert dict(Sources.of(tmp_path)) == {name: name.encode() for name in kept}


def test_a_later_folders_file_stands_in_for_an_earlier_ones(tmp_path: Path) -> None:
    for folder, names in (("one", ("a.csv", "b.csv")), ("two", ("b.csv", "c.csv"))):
        (tmp_path / folder).mkdir()
        for name in names:
            (tmp_path / folder / name).write_bytes(folder.encode())
    sources = Sources.of(tmp_path / "one", tmp_path / "two")
    assert dict(sources) == {"a.csv": b"one", "b.csv": b"two", "c.csv": b"two"}
    assert len(Sources.of(tmp_path / "none")) == 0


def a_folder(path: Path) -> None:
    path.mkdir()


def a_link_to_nothing(path: Path) -> None:
    path.symlink_to("nowhere")


@pytest.mark.parametrize("make", [a_folder, a_link_to_nothing])
def test_a_file_that_cannot_be_read_is_named(make: Callable[[Path], None], tmp_path: Path) -> None:
    make(tmp_path / "parks.csv")
    found = problems(lambda: Sources.of(tmp_path))
    assert places(found) == [("parks.csv", None, None, "")]


def test_a_file_that_is_not_there_is_named() -> None:
    sources = Sources({"a.csv": b"1"})
    for read in (lambda: sources["b.csv"], lambda: sources.text("b.csv")):
        [problem] = problems(read)
        assert problem.file == "b.csv"
        assert "文件缺失或无法读取" in problem.text("zh")


def test_text_has_no_byte_order_mark_but_keeps_all_else() -> None:
    assert Sources({"a": "\ufeff京\r\n津\n".encode()}).text("a") == "京\r\n津\n"
    assert Sources({"a": "京\ufeff".encode()}).text("a") == "京\ufeff"


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b" \r\n\t\n"])
def test_an_empty_file_is_named(content: bytes) -> None:
    [problem] = problems(lambda: Sources({"a.csv": content}).text("a.csv"))
    assert problem.text("zh").startswith("a.csv：文件是空的。")
    assert "is empty" in problem.text("en")


def test_a_file_in_another_encoding_is_named_with_its_first_bad_line() -> None:
    content = b"version\ndate\n" + "京津冀".encode("gbk")
    [problem] = problems(lambda: Sources({"register.toml": content}).text("register.toml"))
    assert (problem.file, problem.row) == ("register.toml", 3)
    assert "UTF-8" in problem.text("zh")


# Writing


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A file that is there already."""
    path = tmp_path / "marks.svg"
    path.write_bytes(b"old")
    return path


def test_a_file_is_written_with_all_its_content(kept: Path) -> None:
    write_whole(kept.with_name("new.svg"), bytes(range(256)) * 5_000)
    write_whole(kept, b"")
    assert contents(kept.parent) == {"new.svg": bytes(range(256)) * 5_000, "marks.svg": b""}


def test_who_has_the_file_open_reads_on_in_the_old_one(kept: Path) -> None:
    with kept.open("rb") as page:
        write_whole(kept, b"new and longer")
        assert page.read() == b"old"
    assert kept.read_bytes() == b"new and longer"


def full(*_: object) -> Any:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def sync_fails(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(os, "fsync", full)


def opening_fails(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Path, "open", full)


def renaming_fails(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Path, "replace", full)


def writing_fails_half_way(patch: pytest.MonkeyPatch) -> None:
    """Half of the content reaches the disk, then it is full."""
    opened = Path.open

    def half(path: Path, mode: str) -> Any:
        file = cast("Any", opened(path, mode, buffering=0))

        class Half:
            def __enter__(self) -> "Half":
                return self

            def __exit__(self, *_: object) -> None:
                file.close()

            def write(self, content: bytes) -> None:
                file.write(content[: len(content) // 2])
                full()

        return Half()

    patch.setattr(Path, "open", half)


FAILURES = [sync_fails, opening_fails, renaming_fails, writing_fails_half_way]


@pytest.mark.parametrize("fail", FAILURES)
def test_on_a_full_disk_the_old_content_stays_and_nothing_is_left_behind(
    kept: Path, fail: Callable[[pytest.MonkeyPatch], None]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        fail(patch)
        for name in (kept.name, "new.svg"):
            with pytest.raises(OSError, match="No space left"):
                write_whole(kept.with_name(name), b"new content")
    assert contents(kept.parent) == {"marks.svg": b"old"}


def test_nothing_takes_the_old_files_place_before_the_disk_has_the_new_one(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[bytes] = []

    def fsync(number: int) -> None:
        assert kept.read_bytes() == b"old"
        synced.append(os.pread(number, 100, 0))

    def open_to_read_too(path: Path, mode: str) -> Any:
        return opened(path, mode + "+")

    opened = Path.open
    monkeypatch.setattr(Path, "open", open_to_read_too)
    monkeypatch.setattr(os, "fsync", fsync)
    write_whole(kept, b"new")
    monkeypatch.undo()
    assert synced == [b"new"]
    assert kept.read_bytes() == b"new"


def test_where_no_file_can_be_made_the_error_says_so(kept: Path) -> None:
    with pytest.raises(NotADirectoryError):
        write_whole(kept / "below.svg", b"new")
    with pytest.raises(FileNotFoundError):
        write_whole(kept.parent / "nowhere" / "marks.svg", b"new")
    (kept.parent / "folder").mkdir()
    with pytest.raises(IsADirectoryError):
        write_whole(kept.parent / "folder", b"new")
    assert sorted(path.name for path in kept.parent.iterdir()) == ["folder", "marks.svg"]
    assert kept.read_bytes() == b"old"


def test_several_that_write_one_file_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    path = tmp_path / "marks.svg"
    versions = [bytes([number]) * 50_000 for number in range(4)]
    errors: list[BaseException] = []

    def write(content: bytes) -> None:
        try:
            for _ in range(20):
                write_whole(path, content)
                if path.read_bytes() not in versions:
                    raise AssertionError("a mixture")
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=write, args=(content,)) for content in versions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
