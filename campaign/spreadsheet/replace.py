"""Replaces several files by new ones so that none is ever half written."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from campaign.errors import StorageError


def replace_files(contents: Mapping[Path, bytes]) -> None:
    """Put new contents into files, made where they do not exist.

    All are written beside the old ones first, and only when the disk holds all of them safely do
    they take their places. Raises StorageError; what was there before is there still, unless the
    very last step, a renaming, failed for one of several.
    """
    ready: dict[Path, Path] = {}
    path = None
    try:
        for path, data in contents.items():
            ready[path] = _beside(path, data)
        for path in contents:
            ready[path].replace(path)
            del ready[path]
    except OSError as error:
        raise StorageError(
            f"{path}: cannot be written ({error.strerror or error}); "
            "close it where it is open, make room on the disk, or choose another place"
        ) from error
    finally:
        for left in ready.values():
            left.unlink(missing_ok=True)


def _beside(path: Path, data: bytes) -> Path:
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    if path.exists() and not os.access(path, os.W_OK):
        raise PermissionError(13, "the file is read-only", str(path))
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        new.chmod(mode)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    return new
