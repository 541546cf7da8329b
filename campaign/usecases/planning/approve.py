"""Let exact variants go out, or take that back: what is approved is a content hash, not a post."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from campaign.model import Publication, State
from campaign.storage import publications, variants
from campaign.storage.database import Database
from campaign.usecases.operations.stopping import Standing, Wait, flying, stop

#: States in which a publication has left for good: no yes can be taken back there.
_OUT: Final = (State.PUBLISHED, State.WITHDRAWN)


def waiting(database: Database) -> list[Publication]:
    """Scheduled publications whose variant no one has approved, the longest due first."""
    with database.read() as connection:
        scheduled = publications.in_states(connection, State.SCHEDULED)
        done = variants.approved(connection, {p.variant_hash for p in scheduled})
    return [p for p in scheduled if p.variant_hash not in done]


def approved(database: Database, posts: Collection[str] = ()) -> list[Publication]:
    """Publications whose variant is approved and which are not out, the longest due first.

    With `posts`, only theirs, and also those that are out: who takes back a post wants to know.
    """
    with database.read() as connection:
        if posts:
            some = publications.all_of(connection, posts)
        else:
            some = publications.in_states(connection, *(s for s in State if s not in _OUT))
        let = variants.approved(connection, {p.variant_hash for p in some})
    return sorted((p for p in some if p.variant_hash in let), key=lambda p: (p.due, p.id))


def approve(
    database: Database, chosen: Sequence[Publication], *, who: str, now: datetime, note: str = ""
) -> int:
    """Write down who lets these go out; gives how many variants were newly approved."""
    with database.write() as connection:
        return variants.approve(
            connection, {p.variant_hash for p in chosen}, who=who, now=now, note=note
        )


@dataclass(frozen=True, slots=True)
class Revoked:
    """How many variants are no longer approved, and where each publication of them is."""

    variants: int
    publications: tuple[Standing, ...]


def revoke(
    database: Database,
    chosen: Sequence[Publication],
    *,
    who: str,
    now: datetime,
    note: str = "",
    wait: Wait | None = None,
) -> Revoked:
    """Take the yes to these back, at `now` (UTC), where it has not been used up.

    A variant of which every publication is out keeps its yes: that is why it went out. With `wait`,
    nothing of the others begins to leave any more when it returns, and the answers of what had left
    already are waited for, as long as they come within seconds.
    """

    def concerned(connection: Connection) -> Sequence[Publication]:
        return _of(connection, chosen)

    with database.write() as connection:
        theirs = concerned(connection)
        open_ones = [p for p in theirs if p.state not in _OUT]
        gone = variants.revoke(connection, {p.variant_hash for p in open_ones}, who=who, now=now)
        reason = f"approval taken back by {who}{f': {note}' if note else ''}"
        for p in open_ones:
            if p.variant_hash in gone:
                publications.remember(connection, [p], p.state, p.state, who, reason, now)
        before = flying(connection, concerned)
    return Revoked(len(gone), stop(database, concerned, before, wait))


def _of(connection: Connection, chosen: Sequence[Publication]) -> list[Publication]:
    """Every publication of these variants; a post that comes back has several of one variant."""
    wanted = {p.variant_hash for p in chosen}
    # By the post, because a variant is one post's and only that is in an index.
    theirs = publications.all_of(connection, {p.post for p in chosen})
    return [p for p in theirs if p.variant_hash in wanted]
