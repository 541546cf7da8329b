"""Open one post to write in it: its fields, the hash that a save refers to, and who else has it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from campaign import git_state, post_files
from campaign.calendar.decode import decode
from campaign.calendar.post_fields import Fields, fields_of
from campaign.calendar.read import read_post
from campaign.errors import ContentError, Mistake, Place, StorageError
from campaign.model import Post
from campaign.model.people import Actor
from campaign.storage.desk import file_texts, openings
from campaign.storage.desk.openings import Opening
from campaign.storage.trust import people
from campaign.usecases.writing.desk_files import Files


@dataclass(frozen=True, slots=True)
class OpenedPost:
    """A post's file as it stands.

    `base` is the hash of its bytes: a save names it. `fields` are empty when the file cannot be
    read as keys and values. `post` is None when it has mistakes; they have the line of each. `text`
    is the file as it is, with a sign for each byte that is no text. `read_only` says why nothing
    can be saved now, "" when it can. `others` have the post open at this moment.
    """

    id: str
    file: str
    base: str
    text: str
    fields: Fields
    post: Post | None
    mistakes: tuple[Mistake, ...] = ()
    read_only: str = ""
    others: tuple[Opening, ...] = ()


def open_post(files: Files, post: str, *, actor: Actor, session: str, now: datetime) -> OpenedPost:
    """Open a post, and note that this session has it open since `now` (UTC).

    The file as it is now is kept for a week, so that a later save can be joined with what others
    changed meanwhile. Where the database cannot be written, the post can be read only. Raises
    CampaignError when there is no such post.
    """
    opened = look_at(files, post)
    data = post_files.read_bytes(files.locate(opened.file))
    try:
        with files.database.write() as connection:
            who = people.current(connection, actor).name
            if data is not None and post_files.fingerprint(data) == opened.base:
                file_texts.keep(connection, data, now)
            openings.sign(connection, post, session, who, now)
            others = [o for o in openings.now_open(connection, now, post) if o.session != session]
    except StorageError as error:  # nothing could be saved either; reading goes on
        return replace(opened, read_only=opened.read_only or str(error))
    return replace(opened, others=tuple(others))


def look_at(files: Files, post: str) -> OpenedPost:
    """The same, without anything being noted; raises CampaignError when there is no such post."""
    path = files.path(post)
    file = files.name(path)
    data = post_files.read_bytes(path)
    if data is None:
        message = "the file is not there any more"
        raise ContentError(Mistake(Place(file), message, "it was moved, renamed or deleted"))
    merging = git_state.under_way(files.content.folder)
    read_only = str(merging) if merging else ""
    base, shown = post_files.fingerprint(data), data.decode("utf-8-sig", errors="replace")
    fields: Fields = {}
    try:
        text = decode(data, file)
        fields = fields_of(text, file)
        found = read_post(text, file, files.content.known)
    except ContentError as error:
        return OpenedPost(post, file, base, shown, fields, None, error.mistakes, read_only)
    return OpenedPost(found.id, file, base, text, fields, found, (), read_only)
