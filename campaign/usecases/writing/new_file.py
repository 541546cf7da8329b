"""Writes a new post's file once, however often the same request comes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from campaign import post_files
from campaign.errors import StorageError
from campaign.model import Post
from campaign.model.people import Actor
from campaign.storage.desk import edits as journal
from campaign.storage.desk import file_texts, repeats
from campaign.storage.trust import authors
from campaign.usecases.writing.desk_files import Files


@dataclass(frozen=True, slots=True)
class MadePost:
    """A post that was made: its id, its file, the hash of that, and the number to undo it.

    `already_so` says that the same request has made it before.
    """

    id: str
    file: str
    base: str
    edit: int
    already_so: bool = False


def write_once(
    files: Files,
    path: Path,
    post: Post,
    text: str,
    *,
    reading: Post,
    keys: Collection[str],
    what: Mapping[str, Any],
    once: str,
    actor: Actor,
    session: str,
    now: datetime,
    beside: Mapping[Path, bytes] | None = None,
) -> MadePost:
    """Write a post's new file, unless the request with this key has done so; only while `writing`.

    The actor needs the right to edit these `keys` of the post `reading`. `what` is the content of
    the request (JSON). `once` is its key, "" for a request that is never repeated. Killed after the
    journal and before the file, the same request writes the file. `beside` are further new files.
    """
    data, file = text.encode(), files.name(path)
    with files.database.write() as connection:
        actor = files.demand(connection, actor, None, reading, keys)
        earlier = repeats.once(connection, once, actor.name, what, now) if once else None
        if earlier is None:
            number = journal.add(
                connection,
                who=actor.name,
                session=session,
                post=post.id,
                file=file,
                keys=(),
                before="",
                after=file_texts.keep(connection, data, now),
                now=now,
            )
            authors.edited(connection, post.id, "", who=actor.name, now=now)
            made = MadePost(post.id, file, post_files.fingerprint(data), number)
            if once:
                outcome = {"id": made.id, "file": file, "base": made.base, "edit": number}
                repeats.keep(connection, once, outcome)
        else:
            made = MadePost(**earlier, already_so=True)
            edit, kept = journal.one(connection, made.edit), file_texts.get(connection, made.base)
            undone = edit is None or edit.undone is not None
            path = files.locate(made.file)
            post_files.forget_staged(path.parent)
            if undone or kept is None or path.exists():
                return made
            data = kept
    for other, content in (beside or {}).items():
        post_files.create(other, content)
    if not post_files.create(path, data):
        raise StorageError(f"{path}: the file is there already, and was left alone")
    return made
