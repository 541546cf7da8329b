"""Reads a file of a bounded size, and nothing that is no file: one way for every reader.

A pipe blocks whoever opens it, a device may never end, and a file with a hole in it can be larger
than the memory. So a path is looked at before it is opened, opened without waiting, and looked at
again once it is open, because another process may have put something else in its place.
"""

from __future__ import annotations

import os
import stat
from errno import EFBIG, EINVAL, ELOOP
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
# Not every system has these, and those that lack one do not need it.
_FLAGS = os.O_RDONLY
for _name in ("O_CLOEXEC", "O_NONBLOCK", "O_NOCTTY", "O_BINARY"):
    _FLAGS |= getattr(os, _name, 0)
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


def why_no_file(path: Path) -> str:
    """What stands there in place of a file, in words; "" for a file, and where one may be made."""
    try:
        kind = stat.S_IFMT(path.stat().st_mode)
    except OSError as error:
        return "it is a link that leads to itself" if error.errno == ELOOP else ""
    except ValueError:  # a NUL in it
        return ""
    return "" if kind == stat.S_IFREG else f"it is {_in_place(kind)} and not a file"


def read_file(path: Path, most: int, head: int | None = None) -> bytes:
    """The bytes of a regular file; with `head`, only that many from its beginning.

    Raises OSError as usual, and UnfitFile for what is no file or, read whole, has more than `most`
    bytes. Never waits for another process and never takes more memory than `most` bytes.
    """
    bound = most if head is None else None
    try:
        _check(path, path.stat(), bound)
    except ValueError:  # a NUL in it
        remedy = "write the path of a file"
        raise UnfitFile(EINVAL, "no file can have this name", path, remedy) from None
    with os.fdopen(os.open(path, _FLAGS), "rb") as file:
        found = os.fstat(file.fileno())
        _check(path, found, bound)
        # Python takes as much memory as is asked for, so only what is there is asked for.
        data = file.read(found.st_size + 1 if head is None else head)
        while head is None and found.st_size < len(data) <= most and (more := file.read(_PIECE)):
            data += more  # it grows, or is one of the system's, which say no size
    if len(data) > most:
        raise _too_large(path, len(data), most)
    return data


def _check(path: Path, found: os.stat_result, most: int | None) -> None:
    if not stat.S_ISREG(found.st_mode):
        kind = _in_place(stat.S_IFMT(found.st_mode))
        raise UnfitFile(EINVAL, f"it is {kind} and not a file", path, "put a file there")
    if most is not None and found.st_size > most:
        raise _too_large(path, found.st_size, most)


def _in_place(kind: int) -> str:
    return _KINDS.get(kind, "something else")


def _too_large(path: Path, size: int, most: int) -> UnfitFile:
    has, allowed = _in_words(size), _in_words(most)
    if has == allowed:
        has, allowed = f"{size:,} bytes", f"{most:,}"
    words = f"it has {has}, more than the {allowed} that are read"
    return UnfitFile(EFBIG, words, path, "is it the right file?")


def _in_words(size: int) -> str:
    return f"{size // MEGABYTE:,} MB" if size >= MEGABYTE else f"{size // 1024} kB"
