"""Everything whose time has come goes out, each at most once.

::

    candidates    what is due and may go                        (gate)
        │
    prepare       the requests it becomes, kept as they are
        │
    record        one transaction: claim + attempt, and what came back ◄──┐
        │                                                                 │
    in_flight     threads                                                 │
        └─ sender     ours still? in doubt? past the fence, one request ──┘
               └─ multipart   the parts of a thread, one after another

The attempt is committed before the request leaves and the receipt right after the answer, so that
a crash between the two leaves a row that says so. One thread claims and writes; a bounded number is
in flight. After a failure `drain` waits for what is in flight, and remembers what came back.
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
    candidates.miss()
    in_flight = InFlight(context)
    try:
        while _turn(context, report, candidates, in_flight):
            context.on_activity()
    except BaseException:
        drain(context, report, in_flight)
        raise
    finally:
        in_flight.end()
    candidates.tell_held()


def _turn(
    context: EngineContext, report: TickReport, candidates: Candidates, in_flight: InFlight
) -> bool:
    """Hear what came back, and send what may follow; False when nothing is left to be done."""
    if in_flight:
        in_flight.hear()
    closing = in_flight.is_closing()
    chosen = [] if closing else candidates.take(in_flight.busy_channels, in_flight.room)
    ready = prepare(context, chosen, report, candidates.shut)
    if in_flight.returned or ready:
        claimed = record_and_claim(context, report, candidates, in_flight, ready)
        in_flight.launch(claimed)
        taken = {each.publication.id for each in claimed}
        candidates.lost(p.publication for p in ready if p.publication.id not in taken)
    return bool(in_flight or chosen) and not in_flight.is_overdue()
