"""A person takes a post back: what is out is deleted, and what is not out yet does not go out.

::

    asked (this transaction)          → the engine deletes each part, newest first
    scheduled, missed, failed         → cancelled; parts of a thread that are out are deleted
    publishing, pending               → stopped if it still can be, else deleted once it is out
    unknown                           → refused: `campaign resolve` first says whether it is out
    no program can delete it there    → a person does, and says so: `done_by_hand`
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection

from campaign.engine.changes.closing import close, parts_out
from campaign.engine.changes.on_their_way import STOPPABLE, stop
from campaign.errors import CampaignError
from campaign.model import Hold, Publication, State
from campaign.model.changes import LEFT_TO_PERSONS, Change, ChangeKind, ChangeState
from campaign.model.people import Actor
from campaign.plan.rights import Act
from campaign.storage import attempts, publications, record
from campaign.storage.database import Database
from campaign.storage.journal import Journal
from campaign.storage.trust import changes, people, taken_back
from campaign.usecases.operations.inspect_unknown import may_have_arrived
from campaign.usecases.trust.asking import ask_back, drop, given_reason


class CannotWithdraw(CampaignError):
    """It cannot be taken back at this moment."""


class Step(StrEnum):
    """What was done about one publication when its withdrawal was asked for.

    `asked`: its parts are taken back from now on. `asked-before`: somebody asked for that already,
    and it is tried again now. `waits`: it is on its way; it is stopped, or taken back once it is
    out. `stopped`: it was not out, and does not go out. `not-out`: it was never out. `gone`: it is
    withdrawn already. `refused`: it may be out, and nobody knows.
    """

    ASKED = "asked"
    ASKED_BEFORE = "asked-before"
    WAITS = "waits"
    STOPPED = "stopped"
    NOT_OUT = "not-out"
    GONE = "gone"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Asked:
    """One publication, what was done about it, and why in words where that needs any.

    `first` is what somebody asked for before: the same, or what gives way to it.
    """

    publication: Publication
    step: Step
    why: str = ""
    first: Change | None = None


#: What is new in these steps is kept for a backup that may be put back.
_NEW: Final = (Step.ASKED, Step.WAITS, Step.STOPPED)
_ON_THEIR_WAY: Final = (State.PUBLISHING, State.PENDING)


def chosen(
    connection: Connection,
    post: str,
    *,
    channels: Collection[str] = (),
    regions: Collection[str] = (),
) -> list[Publication]:
    """The publications of a post, or those on some channels and in some regions."""
    return [
        each
        for each in publications.all_of(connection, [post])
        if (not channels or each.channel in channels) and (not regions or each.region in regions)
    ]


def withdraw(
    database: Database,
    numbers: Collection[int],
    *,
    actor: Actor,
    reason: str,
    now: datetime,
    journal: Journal | None = None,
) -> tuple[Asked, ...]:
    """Ask for the withdrawal of these publications, in one transaction; the engine does the rest.

    `journal` stands beside the file in which this is kept for a backup that may be put back. Raises
    Forbidden when the person may not do that in one of their regions, and NoReason
    without a reason. Then nothing is changed.
    """
    why = given_reason(reason)
    with database.write() as connection:
        people.keep(connection)  # before the rows: so no two wait for each other
        some = _locked(connection, numbers)
        actor = people.demand(connection, actor, Act.WITHDRAW, {each.region for each in some})
        asked = tuple(_ask(connection, each, actor, why, now) for each in some)
        record.chain(connection)
    new = [each.publication for each in asked if each.step in _NEW]
    taken_back.append(journal, new, now, gone=False)
    return asked


def done_by_hand(
    database: Database,
    numbers: Collection[int],
    *,
    actor: Actor,
    reason: str,
    now: datetime,
    journal: Journal | None = None,
) -> tuple[Asked, ...]:
    """Write down that a person deleted these publications by hand: all their parts are gone.

    What was never asked for counts as asked for now. What may be out though nobody knows is
    refused. Raises as `withdraw` does, and CannotWithdraw while a worker is deleting a part.
    """
    why = given_reason(reason)
    with database.write() as connection:
        people.keep(connection)
        some = _locked(connection, numbers)
        actor = people.demand(connection, actor, Act.WITHDRAW, {each.region for each in some})
        done = tuple(_done(connection, each, actor, why, now) for each in some)
        record.chain(connection)
    taken_back.append(journal, [p.publication for p in done if p.step in _NEW], now, gone=False)
    gone = {each.publication.id: each.publication for each in done if each.step is Step.GONE}
    before = {each.id for each in some if each.state is State.WITHDRAWN}
    new = [each for number, each in gone.items() if number not in before]
    taken_back.append(journal, new, now, gone=True)
    return done


def _locked(connection: Connection, numbers: Collection[int]) -> list[Publication]:
    """In the order of their numbers, so that two persons never wait for each other's rows."""
    found = [changes.lock(connection, number) for number in sorted(set(numbers))]
    return [each for each in found if each is not None]


def _ask(
    connection: Connection, publication: Publication, actor: Actor, reason: str, now: datetime
) -> Asked:
    before = changes.open_of(connection, publication.id)
    taken_back = [each for each in before if each.kind is ChangeKind.WITHDRAWAL]
    if publication.state is State.WITHDRAWN:
        return Asked(publication, Step.GONE, publication.reason)
    if publication.state is State.UNKNOWN:
        return Asked(publication, Step.REFUSED, _way_to_resolve(publication))
    if taken_back:
        _again(connection, taken_back, now)
        return Asked(publication, Step.ASKED_BEFORE, _asked_by(taken_back[0]), taken_back[0])
    if publication.state in _ON_THEIR_WAY:
        publications.mark(connection, publication, Hold.TAKEN_BACK, who=actor.name, now=now)
        ask_back(connection, publication, {0: ("", "")}, who=actor.name, reason=reason, now=now)
        return Asked(publication, Step.WAITS, "it is on its way")
    doubt = publication.doubtful_since is not None or may_have_arrived(
        publication, attempts.of(connection, publication.id)
    )
    stopped = False
    if publication.state in STOPPABLE:
        stopped = stop(connection, publication, who=actor.name, now=now, in_doubt=doubt)
        current = publications.one(connection, publication.id)
        if not stopped or current is None:
            raise CannotWithdraw(f"publication {publication.id} has just changed: say it again")
        publication = current
    out = parts_out(connection, publication)
    if not out:
        return _never_out(publication, stopped=stopped, doubt=doubt)
    for each in before:
        if each.may_be_out:
            continue  # its network is asked; once it is found, it is taken back as well
        drop(connection, each, who=actor.name, now=now, why="the post is taken back")
    ask_back(connection, publication, out, who=actor.name, reason=reason, now=now)
    return Asked(publication, Step.ASKED, first=before[0] if before else None)


def _never_out(publication: Publication, *, stopped: bool, doubt: bool) -> Asked:
    if doubt:
        why = "an earlier try may be out all the same: look at its account"
        return Asked(publication, Step.STOPPED, why)
    return Asked(publication, Step.STOPPED if stopped else Step.NOT_OUT)


def _again(connection: Connection, taken_back: Collection[Change], now: datetime) -> None:
    """Try at once what waits, and once more what was left to a person; nothing takes its place."""
    for each in taken_back:
        if each.variant_after:
            changes.leave_place_empty(connection, each, now)
        if each.state in LEFT_TO_PERSONS and each.remote_id:
            changes.move(connection, each, ChangeState.ASKED, now=now, not_before=now)
        elif each.state in (ChangeState.ASKED, ChangeState.UNKNOWN):
            changes.move(connection, each, each.state, now=now, answer=each.answer, not_before=now)


def _asked_by(first: Change) -> str:
    return f"{first.who} asked for it on {first.asked:%Y-%m-%d %H:%M} UTC: {first.reason}"


def _way_to_resolve(publication: Publication) -> str:
    return (
        f"nobody knows whether it is out: `campaign resolve {publication.id}` shows what its "
        "account shows, and then it can be withdrawn, or cancelled"
    )


def _done(
    connection: Connection, publication: Publication, actor: Actor, reason: str, now: datetime
) -> Asked:
    asked = _ask(connection, publication, actor, reason, now)
    if asked.step not in (Step.ASKED, Step.ASKED_BEFORE):
        return asked
    for each in changes.open_of(connection, publication.id):
        if each.kind is not ChangeKind.WITHDRAWAL:
            continue
        if each.state is ChangeState.WORKING:
            raise CannotWithdraw(
                f"{each.worker} is deleting publication {publication.id} at this moment: look "
                "again in a moment"
            )
        changes.end(
            connection,
            each,
            ChangeState.DONE,
            ended_by=actor.name,
            now=now,
            answer=f"deleted by hand, says {actor.name}",
        )
    close(connection, publication.id, who=actor.name, now=now)
    current = publications.one(connection, publication.id)
    assert current is not None
    gone = current.state is State.WITHDRAWN
    return Asked(current, Step.GONE if gone else asked.step, asked.why, asked.first)
