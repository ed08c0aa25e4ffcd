"""What may be asked of the register beside its facets."""

from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow

from lib.editions.edition import Edition

PROPERTIES: Final = (
    *("resource_id", "name", "subpark", "address", "district", "city", "host", "year"),
    *("position_basis", "radius_m", "source_date", "source_kind", "confidence"),
)
Keys = npt.NDArray[np.float64]


@lru_cache(maxsize=32)
def numbers(edition: Edition, column: str) -> Keys:
    """Return a column of numbers of the register; NaN where one is not known."""
    return np.asarray(edition.register.column(column).cast(pyarrow.float64()), dtype=np.float64)
