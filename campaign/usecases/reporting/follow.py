"""Follow a link on the project's own domain: where it leads, and one click more."""

from __future__ import annotations

from datetime import datetime, tzinfo

from analytics import clicks
from campaign.storage import out_posts
from campaign.storage.database import Database


def target_of(database: Database, link: str) -> str | None:
    """Where a link leads; None for one that no post has. Raises StorageError."""
    with database.read() as connection:
        found = clicks.find_link(connection, link)
    return found.target if found else None


def count(database: Database, link: str, *, robot: bool, now: datetime, zone: tzinfo) -> bool:
    """Count a click at `now` (UTC) for the publication of a link that went out last.

    False when none of them is out: whoever proofreads a post is no reader. Raises StorageError.
    """
    with database.write() as connection:
        found = clicks.find_link(connection, link)
        if found is None:
            return False
        out = out_posts.last_of(connection, found.post, found.channel, now)
        if out is None:
            return False
        number, since = out
        publication = clicks.Out(number, found.channel, since)
        clicks.add_click(connection, publication, now.astimezone(zone).date(), robot=robot)
        return True
