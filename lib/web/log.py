"""How the log is written: as lines of text, or of JSON for programs that collect them."""

import json
import logging
from datetime import UTC, datetime
from typing import Final

from lib.base import settings
from lib.base.cells import is_unfit, named

_TEXT: Final = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"


class TextLines(logging.Formatter):
    """A line a record, and further lines indented: no text in it can pass for a record of its own.
    What cannot be seen stands there by its code point."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the lines."""
        return "\n    ".join(map(named, super().format(record).split("\n")))


class JsonLines(logging.Formatter):
    """A JSON object a line: `time` (UTC), `level`, `logger`, `message`, the record's `fields`, and
    `error` with the traceback where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        text = json.dumps(line, ensure_ascii=False)
        # A terminal would follow what else cannot be seen.
        return "".join(json.dumps(c)[1:-1] if is_unfit(c) else c for c in text)


def set_up() -> None:
    """Write the log to standard error: of the atlas from INFO on, of libraries warnings. Streamlit
    and uvicorn, which write their own, follow where it is JSON. Raises `DataProblem` where the
    setting names no format."""
    is_json = settings.logs_json()
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if is_json else TextLines(_TEXT))
    logging.root.addHandler(handler)
    logging.getLogger("lib").setLevel(logging.INFO)
    gather()


def gather() -> None:
    """Where the log is JSON, let what others write follow: also once the server has started, which
    sets up loggers of its own."""
    if not settings.logs_json():
        return
    for logger in logging.root.manager.loggerDict.values():
        if isinstance(logger, logging.Logger):
            logger.handlers.clear()
            logger.propagate = True
    # Below a warning it names visitors' addresses.
    for name in ("uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).setLevel(logging.WARNING)
