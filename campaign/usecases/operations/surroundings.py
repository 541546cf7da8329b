"""Check what the program stands on: Python, SQLite, zone data, fonts, pictures, folders.

These are facts of this machine alone: nothing is asked of a network, and nothing is written.
"""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from campaign.config import Config
from campaign.errors import CampaignError, ConfigError
from campaign.plan.skew import REPORTED_SKEW
from campaign.spreadsheet.import_journal import is_pending
from campaign.storage.database import HEADS, Database
from campaign.timekeeping import words
from campaign.usecases.operations.doctor import CLOCK, DATABASE, Check, Standing, good
from campaign.zone_data import Rules

PROGRAM: Final = "program"
FOLDERS: Final = "folders"
TIME: Final = "time"

#: The oldest SQLite with all that the queries use: RETURNING came with 3.35.
LEAST_SQLITE: Final = (3, 35, 0)

#: What pictures may be, by what Pillow calls the codec; the last needs a plug-in of its own.
_FORMATS: Final = {"jpg": "JPEG", "zlib": "PNG", "webp": "WebP", "avif": "AVIF"}
_NEEDED: Final = ("jpg", "zlib")


def of_python() -> Check:
    """Which Python this is."""
    says = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    return good("python", says, PROGRAM)


def of_sqlite(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> Check:
    """Whether SQLite is new enough."""
    says = f"SQLite {'.'.join(map(str, version))}"
    if version < LEAST_SQLITE:
        least = ".".join(map(str, LEAST_SQLITE))
        remedy = f"install a Python that comes with SQLite {least} or newer"
        return Check("sqlite", Standing.BAD, says, remedy, PROGRAM)
    return good("sqlite", says, PROGRAM)


def of_zone_data(rules: Rules) -> Check:
    """Which rules of time zones are used, and which others there are."""
    remedy = "install the package tzdata: it comes with `make install`"
    if rules.used is None:
        return Check("zones", Standing.BAD, "there is no zone data here", remedy, PROGRAM)
    says = f"zone data: {rules.used} is used"
    if not rules.used.version:
        return Check("zones", Standing.UNKNOWN, says, remedy, PROGRAM)
    if rules.other is None:
        says += ", and there is no other"
    elif rules.differing is None:
        says += f", as new as {rules.other.whose}"
    else:
        says += f"; {rules.other} is older"
    return good("zones", says, PROGRAM)


def of_fonts(fonts: Callable[[], Collection[str]], *, shapes: bool) -> Check:
    """Whether the brand's fonts are there, and whether joined and right-to-left scripts are drawn.

    `fonts` gives the names of the fonts and raises CampaignError when the brand cannot be used.
    `shapes` is true when Pillow has its text shaper.
    """
    try:
        names = fonts()
    except CampaignError as error:
        first = str(error).partition("\n")[0]
        remedy = "put the files under assets/fonts, as assets/brand.toml names them"
        return Check("fonts", Standing.BAD, first, remedy, PROGRAM)
    says = f"{len(names)} fonts"
    if not shapes:
        says += ", but Pillow has no text shaper (raqm): Arabic or Hindi would be drawn wrongly"
        remedy = "install Pillow from its wheel, or libraqm on this machine"
        return Check("fonts", Standing.BAD, says, remedy, PROGRAM)
    return good("fonts", says, PROGRAM)


def of_pictures(has: Callable[[str], bool | None], *, heic: bool | None = None) -> Check:
    """Which kinds of pictures can be read; `has` tells whether Pillow has a codec.

    `heic` is whether the plug-in for photos of phones is there; None has it looked for.
    """
    there = [name for codec, name in _FORMATS.items() if has(codec)]
    lacking = [_FORMATS[codec] for codec in _NEEDED if not has(codec)]
    heic = find_spec("pillow_heif") is not None if heic is None else heic
    if heic:
        there.append("HEIC")
    if lacking:
        says = f"{' and '.join(lacking)} cannot be read"
        return Check("pictures", Standing.BAD, says, "install Pillow from its wheel", PROGRAM)
    says = f"pictures: {', '.join(there)}"
    if not heic:
        says += " (not HEIC: `pip install '.[heic]'` in the clone adds it)"
    return good("pictures", says, PROGRAM)


def of_clock(now: datetime, rules: Rules, newest: datetime | None = None) -> Check:
    """Whether this machine's clock (`now`, UTC) can be right, by what lies on this machine.

    It is wrong before the year of the zone data, and before `newest`, the newest stamp (UTC) that
    the database holds.
    """
    says = f"the clock says {now:%Y-%m-%d %H:%M} UTC"
    made = rules.used.version[:4] if rules.used is not None else ""
    if made and now.year < int(made):
        says += f", and the zone data here is of {made}"
    elif newest is not None and newest - now > REPORTED_SKEW:
        says += f", and the database holds a stamp {words(newest - now)} ahead"
    else:
        return good(TIME, says, CLOCK)
    return Check(TIME, Standing.BAD, says, "have the machine's clock set by NTP", CLOCK)


def of_configuration(file: Path, error: ConfigError | None) -> Check:
    """Whether the configuration can be used; `error` says why not."""
    if error is None:
        return good("configuration", f"{file} is right", FOLDERS)
    first, _, more = str(error).partition("\n")
    says = first + (f" (and {len(more.splitlines())} more)" if more else "")
    remedy = "`campaign --config FILE doctor` looks at another one"
    if os.path.lexists(file):
        remedy = f"mend the file; {remedy}"
    return Check("configuration", Standing.BAD, says, remedy, FOLDERS)


def of_unreadable(error: OSError) -> Check:
    """A file or folder that ended the look around, because this user may not look into it."""
    says = f"{error.filename}: {error.strerror}"
    remedy = "give this user the right to read it, and ask again: the rest was not looked at"
    return Check("rights", Standing.BAD, says, remedy, FOLDERS)


def of_content(config: Config, may: Callable[[Path, int], bool] = os.access) -> Check:
    """Whether the calendar is there; what is in it is the business of `campaign check`."""
    calendar = config.content / "calendar"
    if not calendar.is_dir():
        remedy = "put it there, or name the right folder under [paths] in the configuration"
        return Check("content", Standing.BAD, f"{calendar} is not there", remedy, FOLDERS)
    if not may(calendar, os.R_OK | os.X_OK):
        remedy = "give this user the right to read it"
        return Check("content", Standing.BAD, f"{calendar} cannot be read", remedy, FOLDERS)
    if is_pending(config.content):
        says = f"an import of a sheet into {calendar} is being written, or was interrupted"
        remedy = "any command that reads the calendar finishes it, as `campaign check` does"
        return Check("content", Standing.UNKNOWN, says, remedy, FOLDERS)
    posts = sum(1 for each in calendar.rglob("*.y*ml") if not each.name.startswith("."))
    says = f"{posts} post{'s' * (posts != 1)} in {calendar}"
    if not posts:
        remedy = "write the first post there, as docs/calendar.md shows"
        return Check("content", Standing.BAD, says, remedy, FOLDERS)
    return good("content", says, FOLDERS)


def of_var(folder: Path, may: Callable[[Path, int], bool] = os.access) -> Check:
    """Whether what the program keeps can be written; `folder` need not exist yet."""
    # A link that leads nowhere is there as well: no folder can be made in its place.
    there = next(each for each in (folder, *folder.absolute().parents) if os.path.lexists(each))
    if not there.is_dir():
        says, remedy = f"{there} is no folder", "move it away, or set another `var`"
        return Check("var", Standing.BAD, says, remedy, FOLDERS)
    if not may(there, os.W_OK | os.X_OK):
        says = f"{there} cannot be written by this user"
        remedy = "give this user the right to write there, or set another `var`"
        return Check("var", Standing.BAD, says, remedy, FOLDERS)
    return good("var", f"{folder} can be written", FOLDERS)


def of_schema(database: Database) -> Check:
    """Of which version the database is; one that is open is of this program's."""
    with database.read() as connection:
        name = connection.dialect.name
        of = connection.dialect.server_version_info
    server = f"PostgreSQL {'.'.join(map(str, of or ()))}" if name == "postgresql" else "SQLite"
    newest = ", ".join(sorted(HEADS))
    return good("schema", f"{server} database of this program's version ({newest})", DATABASE)


def in_groups(checks: Collection[Check]) -> Mapping[str, tuple[Check, ...]]:
    """The checks by what they are about, in the order in which a person mends them."""
    order = (PROGRAM, FOLDERS, CLOCK, DATABASE, "accounts")
    return {
        group: found
        for group in order
        if (found := tuple(check for check in checks if check.group == group))
    }


def worst(checks: Collection[Check]) -> Standing:
    """How a group stands as a whole."""
    found = {check.standing for check in checks}
    for standing in (Standing.BAD, Standing.UNKNOWN):
        if standing in found:
            return standing
    return Standing.GOOD
