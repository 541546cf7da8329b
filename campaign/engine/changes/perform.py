"""Do one part: claim it, send its request once, write down what came of it.

::

    working + a try (committed) → request (`requests`) → done, or what follows (committed)

Deleting and editing may both be repeated: a second request changes nothing any more. So a lost
answer leaves only the question whether it is done, and asking once more answers it.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from campaign.engine.changes.closing import close
from campaign.engine.changes.may_edit import is_let, new_payload, why_not_yet
from campaign.engine.changes.replying import book_reply, request_reply
from campaign.engine.changes.requests import (
    Result,
    after_error,
    request_edit,
    request_withdrawal,
    tried_later,
)
from campaign.engine.check_answers import storable_text
from campaign.engine.context import EngineContext
from campaign.errors import CampaignError, OutcomeUnknown, PlatformError
from campaign.model import AttemptOutcome, Channel, Payload, Publication, State
from campaign.model.changes import Change, ChangeKind, ChangeState
from campaign.plan import pace
from campaign.plan.retry import WAITS
from campaign.platforms.protocols import Platform
from campaign.storage import journal, rate_limits, record
from campaign.storage.record import RecordAct
from campaign.storage.trust import changes, taken_back

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Performed:
    """One part that was tried: its result, and the publication's new state where it has one."""

    change: Change
    result: Result
    publication: State | None = None


def perform(
    context: EngineContext, platform: Platform, channel: Channel, change: Change
) -> Performed | None:
    """Do one part if it may be done now, and nobody else has it; raises StorageError alone."""
    payload: Payload | None = None
    if change.kind is not ChangeKind.WITHDRAWAL:
        if not change.may_be_out and (why := why_not_yet(context, channel, change)):
            _note(context, change, why)
            return None
        try:
            payload = new_payload(context, platform, change)
        except PlatformError as error:
            return _record(context, change, 0, after_error(context, change, error))
    in_doubt = change.state is ChangeState.UNKNOWN
    taken = _take_up(context, channel.platform, change, payload)
    if taken is None:
        return None
    mine, number = taken
    try:
        if change.kind is ChangeKind.REPLY and payload is not None:
            result = request_reply(context, platform, channel, mine, payload)
        elif payload is None:
            result = request_withdrawal(context, platform, channel, mine, in_doubt=in_doubt)
        else:
            result = request_edit(context, platform, channel, mine, payload, in_doubt=in_doubt)
    except PlatformError as error:
        result = after_error(context, mine, error)
    except CampaignError as error:
        result = tried_later(context, mine, AttemptOutcome.NOT_SENT, str(error))
    except Exception as error:
        log.exception("Unforeseen at a change", extra={"action": "unforeseen"})
        trouble = OutcomeUnknown(f"{type(error).__name__}: {error}")
        result = after_error(context, mine, trouble)
    return _record(context, mine, number, result, channel)


def _take_up(
    context: EngineContext, platform: str, change: Change, payload: Payload | None
) -> tuple[Change, int] | None:
    now = context.clock()
    request = change.remote_id
    if payload is not None:
        request = json.dumps(payload.body, ensure_ascii=False, default=str)
    with context.database.write() as connection:
        context.budgets.lock(connection, platform)
        publication = changes.lock(connection, change.publication)
        if publication is None or publication.state not in _MAY[change.kind]:
            return None
        # Once more, in this transaction: the yes may have been taken back since it was asked.
        says_new = payload is not None and not change.may_be_out
        if says_new and not is_let(context, connection, publication, change):
            return None
        if why := _too_dear(context, connection, platform, change, now):
            later = now + WAITS[0]
            changes.move(connection, change, change.state, answer=why, not_before=later, now=now)
            return None
        taken = changes.take_up(
            connection,
            change,
            worker=context.worker,
            lease_until=now + context.second_step_timeout,
            now=now,
            request=request,
        )
        if taken is not None:
            sent = {"request": request}
            act = RecordAct.CHANGE_BEGAN
            _tell(connection, act, publication, change, context.worker, now, private=sent)
    return taken


def _too_dear(
    context: EngineContext, connection: Connection, platform: str, change: Change, now: datetime
) -> str:
    """Why a reply would pass the month's budget; "" where it would not, or is counted already."""
    if change.kind is not ChangeKind.REPLY or change.state is not ChangeState.ASKED or change.token:
        return ""
    return context.budgets.refused_part(
        connection, platform, change.variant_after, change.part, now
    )


#: In which states of its publication a part is taken back, or edited.
_MAY = {
    ChangeKind.WITHDRAWAL: (State.PUBLISHED, State.CANCELLED),
    ChangeKind.EDIT: (State.PUBLISHED,),
    ChangeKind.REPLY: (State.PUBLISHED,),
}


def _record(
    context: EngineContext,
    change: Change,
    number: int,
    result: Result,
    channel: Channel | None = None,
) -> Performed | None:
    """Write down what came of a try; what a network has done counts whoever has the part by now."""
    now, who = context.clock(), context.worker
    done = result.after is ChangeState.DONE
    with context.database.write() as connection:
        publication = changes.lock(connection, change.publication)
        assert publication is not None
        if number:
            changes.end_try(connection, number, outcome=result.outcome, answer=result.raw, now=now)
            told, answer = {"outcome": result.outcome}, {"answer": result.raw or result.answer}
            act = RecordAct.CHANGE_ENDED
            _tell(connection, act, publication, change, who, now, told, private=answer)
        if done:
            # A post that is gone is gone, and a reply that is out is out, whoever asked for it.
            true_of_itself = change.kind is not ChangeKind.EDIT
            if result.receipt is not None:
                book_reply(connection, publication, change, result.receipt, now)
            moved = changes.end(
                connection,
                change,
                ChangeState.DONE,
                ended_by=who,
                now=now,
                whatever_its_state=true_of_itself,
            )
        else:
            moved = changes.move(
                connection,
                change,
                result.after,
                now=now,
                answer=storable_text(result.answer),
                not_before=result.not_before,
                token=result.token,
            )
        if result.outcome == AttemptOutcome.RATE_LIMITED and channel and result.not_before:
            rate_limits.hold(connection, pace.names(channel)[0], result.not_before)
        state = close(connection, change.publication, who=who, now=now) if done else None
    if result.receipt is not None:
        entry = (publication, result.receipt, change.part)
        journal.booked(context.journal, [entry], now)
    if state is State.WITHDRAWN:
        taken_back.append(context.journal, [publication], now, gone=True)
    return Performed(change, result, state) if moved or state else None


def _note(context: EngineContext, change: Change, why: str) -> None:
    """Write down for a person why a part waits, if that is new."""
    if change.answer != why:
        with context.database.write() as connection:
            changes.lock(connection, change.publication)
            changes.move(connection, change, change.state, now=context.clock(), answer=why)


def _tell(
    connection: Connection,
    act: RecordAct,
    publication: Publication,
    change: Change,
    who: str,
    now: datetime,
    more: Mapping[str, str] | None = None,
    *,
    private: Mapping[str, str],
) -> None:
    """Write a try into the record; what was sent and answered lies beside the chain."""
    record.append(
        connection,
        act,
        who=who,
        now=now,
        post=publication.post,
        publication=publication.id,
        details={
            "change": change.kind.value,
            "part": change.part,
            "remote_id": change.remote_id,
            **({"after": change.variant_after} if change.variant_after else {}),
            **(more or {}),
        },
        private={name: storable_text(words) for name, words in private.items() if words},
    )
