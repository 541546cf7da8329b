"""Publish everything whose time has come, each publication at most once.

::

    candidates    what is due and may go                        (gate)
        │
    prepare       its requests, and their stored form
        │
    record        one transaction: results written + claim + attempt ◄────┐
        │                                                                 │
    in_flight     threads                                                 │
        └─ sender     still ours? in doubt? past the fence, one request ──┘
               └─ multipart   the parts of a thread, one after another

The attempt is committed before the request leaves, and the receipt right after the answer. A crash
between the two leaves a row that shows it. One thread claims and writes, so no two threads of a
process wait for each other's rows. A bounded number of posts is in flight. After a failure, `drain`
waits for them and keeps their results.
"""

from __future__ import annotations

from campaign.engine.candidates import Candidates
from campaign.engine.context import EngineContext, TickReport
from campaign.engine.drain import drain, recover
from campaign.engine.in_flight import InFlight
from campaign.engine.prepare import prepare
from campaign.engine.record import record_and_claim
from campaign.storage import queue


def publish_due(context: EngineContext, report: TickReport) -> None:
    """Publish everything that is due and may go; raises StorageError, never PlatformError."""
    recover(context, report)
    with context.database.read() as connection:
        if not queue.anything_due(connection, context.clock()):
            return
    candidates = Candidates(context, report)
    candidates.mark_missed()
    in_flight = InFlight(context)
    try:
        while _turn(context, report, candidates, in_flight):
            context.on_activity()
    except BaseException:
        drain(context, report, in_flight)
        raise
    finally:
        in_flight.end()
    candidates.report_held()


def _turn(
    context: EngineContext, report: TickReport, candidates: Candidates, in_flight: InFlight
) -> bool:
    """Receive results, and send what may follow; False when nothing is left to do."""
    if in_flight:
        in_flight.receive()
    closing = in_flight.is_closing()
    chosen = [] if closing else candidates.take(in_flight.busy_channels, in_flight.room)
    ready = prepare(context, chosen, report, candidates.close_channel)
    if in_flight.returned or ready:
        claimed = record_and_claim(context, report, candidates, in_flight, ready)
        in_flight.launch(claimed)
        taken = {each.publication.id for each in claimed}
        candidates.look_again(p.publication for p in ready if p.publication.id not in taken)
    return bool(in_flight or chosen) and not in_flight.is_overdue()
