"""The committed vocabulary, for what does not yet take one. Goes when nothing imports it."""

from pathlib import Path
from typing import Final

from lib.base.files import Sources
from lib.terms import vocabulary

DATA_DIR: Final = Path(__file__).parents[2] / "data"
SOURCES: Final = Sources.of(DATA_DIR)
V: Final = vocabulary.read(SOURCES)
PROVINCES: Final = V.provinces
CATEGORIES: Final = V.categories
CHAINS: Final = V.chains
CLUSTERS: Final = V.clusters
TWIN_CLUSTER: Final = V.twins
LEVELS: Final = V.levels
STATUSES: Final = V.statuses
SEATS: Final = V.seats
PARKS: Final = V.parks
CORRIDOR_NODES: Final = V.nodes
CORRIDOR: Final = V.corridor
