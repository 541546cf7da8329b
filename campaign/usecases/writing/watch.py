"""Watches the files: what was changed outside of the desk, what cannot be read, and what git does.

::

    look (stat alone) ─ the same as before? nothing to do
                      └ differs: which files, and by whom where the desk wrote them
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from campaign import git_state, post_files
from campaign.calendar.decode import LARGEST
from campaign.calendar.source_words import FOLDER
from campaign.config import Config
from campaign.errors import Mistake
from campaign.storage.database import Database
from campaign.storage.desk import edits as journal
from campaign.storage.desk.edits import EditMade

#: When it was written (ns), its size, and its number on the disk.
Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Look:
    """The files at one moment, as far as a look at the folders tells: no file is opened.

    Two looks are equal when nothing was changed between them.
    """

    stamps: Mapping[str, Stamp]

    @property
    def newest(self) -> float:
        """When the newest file was written, in seconds of Unix time; 0 without any."""
        return max((stamp[0] for stamp in self.stamps.values()), default=0) / 1e9

    def changed_since(self, before: Look) -> tuple[str, ...]:
        """The paths of files that are new, gone or other than they were."""
        paths = {*self.stamps, *before.stamps}
        return tuple(
            sorted(path for path in paths if self.stamps.get(path) != before.stamps.get(path))
        )


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file of the content with mistakes: each with its line, and its text as it is."""

    file: str
    mistakes: tuple[Mistake, ...]
    text: str


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that differs from an earlier look; `edit` is the desk's, None for a change outside.

    `gone` says that it is not there any more.
    """

    file: str
    gone: bool = False
    edit: EditMade | None = None


def look(config: Config, *more: Path) -> Look:
    """The content, the assets and further files, such as the configuration, as they stand now."""
    folders = (config.content, config.assets)
    stamps = {path: stamp for folder in folders for path, stamp in _stamps(folder)}
    for path in more:
        if (stamp := _stamp(path)) is not None:
            stamps[os.fspath(path)] = stamp
    return Look(stamps)


def changes(
    config: Config, database: Database, before: Look, after: Look
) -> tuple[FileChange, ...]:
    """What differs between two looks, file by file: made at the desk, by whom, or outside of it.

    The source texts that the program keeps for its translations are nobody's change.
    """
    kept = config.content / FOLDER
    found = []
    with database.read() as connection:
        for path in after.changed_since(before):
            if Path(path).is_relative_to(kept):
                continue
            name = name_of(Path(path), config)
            held = post_files.fingerprint(_bytes(Path(path)))
            edit = journal.made(connection, name, held)
            found.append(FileChange(name, path not in after.stamps, edit))
    return tuple(found)


def unreadable(config: Config, mistakes: Iterable[Mistake]) -> tuple[Unreadable, ...]:
    """The files that these mistakes are about, each with its text, in the order of their names."""
    by_file: dict[str, list[Mistake]] = {}
    for mistake in mistakes:
        by_file.setdefault(mistake.place.file, []).append(mistake)
    return tuple(
        Unreadable(file, tuple(some), _text(config.content.parent / file))
        for file, some in sorted(by_file.items())
    )


def read_only(config: Config) -> str:
    """Why nothing may be written to the content now, in plain words; "" when it may.

    A merge, a rebase and the like that is under way, or a conflict that git has left in a file.
    """
    merging = git_state.under_way(config.content)
    return str(merging) if merging else ""


def conflicts(config: Config) -> tuple[tuple[str, int], ...]:
    """The files of the content in which git left both sides of a conflict, with the line."""
    suffixes = (".yaml", ".yml", ".toml", ".j2")
    paths = sorted(path for path in config.content.rglob("*") if path.suffix in suffixes)
    return tuple((name_of(path, config), line) for path, line in git_state.in_conflict(paths))


def name_of(path: Path, config: Config) -> str:
    """What messages call a file: from the folder that holds the content, the assets or it."""
    for folder in (config.content, config.assets):
        if path.is_relative_to(folder):
            return path.relative_to(folder.parent).as_posix()
    return path.name


def _stamps(folder: Path) -> Iterator[tuple[str, Stamp]]:
    pending = [os.fspath(folder)]
    while pending:
        try:
            with os.scandir(pending.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        pending.append(entry.path)
                    elif (stamp := _stamp(entry)) is not None:
                        yield entry.path, stamp
        except OSError:  # gone, or not to be read: reading the content says so
            continue


def _stamp(path: Path | os.DirEntry[str]) -> Stamp | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes() if path.stat().st_size <= LARGEST else b""
    except OSError:
        return None


def _text(path: Path) -> str:
    return (_bytes(path) or b"").decode("utf-8-sig", errors="replace")
