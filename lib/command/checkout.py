"""Commands on the checkout itself: `data` publishes it; `fonts`, `icons` and `template` make what
is committed with it."""

import argparse
import sys
from pathlib import Path

from fontTools.ttLib import TTLibError

from lib.base import settings
from lib.base.files import write_whole
from lib.base.problems import DataProblem, DataProblems
from lib.command.asking import Commands, command, fail
from lib.drawing import fonts, icons
from lib.editions import cache, current
from lib.editions.store import CHECKOUT, Conflict, Store
from lib.outputs.slides import template


def add(commands: Commands) -> None:
    """Add this group's commands."""
    command(commands, "data", _publish, "check data/ and publish it as the current edition")
    added = command(commands, "fonts", _fonts, "cut the font of pictures and slides to size")
    added.add_argument("regular", type=Path, help="the full font, NotoSansSC_400Regular.ttf")
    added.add_argument("bold", type=Path, help="the full font, NotoSansSC_700Bold.ttf")
    added = command(commands, "icons", _icons, "cut the font of icons to those in use")
    added.add_argument("static", type=Path, help="the folder static of Streamlit's package")
    command(commands, "template", _template, "make the slides' template")


def _publish(given: argparse.Namespace) -> int:
    """Publish the checkout's `data/`; print what is published, and what of it cannot be used."""
    try:
        store = Store(settings.database_url())
        publication = current.publish_folder(store, settings.DATA_DIR, CHECKOUT, "make data")
        edition = cache.load(store.sources(publication.digest))
        store.close()
    except (DataProblem, DataProblems) as error:
        return fail(str(error))
    except Conflict:
        return fail("另一发布同时进行，请再试一次。\nAnother publication came first; try again.")
    for problem in edition.problems:
        print(f"warning: {problem}", file=sys.stderr)
    print(f"{edition.version} · {edition.digest} · {len(edition.register)} rows")
    return 0


def _fonts(given: argparse.Namespace) -> int:
    try:
        for full, target in ((given.regular, fonts.REGULAR), (given.bold, fonts.BOLD)):
            write_whole(target, fonts.cut(full))
            print(target)
    except (OSError, TTLibError) as error:
        return fail(str(error))
    return 0


def _icons(given: argparse.Namespace) -> int:
    try:
        write_whole(icons.PATH, icons.cut(icons.full(given.static), icons.used(given.static)))
    except (OSError, TTLibError) as error:
        return fail(str(error))
    return 0


def _template(given: argparse.Namespace) -> int:
    try:
        template.PATH.parent.mkdir(exist_ok=True)
        write_whole(template.PATH, template.build())
    except OSError as error:
        return fail(str(error))
    print(f"{template.PATH}: {template.SCENE}, {template.CLOSING}")
    return 0
