"""Asks whether vulnerabilities are known of what the locks name.

As a program (`make audit`, with the path of pip-audit) it ends with 0 where none is known, with 1
where some are, and with 2 where the database could not be asked about everything: no answer is not
a good one. It needs nothing but Python's own library.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
LOCKS = tuple(sorted((ROOT / "locks").glob("*.txt")))
# OSV knows a package or not; the index's own answers come through mirrors that leave them out.
OPTIONS = ("--disable-pip", "--require-hashes", "-s", "osv", "-f", "json", "--progress-spinner=off")
UNREACHABLE = (
    "The database of vulnerabilities cannot be reached, or does not know everything asked for:"
    " nothing is known to be safe. Try again where the internet can be reached."
)


def judge(answer: str) -> tuple[int, str]:
    """Return the exit code and the words for what pip-audit has answered about all locks."""
    try:
        packages: list[dict[str, Any]] = json.loads(answer)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return 2, UNREACHABLE
    if not packages or any("skip_reason" in package for package in packages):
        return 2, UNREACHABLE
    found = sorted(
        {
            (package["name"], package["version"], known["id"], ", ".join(known["fix_versions"]))
            for package in packages
            for known in package["vulns"]
        }
    )
    lines = [f"{name} {v}: {code}, mended in {new or 'none'}" for name, v, code, new in found]
    return (1, "\n".join(lines)) if found else (0, f"{len(packages)} packages, nothing known.")


def main(program: str) -> int:
    """Run pip-audit, print what it found, and return the exit code."""
    locks = [argument for lock in LOCKS for argument in ("-r", str(lock))]
    done = subprocess.run([program, *OPTIONS, *locks], capture_output=True, text=True, check=False)
    code, words = judge(done.stdout)
    print(words, file=sys.stderr if code else sys.stdout)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
