"""Ask people for their yes, and ask them again: `mail_approvers` tells them, once.

::

    asked (committed) → five minutes without another → one mail a person about all of it

Whose turn it is, is found when the mail is written: whoever said yes meanwhile gets none, and where
a region approves in two steps, the second person gets one when the first has said yes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from campaign.model import Publication
from campaign.model.approval import USUAL, ApprovalRules
from campaign.model.people import Actor
from campaign.plan.rights import Act
from campaign.storage import record
from campaign.storage.database import Database
from campaign.storage.record import RecordAct
from campaign.storage.trust import approvals, asks, people
from campaign.storage.trust.asks import AskKind
from campaign.storage.trust.judged import Judged, judged
from campaign.usecases.trust.approve import as_they_are

#: How long nobody is reminded again of the same words.
APART: Final = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking: about which publications it is new, and who is asked, by id.

    `before` were asked already: for a reminder, within the last hours. `nobody` are those to which
    no one who is registered may say yes, and `held` those that somebody sent back.
    """

    new: tuple[Publication, ...]
    people: tuple[str, ...]
    before: tuple[Publication, ...] = ()
    nobody: tuple[Publication, ...] = ()
    held: tuple[Publication, ...] = ()


def ask(
    database: Database,
    chosen: Sequence[Publication],
    *,
    actor: Actor,
    now: datetime,
    rules: ApprovalRules = USUAL,
) -> Asked:
    """Ask for a yes to the words that these have at `now` (UTC), once for the same words.

    Raises Forbidden.
    """
    return _asked(database, chosen, AskKind.ASK, actor, now, rules)


def remind(
    database: Database,
    chosen: Sequence[Publication],
    *,
    actor: Actor,
    now: datetime,
    rules: ApprovalRules = USUAL,
) -> Asked:
    """Ask once more, also who was never asked; not twice within `APART`. Raises Forbidden."""
    return _asked(database, chosen, AskKind.REMIND, actor, now, rules)


def _asked(
    database: Database,
    chosen: Sequence[Publication],
    kind: AskKind,
    actor: Actor,
    now: datetime,
    rules: ApprovalRules,
) -> Asked:
    with database.write() as connection:
        actor = people.demand(connection, actor, Act.PLAN, {p.region for p in chosen})
        approvals.lock(connection, {p.variant_hash for p in chosen})
        some = as_they_are(connection, chosen)
        waiting = [
            each for each in judged(connection, some.values(), rules).values() if _waits(each)
        ]
        held = [each.publication for each in waiting if each.held]
        able = [each for each in waiting if not each.held]
        nobody = [each.publication for each in able if each.standing.nobody]
        able = [each for each in able if not each.standing.nobody]
        was = asks.of(connection, [each.publication for each in able])
        since = None if kind is AskKind.ASK else now - APART
        new = [
            each.publication
            for each in able
            if not any(since is None or old.at > since for old in was[each.publication.id])
        ]
        asks.add(connection, new, kind, who=actor.name, now=now)
        _tell(connection, new, kind, actor.name, now)
        record.chain(connection)
    numbers = {p.id for p in new}
    return Asked(
        tuple(new),
        _people(each for each in able if each.publication.id in numbers),
        tuple(each.publication for each in able if each.publication.id not in numbers),
        tuple(nobody),
        tuple(held),
    )


def _waits(each: Judged) -> bool:
    return not each.released and not each.standing.done


def _people(some: Iterable[Judged]) -> tuple[str, ...]:
    found = {id for each in some if (step := each.standing.next) for id in step.asked}
    return tuple(sorted(found))


def _tell(
    connection: Connection, new: Sequence[Publication], kind: AskKind, who: str, now: datetime
) -> None:
    act = RecordAct.APPROVAL_ASKED if kind is AskKind.ASK else RecordAct.APPROVAL_REMINDED
    for p in new:
        details = {"variant": p.variant_hash, "channel": p.channel, "region": p.region}
        record.append(
            connection, act, who=who, now=now, post=p.post, publication=p.id, details=details
        )
