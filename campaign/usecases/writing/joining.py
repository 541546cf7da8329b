"""Joins what somebody changed in a post with what its file says now. Pure.

::

    opened (base) ──── fields changed here ──┐
        └─ changed elsewhere, or not ─ file ─┴→ joined: to write, there already, or in conflict
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from campaign.calendar.post_fields import Fields, Value, same
from campaign.plan.word_diff import Stretch, beside


@dataclass(frozen=True, slots=True)
class FieldEdit:
    """What somebody made of a field: its key path, its new value, and the one they began with.

    None as the new value takes the field away, and everything under it. None as the old one says
    that it was not there. The old value is asked for only where the file as it was opened is not
    known any more.
    """

    key: str
    new: Value | None
    old: Value | None = None


@dataclass(frozen=True, slots=True)
class KeyConflict:
    """A field that was changed in two places: what it was, what is mine, what is theirs.

    `my_words` and `their_words` are both texts in stretches, those that differ marked.
    """

    key: str
    old: Value | None
    mine: Value | None
    theirs: Value | None
    my_words: tuple[Stretch, ...]
    their_words: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """What is to be written, by key; what stands there already; and what is in conflict."""

    write: Mapping[str, Value | None]
    already: tuple[str, ...] = ()
    conflicts: tuple[KeyConflict, ...] = ()


def joined(now: Fields, base: Fields | None, edits: Iterable[FieldEdit]) -> Joined:
    """Somebody's edits beside the fields of the file as it is now.

    `base` are the fields of the file as they opened it; None where nobody knows them any more: then
    the edits' own old values count.
    """
    write: dict[str, Value | None] = {}
    already: list[str] = []
    conflicts: list[KeyConflict] = []
    for edit in edits:
        theirs = under(now, edit.key)
        old = {edit.key: edit.old} if base is None and edit.old is not None else {}
        old = dict(under(base, edit.key)) if base is not None else old
        if _is_so(theirs, edit):
            already.append(edit.key)
        elif _alike(theirs, old):
            write[edit.key] = edit.new
        else:
            conflicts.append(_conflict(edit, old, theirs))
    return Joined(write, tuple(already), tuple(conflicts))


def differing(before: Fields, after: Fields) -> tuple[str, ...]:
    """The keys whose values differ between two states of a file, in the order of the file."""
    keys = dict.fromkeys((*after, *before))
    return tuple(key for key in keys if not same(before.get(key), after.get(key)))


def under(fields: Fields, key: str) -> dict[str, Value]:
    """The fields that stand under a key, itself included."""
    return {
        path: value for path, value in fields.items() if path == key or path.startswith(f"{key}.")
    }


def shown(value: Value | None) -> str:
    """A value as people read it: a list has one entry a line."""
    if value is None:
        return ""
    return value if isinstance(value, str) else "\n".join(value)


def _is_so(now: Fields, edit: FieldEdit) -> bool:
    if edit.new is None:
        return not now
    return not now.keys() - {edit.key} and same(now.get(edit.key), edit.new)


def _alike(one: Mapping[str, Value | None], other: Mapping[str, Value | None]) -> bool:
    return all(same(one.get(key), other.get(key)) for key in {*one, *other})


def _conflict(edit: FieldEdit, old: Mapping[str, Value | None], theirs: Fields) -> KeyConflict:
    mine, other = beside(shown(edit.new), shown(_value(theirs, edit.key)))
    return KeyConflict(
        edit.key, _value(old, edit.key), edit.new, _value(theirs, edit.key), mine, other
    )


def _value(fields: Mapping[str, Value | None], key: str) -> Value | None:
    """The value at a key; where there are keys under it, all that they say, one a line."""
    if not fields or key in fields:
        return fields.get(key)
    return tuple(f"{path.removeprefix(f'{key}.')}: {shown(v)}" for path, v in fields.items())
