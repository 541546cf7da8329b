"""Writes one file of the calendar whole or not at all.

::

    locked(content) ─ read ─ decide ─ replace: staged beside it → on the disk → renamed
                                               └ killed here: the file is as it was ┘

The lock is `campaign.folder_lock`.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Final

from campaign.bounded_file import LARGEST_TEXT, read_file
from campaign.errors import StorageError
from campaign.folder_lock import NO_LOCKS

_STAGED: Final = ".desk-edit"
_NO_LINKS: Final = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV)


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
        if error.errno not in NO_LOCKS:
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
