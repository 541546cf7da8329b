"""What a sheet says differently from the files, in a form that can be shown before it is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from campaign.calendar.sheet.columns import LISTS, NO_CARD
from campaign.errors import Mistake


@dataclass(frozen=True, slots=True)
class Edit:
    """One cell that was changed: which key of which post's file, from what to what.

    `new` "" takes the key away. `cell` is the cell's address in the sheet.
    """

    post: str
    key: str
    old: str
    new: str
    file: str
    cell: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A row that was changed in the sheet and, since the export, in the files too.

    `edits` are the cells in which the two differ now; nothing of them is written.
    """

    post: str
    file: str
    row: int
    why: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class NewPost:
    """A row that becomes a post of its own: key paths with their values and cells' addresses."""

    id: str
    row: int
    values: Mapping[str, str]
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SheetDiff:
    """All that a sheet would change, in the order of its rows.

    `missing_rows` are posts the sheet no longer has, which are never deleted for that. A row with
    a problem is in none of the others.
    """

    edits: tuple[Edit, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    new_rows: tuple[NewPost, ...] = ()
    missing_rows: tuple[str, ...] = ()
    problems: tuple[Mistake, ...] = ()

    @property
    def says_nothing_new(self) -> bool:
        """True when the sheet holds nothing that the files do not."""
        return not (self.edits or self.conflicts or self.new_rows or self.problems)


def for_file(edits: Iterable[Edit]) -> dict[str, str | list[str] | None]:
    """The edits of one post as `campaign.calendar.write.edit` takes them."""
    changes: dict[str, str | list[str] | None] = {}
    for edit in edits:
        if edit.key == "card.layout" and edit.old == NO_CARD:
            changes["card"] = None  # the word "none" has to go before a card can come
        changes[edit.key] = as_value(edit.key, edit.new)
    return changes


def as_value(key: str, text: str) -> str | list[str] | None:
    """A cell's text as a file has it: a list where the key is one, None where it is empty."""
    if key in LISTS:
        return [entry for entry in text.split(", ") if entry]
    return text or None
