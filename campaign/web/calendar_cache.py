"""The calendar as every channel will read it, compiled anew only when something has changed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Final

from campaign.bootstrap import Workspace
from campaign.config import Config
from campaign.content import Content
from campaign.errors import Mistake
from campaign.model import Planned, Post
from campaign.usecases.operations.calendar_days import Wanted
from campaign.usecases.operations.calendar_days import wanted as lay_out
from campaign.usecases.planning.compile import Compiled
from campaign.usecases.translating.matrix import Matrix, matrix


@dataclass(frozen=True)
class Calendar:
    """What the files say at one moment.

    `mistakes` are those of files that could not be read; `made` has all others compiled. `at` is
    when (UTC) it was read, `changed` when (UTC) the newest file was written. It was compiled with
    `config`.
    """

    content: Content
    made: Compiled
    mistakes: tuple[Mistake, ...]
    at: datetime
    changed: float
    config: Config

    @cached_property
    def posts(self) -> dict[str, Post]:
        """The posts that could be read, by id."""
        return {post.id: post for post in self.made.posts}

    @cached_property
    def wanted(self) -> Wanted:
        """The same as the pages of the calendar look it up."""
        return lay_out(self.made.planned, self.config.campaign.source_language)

    @cached_property
    def matrix(self) -> Matrix:
        """How its translations stand."""
        return matrix(self.content, self.config)

    @cached_property
    def by_post(self) -> dict[str, tuple[Planned, ...]]:
        """What each post will publish, by its id."""
        found: dict[str, list[Planned]] = {}
        for planned in self.made.planned:
            found.setdefault(planned.variant.post, []).append(planned)
        return {post: tuple(some) for post, some in found.items()}


#: For how many seconds nobody looks again whether a file has changed.
UNLOOKED: Final = 0.3


class CalendarCache:
    """Keeps the compiled calendar as long as nothing it was made of has changed.

    After `unlooked` seconds, or an act at this desk, the next one who asks looks at the files.
    """

    def __init__(self, unlooked: float = UNLOOKED) -> None:
        self._unlooked = unlooked
        self._looked = -1.0
        self._lock = Lock()
        self._state: object = None
        self._calendar: Calendar | None = None

    def get(self, opened: Workspace, now: Callable[[], datetime]) -> Calendar:
        """The calendar by the files as they stand; raises StorageError and ContentError."""
        with self._lock:
            if self._calendar is not None and monotonic() - self._looked < self._unlooked:
                return self._calendar
            state, newest = _state(opened)
            if self._calendar is None or state != self._state:
                config = opened.config
                made, content, mistakes = opened.compiled()
                self._calendar = Calendar(content, made, mistakes, now(), newest, config)
                self._state = state
            self._looked = monotonic()
            return self._calendar

    def look_again(self) -> None:
        """Something may have been written: the next one who asks looks at the files."""
        with self._lock:
            self._looked = -1.0 - self._unlooked


def _state(opened: Workspace) -> tuple[object, float]:
    """What the compiled calendar depends on, as far as a look at the folders tells."""
    config = opened.config
    files = {path: stamp for folder in _folders(config) for path, stamp in _stamps(folder)}
    newest = max((stamp[0] for stamp in files.values()), default=0)
    return (config, files, opened.dismissals(), opened.known_limits.state()), newest / 1e9


def _folders(config: Config) -> tuple[Path, ...]:
    return config.content, config.assets


def _stamps(folder: Path) -> Iterator[tuple[str, tuple[int, int, int]]]:
    """Each file below a folder with when it was written, its size and its number on the disk."""
    pending = [os.fspath(folder)]
    while pending:
        try:
            with os.scandir(pending.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        pending.append(entry.path)
                        continue
                    stat = entry.stat()
                    yield entry.path, (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        except OSError:  # gone, or not to be read: reading the content says so
            continue
