"""The standard streams as commands meet them: closed, full, or of an encoding that lacks letters.

cron closes them, `| head` leaves early, an old terminal knows no `✗`. None of that may turn a
publication that went out into a command that failed half-way.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from pathlib import Path


def ready() -> None:
    """Make the standard streams take every letter; a closed one swallows what it is given."""
    if sys.stdout is None:
        sys.stdout = _nowhere()
    if sys.stderr is None:
        sys.stderr = _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def is_wide(stream: object) -> bool:
    """Whether a stream takes every letter as it is."""
    encoding = str(getattr(stream, "encoding", None) or "utf-8")
    return encoding.casefold().replace("-", "").replace("_", "") in ("utf8", "utf8sig", "utf16")


def sealed() -> None:
    """Let go of what a stream still holds; when nobody takes it any more, that is no failure."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        # Python flushes once more when it ends, and would complain about the same thing again.
        with contextlib.suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, sys.stdout.fileno())
            os.close(nowhere)


def _nowhere() -> io.TextIOWrapper:
    return Path(os.devnull).open("w", encoding="utf-8")
