"""After a failure: wait for what is in flight, and write down later what cannot be written now."""

from __future__ import annotations

import logging
from datetime import datetime

from campaign.engine import outcomes
from campaign.engine.context import EngineContext, TickReport, Unrecorded
from campaign.engine.in_flight import InFlight
from campaign.model import AttemptOutcome, Receipt, State
from campaign.storage import attempts, publications, queue
from campaign.storage.journal import Journal, booked

log = logging.getLogger(__name__)


def drain(context: EngineContext, report: TickReport, in_flight: InFlight) -> None:
    """Let nothing more leave, wait for what is in flight, and remember what came back.

    Raises nothing: the failure that led here is the one to be told.
    """
    in_flight.halt()
    unrecorded = context.unrecorded
    unrecorded.results += in_flight.take_returned()
    while in_flight and not in_flight.is_overdue():
        try:
            in_flight.hear()
        except BaseException as error:
            log.error("Torn: %s", error, extra={"action": "torn"})
        unrecorded.results += in_flight.take_returned()
        context.on_activity()
    in_flight.end()
    try:
        with in_flight.pen:
            recover(context, report)
    except Exception as error:
        log.error(
            "%d answers are kept until the database is back: %s",
            len(unrecorded.results),
            error,
            extra={"action": "answers_kept"},
        )


def recover(context: EngineContext, report: TickReport) -> None:
    """Write down what an earlier tick could not; raises StorageError when it still cannot be."""
    unrecorded = context.unrecorded
    if not unrecorded.results and not unrecorded.unsure:
        return
    settled = outcomes.write_down_singly(context, unrecorded.results)
    if unrecorded.unsure:
        _give_back(context)
    outcomes.book(context, settled)
    unrecorded.results.clear()
    unrecorded.unsure = False
    for each in settled:
        outcomes.tell(each, report)


def forsake(unrecorded: Unrecorded, journal: Journal | None, now: datetime) -> None:
    """Give up what a database that was replaced could not take; the journal keeps the receipts.

    The numbers of its publications mean nothing in the other one, which learns from the journal
    that it lacks them. `now` is UTC. Raises nothing.
    """
    receipts = [
        (each.claimed.publication, each.answer, None)
        for each in unrecorded.results
        if isinstance(each.answer, Receipt)
    ]
    booked(journal, receipts, now)
    unrecorded.results.clear()
    unrecorded.unsure = False


def _give_back(context: EngineContext) -> None:
    """Give back what was claimed in a commit whose answer never came: nothing of it was sent."""
    now, reason = context.clock(), "not sent: the database went away"
    with context.database.write() as connection:
        for publication in queue.claimed_by(connection, context.worker):
            if publication.id in context.unrecorded.stuck:
                continue
            attempts.abandon(connection, publication.id, AttemptOutcome.NOT_SENT, reason, now)
            publications.change(
                connection,
                publication,
                State.SCHEDULED,
                who=context.worker,
                now=now,
                reason=reason,
                tries=publication.tries - 1,
            )
