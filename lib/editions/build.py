"""From sources to an edition: read, checked, indexed, and its files for the browser made."""

from collections.abc import Mapping
from dataclasses import dataclass

from lib.base.files import Sources
from lib.editions.edition import Edition
from lib.mapfiles.build import MapFiles
from lib.mapfiles.build import build as build_map_files
from lib.published import facts, scorecard
from lib.query import questions, search
from lib.query.membership import Membership
from lib.register import rows
from lib.register.rows import Register
from lib.terms import vocabulary as vocabularies


@dataclass(frozen=True)
class Built:
    """An edition, and the contents of the browser's files by their hashed names."""

    edition: Edition
    files: Mapping[str, bytes]


def build(sources: Sources) -> Built:
    """Return the edition of `sources`. Raises `DataProblem` or `DataProblems` where vocabulary,
    register or boundaries cannot be used; a bad row of what others have published is left out and
    named in `Edition.problems`."""
    vocabulary = vocabularies.read(sources)
    register = rows.read(sources, vocabulary)
    index = search.build(register.table, vocabulary)
    members = Membership(register.table, index, vocabulary)
    files = build_map_files(register, members, sources)
    return Built(assemble(sources, register, members, files), files.contents)


def assemble(sources: Sources, register: Register, members: Membership, files: MapFiles) -> Edition:
    """Return an edition of parts that were made before."""
    vocabulary = members.vocabulary
    return Edition(
        sources=sources,
        vocabulary=vocabulary,
        register=register,
        members=members,
        figures=scorecard.read_figures(sources, vocabulary),
        milestones=scorecard.read_milestones(sources, vocabulary),
        facts=facts.read_facts(sources, vocabulary),
        agreements=facts.read_agreements(sources, vocabulary),
        aliases=questions.read_aliases(sources, vocabulary),
        assets=files.names,
    )
