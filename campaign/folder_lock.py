"""Keeps writers below one folder of content apart: threads, processes, imports and the desk.

The lock is one on the folder itself, and ends with its process, however that ends. A thread that
holds it may ask for it again.
"""

from __future__ import annotations

import errno
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from campaign.errors import StorageError

if sys.platform != "win32":
    import fcntl

_TRIES: Final = 250
_BETWEEN: Final = 0.02  # seconds between two tries: a writer is done in a few thousandths
#: What systems answer that have no such locks, as some network disks.
NO_LOCKS: Final = (errno.ENOLCK, errno.EOPNOTSUPP, errno.EBADF, errno.EINVAL, errno.ENOSYS)
# Where there are none, the threads of one process are kept apart all the same.
_ONE_AT_A_TIME = threading.Lock()


class _Held(threading.local):
    """Which folders this thread holds."""

    def __init__(self) -> None:
        self.folders: set[Path] = set()


_HELD = _Held()


def is_held(folder: Path) -> bool:
    """True when this thread is the one that may write below a folder, by `locked`."""
    return bool(_HELD.folders) and folder.resolve() in _HELD.folders


@contextmanager
def locked(folder: Path, wait: Callable[[float], object]) -> Iterator[None]:
    """Be the only one who writes below a folder of content; `wait` lets seconds pass.

    Raises StorageError when somebody else has been writing for five seconds.
    """
    if is_held(folder):
        yield
        return
    with _ONE_AT_A_TIME, _taken(folder, wait):
        held = folder.resolve()
        _HELD.folders.add(held)
        try:
            yield
        finally:
            _HELD.folders.discard(held)


@contextmanager
def _taken(folder: Path, wait: Callable[[float], object]) -> Iterator[None]:
    if sys.platform == "win32":
        yield
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise StorageError(f"{folder}: cannot be opened ({error.strerror})") from error
    try:
        _take(handle, folder, wait)
        yield
    finally:
        os.close(handle)


def _take(handle: int, folder: Path, wait: Callable[[float], object]) -> None:
    if sys.platform == "win32":
        return
    for _ in range(_TRIES):
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            wait(_BETWEEN)
        except OSError as error:
            if error.errno in NO_LOCKS:
                return
            raise StorageError(f"{folder}: cannot be locked ({error.strerror})") from error
    raise StorageError(
        f"{folder}: somebody else is writing there, and is not done yet; try again in a moment"
    )
