"""The list that a steward is looking at: its files as they were read, and the edition they are held
against. It lives with the session and changes nothing until it is published."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, cast

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from lib.access import audit
from lib.access.permissions import User
from lib.base.problems import DataProblem
from lib.editions import current as editions
from lib.intake import reader
from lib.intake.additions import Addition
from lib.intake.base import Base
from lib.intake.plan import Choices, Plan, plan
from lib.intake.reader import Book
from lib.intake.senders import Memory

# A run asks for four plans at most: the one before a choice stays, for who goes back.
_MOST_PLANS: Final = 8


@dataclass
class Decided:
    """What was decided of a list so far, also where the field it was decided in is not drawn: what
    its words mean and which become terms, by (facet, word); which rows its names are; the changes
    that are not taken, by (id, column), and the rows of other tables, by file and key; of
    each kind of table the page that is open, by its key, and what was ticked when it was turned to;
    and who sends it."""

    terms: dict[tuple[str, str], str] = field(default_factory=dict)
    added: dict[tuple[str, str], Addition] = field(default_factory=dict)
    rows: dict[str, str] = field(default_factory=dict)
    rejected: set[tuple[str, str]] = field(default_factory=set)
    rows_rejected: set[tuple[str, ...]] = field(default_factory=set)
    opened: dict[str, tuple[str, list[int]]] = field(default_factory=dict)
    sender: str = ""


@dataclass
class Draft:
    """Files by Streamlit's name for each upload, read or not, the base they are held against, what
    was decided, and what is known of senders, by name. Plans are kept by the choices they were made
    with: a page asks for several in each run."""

    base: Base
    read: dict[str, Book | DataProblem] = field(default_factory=dict)
    decided: Decided = field(default_factory=Decided)
    recalled: dict[str, Memory] = field(default_factory=dict)
    _made: dict[str, Plan] = field(default_factory=dict)

    def plan(self, choices: Choices) -> Plan:
        """Return what comes of the files under some choices. Raises `DataProblem` or `DataProblems`
        where the base cannot be used."""
        key = repr(choices)
        found = self._made.pop(key, None)
        if found is None:
            unread = [problem for problem in self.read.values() if isinstance(problem, DataProblem)]
            found = plan(self.books, self.base, choices, unread)
        self._made[key] = found
        while len(self._made) > _MOST_PLANS:
            del self._made[next(iter(self._made))]
        return found

    def take(self, read: dict[str, Book | DataProblem]) -> None:
        """Hold just these files."""
        if read.keys() != self.read.keys():
            self._made.clear()
        self.read = read

    @property
    def books(self) -> list[Book]:
        """The files that could be read."""
        return [book for book in self.read.values() if isinstance(book, Book)]

    @property
    def is_current(self) -> bool:
        """Whether nothing was published since the files were first compared."""
        head = editions.holder().store.head()
        return head is not None and head.number == self.base.number


def current(files: Sequence[UploadedFile], user: User) -> Draft:
    """Return the session's draft with just these files in it, reading those that are new: each in a
    process of its own, and noted in the record. Raises `DataProblem` where the store cannot be
    asked."""
    draft = cast("Draft | None", st.session_state.get("sw_draft"))
    if draft is None:
        draft = st.session_state.sw_draft = Draft(Base.current(editions.holder().store))
    names = reader.distinct([file.name for file in files])
    held = draft.read
    draft.take(
        {
            file.file_id: held.get(file.file_id) or _read(name, file.getvalue(), user)
            for file, name in zip(files, names, strict=True)
        }
    )
    return draft


def drop() -> None:
    """Forget the draft: the next file is held against what is current then."""
    st.session_state.pop("sw_draft", None)


def _read(name: str, content: bytes, user: User) -> Book | DataProblem:
    try:
        found: Book | DataProblem = reader.read(name, content)
    except DataProblem as problem:
        found = problem
    sheets = found.sheets if isinstance(found, Book) else ()
    with audit.deed(editions.holder().store.database) as connection:
        rows = sum(len(sheet.rows) for sheet in sheets)
        digest = sha256(content).hexdigest()
        audit.write(connection, user.name, "load", name, sha256=digest, rows=rows)
    return found
