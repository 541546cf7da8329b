"""Write down the results of sending: every result that waits, in one transaction.

A receipt is the truth. It is written down even when the lease has expired and a sweep has marked
the publication as unknown. The same holds for any other answer that settles an unknown outcome.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from campaign.engine import check_answers, multipart
from campaign.engine.claimed import NotSent, SendResult
from campaign.engine.context import EngineContext, TickReport
from campaign.errors import PlatformError, RateLimited
from campaign.model import AttemptOutcome, Pending, Publication, Receipt, State
from campaign.plan import pace
from campaign.plan.grace import not_sooner
from campaign.plan.lifecycle import MOVES, OPEN, RESTING
from campaign.plan.retry import Do, FollowUp, decide
from campaign.storage import attempt_entries, attempts, journal, pauses, publications, rate_limits
from campaign.storage.attempts import AttemptEnd

log = logging.getLogger(__name__)

_MAY_BECOME_PUBLIC = OPEN | RESTING | {State.SCHEDULED}


@dataclass(frozen=True, slots=True)
class Settled:
    """Where a result has led: the publication, its new state (None: unchanged), and why.

    `rest_reason` says why nothing else may leave on its channel for now, "" when it may; `paused`
    says that this holds until a person resumes the channel. `receipt` is the network's receipt for
    the whole publication.
    """

    publication: Publication
    after: State | None
    reason: str = ""
    url: str = ""
    rest_reason: str = ""
    receipt: Receipt | None = None
    paused: bool = False


@dataclass(frozen=True, slots=True)
class _Move:
    after: State
    reason: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    rest_reason: str = ""
    paused: bool = False


def write_down(
    context: EngineContext, connection: Connection, results: Sequence[SendResult]
) -> list[Settled]:
    """Write down these results in the caller's transaction; report nothing before it is committed.

    Raises one of `check_answers.UNSTORABLE` when an answer cannot be stored: then use
    `write_down_singly`.
    """
    if not results:
        return []
    now = context.clock()
    results = check_answers.checked(context, connection, results)
    receipts = {
        n.claimed.publication.id: (n.claimed.publication, n.answer)
        for n in results
        if isinstance(n.answer, Receipt)
    }
    standing, moved = publications.standing(connection, [p for p, _ in receipts.values()])
    # The entry of a try tells that its publication is public, if one and the same worker did both.
    with_move = {p.id: receipts[p.id][1] for p in standing if p.worker == context.worker}
    attempts.end(connection, [_ending(result, now, with_move) for result in results], now)
    for told in (True, False):
        some = [receipts[p.id] for p in standing if (p.id in with_move) is not told]
        publications.publish(connection, some, who=context.worker, now=now, recorded=told)
    done = [_published(p, receipts[p.id][1]) for p in standing]
    done += [record_published(context, connection, *receipts[p.id], now) for p in moved]
    done += [
        _settle(context, connection, result, now)
        for result in results
        if not isinstance(result.answer, Receipt)
    ]
    return done


def write_down_singly(context: EngineContext, results: Sequence[SendResult]) -> list[Settled]:
    """Write down each result in a transaction of its own.

    A result that cannot be stored becomes an unknown outcome. One broken answer in a common
    transaction would keep all the others from being written. Raises StorageError.
    """
    done: list[Settled] = []
    for result in results:
        try:
            done += _write_down_one(context, result)
        except check_answers.UNSTORABLE as error:
            number = result.claimed.publication.id
            log.exception("Not stored of %s", number, extra={"action": "unstorable"})
            done += _write_down_one(
                context, replace(result, answer=check_answers.as_unknown(error))
            )
    return done


def _write_down_one(context: EngineContext, result: SendResult) -> list[Settled]:
    with context.database.write() as connection:
        return write_down(context, connection, [result])


def record_published(
    context: EngineContext,
    connection: Connection,
    publication: Publication,
    receipt: Receipt,
    now: datetime,
) -> Settled:
    """Write down that a publication is public, whatever its state is by now."""
    current: Publication | None = publication
    while current is not None and current.state in _MAY_BECOME_PUBLIC:
        done = publications.change(
            connection,
            current,
            State.PUBLISHED,
            who=context.worker,
            now=now,
            remote_id=receipt.remote_id,
            url=receipt.url,
            published_at=now,
        )
        if done:
            return _published(publication, receipt)
        # It has moved since it was read: read it again, and try from where it stands now.
        before, current = current, publications.one(connection, publication.id)
        if current == before:
            break
    if current is not None and current.remote_id != receipt.remote_id:
        log.error(
            "A receipt came for %s, which is %s",
            publication.id,
            current.state,
            extra={"action": "receipt_left_over", "url": receipt.url},
        )
    if current is not None and current.remote_id == receipt.remote_id:
        # An earlier commit wrote it, and its answer was lost: the journal may lack the receipt.
        return Settled(publication, None, receipt=receipt)
    return Settled(publication, None)


def record_found(
    context: EngineContext, publication: Publication, receipt: Receipt, report: TickReport
) -> bool:
    """Write down what the network was found to have: a whole publication, or a part of it.

    Gives False, and writes nothing, when the receipt belongs to another publication or cannot be
    stored.
    """
    receipt = check_answers.storable_receipt(receipt)
    with context.database.read() as connection:
        taken = check_answers.is_taken(context, connection, publication, receipt)
    if taken or not receipt.remote_id:
        return False
    try:
        whole = multipart.record_found_part(context, publication, receipt)
        if whole is None:
            report.moved(publication.id, State.SCHEDULED, "a part of it was found")
            return True
        with context.database.write() as connection:
            settled = record_published(context, connection, publication, whole, context.clock())
    except check_answers.UNSTORABLE:
        log.exception("Not stored of %s", publication.id, extra={"action": "unstorable"})
        return False
    journal_receipts(context, [settled])
    report_settled(settled, report)
    return True


def journal_receipts(context: EngineContext, settled: Iterable[Settled]) -> None:
    """Append the receipts to the journal, after their commit; raises nothing."""
    receipts = [(s.publication, s.receipt, None) for s in settled if s.receipt is not None]
    journal.booked(context.journal, receipts, context.clock())


def _published(publication: Publication, receipt: Receipt) -> Settled:
    return Settled(publication, State.PUBLISHED, url=receipt.url, receipt=receipt)


def report_settled(settled: Settled, report: TickReport) -> None:
    """Report and log what has been committed."""
    number, after = settled.publication.id, settled.after
    if settled.rest_reason:
        channel = settled.publication.channel
        log.warning("%s rests: %s", channel, settled.rest_reason, extra={"action": "channel_rests"})
        if settled.paused:
            report.paused[channel] = settled.rest_reason
    if after is None:
        return
    report.moved(number, after, settled.reason)
    if after is State.PUBLISHED:
        log.info("Published %s", number, extra={"action": "published", "url": settled.url})
    elif after is not State.PENDING:
        log.warning(
            "Not published %s, now %s: %s",
            number,
            after,
            settled.reason,
            extra={"action": f"now_{after}"},
        )


def next_try(
    context: EngineContext, publication: Publication, follow_up: FollowUp
) -> dict[str, datetime]:
    """The columns of its row that say when to try again.

    A time that the network named may lie beyond the channel's grace: then the post is put off. Our
    own waits end with the grace, so that a missed post is reported at once.
    """
    assert follow_up.at is not None
    last = context.latest(publication)
    if follow_up.named_by_network and follow_up.at > last:
        return {"not_before": follow_up.at, "put_off": follow_up.at}
    at = follow_up.at if follow_up.named_by_network else min(follow_up.at, last)
    return {"not_before": not_sooner(publication, at)}


def _ending(result: SendResult, now: datetime, with_move: Mapping[int, Receipt]) -> AttemptEnd:
    """How a try ended; the entry of those `with_move` tells that they are public too."""
    publication, move = result.claimed.publication, None
    match result.answer:
        case Receipt(raw=raw):
            answer_json = json.dumps(raw, ensure_ascii=False, default=str)
            ending = (AttemptOutcome.PUBLISHED, answer_json)
            if with_move.get(publication.id) is result.answer:
                values = publications.published_values(result.answer, now)
                move = attempt_entries.published(publication.state, values)
        case Pending(token=token):
            ending = (AttemptOutcome.PENDING, token)
        case NotSent(reason=reason):
            ending = (AttemptOutcome.NOT_SENT, reason)
        case error:
            answer_text = check_answers.storable_text(error.answer or str(error))
            ending = (AttemptOutcome.of(error), answer_text)
    return AttemptEnd(
        publication.id,
        result.claimed.started,
        *ending,
        post=publication.post,
        worker=publication.worker,
        move=move,
    )


def _settle(
    context: EngineContext, connection: Connection, result: SendResult, now: datetime
) -> Settled:
    publication = result.claimed.publication
    move = _move(context, connection, result, now)
    # A sweep may have marked it as unknown meanwhile: this result settles that too.
    for before in (publication, replace(publication, state=State.UNKNOWN)):
        if move.after in MOVES[before.state] and publications.change(
            connection,
            before,
            move.after,
            who=context.worker,
            now=now,
            reason=move.reason,
            **move.values,
        ):
            return Settled(
                publication,
                move.after,
                move.reason,
                rest_reason=move.rest_reason,
                paused=move.paused,
            )
    return Settled(publication, None, rest_reason=move.rest_reason, paused=move.paused)


def _move(
    context: EngineContext, connection: Connection, result: SendResult, now: datetime
) -> _Move:
    publication = result.claimed.publication
    match result.answer:
        case Pending(token=token):
            return _Move(State.PENDING, values={"token": token})
        case NotSent(reason=reason):
            return _Move(State.SCHEDULED, reason, {"tries": publication.tries - 1})
        case PlatformError() as error:
            tries = publication.tries
            if len(result.claimed.payloads) > 1:
                tries = multipart.tries_of_part(connection, publication)
            follow_up = decide(error, tries, now)
            rest_reason = _obey(context, connection, publication, error, follow_up)
            match follow_up.do:
                case Do.RETRY:
                    values = {**next_try(context, publication, follow_up), "tries": tries}
                    return _Move(State.SCHEDULED, follow_up.reason, values, rest_reason)
                case Do.GIVE_UP:
                    reason = multipart.with_parts(connection, publication, follow_up.reason)
                    return _Move(State.FAILED, reason)
                case Do.PAUSE:
                    pause_reason = _pause(connection, publication, follow_up.reason, now)
                    before = {"tries": publication.tries - 1}
                    return _Move(State.SCHEDULED, follow_up.reason, before, pause_reason, True)
                case Do.FIND:
                    ask = {"not_before": context.next_query(now, now), "tries": tries}
                    return _Move(State.UNKNOWN, follow_up.reason, ask)
    raise AssertionError(f"no result says {result.answer!r}")


def put_off(
    context: EngineContext, publication: Publication, error: PlatformError, report: TickReport
) -> None:
    """Ask about an open publication later: its network asks to wait, or its credential is dead.

    Until then the channel rests, as it does after a first request with that answer. If the network
    named a time beyond the channel's grace, the publication is put off.
    """
    now = context.clock()
    follow_up = decide(error, max(publication.tries, 1), now)
    with context.database.write() as connection:
        rest_reason = _obey(context, connection, publication, error, follow_up)
        if follow_up.do is Do.PAUSE:
            rest_reason = _pause(connection, publication, follow_up.reason, now)
        until = follow_up.at or now + context.query_backoff[-1]
        beyond = follow_up.named_by_network and until > context.latest(publication)
        publications.postpone(connection, publication, until, follow_up.reason, put_off=beyond)
    if follow_up.do is Do.PAUSE:
        report.paused[publication.channel] = rest_reason
    if rest_reason:
        log.warning(
            "%s rests: %s", publication.channel, rest_reason, extra={"action": "channel_rests"}
        )


def _obey(
    context: EngineContext,
    connection: Connection,
    publication: Publication,
    error: PlatformError,
    follow_up: FollowUp,
) -> str:
    """If a network asks to wait, hold it for every worker until then; gives the reason in words."""
    channel = context.channels.get(publication.channel)
    if not isinstance(error, RateLimited) or channel is None or follow_up.at is None:
        return ""
    name = pace.names(channel)[0]
    rate_limits.hold(connection, name, follow_up.at)
    return pace.waiting(channel, {name: follow_up.at})


def _pause(connection: Connection, publication: Publication, reason: str, now: datetime) -> str:
    """Pause a channel whose credential is dead until a person resumes it; gives the reason."""
    scope = f"channel:{publication.channel}"
    pauses.begin(connection, scope, who=pauses.ENGINE, reason=reason, now=now)
    return f"{pauses.ENGINE} paused {scope}: {reason}"
