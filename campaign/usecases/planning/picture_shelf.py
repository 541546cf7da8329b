"""Small pictures of what posts show: each is made once, when somebody first asks, and kept.

::

    held(key, width)             the file, when it was made before
    make(key, width, picture)    the file, made now: once, also when many ask at the same time

The folder may be thrown away at any time. A file's name is what it shows (a card's key, or the
SHA-256 of a picture) with its width, so a file never changes, and browsers may keep it for good.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import Final

from PIL import Image

from campaign.errors import StorageError
from campaign.pictures.encode import on_white
from campaign.usecases.planning.thumbnails import write_whole

#: Pixels: a list's thumbnail, a calendar's, a preview's, and a large one.
WIDTHS: Final = (128, 240, 520, 640)
#: Bytes of all small pictures together; a picture of 520 pixels has about 25 kB.
MOST_BYTES: Final = 256 * 1024 * 1024

_KEY = re.compile(r"[0-9a-f]{64}")
#: A small picture is at most so many times as high as it is wide.
HIGHEST = 2
# How many pictures are made between two looks at the folder's size.
_STRIDE = 200
# What is left of the largest size after old pictures were thrown away.
_KEPT = 0.8


class PictureShelf:
    """A folder of small pictures; several threads may ask, and at most `threads` draw at once."""

    def __init__(self, folder: Path, *, threads: int = 2, most_bytes: int = MOST_BYTES) -> None:
        self._folder = folder
        self._most = most_bytes
        self._drawing = BoundedSemaphore(threads)
        self._lock = Lock()
        self._making: dict[Path, Lock] = {}
        self._made = 0

    def held(self, key: str, width: int) -> Path | None:
        """The file of a picture at this width when it is there; None also for no key or width."""
        path = self._path(key, width)
        return path if path is not None and path.is_file() else None

    def make(self, key: str, width: int, picture: Callable[[], Image.Image]) -> Path:
        """The file of a picture at this width, made by `picture` when it is not there.

        A picture is never made wider than it is. Raises ValueError for a key or a width of another
        form, StorageError when the file cannot be written, and what `picture` raises.
        """
        path = self._path(key, width)
        if path is None:
            raise ValueError(f"no picture has the key {key[:80]!r} and the width {width}")
        with self._lock:
            turn = self._making.setdefault(path, Lock())
        try:
            with turn:
                if path.is_file():
                    return path
                with self._drawing:
                    self._draw(path, width, picture)
        finally:
            with self._lock:
                self._making.pop(path, None)
        self._count()
        return path

    def _path(self, key: str, width: int) -> Path | None:
        if not _KEY.fullmatch(key) or width not in WIDTHS:
            return None
        return self._folder / key[:2] / f"{key}-{width}.webp"

    @staticmethod
    def _draw(path: Path, width: int, picture: Callable[[], Image.Image]) -> None:
        drawn = picture()
        small = on_white(drawn.convert("RGBA" if drawn.has_transparency_data else "RGB"))
        small.thumbnail((width, width * HIGHEST), Image.Resampling.LANCZOS)
        out = BytesIO()
        small.save(out, "WEBP", quality=84)
        write_whole(path, out.getvalue())

    def _count(self) -> None:
        with self._lock:
            self._made += 1
            if self._made % _STRIDE != 1:
                return
        self.tidy()

    def tidy(self) -> None:
        """Throw the oldest pictures away when all together have more bytes than are kept."""
        found: list[tuple[float, int, Path]] = []
        for path in self._folder.glob("*/*.webp"):
            if path.name.startswith("."):
                continue  # it is being written
            with suppress(OSError):
                entry = path.stat()
                found.append((entry.st_mtime, entry.st_size, path))
        total = sum(size for _, size, _ in found)
        if total <= self._most:
            return
        for _, size, path in sorted(found):
            with suppress(OSError):
                path.unlink()
            total -= size
            if total <= self._most * _KEPT:
                return


def opened(data: bytes) -> Image.Image:
    """A picture's first frame from its bytes; raises StorageError when it cannot be shown."""
    try:
        with Image.open(BytesIO(data)) as found:
            found.load()
            return found
    except Exception as error:  # Pillow's readers raise anything over damaged files
        raise StorageError(f"this picture cannot be shown: {error}") from error
