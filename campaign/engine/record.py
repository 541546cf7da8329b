"""One transaction: write down the results that came back, and claim what leaves next.

A commit waits for the disk, and that wait is the same for one row and for many. So each transaction
takes all results that are there and never waits for more: under load, many posts share one commit.
"""

from __future__ import annotations

from collections.abc import Sequence

from campaign.engine import outcomes
from campaign.engine.candidates import Candidates
from campaign.engine.check_answers import UNSTORABLE
from campaign.engine.claim import claim
from campaign.engine.claimed import ClaimedPublication
from campaign.engine.context import EngineContext, TickReport
from campaign.engine.in_flight import InFlight
from campaign.engine.prepare import PreparedPublication
from campaign.model import State

_MAY_BE_PUBLIC = frozenset({State.PUBLISHED, State.PENDING, State.UNKNOWN})


def record_and_claim(
    context: EngineContext,
    report: TickReport,
    candidates: Candidates,
    in_flight: InFlight,
    ready: Sequence[PreparedPublication],
) -> list[ClaimedPublication]:
    """Write down all results that came back, and claim those of `ready` that may leave now.

    Raises StorageError. Then nobody knows whether the transaction was committed, and `unrecorded`
    remembers that.
    """
    claimed: list[ClaimedPublication] = []
    try:
        try:
            with in_flight.write_lock, context.database.write() as connection:
                settled = outcomes.write_down(context, connection, in_flight.returned)
                # These were chosen before the results came: a result may have closed their channel.
                resting = {
                    each.publication.channel for each in settled if _must_rest(context, each)
                }
                may_leave = [each for each in ready if each.publication.channel not in resting]
                claimed = claim(context, connection, may_leave, report, candidates.close_channel)
        except UNSTORABLE:
            # One result cannot be stored, and the whole transaction was rolled back: nothing is
            # claimed. Each result is written alone, so that the others are not lost with it.
            with in_flight.write_lock:
                settled = outcomes.write_down_singly(context, in_flight.returned)
    except BaseException:
        context.unrecorded.unsure = True
        raise
    # Only after the commit: a line without its row looks as if an older copy was put back.
    outcomes.journal_receipts(context, settled)
    in_flight.take_returned()
    _report(context, report, candidates, settled)
    return claimed


def _must_rest(context: EngineContext, settled: outcomes.Settled) -> bool:
    """True when nothing may follow at once: the channel rests, or keeps its pace."""
    channel = context.channels.get(settled.publication.channel)
    paced = channel is not None and bool(channel.min_interval)
    return bool(settled.rest_reason) or (paced and settled.after in _MAY_BE_PUBLIC)


def _report(
    context: EngineContext,
    report: TickReport,
    candidates: Candidates,
    settled: Sequence[outcomes.Settled],
) -> None:
    for each in settled:
        outcomes.report_settled(each, report)
        if each.after in _MAY_BE_PUBLIC:
            candidates.published(each.publication.channel, context.clock())
        if each.rest_reason:
            candidates.close_channel(each.publication.channel, each.rest_reason)
