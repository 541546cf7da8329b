"""Whose words a post has: whoever edits them through the program is one of their authors."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from campaign.model.people import Actor
from campaign.plan.rights import Act
from campaign.storage.database import Database
from campaign.storage.trust import authors, people


def note_edits(
    database: Database,
    edited: Collection[tuple[str, str]],
    *,
    regions: Collection[str],
    actor: Actor,
    now: datetime,
) -> None:
    """Write down that somebody edits these posts, each in a language ("" for all of it).

    To be called before the files are written: if the program ends between the two, somebody is
    kept as an author of words that are not theirs, and never the other way round. The actor must be
    allowed to edit in these `regions`; raises Forbidden.
    """
    if not edited:
        return
    with database.write() as connection:
        actor = people.demand(connection, actor, Act.EDIT, regions)
        for post, language in sorted(set(edited)):
            authors.edited(connection, post, language, who=actor.name, now=now)
