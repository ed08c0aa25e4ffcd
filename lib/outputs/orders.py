"""Files that can be ordered: each order says what its file is made of, and makes it.

An order goes to another process and is what finished files are kept by: plain values, and the
sources of the edition, which are found in its cache there. Equal orders are of the same file.
"""

import json
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import numpy as np

from lib.base.files import Sources
from lib.base.i18n import Lang
from lib.editions.edition import Edition
from lib.editions.store import Publication
from lib.outputs import exports
from lib.outputs.exports import Extract
from lib.outputs.exports.extracts import Progress
from lib.query.filters import ResourceFilter
from lib.scenes import scenes


@dataclass(frozen=True)
class Order(ABC):
    """A file of a `kind` (its name's ending), of the edition made of `sources`; `purpose` is what
    metrics call it."""

    purpose: ClassVar[str]
    sources: Sources = field(repr=False)
    lang: Lang
    kind: str

    @abstractmethod
    def make(self, edition: Edition, path: Path, progress: Progress) -> None:
        """Write the file to `path`; `edition` is that of `sources`. Raises `DataProblem` where
        something it is made of is missing, `OSError` where it cannot be written."""


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

    def make(self, edition: Edition, path: Path, progress: Progress) -> None:
        """Write the slides, or the picture."""
        path.write_bytes(self._made(edition, progress))

    def _made(self, edition: Edition, progress: Progress) -> bytes:
        # Only the process that makes slides loads what they are made with.
        from lib.outputs.slides import formats as slides  # noqa: PLC0415

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
    """Rows by their `numbers` in the register, in that order; `what`, `date` and `publication` as
    in `Extract`."""

    purpose = "export"
    numbers: bytes = field(repr=False)  # 32-bit integers
    what: str
    date: str
    publication: Publication | None = None

    @classmethod
    def of(cls, extract: Extract, kind: str) -> "ExtractOrder":
        """Return the order for an extract as a file of a kind of `exports.FORMATS`."""
        x, numbers = extract, np.asarray(extract.numbers, dtype=np.int32).tobytes()
        return cls(x.edition.sources, x.lang, kind, numbers, x.what, x.date, x.publication)

    def make(self, edition: Edition, path: Path, progress: Progress) -> None:
        """Write the file."""
        numbers = np.frombuffer(self.numbers, dtype=np.int32).astype(np.intp)
        extract = Extract(edition, numbers, self.what, self.lang, self.date, self.publication)
        with path.open("wb") as file:
            exports.FORMATS[self.kind].to(extract, file, progress)
