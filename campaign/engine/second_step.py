"""Carry out the second step of what a network has taken in, and ask how far it has come.

::

    pending → may it still go? → taken up (committed) → state asked → fence → made public → receipt

A post in two steps becomes public here, so one worker at a time does it: the row says who has taken
it up and until when, and its try says since when a second step is under way. That stays when the
worker dies or the answer is lost, and whoever comes next is told: a network is asked about it only
when it must have carried it out or dropped it. What a person stopped meanwhile, what is too late
and what the calendar no longer asks for is not made public. If a second step of it may be under
way, it is asked about by its own id, and is sent anew only when that says that nothing came of it.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from campaign.engine import multipart
from campaign.engine.answers import storable
from campaign.engine.context import EngineContext, TickReport
from campaign.engine.outcomes import Settled, put_off, take_in, tell
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
from campaign.storage import attempts, pauses, publications, queue, variants
from campaign.storage.pauses import Pauses

log = logging.getLogger(__name__)

_CANNOT_TELL = "it was stopped while its second step may have been under way: its id tells nothing"

_Answer = Receipt | Pending | Absent | PlatformError | None


@dataclass(frozen=True, slots=True)
class _Taken:
    """What this worker has taken up, and what its network said; None: its id tells nothing."""

    publication: Publication
    answer: _Answer


def finish(context: EngineContext, report: TickReport) -> None:
    """Settle every pending publication as far as its network lets us."""
    now = context.clock()
    with context.database.read() as connection:
        pending = queue.to_ask(connection, State.PENDING, now)
        stops = pauses.open(connection, now) if pending else Pauses()
        let = {p.variant_hash for p in pending}
        if context.approval_required and pending:
            let = variants.approved(connection, let)
    stopped = {p.id: why for p in pending if (why := _stopped(context, p, stops, let))}

    def ask(platform: Platform, publication: Publication) -> _Taken | None:
        return _asked(context, platform, publication, stopped=publication.id in stopped)

    for _, taken in ask_all(context, pending, ask):
        if taken is not None:
            _settle(context, taken, stopped.get(taken.publication.id, ""), report)


def _settle(context: EngineContext, taken: _Taken, stopped: str, report: TickReport) -> None:
    publication, now = taken.publication, context.clock()
    match taken.answer:
        case Receipt() as receipt:
            if take_in(context, publication, receipt, report):
                _kept(context, publication, storable(receipt))
            else:
                said = "the answer names a post that is another publication's"
                _later(context, publication, now + context.settle, said)
        case Absent():
            _back(context, publication, stopped, report)
        case Rejected() | UnsupportedFeature() as error:
            _move(context, publication, State.FAILED, str(error), report)
        case RateLimited() | Unauthorized() as error:
            put_off(context, publication, error)
        case Withheld():
            _later(context, publication, now)  # the next look sees what stopped it
        case OutcomeUnknown() as error:
            _later(context, publication, now + context.second_step_timeout, str(error))
        case None if stopped:
            _move(context, publication, State.UNKNOWN, f"{_CANNOT_TELL}; {stopped}", report)
        case Pending() | Unavailable() | PlatformError() | None:
            _later(context, publication, now + context.pending_interval)


def _stopped(
    context: EngineContext, publication: Publication, stops: Pauses, let: Collection[str]
) -> str:
    """Why it may not become public now, "" when it may."""
    channel = context.channels.get(publication.channel)
    region = context.regions.get(channel.region) if channel else None
    answer = gate(
        publication,
        channel,
        region,
        approved=publication.variant_hash in let,  # it was, when its first step left
        last_published=None,
        now=context.clock(),
        paused=stops.reason(channel, region) if channel and stops.on else "",
    )
    return "" if answer.verdict is Verdict.GO else answer.reason


def _asked(
    context: EngineContext, platform: Platform, publication: Publication, *, stopped: bool
) -> _Taken | None:
    """Take it up, and have it made public or, if it is `stopped`, ask how it stands.

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
        doubt = attempts.second_step(connection, publication.id, began)
        tries = attempts.of(connection, publication.id)
    booked = multipart.booked(context, taken, tries)
    answer = _answer(context, platform, taken, doubt, booked, stopped=stopped)
    if not isinstance(answer, OutcomeUnknown | Receipt):
        # Nothing of this call is under way or out; what was before it may still be.
        with context.database.write() as connection:
            attempts.back_to(connection, publication.id, began, doubt)
    return _Taken(taken, answer)


def _answer(
    context: EngineContext,
    platform: Finishes,
    publication: Publication,
    doubt: datetime | None,
    booked: Collection[str],
    *,
    stopped: bool,
) -> _Answer:
    pending = Pending(publication.token)
    try:
        if not stopped:
            with fenced(context, publication):
                return platform.finish(pending, doubt, booked)
        if doubt is None:
            return Absent("its second step never began", Evidence.OWN_ID)
        return platform.stands(pending, booked)
    except PlatformError as error:
        return error
    except CampaignError:
        raise
    except Exception as error:
        log.exception("Unforeseen at a second step", extra={"action": "unforeseen"})
        return OutcomeUnknown(f"{type(error).__name__}: {error}")


def _kept(context: EngineContext, publication: Publication, receipt: Receipt) -> None:
    """The network's own answer, for whoever has to prove that it is out."""
    told = json.dumps(receipt.raw, ensure_ascii=False, default=str)
    with context.database.write() as connection:
        attempts.finish(connection, publication.id, told, context.clock())


def _back(context: EngineContext, publication: Publication, why: str, report: TickReport) -> None:
    """Nothing came of it, or its second step never began: the first one is repeated, if it may."""
    now = context.clock()
    _move(
        context,
        publication,
        State.SCHEDULED,
        f"not made public: {why}",
        report,
        not_before=not_sooner(publication, now),
    )


def _later(
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
        tell(Settled(publication, after, reason), report)
