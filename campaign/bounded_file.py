"""Reads a file of a bounded size, and nothing that is no file: one way for every reader.

A pipe blocks whoever opens it, a device may never end, and a file with a hole in it can be larger
than the memory. So a path is looked at before it is opened, opened without waiting, and looked at
again once it is open, because another process may have put something else in its place.
"""

from __future__ import annotations

import os
import stat
from errno import EFBIG, EINVAL
from pathlib import Path

MEGABYTE = 1_000_000
#: Bytes of the largest configuration, brand or key file that is read.
LARGEST_TEXT = MEGABYTE
#: Bytes of the largest file with a secret in it.
LARGEST_SECRET = 65_536
#: Bytes of the largest font; the largest of Noto's has 20 MB.
LARGEST_FONT = 40 * MEGABYTE
#: Bytes of the largest picture; no network takes more than 30 MB.
LARGEST_PICTURE = 50 * MEGABYTE
#: Bytes of the largest film that any network takes.
LARGEST_FILM = 1024**3

_PIECE = 65_536
_KINDS = {
    stat.S_IFIFO: "a named pipe",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFSOCK: "a socket",
    stat.S_IFDIR: "a folder",
}


class UnfitFile(OSError):
    """What is there is no file that can be read; `remedy` says what to do about it."""

    def __init__(self, number: int, message: str, path: Path, remedy: str) -> None:
        super().__init__(number, message, str(path))
        self.remedy = remedy


def read_file(path: Path, most: int, head: int | None = None) -> bytes:
    """The bytes of a regular file; with `head`, only that many from its beginning.

    Raises OSError as usual, and UnfitFile for what is no file or has more than `most` bytes. Never
    waits for another process and never takes more memory than `most` bytes.
    """
    try:
        _check(path, path.stat(), most)
    except ValueError:  # a NUL in it
        remedy = "write the path of a file"
        raise UnfitFile(EINVAL, "no file can have this name", path, remedy) from None
    flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY
    with os.fdopen(os.open(path, flags), "rb") as file:
        found = os.fstat(file.fileno())
        _check(path, found, most)
        # Python takes as much memory as is asked for, so only what is there is asked for.
        data = file.read(found.st_size + 1 if head is None else head)
        while head is None and found.st_size < len(data) <= most and (more := file.read(_PIECE)):
            data += more  # it grows, or is one of the system's, which say no size
    if len(data) > most:
        raise _too_large(path, most)
    return data


def _check(path: Path, found: os.stat_result, most: int) -> None:
    if not stat.S_ISREG(found.st_mode):
        kind = _KINDS.get(stat.S_IFMT(found.st_mode), "something else")
        raise UnfitFile(EINVAL, f"it is {kind} and not a file", path, "put a file there")
    if found.st_size > most:
        raise _too_large(path, most)


def _too_large(path: Path, most: int) -> UnfitFile:
    size = f"{most // MEGABYTE} MB" if most >= MEGABYTE else f"{most // 1024} kB"
    return UnfitFile(EFBIG, f"it is larger than {size}", path, "is it the right file?")
