"""Logs of the daemon: one JSON object a line on standard error, with a stable action word."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from campaign.printable import json_text

_OWN = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """Formats a record as one JSON object; `extra` fields stand beside the sentence."""

    def format(self, record: logging.LogRecord) -> str:
        """One line: time (UTC), level, where from, the sentence, and the extra fields."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line.update({k: v for k, v in record.__dict__.items() if k not in _OWN})
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json_text(json.dumps(line, ensure_ascii=False, default=str))


def log_to_stderr(level: int = logging.INFO) -> None:
    """Send this program's own logs to standard error; libraries speak only from warnings up."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for ours in ("campaign", "analytics"):
        logging.getLogger(ours).setLevel(level)


@contextmanager
def logs_withheld() -> Iterator[None]:
    """Keep this program's own logs off the terminal: the command says the same in words."""
    silent = logging.NullHandler()
    ours = [logging.getLogger(name) for name in ("campaign", "analytics")]
    before = [logger.propagate for logger in ours]
    for logger in ours:
        logger.addHandler(silent)
        logger.propagate = False
    try:
        yield
    finally:
        for logger, propagated in zip(ours, before, strict=True):
            logger.removeHandler(silent)
            logger.propagate = propagated
