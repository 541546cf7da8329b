"""Opens and saves spreadsheet files, whichever of the three formats they have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from campaign.bounded_file import UnfitFile, read_file
from campaign.calendar.sheet import Table
from campaign.errors import ContentError, Mistake, Place, StorageError
from campaign.spreadsheet.bounds import FILE
from campaign.spreadsheet.errors import SheetError
from campaign.spreadsheet.look import CALENDAR, Look
from campaign.spreadsheet.replace import replace_files

SUFFIXES = (".xlsx", ".ods", ".csv")

#: What files begin with that other programs made, or that a password protects.
_OLD_OFFICE, _ZIP = b"\xd0\xcf\x11\xe0", b"PK"

#: Only some systems know these two, and only those need them.


class _Format(Protocol):
    """One file format: bytes in, bytes out."""

    def read(self, data: bytes, source: str) -> Table:
        """The table in a file's bytes; raises SheetError."""
        ...

    def write(self, table: Table, choices: Mapping[str, Sequence[str]], look: Look) -> bytes:
        """A file's bytes; raises SheetError."""
        ...


def read_table(path: Path) -> Table:
    """The calendar's sheet in a file; raises ContentError when it cannot be read as one.

    `campaign.spreadsheet.bounds` says how large it may be.
    """
    name = str(path)
    try:
        form = _format(path)
        data = _bytes(path)
        if path.suffix.casefold() != ".csv":
            _check_packed(data)
        return form.read(data, name)
    except MemoryError:
        remedy = "close other programs, or take away from the sheet what is no calendar"
        raise ContentError(Mistake(Place(name), "there is no memory to read it", remedy)) from None
    except SheetError as error:
        place = Place(name, error.line)
        raise ContentError(Mistake(place, str(error), error.remedy)) from error


def write_table(
    table: Table, path: Path, choices: Mapping[str, Sequence[str]], look: Look = CALENDAR
) -> None:
    """Save a table as a spreadsheet; `choices` are the values to pick from, by column.

    The file is whole or not there at all. Raises ContentError for an unknown kind of file or a
    text no sheet can hold, StorageError when the file cannot be written.
    """
    try:
        data = _format(path).write(table, choices, look)
    except SheetError as error:
        raise ContentError(Mistake(Place(str(path)), str(error), error.remedy)) from error
    except OSError as error:  # openpyxl builds its parts in files of the system's temporary folder
        raise StorageError(
            f"{path}: the sheet cannot be written ({error.strerror or error}); make room on disk"
        ) from error
    lock = _lock_of(path)
    if lock:
        raise StorageError(
            f"{path}: the sheet is open in another program (there is {lock.name}); "
            "close it there, or choose another name"
        )
    replace_files({path: data})


def _format(path: Path) -> _Format:
    # openpyxl and odfpy are only for who works with sheets of that kind
    suffix = path.suffix.casefold()
    if suffix == ".xlsx":
        from campaign.spreadsheet import xlsx  # noqa: PLC0415

        return xlsx
    if suffix == ".ods":
        from campaign.spreadsheet import ods  # noqa: PLC0415

        return ods
    if suffix == ".csv":
        from campaign.spreadsheet import csv_text  # noqa: PLC0415

        return csv_text
    kind = f'"{path.suffix}" is' if path.suffix else "a name without an ending is"
    raise SheetError(f"{kind} not a kind of sheet", "use a name that ends in .xlsx, .ods or .csv")


def _bytes(path: Path) -> bytes:
    try:
        data = read_file(path, FILE)
    except FileNotFoundError:
        raise SheetError("there is no such file", "campaign sheet export makes one") from None
    except UnfitFile as unfit:
        raise SheetError(f"this cannot be read: {unfit.strerror}", "is it the right one?") from None
    except OSError as error:
        raise SheetError(f"the file cannot be read: {error.strerror or error}") from error
    if not data:
        raise SheetError("the file is empty", "campaign sheet export makes a new one")
    return data


def _check_packed(data: bytes) -> None:
    """Refuses what is no packed sheet, before a parser stumbles over it."""
    if data.startswith(_OLD_OFFICE):
        remedy = "take the password off, or save it as .xlsx"
        raise SheetError("the sheet has a password, or is of an old kind", remedy)
    if not data.startswith(_ZIP):
        remedy = "save it from the spreadsheet program as .xlsx, .ods or .csv"
        raise SheetError("this is not a spreadsheet, whatever its name says", remedy)


def _lock_of(path: Path) -> Path | None:
    """The mark that Excel or LibreOffice leaves beside a file while it is open."""
    for name in (f"~${path.name}", f".~lock.{path.name}#"):
        lock = path.with_name(name)
        if lock.exists():
            return lock
    return None
