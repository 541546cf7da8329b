"""The sandbox's memory on disk: one line of JSON for each event; lines are only appended."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class BrokenJournal(Exception):
    """A line of the journal, not the last, cannot be read."""


class Journal:
    """Events in the order they happened, in a file or nowhere.

    When the process is killed, only the last line can be cut off. No client got an answer for that
    event, so the line is dropped when the journal is opened.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
            _cut_torn_end(path)

    def append(self, event: dict[str, Any]) -> None:
        """Add one event; it is in the operating system's hands when this returns."""
        if self._path is None:
            return
        with self._path.open("ab") as file:
            file.write(json.dumps(event, ensure_ascii=False).encode() + b"\n")

    def events(self) -> Iterator[dict[str, Any]]:
        """Every event so far, oldest first. Raises BrokenJournal with file and line."""
        if self._path is None:
            return
        with self._path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                try:
                    yield json.loads(line)
                except ValueError as error:
                    raise BrokenJournal(f"{self._path}:{number}: {error}") from error


def _cut_torn_end(path: Path) -> None:
    """Drop what follows the last line break."""
    written = path.read_bytes()
    if written and not written.endswith(b"\n"):
        os.truncate(path, written.rfind(b"\n") + 1)
