"""Undo an edit of this session: the file gets back the bytes that it had before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from campaign import post_files
from campaign.calendar.decode import decode
from campaign.calendar.post_fields import fields_of
from campaign.calendar.touched import language_of
from campaign.errors import CampaignError, ContentError
from campaign.model import Post
from campaign.model.people import Actor
from campaign.storage.database import Database
from campaign.storage.desk import edits as journal
from campaign.storage.desk import file_texts
from campaign.storage.desk.edits import EditMade
from campaign.storage.trust import authors
from campaign.usecases.writing.desk_files import Files
from campaign.usecases.writing.joining import differing


@dataclass(frozen=True, slots=True)
class Undone:
    """An edit that was undone; `base` is the hash of the file now, "" when it is gone again.

    `already_so` says that it was undone before.
    """

    edit: EditMade
    base: str
    already_so: bool = False


class MovedOn(CampaignError):
    """The file was changed since the edit; `by` is the edit that did it, where the desk knows."""

    def __init__(self, message: str, by: EditMade | None) -> None:
        self.by = by
        super().__init__(message)


def undoable(database: Database, *, session: str, now: datetime) -> tuple[EditMade, ...]:
    """What this session has edited in the last day and not undone, the newest first."""
    with database.read() as connection:
        return tuple(journal.of_session(connection, session, now - journal.KEPT))


def undo(files: Files, edit: int, *, actor: Actor, session: str, now: datetime) -> Undone:
    """Give a file back the bytes that it had before an edit of this session; 0: the newest one.

    A file that the edit made is taken away again. Raises CampaignError for an edit of another
    session, one that is older than a day, and one whose file has moved on since: it says by what.
    Raises Forbidden and StorageError as `edit_post` does.
    """
    with files.writing():
        made = _found(files, edit, session, now)
        path = files.locate(made.file)
        data = post_files.read_bytes(path)
        held = post_files.fingerprint(data)
        if held == made.before:
            return Undone(made, held, already_so=True)
        if held != made.after:
            raise _moved_on(files, made, data)
        with files.database.write() as connection:
            before = file_texts.get(connection, made.before) if made.before else None
            if made.before and before is None:
                raise CampaignError(f"what {made.post} was before is not kept any more")
            old, new = _post(files, data, made.file), _post(files, before, made.file)
            actor = files.demand(connection, actor, old, new, made.keys or ("when",))
            for language in sorted({language_of(key) for key in made.keys}):
                authors.edited(connection, made.post, language, who=actor.name, now=now)
            journal.add(
                connection,
                who=actor.name,
                session=session,
                post=made.post,
                file=made.file,
                keys=made.keys,
                before=made.after,
                after=made.before,
                now=now,
                undone=now,
            )
        if before is None:
            post_files.remove(path)
        elif data is None:
            post_files.create(path, before)
        else:
            post_files.replace(path, before)
        # Marked last: killed before this, it is undone again, which changes nothing more.
        with files.database.write() as connection:
            journal.undo(connection, made.id, now)
        return Undone(made, made.before)


def _found(files: Files, edit: int, session: str, now: datetime) -> EditMade:
    with files.database.read() as connection:
        since = now - journal.KEPT
        if not edit:
            mine = journal.of_session(connection, session, since)
            # What was never written, because the program ended before it, is nothing to undo.
            mine = [each for each in mine if _stands(files, each)] or mine
            if not mine:
                raise CampaignError("there is nothing to undo: nothing was edited here in a day")
            return mine[0]
        made = journal.one(connection, edit)
    if made is None or made.at <= since:
        raise CampaignError("this edit cannot be undone any more: it is older than a day")
    if made.session != session:
        raise CampaignError(f"this edit of {made.post} is not of this session: {made.who} made it")
    return made


def _stands(files: Files, made: EditMade) -> bool:
    held = post_files.fingerprint(post_files.read_bytes(files.locate(made.file)))
    return held != made.before


def _moved_on(files: Files, made: EditMade, data: bytes | None) -> MovedOn:
    """Says what has changed since an edit, and who did it where that is known."""
    if data is None:
        gone = f"{made.post} cannot be undone: {made.file} is not there any more"
        return MovedOn(gone, None)
    with files.database.read() as connection:
        after = file_texts.get(connection, made.after) if made.after else None
        later = journal.later(connection, made.file, made.id)
    held = post_files.fingerprint(data)
    by = next((each for each in reversed(later) if each.after == held), None)
    whose = f" by {by.who} at {by.at:%Y-%m-%d %H:%M} UTC" if by else " outside of the desk"
    keys = _changed(after, data, made.file)
    what = f" ({', '.join(keys)})" if keys else ""
    return MovedOn(f"{made.post} cannot be undone: the file was changed since{whose}{what}", by)


def _changed(after: bytes | None, data: bytes, file: str) -> tuple[str, ...]:
    if after is None:
        return ()
    try:
        return differing(fields_of(decode(after, file)), fields_of(decode(data, file)))
    except ContentError:
        return ()


def _post(files: Files, data: bytes | None, file: str) -> Post | None:
    try:
        return files.post_in(decode(data, file), file) if data else None
    except ContentError:
        return None
