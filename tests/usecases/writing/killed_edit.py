"""Saves a post, and kills itself at the n-th moment around a change of the disk.

`python -m tests.usecases.writing.killed_edit FOLDER N WHAT`. With N = 0 it prints how many moments
there were. Only tests use it.
"""

from __future__ import annotations

import os
import sys
import time
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


def main(folder: Path, wanted: int, what: str) -> None:
    """Save, unless killed."""
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
        undo(files, 0, actor=ALONE, session="one", now=NOW)
    else:
        day = date(2026, 12, 18)
        new_for_day(files, day, title="A day", once="key-1", actor=ALONE, session="one", now=NOW)
    sys.stdout.write(f"{killer.count}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
