"""Turns the calendar into a table with one row for each post, and finds the cells that changed.

::

    posts ─rows→ Table ─(a spreadsheet, an officer)→ Table ─changes→ SheetDiff
"""

from campaign.calendar.sheet.changes import changes
from campaign.calendar.sheet.columns import cells_of, columns, rows
from campaign.calendar.sheet.diff import Conflict, Edit, NewPost, SheetDiff, as_value, for_file
from campaign.calendar.sheet.formulas import disarm, rearm
from campaign.calendar.sheet.table import Row, Table, Unreadable, Value

__all__ = [
    "Conflict",
    "Edit",
    "NewPost",
    "Row",
    "SheetDiff",
    "Table",
    "Unreadable",
    "Value",
    "as_value",
    "cells_of",
    "changes",
    "columns",
    "disarm",
    "for_file",
    "rearm",
    "rows",
]
