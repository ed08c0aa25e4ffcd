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
from lib.terms.taxonomy import Vocabulary


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
    index = search.build(register.frame, vocabulary)
    files = build_map_files(register.frame, vocabulary, sources)
    return Built(assemble(sources, vocabulary, register, index, files), files.contents)


def assemble(
    sources: Sources,
    vocabulary: Vocabulary,
    register: Register,
    index: search.Index,
    files: MapFiles,
) -> Edition:
    """Return an edition of parts that were made before."""
    return Edition(
        sources=sources,
        vocabulary=vocabulary,
        register=register,
        members=Membership(register.frame, index, vocabulary),
        figures=scorecard.read_figures(sources, vocabulary),
        milestones=scorecard.read_milestones(sources, vocabulary),
        facts=facts.read_facts(sources, vocabulary),
        agreements=facts.read_agreements(sources, vocabulary),
        aliases=questions.read_aliases(sources, vocabulary),
        assets=files.names,
    )
