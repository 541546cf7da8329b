"""What commands draw on a terminal: tables, and how far long work has come."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from campaign.cli.streams import unguarded
from campaign.cli.terminal import say
from campaign.printable import one_line

# As narrow as a table's last column may become before the table gives way to lines.
_FOLDED = 24


def console(*, error: bool = False) -> Console:
    """The terminal; what is not one gets plain text, wide enough not to break lines."""
    stream = unguarded(sys.stderr if error else sys.stdout)
    return Console(file=stream, width=None if stream.isatty() else 160, highlight=False)


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table; cells are plain text. A terminal too narrow for it gets a line a row.

    The last column may be folded, the others never are: half a name is no name.
    """
    cells = [[one_line(str(cell)) for cell in row] for row in rows]
    screen = console()
    whole = [max(map(cell_len, column)) + 2 for column in zip(columns, *cells, strict=True)]
    if sum(whole[:-1]) + min(whole[-1], _FOLDED) + 2 > screen.width:
        say(*([title] if title else []), *(_line(row) for row in cells))
        return
    heading = Text(one_line(title)) if title else None
    shown = Table(title=heading, title_justify="left", box=box.SIMPLE_HEAD)
    shown.title_style = "bold"
    for number, name in enumerate(columns, start=1):
        shown.add_column(name, no_wrap=number < len(columns))
    for row in cells:
        shown.add_row(*map(Text, row))
    screen.print(shown)


@contextmanager
def progress(title: str, *, quiet: bool = False) -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar on the terminal; gives the callback that moves it.

    None when `quiet`, and where nobody looks: cron mails whatever a command prints.
    """
    if quiet or not sys.stderr.isatty():
        yield None
        return
    with Progress(console=console(error=True), transient=True) as bar:
        task = bar.add_task(escape(one_line(title)), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _line(row: Sequence[str]) -> str:
    return "  " + " · ".join(cell for cell in row if cell)
