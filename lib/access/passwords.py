"""Passwords: what may be one, and its hash (argon2id, by OWASP's parameters)."""

import threading
import unicodedata
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from lib.base.i18n import mark
from lib.base.problems import DataProblem

SHORTEST: Final = 12
# A form holds no more; hashing takes as long for any length.
LONGEST: Final = 200
# Of a password, beside the account's name.
_BESIDE_THE_NAME: Final = 8
_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Each takes 19 MiB and a core for 80 ms: who guesses must not take them from those who read.
_GATE: Final = threading.Semaphore(2)
# The hash of a password that nobody has, with the parameters of all others: an unknown name takes
# as long to refuse as a known one.
_NOBODYS: Final = (
    "$argon2id$v=19$m=19456,t=2,p=1$"
    "N0j4rLEX5eHfSVGPQ103Xw$fOpdNNjsf9ZDbvNrdUkXnMJsyKcwVCZOhziYW8DzFZE"
)


def check(name: str, password: str) -> None:
    """Raise `DataProblem` where an account of this name may not have this password."""
    folded = _normal(password).casefold()
    mend = mark("请另选一个密码。")
    if not SHORTEST <= len(_normal(password)) <= LONGEST:
        problem = mark("密码须有 12 至 200 个字符。")
    elif len(folded.replace(name.casefold(), "")) < _BESIDE_THE_NAME:
        problem = mark("密码除用户名外须至少有 8 个字符。")
    else:
        return
    raise DataProblem(name, problem, mend)


def hash_of(password: str) -> str:
    """Return what to keep of a password."""
    with _GATE:
        return _HASHER.hash(_bytes(password))


def fits(password: str, kept: str | None) -> bool:
    """Whether a password is the one of which this hash is `kept`. It takes as long where none is
    kept, or an empty one, which no password fits."""
    with _GATE:
        try:
            return _HASHER.verify(kept or _NOBODYS, _bytes(password)) and bool(kept)
        except (VerificationError, InvalidHashError):
            return False


def renewed(password: str, kept: str) -> str:
    """Return what to keep from now on of a password that fits: another hash where this one was made
    with other parameters than today's."""
    return hash_of(password) if _HASHER.check_needs_rehash(kept) else kept


def _normal(password: str) -> str:
    # A keyboard may send full-width letters, or an accent apart from its letter.
    return unicodedata.normalize("NFKC", password)


def _bytes(password: str) -> bytes:
    # What is typed into a terminal may be half a character.
    return _normal(password).encode("utf-8", "surrogatepass")
