"""The differences between a sheet and the files, as values to show before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from campaign.calendar.sheet.columns import LISTS, NO_CARD
from campaign.errors import Mistake, Place


@dataclass(frozen=True, slots=True)
class Edit:
    """One cell that was changed: the post, the key in its file, the old and the new value.

    An empty `new` removes the key. `cell` is the cell's address in the sheet.
    """

    post: str
    key: str
    old: str
    new: str
    file: str
    cell: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A row that changed in the sheet and, after the export, in the files too.

    `edits` are the cells that differ now; none of them is written.
    """

    post: str
    file: str
    row: int
    why: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class NewPost:
    """A row that becomes a new post: key paths with values and the addresses of their cells."""

    id: str
    row: int
    values: Mapping[str, str]
    cells: Mapping[str, str]


MOST_PROBLEMS: Final = 200
"""Problems after which no more rows are looked at: nobody reads more, and each costs time."""


@dataclass(frozen=True, slots=True)
class SheetDiff:
    """Everything that a sheet would change, in the order of its rows.

    `missing_rows` are posts that the sheet no longer has; they are not deleted. A row with a
    problem is in none of the other lists.
    """

    edits: tuple[Edit, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    new_rows: tuple[NewPost, ...] = ()
    missing_rows: tuple[str, ...] = ()
    problems: tuple[Mistake, ...] = ()

    @property
    def says_nothing_new(self) -> bool:
        """True when the sheet has nothing new for the files."""
        return not (self.edits or self.conflicts or self.new_rows or self.problems)


def only_problems(problems: Iterable[Mistake], place: Place) -> SheetDiff:
    """The difference of a sheet with too many problems: that it is so, and the first of them.

    `place` is the sheet.
    """
    first = sorted(problems, key=lambda m: (m.place, m.message))[:MOST_PROBLEMS]
    message = f"it has more than {MOST_PROBLEMS} problems, so nothing of it is written"
    last = Mistake(place, message, "mend the first ones, or export the sheet anew")
    return SheetDiff(problems=(last, *first))


def for_file(edits: Iterable[Edit]) -> dict[str, str | list[str] | None]:
    """The edits of one post, in the form that `campaign.calendar.write.edit` takes."""
    changes: dict[str, str | list[str] | None] = {}
    for edit in edits:
        if edit.key == "card.layout" and edit.old == NO_CARD:
            changes["card"] = None  # the word "none" has to go before a card can come
        changes[edit.key] = as_value(edit.key, edit.new)
    return changes


def as_value(key: str, text: str) -> str | list[str] | None:
    """A cell's text as a file holds it: a list for keys with lists, None for an empty cell."""
    if key in LISTS:
        return [entry for entry in text.split(", ") if entry]
    return text or None
