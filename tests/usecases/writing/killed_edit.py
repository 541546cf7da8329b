"""Saves a post, and is killed at the n-th moment around a change of the disk.

`python -m tests.usecases.writing.killed_edit once FOLDER WHAT` saves and prints how many moments
there were. `sweep FOLDER WHAT STRIDE` does so in a copy of the folder for every so-many-th moment:
saves and is killed there, and then saves once more. It prints what it found, in JSON. Each save is
a process of its own, forked from one that has loaded all modules. Only tests use it.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
import traceback
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from campaign import content as contents
from campaign.bootstrap import read_config
from campaign.platforms import registry
from campaign.storage.database import open_database
from campaign.usecases.writing.desk_files import Files
from campaign.usecases.writing.edit_post import edit_post
from campaign.usecases.writing.joining import FieldEdit
from campaign.usecases.writing.new_for_day import new_for_day
from campaign.usecases.writing.undo import undo
from tests.spreadsheet.killed_import import Killer, Torn
from tests.usecases.translating.bureau import ALONE, NOW

WORDS = "Otras palabras."


def save(folder: Path, wanted: int, what: str) -> int:
    """Save, unless killed; gives how many moments there were."""
    config = read_config(folder / "config.toml")
    found, _ = contents.read(
        config.content,
        languages=config.campaign.languages,
        regions=config.regions,
        channels=tuple(config.channels.values()),
        platforms=registry.names(),
    )
    files = Files(found, config, open_database(config.database), time.sleep)
    killer = Killer(wanted)
    opened = os.fdopen
    for name in ("fsync", "open", "close", "replace", "unlink", "chmod", "rename", "link"):
        setattr(os, name, killer.around(getattr(os, name)))
    os.fdopen = lambda *a, **k: Torn(opened(*a, **k), killer)  # type: ignore[assignment]
    for name in ("replace", "unlink", "chmod", "mkdir"):  # pathlib has some of its own
        setattr(Path, name, killer.around(getattr(Path, name)))
    Connection.commit = killer.around(Connection.commit)  # type: ignore[method-assign]
    execute = Connection.execute
    Connection.execute = killer.around(execute)  # type: ignore[method-assign]
    if what == "edit":
        edits = [FieldEdit("copy.es.text", WORDS)]
        edit_post(files, "labs-01", edits, base="", actor=ALONE, session="one", now=NOW)
    elif what == "undo":
        undo(files, 1, actor=ALONE, session="one", now=NOW)  # as the page names it
    else:
        day = date(2026, 12, 18)
        new_for_day(files, day, title="A day", once="key-1", actor=ALONE, session="one", now=NOW)
    return killer.count


def forked(folder: Path, wanted: int, what: str) -> int:
    """Save in a process of its own; gives how it ended, below 0 for a signal."""
    child = os.fork()
    if child == 0:
        try:
            save(folder, wanted, what)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def texts(folder: Path) -> dict[str, str]:
    """All files of the calendar, hidden ones too."""
    calendar = folder / "content" / "calendar"
    return {path.name: path.read_text(encoding="utf-8") for path in calendar.iterdir()}


def sweep(template: Path, what: str, stride: int) -> None:
    """Kill a save at its moments, one after the other, and repeat each."""
    first = template.with_name("counted")
    shutil.copytree(template, first)
    read, write = os.pipe()
    if (child := os.fork()) == 0:
        os.write(write, str(save(first, 0, what)).encode())
        os._exit(0)
    os.waitpid(child, 0)
    count = int(os.read(read, 20))
    found = []
    for at in range(1, count + 1, stride):
        folder = template.with_name(f"at-{at}")
        shutil.copytree(template, folder)
        ended = forked(folder, at, what)
        then = texts(folder)
        found.append(
            {
                "at": at,
                "folder": str(folder),
                "ended": ended,
                "then": then,
                "repeated": forked(folder, 0, what),
                "after": texts(folder),
            }
        )
    sys.stdout.write(json.dumps({"count": count, "found": found}) + "\n")


if __name__ == "__main__":
    if sys.argv[1] == "sweep":
        sweep(Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
    else:
        sys.stdout.write(f"{save(Path(sys.argv[2]), 0, sys.argv[3])}\n")
