"""How the log is written: as lines of text, or of JSON for programs that collect them."""

import json
import logging
from datetime import UTC, datetime
from typing import Final

from lib.base import settings

_TEXT: Final = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"


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
        return json.dumps(line, ensure_ascii=False)


def set_up() -> None:
    """Write the log to standard error: of the atlas from INFO on, of libraries warnings. Streamlit
    and uvicorn, which write their own, follow where it is JSON. Raises `DataProblem` where the
    setting names no format."""
    is_json = settings.logs_json()
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if is_json else logging.Formatter(_TEXT))
    logging.root.addHandler(handler)
    logging.getLogger("lib").setLevel(logging.INFO)
    if is_json:
        for logger in logging.root.manager.loggerDict.values():
            if isinstance(logger, logging.Logger) and logger.handlers:
                logger.handlers.clear()
                logger.propagate = True
