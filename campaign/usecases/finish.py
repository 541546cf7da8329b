"""Carry out the second step of what a network has taken in, and ask how far it has come.

::

    pending → may it still go? → taken up (committed) → state asked, then made public → receipt

A post in two steps becomes public here, so one worker at a time does it: the row says until when it
is taken up, and its try says since when a second step is under way. That stays when the worker dies
or the answer is lost, and whoever comes next is told: a network is asked about it only when it must
have carried it out or dropped it. What a person stopped meanwhile, what is too late and what
the calendar no longer asks for is looked for and not made public.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from datetime import datetime

from campaign.errors import (
    CampaignError,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    Unauthorized,
    Unavailable,
)
from campaign.model import Absent, Attempt, Pending, Publication, Receipt, State
from campaign.plan.gate import USUAL_GRACE, Verdict, gate
from campaign.plan.late import latest
from campaign.platforms.base import Finishes, Platform
from campaign.storage import attempts, pauses, publications, queue
from campaign.storage.pauses import Pauses
from campaign.usecases import chain
from campaign.usecases.ask import ask_all
from campaign.usecases.clerk import Settled, put_off, take_in, tell
from campaign.usecases.desk import Desk, Tick

log = logging.getLogger(__name__)

_Refusal = Rejected | RateLimited | Unauthorized | OutcomeUnknown | Unavailable
# An empty text: another worker has taken it up.
_Answer = Receipt | Pending | Absent | _Refusal | str | None


def finish(desk: Desk, report: Tick) -> None:
    """Settle every pending publication as far as its network lets us."""
    now = desk.clock()
    with desk.database.read() as connection:
        pending = queue.to_ask(connection, State.PENDING, now)
        stops = pauses.open(connection, now) if pending else Pauses()
        stopped = {p.id: why for p in pending if (why := _stopped(desk, p, stops))}
        tries = {number: attempts.of(connection, number) for number in stopped}

    def ask(platform: Platform, publication: Publication) -> _Answer:
        return _asked(desk, platform, publication, tries.get(publication.id))

    for publication, answer in ask_all(desk, pending, ask):
        match answer:
            case Receipt():
                take_in(desk, publication, answer, report)
                _kept(desk, publication, answer)
            case Absent():
                _back(desk, publication, stopped[publication.id], report)
            case Rejected():
                _refused(desk, publication, answer, report)
            case RateLimited() | Unauthorized():
                put_off(desk, publication, answer)
            case OutcomeUnknown():
                _later(desk, publication, desk.clock() + desk.settle, str(answer))
            case Pending() | Unavailable() | None:
                _later(desk, publication, desk.clock())


def _stopped(desk: Desk, publication: Publication, stops: Pauses) -> str:
    """Why it may not become public now, "" when it may."""
    channel = desk.channels.get(publication.channel)
    region = desk.regions.get(channel.region) if channel else None
    passage = gate(
        publication,
        channel,
        region,
        approved=True,  # it was when its first step left, and its words are the same
        last_published=None,
        now=desk.clock(),
        paused=stops.reason(channel, region) if channel and stops.on else "",
    )
    return "" if passage.verdict is Verdict.GO else passage.reason


def _asked(
    desk: Desk, platform: Platform, publication: Publication, tries: Sequence[Attempt] | None
) -> _Answer:
    """The network's answer; with `tries`, those of a stopped one, it is only looked for."""
    if not isinstance(platform, Finishes):
        return None
    with desk.database.write() as connection:
        began = desk.clock()
        if not publications.take_up(connection, publication, began + desk.second_step):
            return ""
        doubt = attempts.second_step(connection, publication.id, began)
    answer = _second_step(desk, platform, publication, tries, doubt)
    if not isinstance(answer, OutcomeUnknown | Receipt):
        # Nothing of this call is under way or out; what was before it may still be.
        with desk.database.write() as connection:
            attempts.back_to(connection, publication.id, began, doubt)
    return answer


def _second_step(
    desk: Desk,
    platform: Platform,
    publication: Publication,
    tries: Sequence[Attempt] | None,
    doubt: datetime | None,
) -> _Answer:
    try:
        if tries is None:
            assert isinstance(platform, Finishes)
            return platform.finish(Pending(publication.token), doubt)
        if doubt is not None and desk.clock() - doubt < 2 * desk.settle:
            return None  # it may be becoming public at this moment
        return chain.find(desk, publication, platform, tries)
    except (Rejected, RateLimited, Unauthorized, OutcomeUnknown, Unavailable) as error:
        return error
    except CampaignError:
        raise
    except Exception as error:
        log.exception("Unforeseen at a second step", extra={"action": "unforeseen"})
        return OutcomeUnknown(f"{type(error).__name__}: {error}")


def _kept(desk: Desk, publication: Publication, receipt: Receipt) -> None:
    """The network's own answer, for whoever has to prove that it is out."""
    told = json.dumps(receipt.raw, ensure_ascii=False, default=str)
    with desk.database.write() as connection:
        attempts.finish(connection, publication.id, told, desk.clock())


def _back(desk: Desk, publication: Publication, why: str, report: Tick) -> None:
    """It was stopped before its second step: the first one is repeated when it may go on."""
    now = desk.clock()
    channel = desk.channels.get(publication.channel)
    last = latest(publication, channel.grace if channel else USUAL_GRACE)
    reason = f"not made public: {why}"
    with desk.database.write() as connection:
        done = publications.change(
            connection,
            publication,
            State.SCHEDULED,
            who=desk.worker,
            now=now,
            reason=reason,
            not_before=min(now, last),  # so that what is too late stays so
        )
    if done:
        tell(Settled(publication, State.SCHEDULED, reason), report)


def _later(desk: Desk, publication: Publication, until: datetime, reason: str = "") -> None:
    with desk.database.write() as connection:
        publications.postpone(connection, publication, until, reason)


def _refused(desk: Desk, publication: Publication, error: Rejected, report: Tick) -> None:
    with desk.database.write() as connection:
        done = publications.change(
            connection,
            publication,
            State.FAILED,
            who=desk.worker,
            now=desk.clock(),
            reason=str(error),
        )
    if done:
        tell(Settled(publication, State.FAILED, str(error)), report)
