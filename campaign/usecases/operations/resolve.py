"""A person decides where the engine may not decide alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from campaign.engine import multipart
from campaign.errors import CampaignError
from campaign.keys import part_key
from campaign.model import Cancellation, Decision, Hold, Publication, Receipt, State
from campaign.model.people import Actor
from campaign.plan.grace import meant_for
from campaign.plan.lifecycle import OPEN, RESTING
from campaign.plan.reasons import in_words
from campaign.plan.rights import Act
from campaign.platforms.protocols import Seen
from campaign.printable import shell_word
from campaign.storage import attempts, journal, parts, publications, record
from campaign.storage.booked_ids import holder
from campaign.storage.database import Database
from campaign.storage.journal import Journal
from campaign.storage.trust import people
from campaign.usecases.operations.inspect_unknown import Look, may_have_arrived

#: How long a network may work on a post before that is a person's business.
STALE = timedelta(hours=1)


class CannotDecide(CampaignError):
    """The publication is in no state in which this decision is possible."""


class MayBeThere(CannotDecide):
    """Sending it again may make a second post."""


_SAID = {
    Decision.THERE: "it is there",
    Decision.AGAIN: "send it again",
    Decision.ABSENT: "it is not there",
    Decision.CANCEL: "it shall not go out",
}


def resolve(
    database: Database,
    identifier: int,
    decision: Decision,
    *,
    actor: Actor,
    now: datetime,
    url: str = "",
    seen: Seen | None = None,
    looked: Look | None = None,
    anyway: bool = False,
    book: Journal | None = None,
) -> State:
    """Carry out a person's decision, write it into the history with their name, give the new state.

    `there`: it is public, at `url`, or as `seen` on the account. `again`: send it as soon as it may
    go. If it may be out, its network is asked once more before that, unless the person wants it
    sent `anyway`. `absent`: it is not there, and a later decision says what becomes of it.
    `cancel`: it must not go out. If it is held because its account shows its words already, `again`
    says that this is another post. A post that is there is written into the `book` of receipts.

    Raises CannotDecide when the publication does not wait for a decision, or has changed since the
    person `looked`. Raises MayBeThere when what the person saw, or could not see, speaks against
    `again`. Raises Forbidden.
    """
    booked: list[tuple[Receipt, int | None]] = []
    with database.write() as connection:
        publication = _waiting(connection, identifier, decision, looked, now)
        actor = people.demand(connection, actor, Act.DECIDE, [publication.region])
        in_doubt = may_have_arrived(publication, attempts.of(connection, identifier))
        reason = f"decided by {actor.name}: {_SAID[decision]}"
        values: dict[str, Any] = {}
        match decision:
            case Decision.THERE:
                _check_there(connection, publication, seen, in_doubt)
                after, values, booked = _there(connection, publication, url, seen, now)
                where = seen.url if seen else url
                reason += f", at {where}" if where else ""
            case Decision.AGAIN:
                # Of what is held for its words, they are what the person has decided about.
                if looked is not None and not anyway and not is_foreign(publication):
                    _check_again(looked)
                after, values = State.SCHEDULED, _at_once(publication, now)
                if anyway:
                    values["doubtful_since"] = None
                elif in_doubt:
                    values["tries"] = 1  # not none, so that it is looked for before it is sent
            case Decision.ABSENT:
                if publication.state in RESTING:
                    raise _not_there(publication)
                after, values = State.FAILED, {"doubtful_since": None}
                attempts.mark_absent(connection, identifier, now)
            case Decision.CANCEL:
                after, values = State.CANCELLED, {"cancelled": Cancellation.PERSON}
                if publication.state in OPEN:
                    reason += ", though it may be out"
                    values["cancelled"] = Cancellation.IN_DOUBT
        if is_foreign(publication) and decision is not Decision.CANCEL:
            values |= {"hold": Hold.NONE, "hold_detail": ""}
        if after is publication.state:
            done = publications.mark(
                connection,
                publication,
                Hold.NONE,
                who=actor.name,
                now=now,
                reason=reason,
                decision=decision,
            )
        else:
            done = publications.change(
                connection,
                publication,
                after,
                who=actor.name,
                now=now,
                reason=reason,
                decision=decision,
                **values,
            )
        if not done:
            raise CannotDecide(f"publication {identifier} has just changed: look again")
        record.chain(connection)
    journal.booked(book, [(publication, receipt, part) for receipt, part in booked], now)
    return after


def _check_there(
    connection: Connection, publication: Publication, seen: Seen | None, in_doubt: bool
) -> None:
    """Raises CannotDecide where it cannot be there, or where that post belongs to another one."""
    if seen is None:
        if not in_doubt and not is_foreign(publication):
            raise _not_there(publication)
        return
    other = holder(connection, seen.remote_id, [publication.channel], publication.id)
    if other is not None:
        raise CannotDecide(f"the post at {seen.url} is publication {other}")


def _check_again(looked: Look) -> None:
    """Raises MayBeThere when a person should know more before it is sent once more."""
    number = looked.publication.id
    if looked.alike:
        there = looked.alike[0].url
        raise MayBeThere(
            f"the account shows the same words, at {there}: "
            f"`campaign resolve {number} there --url {shell_word(there)}`, or with --anyway "
            "it may go out a second time"
        )
    if looked.shown is None and looked.in_doubt:
        absent = f", `campaign resolve {number} absent` if not"
        raise MayBeThere(
            f"publication {number} may be out, and nobody can ask there ({looked.trouble}): look "
            f"at {looked.where} and say `campaign resolve {number} there --url …` if it is there"
            f"{absent if looked.publication.state in OPEN else ''}; with --anyway it is sent again"
        )


def _not_there(publication: Publication) -> CannotDecide:
    return CannotDecide(f"publication {publication.id} is {publication.state}: it is not there")


def is_foreign(publication: Publication) -> bool:
    """True when it is held because its account shows its words in a post that is not ours."""
    return publication.hold is Hold.FOREIGN


def _waiting(
    connection: Connection,
    identifier: int,
    decision: Decision,
    looked: Look | None,
    now: datetime,
) -> Publication:
    publication = publications.one(connection, identifier)
    if publication is None:
        raise CannotDecide(f"there is no publication {identifier}")
    state = publication.state
    if looked is not None and _changed(connection, looked, publication):
        why = in_words(publication)
        raise CannotDecide(
            f"publication {identifier} has changed while you looked: it is now {state}"
            f"{f' ({why})' if why else ''}"
        )
    if state is State.PENDING:
        _check_stale(connection, publication, now)
    elif is_foreign(publication) and state in (State.SCHEDULED, State.MISSED, State.FAILED):
        if decision is Decision.ABSENT:
            raise CannotDecide(
                f"publication {identifier} is held because its words are there: say there, again "
                "or cancel"
            )
    elif state not in (State.UNKNOWN, State.FAILED, State.MISSED):
        raise CannotDecide(
            f"publication {identifier} is {state}; only unknown, failed and missed ones wait for "
            "a decision"
        )
    return publication


def _check_stale(connection: Connection, publication: Publication, now: datetime) -> None:
    """Raises CannotDecide while the network, or a worker, may still be working on it."""
    tries = attempts.of(connection, publication.id)
    if publication.not_before > now or (tries and now - tries[-1].started < STALE):
        raise CannotDecide(
            f"publication {publication.id} is pending: its network has it and is asked how far it "
            "has come; it waits for a decision when that takes more than an hour"
        )


def _changed(connection: Connection, looked: Look, publication: Publication) -> bool:
    """True when it moved on, got other words, or was tried once more since a person looked."""
    before, tries = looked.publication, attempts.of(connection, publication.id)
    return (before.state, before.variant_hash, looked.attempt and looked.attempt.id) != (
        publication.state,
        publication.variant_hash,
        tries[-1].id if tries else None,
    )


def _there(
    connection: Connection, publication: Publication, url: str, seen: Seen | None, now: datetime
) -> tuple[State, dict[str, Any], list[tuple[Receipt, int | None]]]:
    """The new state, values and receipts of a post that is there; in a thread, of one part.

    Each receipt comes with its part, None for the whole.
    """
    tries = attempts.of(connection, publication.id)
    at = seen.at if seen else tries[-1].started if tries else now
    out = parts.of(connection, publication.id)
    left = multipart.to_come(connection, publication)
    if seen is not None and (left or out):
        key = part_key(publication.key, len(out))
        receipt = Receipt(seen.remote_id, seen.url)
        parts.add(connection, publication.id, len(out), key=key, receipt=receipt, now=at)
        booked: list[tuple[Receipt, int | None]] = [(receipt, len(out))]
        if left:
            return State.SCHEDULED, _at_once(publication, now), booked
        whole = out[0].receipt if out else receipt
        return State.PUBLISHED, {"published_at": at}, [*booked, (whole, None)]
    if left:
        raise CannotDecide(
            f"publication {publication.id} is a thread of which {left} "
            f"part{'s are' if left > 1 else ' is'} still to come: nothing of it would follow a "
            "part whose id at the network nobody knows; cancel it, and post the rest by hand"
        )
    if publication.url:
        # The address of a thread is that of its first part, which is known.
        known = Receipt(publication.remote_id, publication.url)
        return State.PUBLISHED, {"published_at": at}, [(known, None)]
    there = Receipt(seen.remote_id, seen.url) if seen else Receipt("", url)
    where = {"url": there.url, "remote_id": there.remote_id}
    return State.PUBLISHED, {**where, "published_at": at}, [(there, None)]


def _at_once(publication: Publication, now: datetime) -> dict[str, Any]:
    """As soon as it may; the calendar's own time stays, so that the next plan moves nothing."""
    at = max(now, meant_for(publication))
    return {"not_before": at, "put_off": at, "tries": 0}
