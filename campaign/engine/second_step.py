"""Carry out the second step of what a network has taken in, and ask how far it has come.

::

    pending → may it still go? → taken up (committed) → state asked → fence → made public → receipt

The second step makes a post public, so only one worker at a time may do it. The publication's row
says which worker has taken it up, and until when. The attempt says since when a second step is
under way. That mark stays when the worker dies or the answer is lost, so the next worker knows of
it. The next worker asks the network only when the network must have carried out the step or dropped
it.

The step is not carried out if a person has stopped the post, if it is too late, or if the calendar
no longer wants it. But an earlier second step may be under way then. In that case the network is
asked by the post's own id, and the post is sent anew only if the answer proves that nothing came of
it.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from campaign.engine import multipart
from campaign.engine.check_answers import storable_receipt
from campaign.engine.context import EngineContext, TickReport
from campaign.engine.outcomes import Settled, put_off, record_found, report_settled
from campaign.engine.permit import fenced
from campaign.engine.query_networks import ask_all
from campaign.errors import (
    CampaignError,
    OutcomeUnknown,
    PlatformError,
    RateLimited,
    Rejected,
    Unauthorized,
    Unavailable,
    UnsupportedFeature,
    Withheld,
)
from campaign.model import Absent, Evidence, Pending, Publication, Receipt, State
from campaign.plan.gate import Verdict, gate
from campaign.plan.grace import not_sooner
from campaign.platforms.protocols import Finishes, Platform
from campaign.storage import attempts, pauses, publications, queue, releases
from campaign.storage.pauses import Pauses

log = logging.getLogger(__name__)

_CANNOT_TELL = "it was stopped while its second step may have been under way: its id tells nothing"

_Answer = Receipt | Pending | Absent | PlatformError | None


@dataclass(frozen=True, slots=True)
class _Taken:
    """A publication that this worker has taken up, and the network's answer; None: no proof."""

    publication: Publication
    answer: _Answer


def finish(context: EngineContext, report: TickReport) -> None:
    """Settle every pending publication as far as its network lets us."""
    now = context.clock()
    with context.database.read() as connection:
        pending = queue.to_ask(connection, State.PENDING, now)
        paused = pauses.open(connection, now) if pending else Pauses()
        released = releases.released(connection, pending, context.approval)
    stopped = {p.id: why for p in pending if (why := _why_stopped(context, p, paused, released))}

    def ask(platform: Platform, publication: Publication) -> _Taken | None:
        return _carry_out(context, platform, publication, stopped=publication.id in stopped)

    for _, taken in ask_all(context, pending, ask):
        if taken is not None:
            _settle(context, taken, stopped.get(taken.publication.id, ""), report)


def _settle(context: EngineContext, taken: _Taken, stopped: str, report: TickReport) -> None:
    publication, now = taken.publication, context.clock()
    match taken.answer:
        case Receipt() as receipt:
            if record_found(context, publication, receipt, report):
                _store_answer(context, publication, storable_receipt(receipt))
            else:
                reason = "the answer names a post that is another publication's"
                _ask_later(context, publication, now + context.settle, reason)
        case Absent():
            _send_again(context, publication, stopped, report)
        case Rejected() | UnsupportedFeature() as error:
            with context.database.read() as connection:
                reason = multipart.with_parts(connection, publication, str(error))
            _move(context, publication, State.FAILED, reason, report)
        case RateLimited() | Unauthorized() as error:
            put_off(context, publication, error, report)
        case Withheld():
            _ask_later(context, publication, now)  # the next look finds the reason
        case OutcomeUnknown() as error:
            # The step may still be under way: ask when the time of a second step is over.
            _ask_later(context, publication, now + context.second_step_timeout, str(error))
        case None if stopped:
            _move(context, publication, State.UNKNOWN, f"{_CANNOT_TELL}; {stopped}", report)
        case Pending() | Unavailable() | PlatformError() | None:
            _ask_later(context, publication, now + context.pending_interval)


def _why_stopped(
    context: EngineContext,
    publication: Publication,
    paused: Pauses,
    released: Collection[int],
) -> str:
    """Why it may not become public now, "" when it may."""
    channel = context.channels.get(publication.channel)
    region = context.regions.get(channel.region) if channel else None
    answer = gate(
        publication,
        channel,
        region,
        approved=publication.id in released,  # it was approved when its first step left
        last_published=None,
        now=context.clock(),
        paused=paused.reason(channel, region) if channel and paused.on else "",
    )
    return "" if answer.verdict is Verdict.GO else answer.reason


def _carry_out(
    context: EngineContext, platform: Platform, publication: Publication, *, stopped: bool
) -> _Taken | None:
    """Take it up, and carry out its second step; if it is `stopped`, only ask how it stands.

    None when another worker has it.
    """
    if not isinstance(platform, Finishes):
        return None
    began = context.clock()
    until = began + context.second_step_timeout
    with context.database.write() as connection:
        taken = publications.take_up(connection, publication, context.worker, until)
        if taken is None:
            return None
        doubt = attempts.begin_second_step(connection, publication.id, began)
        tries = attempts.of(connection, publication.id)
    taken_ids = multipart.taken_ids(context, taken, tries)
    answer = _ask_network(context, platform, taken, doubt, taken_ids, stopped=stopped)
    if not isinstance(answer, OutcomeUnknown | Receipt):
        # Nothing of this call is under way, so its mark is taken back. An earlier doubt stays.
        with context.database.write() as connection:
            attempts.undo_second_step(connection, publication.id, began, doubt)
    return _Taken(taken, answer)


def _ask_network(
    context: EngineContext,
    platform: Finishes,
    publication: Publication,
    doubt: datetime | None,
    taken_ids: Collection[str],
    *,
    stopped: bool,
) -> _Answer:
    """The network's answer to the second step, or to the question how the post stands."""
    pending = Pending(publication.token)
    try:
        if not stopped:
            with fenced(context, publication):
                return platform.finish(pending, doubt, taken_ids)
        # Only the second step makes it public: without one, there is nothing to ask about.
        if doubt is None:
            return Absent("its second step never began", Evidence.OWN_ID)
        return platform.stands(pending, taken_ids)
    except PlatformError as error:
        return error
    except CampaignError:
        raise
    except Exception as error:
        log.exception("Unforeseen at a second step", extra={"action": "unforeseen"})
        return OutcomeUnknown(f"{type(error).__name__}: {error}")


def _store_answer(context: EngineContext, publication: Publication, receipt: Receipt) -> None:
    """Store the network's own answer, as evidence that the post is public."""
    answer_json = json.dumps(receipt.raw, ensure_ascii=False, default=str)
    with context.database.write() as connection:
        attempts.finish_second_step(connection, publication.id, answer_json, context.clock())


def _send_again(
    context: EngineContext, publication: Publication, why: str, report: TickReport
) -> None:
    """Schedule it again: nothing came of it, or its second step never began."""
    now = context.clock()
    _move(
        context,
        publication,
        State.SCHEDULED,
        f"not made public: {why}",
        report,
        not_before=not_sooner(publication, now),
    )


def _ask_later(
    context: EngineContext, publication: Publication, until: datetime, reason: str = ""
) -> None:
    with context.database.write() as connection:
        publications.postpone(connection, publication, until, reason)


def _move(
    context: EngineContext,
    publication: Publication,
    after: State,
    reason: str,
    report: TickReport,
    **values: Any,
) -> None:
    values.setdefault("not_before", context.clock())
    with context.database.write() as connection:
        done = publications.change(
            connection,
            publication,
            after,
            who=context.worker,
            now=context.clock(),
            reason=reason,
            **values,
        )
    if done:
        report_settled(Settled(publication, after, reason), report)
