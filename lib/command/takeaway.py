"""Commands that write what a page shows: `export` and `slides`."""

import argparse
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs

from lib.base.files import write_whole
from lib.base.i18n import LANGS, Lang, mark, translator
from lib.base.problems import DataProblem, DataProblems
from lib.command.asking import Commands, command, fail
from lib.editions import current
from lib.editions.edition import Edition
from lib.editions.store import Publication
from lib.outputs import exports
from lib.outputs.slides import formats as slides
from lib.query import address
from lib.query.filters import ResourceFilter
from lib.scenes import scenes

_UNWRITABLE: Final = mark("无法写入 {path}：{reason}")
# Parameters of a page's address that say nothing of which rows are meant.
_BESIDE: Final = {"id", "scene", "page", "sort", "view", "embed", "embed_options"}
_EXAMPLE: Final = 'for example: python -m lib {name} OUT.{kind} --query "park=tianjin&chain=biomed"'


@dataclass(frozen=True)
class Request:
    """What a page's address asks for: a filter or, given `picks`, just these resources (ids), of
    what a `publication` has made current."""

    selection: ResourceFilter
    publication: Publication | None
    picks: Sequence[str] | None
    lang: Lang


def add(commands: Commands) -> None:
    """Add this group's commands."""
    for name, run, kinds, about in (
        ("export", _export, exports.FORMATS, "write the resources that a page shows"),
        ("slides", _slides, slides.FORMATS, "write the scenes that a page shows as slides"),
    ):
        added = command(commands, name, run, about)
        added.epilog = _EXAMPLE.format(name=name, kind=next(iter(kinds)))
        added.add_argument("out", type=Path, help=" | ".join(f"OUT.{kind}" for kind in kinds))
        added.add_argument("--query", default="", help="what stands in a page's address after ?")
        added.add_argument("--lang", choices=LANGS, help="else the address's, else zh")


def _export(given: argparse.Namespace) -> int:
    def make(edition: Edition, request: Request, kind: str) -> tuple[bytes, str]:
        selection, picks, publication = request.selection, request.picks, request.publication
        extract = exports.extract(edition, selection, request.lang, picks, publication)
        return exports.FORMATS[kind].write(extract), extract.what

    return _write(given, exports.FORMATS, make)


def _slides(given: argparse.Namespace) -> int:
    def make(edition: Edition, request: Request, kind: str) -> tuple[bytes, str]:
        selection, lang = request.selection, request.lang
        deck = scenes(edition, selection, lang)
        content = slides.FORMATS[kind](deck, edition, lang)
        what = selection.describe(lang, len(edition.select(selection)))
        t = translator(lang)
        return content, t("{what}，{n} 幕").format(what=what, n=len(deck))

    return _write(given, slides.FORMATS, make)


def _write(
    given: argparse.Namespace,
    kinds: Collection[str],
    make: Callable[[Edition, Request, str], tuple[bytes, str]],
) -> int:
    """Write what `make` returns of the current edition, or of the one that the address pins, and
    print what it says the file holds.

    What is wrong is printed in the language asked for.
    """
    query = _query(given.query)
    langs = [code for code in (given.lang, *query.get("lang", ())) if code in LANGS]
    lang: Lang = langs[0] if langs else "zh"
    t = translator(lang)
    kind = given.out.suffix.lower().lstrip(".")
    if kind not in kinds:
        known = ", ".join(f".{name}" for name in kinds)
        text = t("不能写“{name}”这种文件，只能写 {known}。")
        return fail(text.format(name=given.out.name, known=known), 2)
    try:
        edition, publication = _edition(query)
        content, what = make(edition, _request(edition, publication, query, lang), kind)
        write_whole(given.out, content)
    except DataProblem as error:
        return fail(error.text(lang))
    except DataProblems as error:
        return fail("\n".join(problem.text(lang) for problem in error.problems))
    except OSError as error:
        return fail(t(_UNWRITABLE).format(path=given.out, reason=error.strerror or error))
    print(f"{given.out}: {what}")
    return 0


def _query(address: str) -> Mapping[str, Sequence[str]]:
    """The parameters of an address, or of what stands in it after the question mark."""
    head, _, tail = address.partition("?")
    return parse_qs(address if "=" in head or not tail else tail)


def _edition(query: Mapping[str, Sequence[str]]) -> tuple[Edition, Publication | None]:
    """The edition that an address pins, else the current one, and its publication."""
    edition, holder = current.edition(), current.holder()
    for number in address.editions(query):
        if pin := holder.pins.of(number, edition):
            return pin.edition, pin.publication
    return edition, holder.publication


def _request(
    edition: Edition,
    publication: Publication | None,
    query: Mapping[str, Sequence[str]],
    lang: Lang,
) -> Request:
    """What an address asks for; what of it is of no use is printed."""
    t = translator(lang)
    selection, dropped = ResourceFilter.from_query(query, edition.vocabulary)
    useless = [(item.parameter, item.value) for item in dropped]
    useless += [("pick", pick) for pick in query.get("pick", ()) if pick not in edition.places]
    number = str(publication.number) if publication else ""
    useless += [("edition", asked) for asked in query.get("edition", ()) if asked != number]
    known = {*edition.vocabulary.terms, "q", "pick", "lang", "edition"}
    useless += [(name, value) for name in query.keys() - known - _BESIDE for value in query[name]]
    for name, value in useless:
        print(t("已忽略链接中的 {name}={value}").format(name=name, value=value), file=sys.stderr)
    return Request(selection, publication, query.get("pick"), lang)
