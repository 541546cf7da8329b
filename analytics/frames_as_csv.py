"""The tables of all ids as CSV files.

A gap is written "n/a": it is no number, so no program adds it up as a zero. Words that a
spreadsheet would run as a formula stay words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from analytics.faces.csv_files import FORMULA, MISSING
from analytics.tables import DAY, INSTANT, REAL, TEXT

_WRITE: Mapping[str, Callable[[Any], str]] = {
    TEXT: lambda text: f"'{text}" if text.startswith(FORMULA) else text,
    REAL: lambda value: str(int(value)) if value == int(value) else repr(value),
    INSTANT: pd.Timestamp.isoformat,
    DAY: lambda day: day.date().isoformat(),
}
"""How a CSV file writes what a column of each type holds; whole numbers as they are."""


def frame_as_csv(frame: pd.DataFrame) -> bytes:
    """A table as CSV: UTF-8 with the mark that spreadsheet programs need, lines ended by CR LF.

    Instants and days are written as in ISO 8601; whole numbers without a decimal point.
    """
    cells = frame.copy()
    for name, column in frame.items():
        write = _WRITE.get(str(column.dtype))
        if write:
            cells[name] = column.astype(object).map(write, na_action="ignore")
    text = cells.to_csv(index=False, lineterminator="\r\n", na_rep=MISSING)
    return text.encode("utf-8-sig")
