"""The command line: `python -m lib data | export | slides | fonts | icons | template`, each with
`--help`.

A command returns 0, 1 where something cannot be read, made or written, 2 where it is wrongly asked;
what is wrong stands on stderr.
"""

import argparse
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs

from fontTools.ttLib import TTLibError

from lib.base import settings
from lib.base.files import write_whole
from lib.base.i18n import LANGS, Lang, mark, translator
from lib.base.problems import DataProblem, DataProblems
from lib.drawing import fonts, icons
from lib.editions import cache, current
from lib.editions.edition import Edition
from lib.editions.store import CHECKOUT, Conflict, Store
from lib.outputs import exports, slides
from lib.outputs.slides import template
from lib.query.filters import ResourceFilter
from lib.scenes import scenes

_UNWRITABLE: Final = mark("无法写入 {path}：{reason}")
# Parameters of a page's address that say nothing of which rows are meant.
_BESIDE: Final = {"id", "scene", "page", "sort", "view", "embed", "embed_options"}
_EXAMPLE: Final = 'for example: python -m lib {name} OUT.{kind} --query "park=tianjin&chain=biomed"'


@dataclass(frozen=True)
class Request:
    """What a page's address asks for: a filter or, given `picks`, just these resources (ids)."""

    selection: ResourceFilter
    picks: Sequence[str] | None
    lang: Lang


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    given = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = given.run
    return run(given)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m lib", description="京津冀创新资源看板")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[..., int], about: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=about, description=about)
        added.set_defaults(run=run)
        return added

    command("data", _publish, "check data/ and publish it as the current edition")
    for name, run, kinds, about in (
        ("export", _export, exports.FORMATS, "write the resources that a page shows"),
        ("slides", _slides, slides.FORMATS, "write the scenes that a page shows as slides"),
    ):
        added = command(name, run, about)
        added.epilog = _EXAMPLE.format(name=name, kind=next(iter(kinds)))
        added.add_argument("out", type=Path, help=" | ".join(f"OUT.{kind}" for kind in kinds))
        added.add_argument("--query", default="", help="what stands in a page's address after ?")
        added.add_argument("--lang", choices=LANGS, help="else the address's, else zh")
    added = command("fonts", _fonts, "cut the font of pictures and slides to what is needed")
    added.add_argument("regular", type=Path, help="the full font, NotoSansSC_400Regular.ttf")
    added.add_argument("bold", type=Path, help="the full font, NotoSansSC_700Bold.ttf")
    added = command("icons", _icons, "cut the font of icons to those in use")
    added.add_argument("static", type=Path, help="the folder static of Streamlit's package")
    command("template", _template, "make the slides' template")
    return parser


def _publish(given: argparse.Namespace) -> int:
    """Publish the checkout's `data/`; print what is published, and what of it cannot be used."""
    try:
        store = Store(settings.database_url())
        publication = current.publish_folder(store, settings.DATA_DIR, CHECKOUT, "make data")
        edition = cache.load(store.sources(publication.digest))
        store.close()
    except (DataProblem, DataProblems) as error:
        return _fail(str(error))
    except Conflict:
        return _fail("另一发布同时进行，请再试一次。\nAnother publication came first; try again.")
    for problem in edition.problems:
        print(f"warning: {problem}", file=sys.stderr)
    print(f"{edition.version} · {edition.digest} · {len(edition.frame)} rows")
    return 0


def _export(given: argparse.Namespace) -> int:
    def make(edition: Edition, request: Request, kind: str) -> tuple[bytes, str]:
        extract = exports.extract(edition, request.selection, request.lang, request.picks)
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
    """Write what `make` returns of the current edition, and print what it says the file holds.

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
        return _fail(text.format(name=given.out.name, known=known), 2)
    try:
        edition = current.edition()
        content, what = make(edition, _request(edition, query, lang), kind)
        write_whole(given.out, content)
    except DataProblem as error:
        return _fail(error.text(lang))
    except DataProblems as error:
        return _fail("\n".join(problem.text(lang) for problem in error.problems))
    except OSError as error:
        return _fail(t(_UNWRITABLE).format(path=given.out, reason=error.strerror or error))
    print(f"{given.out}: {what}")
    return 0


def _query(address: str) -> Mapping[str, Sequence[str]]:
    """The parameters of an address, or of what stands in it after the question mark."""
    head, _, tail = address.partition("?")
    return parse_qs(address if "=" in head or not tail else tail)


def _request(edition: Edition, query: Mapping[str, Sequence[str]], lang: Lang) -> Request:
    """What an address asks for; what of it is of no use is printed."""
    t = translator(lang)
    selection, dropped = ResourceFilter.from_query(query, edition.vocabulary)
    useless = [(item.parameter, item.value) for item in dropped]
    useless += [("pick", pick) for pick in query.get("pick", ()) if pick not in edition.places]
    useless += [
        (name, value)
        for name in query.keys() - {*edition.vocabulary.terms, "q", "pick", "lang"} - _BESIDE
        for value in query[name]
    ]
    for name, value in useless:
        print(t("已忽略链接中的 {name}={value}").format(name=name, value=value), file=sys.stderr)
    return Request(selection, query.get("pick"), lang)


def _fonts(given: argparse.Namespace) -> int:
    try:
        for full, target in ((given.regular, fonts.REGULAR), (given.bold, fonts.BOLD)):
            write_whole(target, fonts.cut(full))
            print(target)
    except (OSError, TTLibError) as error:
        return _fail(str(error))
    return 0


def _icons(given: argparse.Namespace) -> int:
    try:
        write_whole(icons.PATH, icons.cut(icons.full(given.static), icons.used(given.static)))
    except (OSError, TTLibError) as error:
        return _fail(str(error))
    return 0


def _template(given: argparse.Namespace) -> int:
    try:
        template.PATH.parent.mkdir(exist_ok=True)
        write_whole(template.PATH, template.build())
    except OSError as error:
        return _fail(str(error))
    print(f"{template.PATH}: {template.SCENE}, {template.CLOSING}")
    return 0


def _fail(text: str, code: int = 1) -> int:
    print(text, file=sys.stderr)
    return code
