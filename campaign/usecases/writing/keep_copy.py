"""Keep my text as a post of its own, when somebody else has changed the same fields meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from campaign.calendar.post_fields import Value, draft_of, flat, merged
from campaign.calendar.read import read_post
from campaign.calendar.source_words import as_text, file_name
from campaign.calendar.tree import read_tree
from campaign.model import Post, copy_hash
from campaign.model.people import Actor
from campaign.source_words import SourceWords
from campaign.usecases.starting.slug import LONGEST, free
from campaign.usecases.writing.desk_files import Files
from campaign.usecases.writing.edit_post import Invalid, changed_text, tidy
from campaign.usecases.writing.joining import FieldEdit
from campaign.usecases.writing.new_file import MadePost, write_once

_COPY: Final = "-copy"
#: A post that goes out nowhere: whoever wants it out names its channels.
NOWHERE: Final = ("-all",)


def keep_copy(
    files: Files,
    post: str,
    edits: Sequence[FieldEdit],
    *,
    once: str = "",
    actor: Actor,
    session: str,
    now: datetime,
) -> MadePost | Invalid:
    """Write the post with these fields into a new file, ID-copy.yaml, that goes to no channel.

    The fields that are not among the edits are as the file has them now. Nothing is overwritten:
    where there is such a copy already, it is called ID-copy-2. `once` is the key of the request.
    Raises ContentError for a file that cannot be read, Forbidden without the right to edit what was
    changed, and StorageError as `edit_post` does. `now` is UTC.
    """
    path = files.path(post)
    file = files.name(path)
    with files.writing():
        _, text = files.of(path)
        before = read_tree(text, file).data
        name = free(f"{post[: LONGEST - len(_COPY)].rstrip('-')}{_COPY}", _taken(files))
        changes: dict[str, Value | None] = {
            each.key: each.new for each in edits if each.key not in ("id", "channels")
        }
        wanted = tidy({**changes, "id": name, "channels": NOWHERE}, flat(before))
        target = merged(before, wanted)
        draft = draft_of(target, file, files.content.known)
        if draft.post is None:
            return Invalid(post, file, "", draft.mistakes)
        made = changed_text(text, wanted, before, target, file)
        copied = path.with_name(f"{name}.yaml")
        kept = read_post(made, files.name(copied), files.content.known)
        original = files.post_in(text, file)
        return write_once(
            files,
            copied,
            kept,
            made,
            reading=original or kept,
            keys=tuple(changes) or ("when",),
            what={
                "act": "keep copy",
                "post": post,
                "fields": {each.key: each.new for each in edits},
            },
            once=once,
            actor=actor,
            session=session,
            now=now,
            beside=_sources(files, post, kept),
        )


def _taken(files: Files) -> frozenset[str]:
    """Every id in use, also that of a file that cannot be read."""
    names = {path.stem.casefold() for path in files.all()}
    return frozenset(names | {each.id for each in files.content.posts})


def _sources(files: Files, post: str, copied: Post) -> dict[Path, bytes]:
    """The source texts that the copy's translations were made from, under the copy's name."""
    kept = SourceWords(files.content.folder)
    found: dict[Path, bytes] = {}
    for each in copied.copy.values():
        source = kept.find(post, each.of) if each is not copied.source else None
        if source is not None:
            path = kept.folder / file_name(copied.id, copy_hash(source))
            found[path] = as_text(source).encode()
    return found | kept.wanted([copied])
