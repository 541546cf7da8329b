"""Tells whether a folder stands in a git checkout that is in the middle of something.

It looks at the files that git keeps, and runs no command: the desk asks before every edit. What git
writes while it merges: https://git-scm.com/docs/gitrepository-layout and `git status`'s own source
(wt-status.c).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from campaign.bounded_file import LARGEST_TEXT, read_file
from campaign.calendar.decode import conflict_in

_UNDER_WAY: Final = (
    ("MERGE_HEAD", "a merge", "git merge --abort"),
    ("rebase-merge", "a rebase", "git rebase --abort"),
    ("rebase-apply/applying", "the applying of patches (git am)", "git am --abort"),
    ("rebase-apply", "a rebase", "git rebase --abort"),
    ("CHERRY_PICK_HEAD", "a cherry-pick", "git cherry-pick --abort"),
    ("REVERT_HEAD", "a revert", "git revert --abort"),
    ("sequencer", "a cherry-pick or a revert of several commits", "git cherry-pick --abort"),
    ("BISECT_LOG", "a bisect", "git bisect reset"),
)
_LINK = re.compile(rb"gitdir:\s*(.+?)\s*\Z", re.DOTALL)
_LONGEST_LINK: Final = 10_000


@dataclass(frozen=True, slots=True)
class UnderWay:
    """What is under way in the checkout of a folder, in words, and how to end it without it."""

    what: str
    ends: str

    def __str__(self) -> str:
        return (
            f"{self.what} of the git checkout is not finished: until it is, nothing is written. "
            f"Whoever began it finishes it, or gives it up with `{self.ends}`"
        )


def under_way(folder: Path) -> UnderWay | None:
    """What git is in the middle of where the folder is checked out; None when there is nothing."""
    kept = _git_folder(folder)
    if kept is None:
        return None
    for name, what, ends in _UNDER_WAY:
        if (kept / name).exists():
            return UnderWay(what, ends)
    return None


def in_conflict(paths: Iterable[Path]) -> Iterator[tuple[Path, int]]:
    """Each of these files in which git left both sides of a conflict, with the line, from 1 on."""
    for path in paths:
        try:
            data = read_file(path, LARGEST_TEXT)
        except OSError:
            continue
        if line := conflict_in(data):
            yield path, line


def _git_folder(folder: Path) -> Path | None:
    """Where git keeps the state of the checkout that a folder lies in; None outside of any."""
    try:
        here = folder.resolve()
    except (OSError, RuntimeError):  # a loop of links
        return None
    for above in (here, *here.parents):
        found = above / ".git"
        if found.is_dir():
            return found
        if found.is_file():
            return _linked(found)
    return None


def _linked(file: Path) -> Path | None:
    """Where a further worktree, or a submodule, keeps its own state: a file `.git` names it."""
    try:
        named = _LINK.match(read_file(file, _LONGEST_LINK))
        if named is None:
            return None
        kept = (file.parent / named[1].decode()).resolve()
        return kept if kept.is_dir() else None
    except (OSError, UnicodeDecodeError, RuntimeError, ValueError):
        return None
