"""Files read as one set and written whole or not at all."""

import hashlib
import os
import threading
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Final

from lib.base.i18n import mark
from lib.base.problems import DataProblem

# What an edition is made of, below a data folder.
PATTERNS: Final = ("*.csv", "register.toml", "geo/*.geojson")
_ABSENT: Final = mark("文件缺失或无法读取。")


class Sources(Mapping[str, bytes]):
    """The files an edition is made of, by name (`resources.csv`, `geo/districts.geojson`).

    Immutable. Two sets with the same names and contents are equal and have the same `digest`.
    """

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = dict(sorted(files.items()))

    @classmethod
    def of(cls, *folders: Path) -> "Sources":
        """Return the files of `folders` that match `PATTERNS`; a later folder's file stands in for
        an earlier one's. Raises `DataProblem` where a file cannot be read."""
        found: dict[str, bytes] = {}
        for folder in folders:
            for pattern in PATTERNS:
                for path in folder.glob(pattern):
                    name = path.relative_to(folder).as_posix()
                    try:
                        found[name] = path.read_bytes()
                    except OSError:
                        raise DataProblem(name, _ABSENT) from None
        return cls(found)

    def __getitem__(self, name: str) -> bytes:
        """Return a file's content. Raises `DataProblem` where there is no such file."""
        try:
            return self._files[name]
        except KeyError:
            raise DataProblem(name, _ABSENT) from None

    def __contains__(self, name: object) -> bool:
        return name in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sources) and other.digest == self.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def without(self, name: str) -> "Sources":
        """Return the same set, with its digest, but for the content of one file, which its reader
        has no use for any more: it counts as absent."""
        rest = Sources({other: content for other, content in self.items() if other != name})
        rest.digest = self.digest
        return rest

    def text(self, name: str) -> str:
        """Return a file's text, without a byte-order mark. Raises `DataProblem` where there is no
        such file, or it is not UTF-8, or empty."""
        try:
            text = self[name].decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise DataProblem(
                name,
                mark("文件不是 UTF-8 编码。"),
                mark("请另存为 UTF-8 编码后运行 make data。"),
                row=error.object.count(b"\n", 0, error.start) + 1,
            ) from None
        if not text.strip():
            raise DataProblem(name, mark("文件是空的。"))
        return text

    @cached_property
    def digest(self) -> str:
        """The SHA-256, in hexadecimal, over all names and contents."""
        return digest_of(self._files)


def digest_of(files: Mapping[str, bytes]) -> str:
    """Return the SHA-256, in hexadecimal, over all names and contents, whatever their order."""
    whole = hashlib.sha256()
    for name, content in sorted(files.items()):
        whole.update(f"{name}\0{hashlib.sha256(content).hexdigest()}\n".encode())
    return whole.hexdigest()


def write_whole(path: Path, content: bytes) -> None:
    """Write `content` to `path`, whole or not at all, and only return once the disk has it.

    Raises `OSError`; then `path` is as it was and nothing else is left behind.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
