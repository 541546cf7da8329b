"""What is said of a sheet that cannot be read or written."""

from __future__ import annotations


class SheetError(Exception):
    """A sheet that cannot be read or written; `remedy` says what to do, `line` where it shows."""

    def __init__(self, message: str, remedy: str = "", line: int = 0) -> None:
        self.remedy = remedy
        self.line = line
        super().__init__(message)


def no_heading() -> SheetError:
    """What to say of a file in which no sheet has our columns."""
    message = 'no sheet in it has the columns of the calendar ("id", "when" …)'
    return SheetError(message, "import the sheet that was exported; keep its first row")
