"""`python -m lib`: all commands, each with `--help`.

A command returns 0, 1 where something cannot be read, made or written, 2 where it is wrongly asked;
what is wrong stands on stderr. `intake` has a code more: 3 where rows need a decision.
"""

import argparse
from collections.abc import Callable, Sequence

from lib.command import checkout, editions, intake, keeping, people, proposals, record, takeaway


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m lib", description="京津冀创新资源看板")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for group in (takeaway, intake, proposals, checkout, editions, people, record, keeping):
        group.add(commands)
    given = parser.parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = given.run
    return run(given)
