"""Change fields of one post's file: only their lines, and nothing that somebody else has changed.

::

    lock ─ read ─ join (joining.py) ─┬─ Conflict: nothing is written
                                     ├─ Invalid:  nothing is written
                                     └─ rights, authors and journal in one transaction ─ write

The journal is committed before the file is written. Killed between the two, the file is as it was,
and somebody is kept as an author of words that are not there: never the other way round.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from campaign import post_files
from campaign.calendar.bind import bindings
from campaign.calendar.characters import all_composed
from campaign.calendar.post_fields import (
    FieldMistake,
    Fields,
    Value,
    draft_of,
    fields_of,
    flat,
    merged,
    plain,
)
from campaign.calendar.read import read_post
from campaign.calendar.touched import language_of
from campaign.calendar.tree import read_tree
from campaign.calendar.write import edit
from campaign.errors import CampaignError, ContentError, Mistake, Place
from campaign.model import Post
from campaign.model.people import Actor
from campaign.source_words import SourceWords
from campaign.storage.desk import edits as journal
from campaign.storage.desk import file_texts
from campaign.storage.desk.edits import EditMade
from campaign.storage.trust import authors
from campaign.usecases.writing.desk_files import Files
from campaign.usecases.writing.joining import FieldEdit, KeyConflict, differing, joined

#: Names alone in the place of pictures with their origin would take the label from what a machine
#: drew.
_LABELLED: Final = FieldMistake(
    "image",
    "a picture of this post says where it comes from, and a list of names would lose that",
    "change the pictures in the file by hand",
)
#: Fields that a post cannot be without: an empty text stays there, so that it can be told.
_NEEDED: Final = ("id", "when", "headline", "text", "state")


@dataclass(frozen=True, slots=True)
class Saved:
    """What was written, if anything: nothing, where the file said all of it already.

    `base` is the hash of the file as it is now. `keys` were written here, `elsewhere` were changed
    by others since the file was opened, and stay as they made them. `by` is their last edit, where
    it came through the desk. `edit` is the number under which this one can be undone, 0 for none.
    """

    post: str
    file: str
    base: str
    keys: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    by: EditMade | None = None
    edit: int = 0

    @property
    def already_so(self) -> bool:
        """True when there was nothing to write."""
        return not self.keys


@dataclass(frozen=True, slots=True)
class Conflict:
    """Fields that were changed here and elsewhere since the file was opened; nothing is written.

    `base` is the hash of the file as it is now: whoever saves again with it keeps their own text.
    `by` is the edit that made it so, where it came through the desk.
    """

    post: str
    file: str
    base: str
    fields: tuple[KeyConflict, ...]
    by: EditMade | None = None


@dataclass(frozen=True, slots=True)
class Invalid:
    """What cannot be written, by field: no post may say it. Nothing is written."""

    post: str
    file: str
    base: str
    mistakes: tuple[FieldMistake, ...]


@dataclass(frozen=True, slots=True)
class _Ready:
    """A file before and after an edit, both as bytes and as posts."""

    before: bytes
    after: bytes
    old: Post | None
    new: Post
    keys: tuple[str, ...]


def edit_post(
    files: Files,
    post: str,
    edits: Sequence[FieldEdit],
    *,
    base: str,
    actor: Actor,
    session: str,
    now: datetime,
) -> Saved | Conflict | Invalid:
    """Give fields of a post new values in its file, all of them or none.

    `base` is the hash of the file as it was opened (`open_post`), "" for the file as it is now.
    `session` is whose edit it is, to undo it; `now` is UTC. Raises ContentError for a file that
    cannot be read, with its line; Forbidden without the right to edit in a region that reads what
    changes, before or after; and StorageError while a merge is under way, or the disk refuses.
    """
    if any(each.key == "id" for each in edits):
        raise CampaignError(f"{post}: the id of a post never changes; copy its words to a new one")
    path = files.path(post)
    file = files.name(path)
    with files.writing():
        data, text = files.of(path)
        held = post_files.fingerprint(data)
        opened = _opened(files, base, held, text, file)
        fields = fields_of(text, file)
        found = joined(fields, opened, edits)
        elsewhere = () if opened is None else differing(opened, fields)
        by = _by(files, file, held) if base not in ("", held) else None
        if found.conflicts:
            return Conflict(post, file, held, found.conflicts, by)
        if not found.write:
            return Saved(post, file, held, (), _others(elsewhere, edits), by)
        ready = _ready(files, data, text, file, found.write)
        if not isinstance(ready, _Ready):
            return Invalid(post, file, held, ready)
        number = _write(files, path, ready, actor, session, now)
        after = post_files.fingerprint(ready.after)
        return Saved(post, file, after, ready.keys, _others(elsewhere, edits), by, number)


def _opened(files: Files, base: str, held: str, text: str, file: str) -> Fields | None:
    """The fields of the file as it was opened; None when nobody knows them any more."""
    if base in ("", held):
        return fields_of(text, file)
    with files.database.read() as connection:
        kept = file_texts.get(connection, base)
    if kept is None:
        return None
    try:
        return fields_of(kept.decode(), file)
    except (ContentError, UnicodeDecodeError):
        return None


def _by(files: Files, file: str, held: str) -> EditMade | None:
    with files.database.read() as connection:
        return journal.made(connection, file, held)


def _others(elsewhere: tuple[str, ...], edits: Sequence[FieldEdit]) -> tuple[str, ...]:
    mine = {each.key for each in edits}
    return tuple(key for key in elsewhere if key not in mine)


def _ready(
    files: Files, data: bytes, text: str, file: str, write: Mapping[str, Value | None]
) -> _Ready | tuple[FieldMistake, ...]:
    """The file with the new values, or what is wrong with them."""
    known = files.content.known
    before: dict[str, Any] = read_tree(text, file).data
    wanted = tidy(write, flat(before))
    if "image" in wanted and any(key.startswith("image.") for key in flat(before)):
        return (_LABELLED,)
    target = merged(before, wanted)
    draft = draft_of(target, file, known)
    if draft.post is None:
        return draft.mistakes
    old = files.post_in(text, file)
    new = changed_text(text, wanted, before, target, file)
    after = read_post(new, file, known)
    if bound := bindings(old, after):
        new = edit(new, bound, file)
        after = read_post(new, file, known)
    keys = differing(flat(before), fields_of(new, file))
    mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    return _Ready(data, mark + new.removeprefix("\ufeff").encode(), old, after, keys)


def tidy(write: Mapping[str, Value | None], fields: Fields) -> dict[str, Value | None]:
    """The values as a file has them: no white space around, and no empty field that may be absent.

    A text that ended in a line break, as a block in the file does, ends in one again.
    """
    tidied: dict[str, Value | None] = {}
    for key, value in write.items():
        kept = plain(value)
        if kept is None:
            needed = key.rpartition(".")[2] in _NEEDED and isinstance(value, str)
            tidied[key] = "" if needed else None
        elif isinstance(value, str):
            before = fields.get(key)
            line = isinstance(before, str) and before.endswith("\n")
            tidied[key] = f"{kept}\n" if line and isinstance(kept, str) else kept
        else:
            tidied[key] = kept if isinstance(kept, tuple) else (kept,)
    return tidied


def changed_text(
    text: str,
    wanted: Mapping[str, Value | None],
    before: Mapping[str, Any],
    target: Mapping[str, Any],
    file: str,
) -> str:
    """A file's text with these fields changed, line by line; raises ContentError."""
    changes: dict[str, Value | None] = {}
    for key, value in wanted.items():
        steps = key.split(".")
        parents = [".".join(steps[:number]) for number in range(1, len(steps))]
        gone = next((each for each in parents if _at(target, each) is None), "")
        if value is None:
            changes[gone or key] = None
            continue
        for parent in parents:  # a text such as `card: none` makes room for keys
            standing = _at(before, parent)
            if isinstance(standing, str | list) and standing:
                changes[parent] = None
        changes[key] = value
    changed = edit(text, changes, file)
    if fields_of(changed, file) != flat(all_composed(dict(target))):
        message = "these fields stand in a form that cannot be changed from here"
        raise ContentError(Mistake(Place(file), message, "change them in the file by hand"))
    return changed


def _at(data: Mapping[str, Any], key: str) -> Any:
    value: Any = data
    for step in key.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _write(
    files: Files, path: Path, ready: _Ready, actor: Actor, session: str, now: datetime
) -> int:
    """Write it down and write it; gives the number of the edit."""
    with files.database.write() as connection:
        actor = files.demand(connection, actor, ready.old, ready.new, ready.keys)
        for language in sorted({language_of(key) for key in ready.keys}):
            authors.edited(connection, ready.new.id, language, who=actor.name, now=now)
        number = journal.add(
            connection,
            who=actor.name,
            session=session,
            post=ready.new.id,
            file=files.name(path),
            keys=ready.keys,
            before=file_texts.keep(connection, ready.before, now),
            after=file_texts.keep(connection, ready.after, now),
            now=now,
        )
    for source, words in SourceWords(files.content.folder).wanted([ready.new]).items():
        post_files.create(source, words)
    post_files.replace(path, ready.after)
    return number
