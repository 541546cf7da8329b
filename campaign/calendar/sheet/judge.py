"""Compares one row with the post in the files: its edits, and whether both sides changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from campaign.calendar.sheet.columns import (
    BASE,
    ID,
    MACHINE,
    NO_CARD,
    WORDS,
    cells_of,
    columns,
    key_of,
    mark,
)
from campaign.calendar.sheet.days import Meant, written
from campaign.calendar.sheet.diff import Conflict, Edit
from campaign.calendar.sheet.table import Row, Table
from campaign.model import Post

#: A row's cells after they were read, without id and mark; empty ones are left out.
Said = Mapping[str, str | Meant]


def judge(
    table: Table, row: Row, understood: Said, post: Post, languages: Sequence[str], start: date
) -> tuple[tuple[Edit, ...], Conflict | None]:
    """What a row changes in its post: edits, or a conflict that forbids them, or nothing."""
    current = cells_of(post, languages, start)
    base = str(row.cells.get(BASE, ""))
    sheet = {c: v.wall if isinstance(v, Meant) else v for c, v in understood.items()}
    if mark({ID: post.id, **sheet}) == base:
        return (), None  # the row is as it was exported, whatever the files say by now
    edits = _edits(table, row, understood, post, current, languages)
    if not edits or base == mark(current):
        return edits, None
    why = "it was changed in the sheet and, since the export, in the files"
    if not base:
        why = "its mark in the column base is gone, so it cannot be told which side is newer"
    return (), Conflict(post.id, post.place.file, row.number, why, edits)


def _edits(
    table: Table,
    row: Row,
    understood: Said,
    post: Post,
    current: Mapping[str, str | datetime],
    languages: Sequence[str],
) -> tuple[Edit, ...]:
    found: dict[str, Edit] = {}
    for column in columns(languages):
        if column in (ID, BASE) or column not in table.columns:
            continue
        old, new = current.get(column, ""), understood.get(column, "")
        if (new.wall if isinstance(new, Meant) else new) == old:
            continue
        found[column] = Edit(
            post.id,
            key_of(column),
            written(old) if isinstance(old, datetime) else old,
            new.text if isinstance(new, Meant) else new,
            post.place.file,
            table.address(column, row),
        )
    for language in languages:
        _whole_language(table, row, understood, post, language, found)
    _whole_card(found)
    return tuple(found.values())


def _whole_language(
    table: Table, row: Row, understood: Said, post: Post, language: str, found: dict[str, Edit]
) -> None:
    """A new language gets a state; a language whose cells are all empty is removed as a whole."""
    ours = [f"{language} {word}" for word in WORDS]
    changed = [column for column in ours if column in found]
    state = ours[-1]
    further = [f"{language} {word}" for word in MACHINE if f"{language} {word}" in found]
    if not changed and not (further and language not in post.copy):
        return
    if language not in post.copy:
        cell = table.address(state, row)
        new = Edit(post.id, key_of(state), "", "draft", post.place.file, cell)
        found.setdefault(state, new)
    elif all(column in table.columns and column not in understood for column in ours):
        for column in (*changed, *further):
            del found[column]
        cell = table.address(f"{language} text", row)
        gone = Edit(
            post.id, f"copy.{language}", post.copy[language].text, "", post.place.file, cell
        )
        found[f"{language} text"] = gone


def _whole_card(found: dict[str, Edit]) -> None:
    """When the layout became "none", the post loses its card with all its keys."""
    layout = found.get("layout")
    if layout and layout.new == NO_CARD:
        for column in ("layout", "background", "figure"):
            found.pop(column, None)
        found["layout"] = Edit(layout.post, "card", layout.old, NO_CARD, layout.file, layout.cell)
