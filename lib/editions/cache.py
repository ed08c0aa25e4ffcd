"""Editions kept on the local disk, so that a start need not build one anew.

A cache: what is missing, damaged or made by other code is built from the sources again. The
browser's files are named by their content, written once and never changed, and stay as long as a
page may ask for them.
"""

import hashlib
import json
import logging
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

import pyarrow
import pyarrow.parquet as pq

from lib.base import settings
from lib.base.files import Sources, digest_of, write_whole
from lib.base.i18n import mark
from lib.base.problems import DataProblem
from lib.editions.build import assemble, build
from lib.editions.edition import Edition
from lib.mapfiles.build import MapFiles
from lib.query import search
from lib.query.membership import Membership
from lib.register import rows
from lib.register.rows import Register
from lib.register.schema import ARROW_SCHEMA
from lib.terms import vocabulary as vocabularies

_REGISTER: Final = "register.parquet"
_SEARCH: Final = "search.parquet"
_CONTENTS: Final = "contents.json"
_LOG: Final = logging.getLogger(__name__)


def static_folder() -> Path:
    """Return the folder of the browser's files."""
    return settings.state_folder() / "static"


def load(sources: Sources) -> Edition:
    """Return the edition of `sources`, from the cache where it is whole there.

    Raises `DataProblem` or `DataProblems` where the sources cannot be used, or where the edition
    cannot be written to the disk.
    """
    kept = read(sources)
    if kept is not None:
        return kept
    folder, built = _folder(sources), build(sources)
    try:
        _write_static(built.files)
        _write(folder, built.edition)
    except OSError as error:
        path = error.filename or str(folder)
        raise unwritable(Path(path), error) from error
    return built.edition


def read(sources: Sources) -> Edition | None:
    """Return the edition of `sources` from the cache, `None` where it is not whole there. Raises
    `DataProblem` or `DataProblems` as `load`."""
    folder = _folder(sources)
    try:
        return _read(folder, sources)
    except FileNotFoundError:
        pass
    except (OSError, ValueError, KeyError, pyarrow.ArrowException) as error:
        _LOG.warning("cache %s is damaged (%s) and is made anew", folder.name, error)
    return None


def is_whole(sources: Sources) -> bool:
    """Whether the edition of `sources` is in the cache, every file of it as it was written."""
    try:
        _checked(_folder(sources), sources)
    except (OSError, ValueError, KeyError):
        return False
    return True


def _folders() -> Path:
    return settings.state_folder() / "editions"


def _folder(sources: Sources) -> Path:
    return _folders() / f"{sources.digest[:16]}-{_maker()}"


def unwritable(path: Path, error: OSError) -> DataProblem:
    """Return what to tell a user whose disk is full or whose folder may not be written."""
    return DataProblem(
        str(path),
        mark("无法写入（{value}）。"),
        mark("请检查磁盘空间与文件夹权限（ATLAS_STATE）；此前的版本继续有效。"),
        value=error.strerror or str(error),
    )


def clear(pid: int) -> None:
    """Remove what a process that has been ended has left half written, as far as it can be."""
    with suppress(OSError):
        for folder in _folders().glob(f".*.{pid}"):
            shutil.rmtree(folder, ignore_errors=True)
        # As `write_whole` names them, in folders of points too.
        for path in static_folder().rglob(f".*.{pid}.*"):
            path.unlink()


def _maker() -> str:
    """A name for what makes an edition of its sources: the code, and where it is set the official
    basemap."""
    service = settings.tianditu()
    digest = _code_digest()
    return (hashlib.sha256(f"{digest}{service}".encode()).hexdigest() if service else digest)[:8]


@cache
def _code_digest() -> str:
    """The SHA-256 over all that makes an edition of its sources."""
    library = Path(__file__).parents[1]
    packages = ("base", "terms", "drawing", "register", "published", "query", "mapfiles")
    roots = [*(library / package for package in packages), library / "ui" / "css"]
    paths = [p for root in (*roots, library.parent / "locale") for p in root.rglob("*.*")]
    whole = hashlib.sha256()
    for path in sorted(p for p in paths if p.suffix in (".py", ".txt", ".css", ".mo")):
        whole.update(path.read_bytes())
    return whole.hexdigest()


def _write_static(files: Mapping[str, bytes]) -> None:
    folder = static_folder()
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not (path.is_file() and path.read_bytes() == content):
            write_whole(path, content)


def _write(folder: Path, edition: Edition) -> None:
    """Keep an edition in `folder`, whole or not at all."""
    unfinished = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        unfinished.mkdir(parents=True)
        table = edition.register.table.replace_schema_metadata({"digest": edition.digest})
        pq.write_table(table, unfinished / _REGISTER, compression="zstd")
        search.write(edition.index, unfinished / _SEARCH)
        contents = {
            "digest": edition.digest,
            "files": {name: _sha256(unfinished / name) for name in (_REGISTER, _SEARCH)},
            "assets": dict(edition.assets),
            "assets_sha256": _sha256_of(edition.assets),
        }
        write_whole(unfinished / _CONTENTS, json.dumps(contents, indent=1).encode())
        shutil.rmtree(folder, ignore_errors=True)
        unfinished.replace(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _read(folder: Path, sources: Sources) -> Edition:
    """Return the edition kept in `folder`. Raises `OSError`, `ValueError` or `KeyError` where it is
    not whole."""
    assets = _checked(folder, sources)
    vocabulary = vocabularies.read(sources)
    with pq.ParquetFile(folder / _REGISTER) as kept:
        table = rows.whole(kept.read().cast(ARROW_SCHEMA))
    register = Register(table, **rows.particulars(sources))
    members = Membership(table, search.read(folder / _SEARCH), vocabulary)
    # Its text is the largest part of an edition by far, and stands in the store.
    return assemble(sources.without(rows.FILE), register, members, MapFiles(assets, {}))


def _checked(folder: Path, sources: Sources) -> Mapping[str, str]:
    """Check every file's hash of the edition kept in `folder`, and return the names of its browser
    files. Raises as `_read`."""
    contents = json.loads((folder / _CONTENTS).read_bytes())
    if contents["digest"] != sources.digest:
        raise ValueError("another edition's")
    for name, sha256 in contents["files"].items():
        if _sha256(folder / name) != sha256:
            raise ValueError(name)
    if _sha256_of(contents["assets"]) != contents["assets_sha256"]:
        raise ValueError(_CONTENTS)
    for name in contents["assets"].values():
        path = static_folder() / name
        found = _folder_digest(path) if path.is_dir() else _sha256(path)
        if found[:10] != name.split(".")[1]:
            raise ValueError(name)
    assets: Mapping[str, str] = contents["assets"]
    return assets


def _sha256_of(names: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(dict(names), sort_keys=True).encode()).hexdigest()


def _folder_digest(folder: Path) -> str:
    # Not what a process has left behind that was killed while it wrote.
    paths = folder.rglob("[!.]*.json.gz")
    return digest_of({path.relative_to(folder).as_posix(): path.read_bytes() for path in paths})


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
