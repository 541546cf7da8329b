"""A reply that corrects: one more part under those that are out. Unlike the others, it is a create.

::

    in doubt → found: done │ proved absent: sent again │ no proof yet: asked later
    send     → receipt: done │ accepted, not public yet: its second step follows

A network that nobody can ask is sent nothing again by itself: a person looks, and asks once more if
the reply is not there.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from campaign.engine.changes.requests import Result, ask, soon
from campaign.engine.check_answers import is_taken, storable_receipt, storable_text
from campaign.engine.context import EngineContext
from campaign.keys import part_key
from campaign.model import (
    Absent,
    AttemptOutcome,
    Channel,
    Delivery,
    Evidence,
    Payload,
    Pending,
    Publication,
    Receipt,
)
from campaign.model.attempts import SETTLED
from campaign.model.changes import Change, ChangeState, ChangeTry, TryOutcome
from campaign.platforms.http import fence
from campaign.platforms.protocols import Finds, Finishes, Platform
from campaign.storage import parts, publications
from campaign.storage.booked_ids import ids_of_others
from campaign.storage.trust import changes

_CANNOT_ASK = (
    "the reply may be there, and nobody can ask: look at its post, and ask for it once more if it "
    "is not there"
)
_NO_ID = "the answer names no post: look at it, and ask for it once more if it is not there"


def request_reply(
    context: EngineContext,
    platform: Platform,
    channel: Channel,
    change: Change,
    payload: Payload,
) -> Result:
    """Send a reply once, or find out what became of an earlier try; raises PlatformError."""
    result = _request(context, platform, channel, change, payload)
    if result.receipt is None:
        return result
    with context.database.read() as connection:
        publication = publications.one(connection, change.publication)
        assert publication is not None
        if is_taken(context, connection, publication, result.receipt):
            return Result(ChangeState.FAILED, AttemptOutcome.OUTCOME_UNKNOWN, _NO_ID, result.raw)
    return result


def _request(
    context: EngineContext,
    platform: Platform,
    channel: Channel,
    change: Change,
    payload: Payload,
) -> Result:
    with context.database.read() as connection:
        publication = publications.one(connection, change.publication)
        assert publication is not None
        before = [part.receipt for part in parts.of(connection, change.publication)]
        earlier = changes.tries_of(connection, change.id)[:-1]  # the last one is this try
        near = context.neighbours(publication.channel)
        since = min((each.started for each in earlier), default=context.clock())
        booked = ids_of_others(connection, publication.id, near, since)
    before = before or [Receipt(publication.remote_id, publication.url)]
    key = part_key(publication.key, change.part)
    booked = booked | {each.remote_id for each in before}
    two_steps = isinstance(platform, Finishes) and platform.in_two_steps(change.part)
    if change.token and isinstance(platform, Finishes):
        return _second_step(context, platform, channel, change, earlier, booked)
    if _doubtful(earlier) and not two_steps:  # a first step alone makes nothing public
        told = _found(context, platform, change, payload, key, since, before, booked, earlier)
        if told is not None:
            return told
    with fence.asked(lambda: ask(context, channel, change)):
        answer = platform.publish(payload, key, before)
    return _result(context, answer)


def book_reply(
    connection: Connection,
    publication: Publication,
    change: Change,
    receipt: Receipt,
    now: datetime,
) -> None:
    """Write down that a reply is out, as a further part of its publication."""
    known = {part.number for part in parts.of(connection, publication.id)}
    if not known:  # a plain post has no row of its own until something stands under it
        first = Receipt(publication.remote_id, publication.url)
        at = publication.published_at or now
        key = part_key(publication.key, 0)
        parts.add(connection, publication.id, 0, key=key, receipt=first, now=at)
    key = part_key(publication.key, change.part)
    parts.add(connection, publication.id, change.part, key=key, receipt=receipt, now=now)


def _found(
    context: EngineContext,
    platform: Platform,
    change: Change,
    payload: Payload,
    key: str,
    since: datetime,
    before: list[Receipt],
    booked: frozenset[str],
    earlier: list[ChangeTry],
) -> Result | None:
    """What an earlier try left; None where it is proved that nothing came of it."""
    if platform.delivery is Delivery.AT_MOST_ONCE or not isinstance(platform, Finds):
        return Result(ChangeState.FAILED, AttemptOutcome.OUTCOME_UNKNOWN, _CANNOT_ASK)
    answer = platform.find(payload, key, since, before, booked)
    if isinstance(answer, Receipt):
        return _done(answer, TryOutcome.FOUND_DONE)
    silent = max((each.ended or each.started for each in earlier), default=since)
    if isinstance(answer, Absent):
        sure = answer.by is Evidence.OWN_ID
        waits = timedelta(0) if sure else context.absence_delay(answer.by)
        if context.clock() >= silent + waits:
            return None
    why = "it may be there: its network is asked again"
    return Result(
        ChangeState.UNKNOWN, AttemptOutcome.NOT_SENT, why, not_before=soon(context, change)
    )


def _second_step(
    context: EngineContext,
    platform: Finishes,
    channel: Channel,
    change: Change,
    earlier: list[ChangeTry],
    booked: frozenset[str],
) -> Result:
    """Make public what its network has accepted; nothing is made public twice."""
    pending = Pending(change.token)
    accepted = next(n for n, each in enumerate(earlier) if each.outcome == AttemptOutcome.PENDING)
    seconds = _doubtful(earlier[accepted + 1 :])
    # Since the first try that may have carried out the second step.
    doubt = seconds[0].started if seconds else None
    if doubt is not None:
        stands = platform.stands(pending, booked)
        if isinstance(stands, Receipt):
            return _done(stands, TryOutcome.FOUND_DONE)
        if isinstance(stands, Absent):
            now = context.clock()
            return Result(
                ChangeState.ASKED, AttemptOutcome.ABSENT, stands.because, "", now, token=""
            )
    with fence.asked(lambda: ask(context, channel, change)):
        answer = platform.finish(pending, doubt, booked)
    return _result(context, answer)


def _doubtful(some: Sequence[ChangeTry]) -> list[ChangeTry]:
    """Those of these tries after which nobody knows whether the reply is there."""
    settled = {each.value for each in SETTLED}
    return [each for each in some if each.outcome not in settled]


def _result(context: EngineContext, answer: Receipt | Pending) -> Result:
    if isinstance(answer, Receipt):
        return _done(answer, TryOutcome.DONE)
    why = "its network works on it"
    at = context.clock() + context.pending_interval
    return Result(
        ChangeState.UNKNOWN, AttemptOutcome.PENDING, why, "", at, token=storable_text(answer.token)
    )


def _done(receipt: Receipt, outcome: TryOutcome) -> Result:
    kept = storable_receipt(receipt)
    raw = json.dumps(kept.raw, ensure_ascii=False, default=str)
    if not kept.remote_id:
        return Result(ChangeState.FAILED, outcome, _NO_ID, raw)
    return Result(ChangeState.DONE, outcome, raw=raw, receipt=kept)
