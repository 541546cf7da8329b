"""The portal's table as a file: a workbook or CSV, with the same bytes for the same contents."""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Iterable
from io import BytesIO, StringIO
from pathlib import Path
from typing import Final

from campaign.calendar.sheet import disarm
from campaign.config import Config
from campaign.errors import CampaignError
from campaign.model import Post, Registers
from campaign.model.people import EVERYWHERE, Actor
from campaign.plan.rights import Act
from campaign.storage.database import Database
from campaign.storage.trust import people
from campaign.usecases.trust.evidence.archive import write_file
from campaign.usecases.trust.evidence.chosen import Span
from campaign.usecases.trust.evidence.portal import COLUMNS, PortalTable, portal_table

SUFFIXES: Final = (".xlsx", ".csv")

# openpyxl writes when a workbook was made; that is no part of the table.
_MADE: Final = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
_NO_INSTANT: Final = rb"\g<1>1980-01-01T00:00:00Z"
_WIDTHS: Final = (44, 70, 32, 22, 60, 14)
# ECMA-376 part 1, 22.9.2.19: in texts of a workbook _xHHHH_ stands for a character.
_ESCAPABLE: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NO_SHEET_TAKES: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


class UnknownKind(CampaignError):
    """The file's name does not end in .xlsx or .csv."""


def write_portal(
    database: Database,
    config: Config,
    registers: Registers,
    files: Iterable[Post],
    target: Path,
    span: Span,
    *,
    actor: Actor,
    replace: bool = False,
) -> PortalTable:
    """Write the table and give it with its notes.

    Raises Forbidden, UnknownKind, FileExists, StorageError.
    """
    suffix = target.suffix.casefold()
    if suffix not in SUFFIXES:
        raise UnknownKind(f"{target}: a table is written as .xlsx or .csv; choose one of them")
    with database.read() as connection:
        people.asked(connection, actor, Act.EXPORT, [EVERYWHERE])
        table = portal_table(connection, config, registers, files, span)
    data = as_workbook(table) if suffix == ".xlsx" else as_csv(table)
    write_file(target, data, replace=replace)
    return table


def as_csv(table: PortalTable) -> bytes:
    """UTF-8 with the mark that Excel needs; nothing in it is run as a formula."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for item in table.items:
        writer.writerow([disarm(cell) for cell in item.cells])
    return text.getvalue().encode("utf-8-sig")


def as_workbook(table: PortalTable) -> bytes:
    """A sheet with the portal's columns, and one with the notes."""
    from openpyxl import Workbook  # noqa: PLC0415 - only for who writes a workbook
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Communication activities"
    notes = book.create_sheet("Notes")
    rows = [COLUMNS, *(item.cells for item in table.items)]
    told = [("Note",), *((note,) for note in table.notes)]
    for page, lines in ((sheet, rows), (notes, told)):
        for number, line in enumerate(lines, start=1):
            for index, words in enumerate(line, start=1):
                cell = page.cell(number, index)
                cell.value = _ESCAPABLE.sub("_x005F_", _NO_SHEET_TAKES.sub("\ufffd", words))
                cell.data_type = "s"  # text, whatever it begins with
                cell.quotePrefix = disarm(words) != words
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                if number == 1:
                    cell.font = Font(bold=True, color="FFFFFFFF")
                    cell.fill = PatternFill("solid", fgColor="FF003399")
        page.freeze_panes = "A2"
    for index, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    notes.column_dimensions["A"].width = 110
    data = BytesIO()
    book.save(data)
    return _timeless(data.getvalue())


def _timeless(data: bytes) -> bytes:
    """The same workbook without the instants at which it was made and packed."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = _MADE.sub(_NO_INSTANT, part)
            new.writestr(zipfile.ZipInfo(name, _NO_TIME), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()
