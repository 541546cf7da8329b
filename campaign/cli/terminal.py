"""What commands say: plain lines for people, one JSON object for machines.

What is drawn, tables and progress bars, is in `campaign.cli.screen`: a tick that cron starts every
minute says a line or two, and loads nothing to draw with.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import Enum
from pathlib import Path

from campaign.cli.streams import is_wide
from campaign.printable import json_text, printable

_LINE_END = "\\n"


def say(*lines: str, error: bool = False) -> None:
    """Print plain lines at once; nothing in them is read as markup or as a control code.

    A line stays one line, so that no name with a line's end in it can add a line of its own.
    """
    stream = sys.stderr if error else sys.stdout
    shown = (printable(line).replace("\n", _LINE_END) for line in lines)
    stream.write("".join(f"{line}\n" for line in shown))
    stream.flush()


def emit(found: object) -> None:
    """Print one JSON object, the last thing a command with --json prints."""
    # What a machine reads has to be whole: letters the stream does not know are written as \\u, and
    # so is what a terminal would obey.
    plain = not is_wide(sys.stdout)
    text = json.dumps(found, ensure_ascii=plain, default=_plain)
    sys.stdout.write(json_text(text) + "\n")


def wall(instant: datetime | None, zone: tzinfo | None = None) -> str:
    """An instant for people: in a zone, or in the machine's own; "" for none."""
    if instant is None:
        return ""
    return instant.astimezone(zone).strftime("%a %d %b %Y %H:%M %Z")


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, date):  # and so a datetime
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, set | frozenset | tuple):
        return list(value)
    raise TypeError(f"{type(value).__name__} has no plain form")
