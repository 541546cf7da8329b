"""Writes one file of the calendar whole or not at all, and keeps two writers apart.

::

    locked(content) ─ read ─ decide ─ replace: staged beside it → on the disk → renamed
                                               └ killed here: the file is as it was ┘

The lock is the one that an import of a sheet holds, so the two never write at the same time. It
ends with its process, however that ends.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Final

from campaign.bounded_file import LARGEST_TEXT, read_file
from campaign.errors import StorageError

if sys.platform != "win32":
    import fcntl

_STAGED: Final = ".desk-edit"
_TRIES: Final = 250
_BETWEEN: Final = 0.02  # seconds between two tries: a writer is done in a few thousandths
_NO_LOCKS: Final = (errno.ENOLCK, errno.EOPNOTSUPP, errno.EBADF, errno.EINVAL, errno.ENOSYS)
_NO_LINKS: Final = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV)
# Where the system has no such locks, the threads of one process are kept apart all the same.
_ONE_AT_A_TIME = Lock()


def fingerprint(data: bytes | None) -> str:
    """What names the bytes of a file: their SHA-256 in hexadecimal, "" for no file."""
    return "" if data is None else sha256(data).hexdigest()


def read_bytes(path: Path) -> bytes | None:
    """What a file holds now, None when there is none; raises StorageError."""
    try:
        return read_file(path, LARGEST_TEXT)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StorageError(f"{path}: cannot be read ({error.strerror})") from error


@contextmanager
def locked(folder: Path, wait: Callable[[float], object]) -> Iterator[None]:
    """Be the only one who writes below a folder of content; `wait` lets seconds pass.

    Raises StorageError when somebody else has been writing for five seconds.
    """
    with _ONE_AT_A_TIME:
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


def replace(path: Path, data: bytes) -> None:
    """Give a file new bytes; raises StorageError, and then it holds what it held before."""
    target = path.resolve()
    with _as_storage_errors(path):
        mode = target.stat().st_mode & 0o777
        if not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, "the file is read-only", str(target))
        staged = _stage(target, data, mode)
        try:
            staged.replace(target)
        except OSError:
            staged.unlink(missing_ok=True)
            raise
        _sync(target.parent)


def create(path: Path, data: bytes) -> bool:
    """Write a new file; False when there is one of that name. Raises StorageError."""
    with _as_storage_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if os.path.lexists(path):
            return False
        staged = _stage(path, data, 0o644)
        try:
            os.link(staged, path)
        except FileExistsError:
            return False
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            if os.path.lexists(path):
                return False
            staged.replace(path)  # the lock keeps every writer of this program away
        finally:
            staged.unlink(missing_ok=True)
        _sync(path.parent)
        return True


def remove(path: Path) -> None:
    """Take a file away; raises StorageError."""
    with _as_storage_errors(path):
        path.unlink(missing_ok=True)
        _sync(path.parent)


def forget_staged(folder: Path) -> None:
    """Take away what a killed writer has left in a folder; only for whoever holds the lock."""
    for left in folder.glob(f".*{_STAGED}"):
        left.unlink(missing_ok=True)


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
            if error.errno in _NO_LOCKS:  # some network disks have none
                return
            raise StorageError(f"{folder}: cannot be locked ({error.strerror})") from error
    raise StorageError(
        f"{folder}: somebody else is writing there, and is not done yet; try again in a moment"
    )


def _stage(target: Path, data: bytes, mode: int) -> Path:
    """The new bytes beside the file, safe on the disk; what a killed writer left there goes."""
    forget_staged(target.parent)
    staged = target.with_name(f".{target.name}{_STAGED}")
    handle = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        staged.chmod(mode)
    except BaseException:
        staged.unlink(missing_ok=True)
        raise
    return staged


def _sync(folder: Path) -> None:
    """Have the disk remember the names in a folder."""
    if os.name == "nt":  # where a folder cannot be opened
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise
    finally:
        os.close(handle)


@contextmanager
def _as_storage_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(
            f"{path}: cannot be written ({error.strerror or error}); close it where it is open, "
            "or make room on the disk"
        ) from error
