"""A row of the table of publications as the value that the other floors know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Row

from campaign.model import Cancellation, Hold, Publication, QueryResult, State
from campaign.storage.tables import publications

_COLUMNS: Final = tuple(publications.columns.keys())
_WIDTH: Final = len(_COLUMNS)
# The columns that hold one word of an enum: the name and the place of each, and its members by
# word, which is faster than calling the enum.
_NAMED: Final = tuple(
    (name, _COLUMNS.index(name), {each.value: each for each in words})
    for name, words in (
        ("state", State),
        ("hold", Hold),
        ("cancelled", Cancellation),
        ("query_result", QueryResult),
    )
)


def value(row: Row[Any]) -> Publication:
    """A row as a Publication; its columns come first, in the order of the table."""
    found = list(row[:_WIDTH])
    for _, place, named in _NAMED:
        found[place] = named[found[place]]
    return Publication(*found)


def of_fields(fields: Mapping[Any, Any]) -> Publication:
    """The columns of a row, by name, as a Publication."""
    found = dict(fields)
    for name, _, named in _NAMED:
        found[name] = named[found[name]]
    return Publication(**found)
