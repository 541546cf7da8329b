"""Who may read what this program writes: its own state nobody else, what is for others everybody.

The state under `var/` holds words that are not out yet, account names and sealed credentials. So
the program runs with the umask 077, whatever the shell or the service says, and SQLite's side files
follow. What is written for others, outside of `var/`, gets the usual rights of a file.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PRIVATE, _USUAL = 0o077, 0o022
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
#: How many looser files one message counts up to.
_MANY = 10_000


@contextmanager
def private_files() -> Iterator[None]:
    """Make what is written meanwhile readable for its owner only."""
    before = os.umask(_PRIVATE)
    try:
        yield
    finally:
        os.umask(before)


@contextmanager
def files_for(folder: Path, var: Path) -> Iterator[None]:
    """Make what is written meanwhile into a folder readable for all, unless it lies in `var`."""
    with private_files() if is_private(folder, var) else usual_files():
        yield


@contextmanager
def usual_files() -> Iterator[None]:
    """Make what is written meanwhile readable for all, as what people edit is."""
    before = os.umask(_USUAL)
    try:
        yield
    finally:
        os.umask(before)


def is_private(path: Path, var: Path) -> bool:
    """True for what lies under `var`, also by way of a link."""
    # Unlike Path.resolve, this takes a link that leads to itself.
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(var))


def tighten(var: Path) -> int:
    """Take the rights of others from a folder that is looser, and from all in it; how many had any.

    Nothing is done when the folder itself has none: then nobody gets to what is in it. What another
    user owns stays as it is. Links are not followed.
    """
    try:
        if not var.stat().st_mode & _OTHERS:
            return 0
    except OSError:
        return 0
    changed = 0
    for path, mode in _looser(var):
        with suppress(OSError):
            path.chmod(mode & ~_OTHERS)
            changed += 1
    return changed


def looser(var: Path) -> int:
    """How many files and folders others have rights to, counted up to ten thousand."""
    count = 0
    for _ in _looser(var):
        count += 1
        if count == _MANY:
            break
    return count


def _looser(var: Path) -> Iterator[tuple[Path, int]]:
    """What others have rights to, the folder itself first, with its mode."""
    paths = [var]
    while paths:
        path = paths.pop()
        try:
            found = path.lstat()
            if stat.S_ISLNK(found.st_mode) and path != var:
                continue
            mode = stat.S_IMODE(path.stat().st_mode)
            if mode & _OTHERS:
                yield path, mode
            if path.is_dir():
                paths += path.iterdir()
        except OSError:  # it has vanished, or is another user's
            continue
