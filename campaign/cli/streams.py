"""The standard streams as commands meet them: closed, full, or of an encoding that lacks letters.

cron closes them, `| head` leaves early, an old terminal knows no `✗`. None of that may turn a
publication that went out into a command that failed half-way.

Whatever is written to them passes `Guarded`: messages of commands, of the option parser, warnings,
logs and stack traces. So no text of a file or a server can give the terminal an order.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TextIO, cast

from campaign.printable import printable


def ready() -> None:
    """Make the standard streams take every letter; a closed one swallows what it is given."""
    if sys.stdout is None:
        sys.stdout = _nowhere()
    if sys.stderr is None:
        sys.stderr = _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    sys.stdout = guarded(sys.stdout)
    sys.stderr = guarded(sys.stderr)


class Guarded:
    """A stream that shows unprintable characters as their codes; else the stream it stands for."""

    def __init__(self, stream: TextIO) -> None:
        self.unguarded = stream

    def write(self, text: str) -> int:
        """Write the text as a terminal may have it; gives the length of what was asked for."""
        self.unguarded.write(printable(text))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write each of the texts."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.unguarded, name)


def guarded(stream: TextIO) -> TextIO:
    """The stream, guarded once."""
    return stream if isinstance(stream, Guarded) else cast("TextIO", Guarded(stream))


def unguarded(stream: TextIO) -> TextIO:
    """The stream under the guard, for what draws with codes of its own: tables and progress bars.

    Whoever writes there makes foreign text printable first.
    """
    return stream.unguarded if isinstance(stream, Guarded) else stream


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
