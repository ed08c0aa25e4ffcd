"""A tag: one code of one facet, and its one way of being written."""

from typing import NamedTuple


class Tag(NamedTuple):
    """One code of one facet, such as the chain `robot`; written `chain:robot`."""

    facet: str
    code: str

    def __str__(self) -> str:
        return f"{self.facet}:{self.code}"

    @classmethod
    def parse(cls, text: str) -> "Tag":
        """Return the tag that is written `text`; what has no facet is a code of the facet ""."""
        facet, _, code = text.rpartition(":")
        return cls(facet, code)
