"""The facets: by what resources are filtered and counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from lib.base.i18n import mark
from lib.terms.taxonomy import FOCUS, Term


@dataclass(frozen=True)
class Facet:
    """One way to filter. `column` is the register's, which holds the term's code (`many`: a list of
    codes; province: its Chinese name); facets of one `group` are one choice to a user."""

    code: str
    label: str
    column: str
    many: bool = False
    group: str = ""

    def value(self, term: Term) -> str:
        """Return what the register holds of a term."""
        return term.zh if self.code == "province" else term.code


FACETS: Final = (
    Facet("park", mark("园区"), "park"),
    Facet("province", mark("省市"), "province"),
    Facet("category", mark("类别"), "category"),
    Facet("chain", mark("六链五群"), "chains", many=True, group="focus"),
    Facet("cluster", mark("六链五群"), "clusters", many=True, group="focus"),
    Facet("corridor", mark("G2 走廊"), "park"),
    Facet("level", mark("级别"), "level"),
    Facet("status", mark("状态"), "status"),
)
FACET: Final[Mapping[str, Facet]] = {facet.code: facet for facet in FACETS}


def group(facet: str) -> tuple[str, ...]:
    """Return the facets that are one choice together with `facet`."""
    return FOCUS if facet in FOCUS else (facet,)
