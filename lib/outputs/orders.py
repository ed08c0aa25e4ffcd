"""Files that can be ordered: each order says what its file is made of, and makes it.

An order goes to another process and is what finished files are kept by: plain values, and the
sources of the edition, which are found in its cache there. Equal orders are of the same file.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar

from lib.base.files import Sources
from lib.base.i18n import Lang
from lib.editions.edition import Edition
from lib.outputs import exports, slides
from lib.outputs.exports import Extract
from lib.query.filters import ResourceFilter
from lib.scenes import scenes

# Told the part that is done, from 0 to 1.
Progress = Callable[[float], object]


@dataclass(frozen=True)
class Order(ABC):
    """A file of a `kind` (its name's ending), of the edition made of `sources`; `purpose` is what
    metrics call it."""

    purpose: ClassVar[str]
    sources: Sources = field(repr=False)
    lang: Lang
    kind: str

    @abstractmethod
    def make(self, edition: Edition, progress: Progress) -> bytes:
        """Return the file; `edition` is that of `sources`. Raises `DataProblem` where something it
        is made of is missing."""


@dataclass(frozen=True)
class SlidesOrder(Order):
    """The scenes under a filter as PPTX or PDF; as PNG the one with the code `scene`."""

    purpose = "deck"
    selection: str  # JSON: the filter's parameters
    scene: str

    @classmethod
    def of(
        cls, edition: Edition, selection: ResourceFilter, lang: Lang, kind: str, scene: str
    ) -> "SlidesOrder":
        """Return the order for the scenes of an edition, or for one of them."""
        parameters = json.dumps(selection.parameters())
        return cls(edition.sources, lang, kind, parameters, scene if kind == "png" else "")

    def make(self, edition: Edition, progress: Progress) -> bytes:
        """Return the slides, or the picture."""
        parameters = json.loads(self.selection)
        selection, _ = ResourceFilter.from_query(parameters, edition.vocabulary)
        story = scenes(edition, selection, self.lang)
        if self.kind == "png":
            scene = next(scene for scene in story if scene.code == self.scene)
            return slides.to_png(scene, edition, self.lang, scale=2.0)

        def told(done: int, total: int) -> None:
            progress(done / total)

        write = slides.to_pptx if self.kind == "pptx" else slides.to_pdf
        return write(story, edition, self.lang, told)


@dataclass(frozen=True)
class ExtractOrder(Order):
    """The resources `ids` in their order; `what` and `date` as in `Extract`."""

    purpose = "export"
    ids: tuple[str, ...]
    what: str
    date: str

    @classmethod
    def of(cls, extract: Extract, kind: str) -> "ExtractOrder":
        """Return the order for an extract as a file of a kind of `exports.FORMATS`."""
        ids = tuple(extract.frame["resource_id"])
        return cls(extract.edition.sources, extract.lang, kind, ids, extract.what, extract.date)

    def make(self, edition: Edition, progress: Progress) -> bytes:
        """Return the file."""
        frame = edition.frame.iloc[[edition.places[i] for i in self.ids]]
        extract = Extract(edition, frame, self.what, self.lang, self.date)
        return exports.FORMATS[self.kind].write(extract)
