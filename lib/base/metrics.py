"""What a server counts of its work, for Prometheus; docs/operate.md lists it."""

from typing import Final

from prometheus_client import Counter, Gauge, Histogram, Info

REQUESTS: Final = Counter(
    "atlas_requests", "Requests by what they are for and class of status", ["kind", "status"]
)
SESSIONS: Final = Gauge("atlas_sessions", "Sessions open now, a WebSocket each")
RUNS: Final = Histogram(
    "atlas_run_seconds",
    "Runs of a page, one at each opening or click, and how long they took",
    # Around what a click costs (docs/performance.md), up to a deck of slides.
    buckets=(0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30),
)
FILES: Final = Counter(
    "atlas_files", "Decks and exports by format, made or not", ["kind", "format", "outcome"]
)
EDITION: Final = Info("atlas_edition", "The edition served")
EDITION_NUMBER: Final = Gauge("atlas_edition_number", "Number of the publication that brought it")
