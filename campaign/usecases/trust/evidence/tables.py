"""Tables as CSV files that are written row by row: UTF-8 with the mark that Excel needs.

A gap is written "n/a" among figures: it is no zero. What a spreadsheet would run as a formula stays
text.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from campaign.calendar.sheet import disarm
from campaign.usecases.trust.evidence.archive import Archive, pieces

Cell = str | int | float | datetime | timedelta | None

_MARK = "\ufeff"


class Tables:
    """CSV files that grow side by side in a folder, until they are put into an archive."""

    def __init__(self, folder: Path, columns: Mapping[str, Sequence[str]]) -> None:
        self._folder = folder
        self._files: dict[str, IO[str]] = {}
        self._writers: dict[str, Any] = {}
        for name, heads in columns.items():
            file = (folder / name).open("w", encoding="utf-8", newline="")
            file.write(_MARK)
            self._files[name] = file
            self._writers[name] = csv.writer(file, lineterminator="\r\n")
            self._writers[name].writerow(heads)

    def add(self, name: str, cells: Sequence[Cell]) -> None:
        """Write a row."""
        self._writers[name].writerow([cell_text(cell) for cell in cells])

    def put_into(self, archive: Archive) -> None:
        """Add every table to an archive, under `tables/`."""
        for name, file in self._files.items():
            file.close()
            with (self._folder / name).open("rb") as written:
                archive.add(f"tables/{name}.csv", pieces(written))

    def close(self) -> None:
        """Close every file."""
        for file in self._files.values():
            file.close()


@contextmanager
def tables(beside: Path, columns: Mapping[str, Sequence[str]]) -> Iterator[Tables]:
    """Tables whose files lie in a folder of their own beside the export; it goes at the end."""
    beside.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=beside, prefix=".evidence-") as folder:
        opened = Tables(Path(folder), columns)
        try:
            yield opened
        finally:
            opened.close()


def cell_text(cell: Cell) -> str:
    """How a cell is written: instants as UTC in ISO 8601, ages in hours, nothing as ""."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return f"{cell.total_seconds() / 3600:g}"
    return disarm(cell) if isinstance(cell, str) else str(cell)
