"""Stop what was approved: take a yes back, or send words back with what is to be changed.

::

    a yes taken back, or a request for a change (committed) → the release falls → the fence's gap

What is out stays approved: that is the reason why it went out.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from campaign.errors import CampaignError
from campaign.model import Publication, State
from campaign.model.approval import USUAL, ApprovalRules
from campaign.model.people import Actor
from campaign.plan.rights import Act
from campaign.storage import publications, recalls, record, releases
from campaign.storage.database import Database
from campaign.storage.journal import Journal
from campaign.storage.record import RecordAct
from campaign.storage.trust import approvals, changes, people, remarks
from campaign.usecases.operations.stopping import Standing, Wait, flying, stop
from campaign.usecases.trust.approve import as_they_are, settle

#: Characters of a comment, or of what is to be changed: it stands whole in lists and messages.
LONGEST: Final = 5_000

#: States in which a publication is out: its approval cannot be taken back.
OUT: Final = (State.PUBLISHED, State.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Revoked:
    """How many variants lost a yes, or were sent back, and where each publication of them is.

    `stand` counts those that may go out all the same, because others said yes. `corrections` are
    out, and keep the words that they have: the new ones do not replace them.
    """

    variants: int
    publications: tuple[Standing, ...]
    stand: int = 0
    corrections: tuple[Publication, ...] = ()


def approved(
    database: Database, posts: Collection[str] = (), rules: ApprovalRules = USUAL
) -> list[Publication]:
    """Publications to which somebody said yes and which are not out, the longest due first.

    What is out and waits for other words is among them, with these words. With `posts`, only
    theirs, and also those that are out: a person who takes an approval back wants to know of them.
    """
    with database.read() as connection:
        if posts:
            some = publications.all_of(connection, posts)
        else:
            some = publications.in_states(connection, *(s for s in State if s not in OUT))
        awaited = [p for p in changes.awaiting(connection) if not posts or p.post in posts]
        some = [*some, *awaited]
        yeses = approvals.of(connection, {p.variant_hash for p in some})
    let = {name for name, found in yeses.items() if any(each.revoked is None for each in found)}
    return sorted((p for p in some if p.variant_hash in let), key=lambda p: (p.due, p.id))


def stoppable(database: Database) -> list[Publication]:
    """All that is not out, and what is out and waits for other words, with these words."""
    with database.read() as connection:
        return [*publications.open_ones(connection), *changes.awaiting(connection)]


def revoke(
    database: Database,
    chosen: Sequence[Publication],
    *,
    actor: Actor,
    now: datetime,
    note: str = "",
    wait: Wait | None = None,
    rules: ApprovalRules = USUAL,
    only_mine: bool = False,
    journal: Journal | None = None,
) -> Revoked:
    """Take every yes to these back at `now` (UTC), where it has not been used up.

    With `only_mine`, the actor's own alone: everybody may do that. While nobody is registered,
    nobody knows whose a yes is, so that all are taken back. With `wait`, nothing of what lost its
    approval begins to leave any more when this returns. What had left already gets some seconds for
    its answers. `journal` stands beside the file in which this is kept for a backup that may be put
    back. Raises Forbidden.
    """
    with database.write() as connection:
        regions = () if only_mine else {p.region for p in chosen}
        actor = people.demand(connection, actor, Act.REVOKE, regions)
        mine = actor.name if only_mine and actor.person is not None else None
        theirs, open_ones = _open(connection, chosen)
        awaited = _awaited(connection, chosen)
        open_ones += awaited
        hashes = {p.variant_hash for p in open_ones}
        approvals.lock(connection, hashes)
        gone = approvals.take_back(connection, hashes, who=actor.name, now=now, only=mine)
        releases.recall(connection, gone, now)
        fallen = [p for p in open_ones if p.variant_hash in gone]
        stands = settle(connection, fallen, who=actor.name, now=now, rules=rules)
        reason = f"approval taken back by {actor.name}{f': {note}' if note else ''}"
        _tell(connection, fallen, RecordAct.APPROVAL_TAKEN_BACK, actor.name, reason, note, now)
        stopped = {p.variant_hash for p in theirs} - stands

        def concerned(inside: Connection) -> Sequence[Publication]:
            return [p for p in _open(inside, chosen)[0] if p.variant_hash in stopped]

        before = flying(connection, concerned)
        record.chain(connection)
    recalls.append(journal, gone - stands, now)
    corrections = tuple(p for p in awaited if p.variant_hash in gone - stands)
    return Revoked(len(gone), stop(database, concerned, before, wait), len(stands), corrections)


def send_back(
    database: Database,
    chosen: Sequence[Publication],
    words: str,
    *,
    actor: Actor,
    now: datetime,
    wait: Wait | None = None,
    journal: Journal | None = None,
) -> Revoked:
    """Hold these, and say what is to be changed; the actor's own yes to them falls.

    They are held until their words or pictures change, or until somebody with the right ends it.
    Raises Forbidden, and CampaignError without any words or with too many.
    """
    if not words.strip():
        raise CampaignError("say what is to be changed: whoever wrote it has to know")
    check_length(words)
    with database.write() as connection:
        actor = people.demand(connection, actor, Act.APPROVE, {p.region for p in chosen})
        open_ones = send_back_within(connection, chosen, words, who=actor.name, now=now)
        hashes = {p.variant_hash for p in open_ones}

        def concerned(inside: Connection) -> Sequence[Publication]:
            return [p for p in _open(inside, chosen)[0] if p.variant_hash in hashes]

        before = flying(connection, concerned)
        record.chain(connection)
    recalls.append(journal, hashes, now)
    corrections = tuple(p for p in open_ones if p.state in OUT)
    standing = stop(database, concerned, before, wait)
    return Revoked(len(hashes), standing, corrections=corrections)


def send_back_within(
    connection: Connection, chosen: Sequence[Publication], words: str, *, who: str, now: datetime
) -> list[Publication]:
    """The same in the transaction of an answer to an invitation; gives what is held by it.

    What the same person holds with the same words is left out: a form that is sent twice, because
    its answer was lost, asks once.
    """
    _, open_ones = _open(connection, chosen)
    open_ones += _awaited(connection, chosen)
    approvals.lock(connection, {p.variant_hash for p in open_ones})
    before = remarks.standing(connection, who, words.strip(), sends_back=True)
    open_ones = [p for p in open_ones if p.variant_hash not in before]
    hashes = {p.variant_hash for p in open_ones}
    approvals.take_back(connection, hashes, who=who, now=now, only=who)
    releases.recall(connection, hashes, now)
    remarks.add(connection, hashes, words.strip(), who=who, now=now, sends_back=True)
    remarks.hold(connection, hashes)
    reason = f"sent back by {who}: {words.strip()}"
    _tell(connection, open_ones, RecordAct.VARIANT_SENT_BACK, who, reason, words.strip(), now)
    return open_ones


def end_send_back(
    database: Database,
    chosen: Sequence[Publication],
    *,
    actor: Actor,
    now: datetime,
    rules: ApprovalRules = USUAL,
) -> int:
    """Let these go on without a change; gives how many variants were held. Raises Forbidden.

    Every yes that was said before, and not taken back, counts again.
    """
    with database.write() as connection:
        actor = people.demand(connection, actor, Act.APPROVE, {p.region for p in chosen})
        theirs, _ = _open(connection, chosen)
        theirs += _awaited(connection, chosen)
        hashes = {p.variant_hash for p in theirs}
        approvals.lock(connection, hashes)
        ended = remarks.end(connection, hashes, who=actor.name, now=now)
        remarks.release(connection, ended)
        some = [p for p in theirs if p.variant_hash in ended]
        reason = f"{actor.name} lets it go on as it is"
        _tell(connection, some, RecordAct.SEND_BACK_ENDED, actor.name, reason, "", now)
        settle(connection, some, who=actor.name, now=now, rules=rules)
        record.chain(connection)
    return len(ended)


def comment(
    database: Database, chosen: Sequence[Publication], words: str, *, actor: Actor, now: datetime
) -> int:
    """Say something of these variants; gives of how many it is new. It holds nothing.

    The same words of the same person about the same variant are kept once. Raises Forbidden.
    """
    if not words.strip():
        raise CampaignError("the comment is empty")
    check_length(words)
    with database.write() as connection:
        actor = people.demand(connection, actor, Act.COMMENT, {p.region for p in chosen})
        some = list(as_they_are(connection, chosen).values())
        before = remarks.standing(connection, actor.name, words.strip())
        some = [p for p in some if p.variant_hash not in before]
        hashes = {p.variant_hash for p in some}
        remarks.add(connection, hashes, words.strip(), who=actor.name, now=now)
        act = RecordAct.VARIANT_COMMENTED
        _tell(connection, some, act, actor.name, "", words.strip(), now)
        record.chain(connection)
    return len(hashes)


def check_length(words: str) -> None:
    """Raise CampaignError when words that are kept with a variant are too long."""
    if (long := len(words.strip())) > LONGEST:
        raise CampaignError(f"that has {long} characters, {LONGEST} at most")


def _open(
    connection: Connection, chosen: Sequence[Publication]
) -> tuple[list[Publication], list[Publication]]:
    """Every publication of these variants, and those of them that are not out.

    A post that comes back has several of one variant.
    """
    wanted = {p.variant_hash for p in chosen}
    # By the post: a variant belongs to one post, and only the post has an index.
    theirs = publications.all_of(connection, {p.post for p in chosen})
    some = [p for p in theirs if p.variant_hash in wanted]
    return some, [p for p in some if p.state not in OUT]


def _awaited(connection: Connection, chosen: Sequence[Publication]) -> list[Publication]:
    """What is out and waits for these words, each with them: they have not left."""
    wanted = {p.variant_hash for p in chosen}
    return [p for p in changes.awaiting(connection) if p.variant_hash in wanted]


def _tell(
    connection: Connection,
    some: Sequence[Publication],
    act: RecordAct,
    who: str,
    reason: str,
    words: str,
    now: datetime,
) -> None:
    """Write it into each publication's story, and once a variant into the record."""
    told: set[str] = set()
    for p in some:
        if reason:
            publications.remember(connection, [p], p.state, p.state, who, reason, now)
        if p.variant_hash in told:
            continue
        told.add(p.variant_hash)
        record.append(
            connection,
            act,
            who=who,
            now=now,
            post=p.post,
            publication=p.id,
            details={"variant": p.variant_hash, "channel": p.channel, "region": p.region},
            private={"words": words} if words else {},
        )
