"""Reads `[report.to.NAME]`: who is sent each week's report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from analytics.marks import LANGUAGES
from campaign.calendar.known import did_you_mean
from campaign.config.channels import is_variable
from campaign.config.mistakes import Mistakes
from campaign.config.settings import Reader
from campaign.config.tables import ReaderTable, ReportTable

_TO: Final = ("report", "to")


def read_readers(report: ReportTable | None, mistakes: Mistakes) -> tuple[Reader, ...]:
    """The readers of the report, in their order; none where nothing is written."""
    found = (_reader(*each, mistakes) for each in (report.to.items() if report else ()))
    return tuple(each for each in found if each is not None)


def _reader(name: str, data: Mapping[str, object], mistakes: Mistakes) -> Reader | None:
    path = (*_TO, name)
    table = mistakes.check(ReaderTable, data, path)
    if table is None:
        return None
    if not is_variable(table.secret):
        # The value is not repeated: it may be an address, which is a secret as a whole.
        remedy = "write a NAME in capitals, and put the address into that environment variable"
        mistakes.add((*path, "secret"), "secret is not the name of a variable", remedy)
    if table.language not in LANGUAGES:
        message = f'reports are not written in "{table.language}"'
        hint = did_you_mean(table.language, tuple(LANGUAGES))
        mistakes.add((*path, "language"), message, hint or f"write one of {', '.join(LANGUAGES)}")
    attach = tuple(dict.fromkeys(table.attach))
    return Reader(name, table.secret, table.language, attach, mistakes.place(path))
