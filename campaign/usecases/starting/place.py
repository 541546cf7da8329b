"""Puts a new project's files into a folder: all of them, or none."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp

from campaign.errors import StorageError

#: The file that makes a folder a campaign: it comes last.
_LAST = "config.toml"


def place(files: Mapping[str, bytes], folder: Path, look: Callable[[Path], None]) -> None:
    """Write the files into a folder that is not there, or has nothing but hidden files.

    They are written into a hidden folder beside it first, where `look` may refuse them by raising.
    Then they take their places: `config.toml` last, so that a folder in which something went wrong
    is no campaign. Raises StorageError; then the folder is as it was.
    """
    refuse_a_full_folder(folder)
    existed = folder.is_dir()
    made: list[Path] = []
    beside = None
    try:
        made = _make(folder)
        beside = Path(mkdtemp(prefix=".campaign-init-", dir=folder))
        for name, data in files.items():
            path = beside / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        look(beside)
        _move(beside, folder)
    except OSError as error:
        raise StorageError(
            f"{folder}: cannot be written ({error.strerror or error}); nothing was kept"
        ) from error
    finally:
        if beside is not None:
            shutil.rmtree(beside, ignore_errors=True)
        if not existed:
            # Only what is still empty goes: a folder with the project in it stays.
            for path in reversed(made):
                with suppress(OSError):
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
