"""Finds a file by its name, in whichever Unicode form the disk holds it, or names the nearest.

What is read is composed (NFC). Some systems and archives write names in pieces (NFD): "Łódź.jpg"
then has other bytes on the disk than in the post.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from unicodedata import normalize

_MOST_NAMES = 10_000
_LIKE = 0.75


def find(folder: Path, name: str) -> Path:
    """The path of `name` (with / between its parts) under `folder`, as the disk spells it.

    When nothing of that name is there, the path is as it was written.
    """
    path = folder / name
    if name.isascii() or path.exists():
        return path
    found = Path(folder)
    for part in Path(name).parts:
        found = _entry(found, part)
    return found if found.exists() else path


def nearest(folder: Path, name: str) -> str:
    """The file under `folder` that was most likely meant by `name`; "" when none is similar.

    Of names that differ in capitals alone it is that one, then the same name in another folder,
    then the most similar one.
    """
    wanted = _folded(name)
    names = {_folded(each): each for each in _names(folder)}
    if wanted in names:
        return names[wanted]
    last = wanted.rpartition("/")[2]
    for folded, each in names.items():
        if folded.rpartition("/")[2] == last:
            return each
    close = get_close_matches(wanted, names, 1, _LIKE)
    return names[close[0]] if close else ""


def _entry(folder: Path, part: str) -> Path:
    """The entry of a folder with this name in either form; the name as it is when there is none."""
    if (folder / part).exists():
        return folder / part
    try:
        with os.scandir(folder) as entries:
            same = (each.name for each in entries if normalize("NFC", each.name) == part)
            return folder / next(same, part)
    except OSError:
        return folder / part


def _names(folder: Path) -> Iterator[str]:
    """The files under a folder, by their composed names; not more than some thousand."""
    left = _MOST_NAMES
    for above, _, files in os.walk(folder):
        for name in sorted(files)[:left]:
            yield normalize("NFC", Path(above, name).relative_to(folder).as_posix())
        left -= len(files)
        if left <= 0:
            return


def _folded(name: str) -> str:
    return normalize("NFC", name).casefold()
