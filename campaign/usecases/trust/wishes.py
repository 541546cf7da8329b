"""What people want changed in a post, as long as it is held for that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from campaign.model import State
from campaign.storage import publications
from campaign.storage.database import Database
from campaign.storage.trust import invitations, people, remarks

#: States in which nothing is left to change.
_DONE = (State.PUBLISHED, State.WITHDRAWN, State.CANCELLED)


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants changed in a region's texts, in which languages, and since when (UTC)."""

    region: str
    languages: tuple[str, ...]
    name: str
    at: datetime
    words: str


def wishes(database: Database, post: str) -> tuple[Wish, ...]:
    """The wishes that hold this post, one for all texts that it is about, the oldest first.

    Raises StorageError.
    """
    with database.read() as connection:
        some = [p for p in publications.all_of(connection, [post]) if p.state not in _DONE]
        said = remarks.of(connection, {p.variant_hash for p in some})
        names = {each.id: each.name for each in people.everybody(connection)}
        names |= {e.signature: e.name for e in invitations.every(connection, post)}
    found: dict[tuple[datetime, str, str, str], set[str]] = {}
    for p in some:
        for each in said[p.variant_hash]:
            if each.holds:
                key = (each.at, p.region, each.who, each.words)
                found.setdefault(key, set()).add(p.language)
    return tuple(
        Wish(region, tuple(sorted(languages)), names.get(who) or who, at, words)
        for (at, region, who, words), languages in sorted(found.items())
    )
