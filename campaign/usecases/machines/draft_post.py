"""A program writes the draft of a post: a file of its own, which nobody has planned or approved.

Nothing of it goes out before a person applies it and people say yes to its words. Where a machine
made the words, the file says so (`origin: ai`), and a registered person has to approve them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from campaign.calendar.post_fields import Value, draft_of, flat, merged
from campaign.calendar.read import read_post
from campaign.calendar.tree import read_tree
from campaign.errors import CampaignError
from campaign.model.people import Actor
from campaign.usecases.starting.new_post import new_post
from campaign.usecases.writing.desk_files import Files
from campaign.usecases.writing.edit_post import Invalid, changed_text, tidy
from campaign.usecases.writing.new_file import MadePost, write_once


def draft_post(
    files: Files,
    title: str,
    day: date,
    *,
    at: time = time(10),
    channels: Sequence[str] = ("all",),
    activity: str = "",
    fields: Mapping[str, Value] | None = None,
    once: str = "",
    actor: Actor,
    session: str,
    now: datetime,
) -> MadePost | Invalid:
    """Write a new post's file with these fields beside what every new post has.

    `once` is the key of the request: the same one, sent again, makes no second post. Raises
    ContentError for a name that is not known, Forbidden without the right to edit in the regions of
    its channels, and StorageError as `edit_post` does. `now` is UTC.
    """
    named = " ".join(title.split())
    if not named:
        raise CampaignError("the title is empty: write the headline")
    given = dict(fields or {})
    for key in ("id", "when", "channels"):
        if key in given:
            raise CampaignError(
                f"{key} is not a field of a new draft: it has an argument of its own"
            )
    with files.writing():
        made = new_post(
            named,
            files.content,
            files.config,
            day,
            when=f"{day} {at:%H:%M}",
            channels=channels,
            activity=activity,
            drafts=False,
        )
        file = files.name(made.path)
        before = read_tree(made.text, file).data
        wanted = tidy(given, flat(before))
        target = merged(before, wanted)
        draft = draft_of(target, file, files.content.known)
        if draft.post is None:
            return Invalid(made.post.id, file, "", draft.mistakes)
        text = changed_text(made.text, wanted, before, target, file)
        kept = read_post(text, file, files.content.known)
        return write_once(
            files,
            made.path,
            kept,
            text,
            reading=kept,
            keys=("when",),
            what={
                "act": "draft",
                "title": named,
                "day": day.isoformat(),
                "at": f"{at:%H:%M}",
                "channels": list(channels),
                "activity": activity,
                "fields": given,
            },
            once=once,
            actor=actor,
            session=session,
            now=now,
        )
