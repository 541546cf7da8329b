"""Imports texts into a calendar, and kills itself at the n-th moment around a change of the disk.

`python -m tests.spreadsheet.killed_import import FOLDER N`, or `settle` for the next start. With
N = 0 it prints how many moments there were. Only tests use it.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from campaign.spreadsheet import import_journal
from campaign.spreadsheet.import_journal import Change, write_all

OLD = {f"calendar/p-{n}.yaml": b"old %d\n" % n * 50 for n in range(3)}
NEW = {f"calendar/p-{n}.yaml": b"new %d\n" % n * 60 for n in range(4)}


class Killer:
    """Counts what it is told, and kills this process at the wanted count."""

    def __init__(self, wanted: int) -> None:
        self.wanted, self.count = wanted, 0

    def step(self) -> None:
        """One moment at which the power may go."""
        self.count += 1
        if self.count == self.wanted:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, with a moment before and one after it."""

        def called(*arguments: Any, **named: Any) -> Any:
            self.step()
            done = function(*arguments, **named)
            self.step()
            return done

        return called


class Torn:
    """A file that is written in two halves, with a moment between them."""

    def __init__(self, file: Any, killer: Killer) -> None:
        self._file, self._killer = file, killer

    def __enter__(self) -> Torn:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, data: bytes) -> None:
        """Half, and the rest."""
        self._file.write(data[: len(data) // 2])
        self._file.flush()
        self._killer.step()
        self._file.write(data[len(data) // 2 :])

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def main(what: str, folder: Path, wanted: int) -> None:
    """Import or settle, unless killed."""
    killer = Killer(wanted)
    opened = os.fdopen
    for name in ("fsync", "open", "close", "replace", "unlink", "chmod", "rename"):
        setattr(os, name, killer.around(getattr(os, name)))
    os.fdopen = lambda *a, **k: Torn(opened(*a, **k), killer)  # type: ignore[assignment]
    for name in ("replace", "unlink", "chmod"):  # pathlib has some of its own
        setattr(Path, name, killer.around(getattr(Path, name)))
    changes = [Change(folder / name, OLD.get(name), data) for name, data in NEW.items()]
    if what == "settle":
        import_journal.settle(folder)
    else:
        write_all(folder, changes)
    sys.stdout.write(f"{killer.count}\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
