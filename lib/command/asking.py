"""What all commands share: how one is declared, and how it says what is wrong."""

import argparse
import getpass
import sys
from collections.abc import Callable
from contextlib import closing
from typing import TypeAlias

from lib.base import settings
from lib.base.i18n import LANGS, translator
from lib.base.problems import DataProblem, DataProblems
from lib.editions.store import Store

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def command(
    commands: Commands, name: str, run: Callable[[argparse.Namespace], int], about: str
) -> argparse.ArgumentParser:
    """Add the command `name`, which `run` carries out and whose exit code it returns."""
    added = commands.add_parser(name, help=about, description=about)
    added.set_defaults(run=run)
    return added


def group(commands: Commands, name: str, about: str) -> Commands:
    """Add `name`, below which there are further commands, and return where to add them."""
    added = commands.add_parser(name, help=about, description=about)
    return added.add_subparsers(required=True, metavar="COMMAND")


def with_store(
    run: Callable[[argparse.Namespace, Store], int],
) -> Callable[[argparse.Namespace], int]:
    """Return what carries out a command on the store that the settings name, and says what of it
    cannot be used."""

    def run_with_store(given: argparse.Namespace) -> int:
        try:
            with closing(Store(settings.database_url())) as store:
                return run(given, store)
        except (DataProblem, DataProblems) as error:
            return fail(str(error))

    return run_with_store


def caller() -> str:
    """Return how the record names whoever runs a command: by his account of this machine, which no
    account of the dashboard can be named like."""
    try:
        return f"shell/{getpass.getuser()}"
    except (OSError, KeyError, ImportError):  # A container may have no name for its user.
        return "shell"


def fail(text: str, code: int = 1) -> int:
    """Say on stderr what is wrong, and return the exit code."""
    print(text, file=sys.stderr)
    return code


def in_both(message: str, **values: object) -> str:
    """Return a message (its id) in both languages, a line each."""
    return "\n".join(translator(lang)(message).format(**values) for lang in LANGS)
