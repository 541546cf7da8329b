"""What every command shares: the workspace, the clock, the terminal, and how it ends.

Exit codes: 0 done, 1 findings or failures, 2 wrong usage or configuration.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, is_dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from pathlib import Path
from time import sleep  # noqa: TID251 - this is the door
from typing import TYPE_CHECKING, Annotated, Any

import typer

from campaign.cli.streams import is_wide

if TYPE_CHECKING:
    from rich.console import Console

    from campaign.bootstrap import Workspace

DONE, FINDINGS, WRONG = 0, 1, 2

# As narrow as a table's last column may become before the table gives way to lines.
_FOLDED = 24

#: The option every command has: one JSON object for machines instead of tables for people.
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")]

Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Show every line.")]


@dataclass(frozen=True, slots=True)
class Settings:
    """What stands before the command: `campaign --config FILE COMMAND`."""

    config: Path


def clock() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - this is the door


def wait(seconds: float) -> None:
    """Let time pass."""
    sleep(seconds)


@contextmanager
def workspace(context: typer.Context) -> Iterator[Workspace]:
    """The workspace the command works in, closed afterwards; raises ConfigError."""
    from campaign.bootstrap import open_workspace  # noqa: PLC0415 - not for --help and --version

    opened = open_workspace(context.obj.config, os.environ, clock, wait)
    try:
        yield opened
    finally:
        opened.close()


def console(*, error: bool = False) -> Console:
    """The terminal; what is not one gets plain text, wide enough not to break lines."""
    from rich.console import Console  # noqa: PLC0415 - not for commands that print JSON

    stream = sys.stderr if error else sys.stdout
    return Console(file=stream, width=None if stream.isatty() else 160, highlight=False)


def say(*lines: str, error: bool = False) -> None:
    """Print plain lines; nothing in them is read as markup."""
    for line in lines:
        console(error=error).print(line, markup=False, soft_wrap=True)


def emit(found: object) -> None:
    """Print one JSON object, the last thing a command with --json prints."""
    # What a machine reads has to be whole: letters the stream does not know are written as \\u.
    plain = not is_wide(sys.stdout)
    sys.stdout.write(json.dumps(found, ensure_ascii=plain, default=_plain) + "\n")


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table; cells are plain text. A terminal too narrow for it gets a line a row.

    The last column may be folded, the others never are: half a name is no name.
    """
    from rich import box  # noqa: PLC0415 - not for commands that print JSON
    from rich.cells import cell_len  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    cells = [[str(cell) for cell in row] for row in rows]
    screen = console()
    whole = [max(map(cell_len, column)) + 2 for column in zip(columns, *cells, strict=True)]
    if sum(whole[:-1]) + min(whole[-1], _FOLDED) + 2 > screen.width:
        say(*([title] if title else []), *(_line(row) for row in cells))
        return
    shown = Table(title=title or None, title_justify="left", box=box.SIMPLE_HEAD)
    shown.title_style = "bold"
    for number, name in enumerate(columns, start=1):
        shown.add_column(name, no_wrap=number < len(columns))
    for row in cells:
        shown.add_row(*map(Text, row))
    screen.print(shown)


def _line(row: Sequence[str]) -> str:
    return "  " + " · ".join(cell for cell in row if cell)


@contextmanager
def progress(title: str, *, quiet: bool = False) -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar on the terminal; gives the callback that moves it.

    None when `quiet`, and where nobody looks: cron mails whatever a command prints.
    """
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.progress import Progress  # noqa: PLC0415 - only for work that takes long

    with Progress(console=console(error=True), transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def wall(instant: datetime | None, zone: Any = None) -> str:
    """An instant for people: in a zone, or in the machine's own; "" for none."""
    if instant is None:
        return ""
    return instant.astimezone(zone).strftime("%a %d %b %Y %H:%M %Z")


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, datetime):
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
