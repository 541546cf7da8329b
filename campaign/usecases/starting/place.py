"""Puts a new project's files into a folder: all of them, or none."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp

from campaign.errors import StorageError

_HIDDEN = ".campaign-init-"
#: The file that makes a folder a campaign: it comes last.
_LAST = "config.toml"


def place(files: Mapping[str, bytes], folder: Path, look: Callable[[Path], None]) -> None:
    """Write the files into a folder that is not there, or has nothing but hidden files.

    They are written into a hidden folder first, where `look` may refuse them by raising. A folder
    that is not there then takes its place as a whole. One that is there gets them one by one, and
    `config.toml` last: without it, a folder is no campaign. Raises StorageError; then everything is
    as it was.
    """
    refuse_a_full_folder(folder)
    existed = folder.is_dir()
    made: list[Path] = []
    beside = None
    try:
        made = [] if existed else _make(folder.parent)
        beside = Path(mkdtemp(prefix=_HIDDEN, dir=folder if existed else folder.parent))
        ready = beside / "project"
        for name, data in files.items():
            path = ready / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        look(ready)
        if existed:
            _move(ready, folder)
        else:
            ready.rename(folder)
        made = []
    except OSError as error:
        raise StorageError(
            f"{folder}: cannot be written ({error.strerror or error}); nothing was kept"
        ) from error
    finally:
        if beside is not None:
            shutil.rmtree(beside, ignore_errors=True)
        for path in reversed(made):
            with suppress(OSError):  # somebody else put something there
                path.rmdir()


def refuse_a_full_folder(folder: Path) -> None:
    """Raise StorageError for a folder that holds anything but hidden files, or for a file."""
    if folder.is_symlink() and not folder.exists():
        raise StorageError(f"{folder}: the link leads nowhere; choose another name")
    if folder.exists() and not folder.is_dir():
        raise StorageError(f"{folder}: there is a file of that name; choose another name")
    try:
        some = sorted(p.name for p in folder.iterdir()) if folder.exists() else []
    except OSError as error:
        raise StorageError(f"{folder}: cannot be read ({error.strerror})") from error
    seen = [name for name in some if not name.startswith(".")]
    if seen:
        raise StorageError(
            f"{folder}: the folder is not empty (it holds {seen[0]}): name one that is not there"
        )


def _make(folder: Path) -> list[Path]:
    """Make the folder with those above it; gives what was made, the highest first."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return list(reversed(missing))


def _move(beside: Path, folder: Path) -> None:
    """Give everything in one folder its place in the other, or take all of it back."""
    names = sorted((p.name for p in beside.iterdir()), key=lambda name: (name == _LAST, name))
    moved: list[str] = []
    try:
        for name in names:
            (beside / name).rename(folder / name)
            moved.append(name)
    except OSError:
        for name in moved:
            (folder / name).rename(beside / name)
        raise
