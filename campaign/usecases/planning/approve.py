"""Approve exact variants, or take that back: what is approved is a content hash, not a post."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from campaign.model import Publication, State
from campaign.model.approval import USUAL, ApprovalRules
from campaign.storage import publications, releases, variants
from campaign.storage.database import Database
from campaign.storage.trust import changes
from campaign.usecases.operations.stopping import Standing, Wait, flying, stop

#: States in which a publication is out: its approval cannot be taken back.
_OUT: Final = (State.PUBLISHED, State.WITHDRAWN)


def waiting(database: Database, rules: ApprovalRules = USUAL) -> list[Publication]:
    """Scheduled publications that are not released by their region's steps, longest due first.

    After them stand those that are out and wait for new words, each with these words.
    """
    with database.read() as connection:
        scheduled = publications.in_states(connection, State.SCHEDULED)
        some = [*scheduled, *changes.awaiting(connection)]
        done = releases.released(connection, some, rules)
    return [p for p in some if p.id not in done]


def approved(database: Database, posts: Collection[str] = ()) -> list[Publication]:
    """Publications whose variant is approved and which are not out, the longest due first.

    With `posts`, only theirs, and also those that are out: a person who takes an approval back
    wants to know of them.
    """
    with database.read() as connection:
        if posts:
            some = publications.all_of(connection, posts)
        else:
            some = publications.in_states(connection, *(s for s in State if s not in _OUT))
        let = variants.approved(connection, {p.variant_hash for p in some})
    return sorted((p for p in some if p.variant_hash in let), key=lambda p: (p.due, p.id))


def approve(
    database: Database,
    chosen: Sequence[Publication],
    *,
    who: str,
    now: datetime,
    note: str = "",
    rules: ApprovalRules = USUAL,
) -> int:
    """Write down who approves these; gives how many variants were newly approved."""
    with database.write() as connection:
        wanted = {p.variant_hash: rules.fingerprint(p.region) or "" for p in chosen}
        variants.approve(connection, wanted, who=who, now=now, note=note)
        return len(releases.release(connection, wanted, now, alone=True))


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
    """Take the approval of these back at `now` (UTC), where it has not been used up.

    If every publication of a variant is out, its approval stays: it is the reason why they went
    out. With `wait`, nothing of the others begins to leave any more when this returns. What had
    left already gets some seconds for its answers.
    """

    def concerned(connection: Connection) -> Sequence[Publication]:
        return _of(connection, chosen)

    with database.write() as connection:
        theirs = concerned(connection)
        open_ones = [p for p in theirs if p.state not in _OUT]
        releases.recall(connection, {p.variant_hash for p in open_ones})
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
    # By the post: a variant belongs to one post, and only the post has an index.
    theirs = publications.all_of(connection, {p.post for p in chosen})
    return [p for p in theirs if p.variant_hash in wanted]
