"""Chooses the newest rules of time zones that this machine has, before any zone is read.

Countries change their clocks, sometimes with weeks of notice. Two sets of rules may be here: the
system's, and those of the package `tzdata`. Python prefers the system's, however old they are. Here
the newer set is used. A zone that only the other set knows is still found.

A door calls `use_newest` before it makes a zone; `campaign.bootstrap` does it for all commands.
"""

from __future__ import annotations

import re
import zoneinfo
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

#: Where Python looks for the system's rules; the variable PYTHONTZPATH may name other folders.
_SYSTEM: Final = zoneinfo.TZPATH
_KNOWN_TO_ALL: Final = ("Etc/UTC", "UTC", "Europe/Brussels")
#: Where the rules' own version stands: most systems keep the first of these files, some the second.
_VERSIONS: Final = ("tzdata.zi", "+VERSION", "version")
_VERSION: Final = re.compile(r"(?:#\s*version\s+)?(\d{4})([a-z]{1,2})\b")
_LONGEST_HEAD: Final = 80


@dataclass(frozen=True, slots=True)
class ZoneData:
    """One set of rules: whose it is, its version ("2026a", "" when nobody says it), its folder."""

    whose: str
    version: str
    folder: Path

    def zone(self, key: str) -> ZoneInfo | None:
        """A zone by these rules alone; None when they do not have it."""
        path = self.folder / key
        try:
            with path.open("rb") as file:
                return ZoneInfo.from_file(file, key=key)
        except (OSError, ValueError):
            return None

    def __str__(self) -> str:
        return f"{self.whose} {self.version or 'of an unknown version'}"


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules that are used, None without any; and the other set, None where there is none."""

    used: ZoneData | None
    other: ZoneData | None

    @property
    def differing(self) -> ZoneData | None:
        """The other set, where it is of another version or of an unknown one."""
        if self.used is None or self.other is None:
            return None
        same = self.used.version and self.used.version == self.other.version
        return None if same else self.other


def use_newest() -> Rules:
    """Have all zones read from the newer rules from now on; may be called again.

    Rules of an unknown version count as older. Without any rules no zone is known.
    """
    rules = choose(system(), package())
    wanted = [str(each.folder) for each in (rules.used, rules.other) if each is not None]
    wanted += [folder for folder in _SYSTEM if folder not in wanted]
    if tuple(wanted) != zoneinfo.TZPATH:
        zoneinfo.reset_tzpath(to=wanted)
        ZoneInfo.clear_cache()
    return rules


def choose(system: ZoneData | None, package: ZoneData | None) -> Rules:
    """Which of two sets is used; the system's own if both are of one age."""
    if package is None or (system is not None and _age(system) >= _age(package)):
        return Rules(system, package)
    return Rules(package, system)


def system(folders: tuple[str, ...] = _SYSTEM) -> ZoneData | None:
    """The system's rules, from the first of its folders that has any; None without one."""
    for folder in map(Path, folders):
        if any((folder / name).is_file() for name in _KNOWN_TO_ALL):
            return ZoneData("the system's", version(folder), folder)
    return None


def package() -> ZoneData | None:
    """The rules of the package `tzdata`; None where it is not installed."""
    found = find_spec("tzdata")
    if found is None or found.origin is None:
        return None
    folder = Path(found.origin).parent / "zoneinfo"
    return ZoneData("the package tzdata's", version(folder), folder) if folder.is_dir() else None


def version(folder: Path) -> str:
    """The version of the rules in a folder ("2026a"), "" when no file says it."""
    for name in _VERSIONS:
        try:
            with (folder / name).open(encoding="ascii", errors="replace") as file:
                found = _VERSION.match(file.readline(_LONGEST_HEAD))
        except OSError:
            continue
        if found:
            return found[1] + found[2]
    return ""


def _age(data: ZoneData) -> tuple[int, int, str]:
    found = _VERSION.match(data.version)
    return (int(found[1]), len(found[2]), found[2]) if found else (0, 0, "")
