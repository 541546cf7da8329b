"""One transaction: write down what came back, and claim what leaves next.

As many as there are by then, and without waiting for more: that is what makes many posts quick.
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
    """Write down all that came back, and claim of `ready` what may leave now.

    Raises StorageError; then `unrecorded` remembers that nobody knows whether it was committed.
    """
    claimed: list[ClaimedPublication] = []
    try:
        try:
            with in_flight.pen, context.database.write() as connection:
                settled = outcomes.write_down(context, connection, in_flight.returned)
                # A post was chosen for its channel before this result told that that rests.
                resting = {
                    each.publication.channel for each in settled if _must_rest(context, each)
                }
                may_leave = [each for each in ready if each.publication.channel not in resting]
                claimed = claim(context, connection, may_leave, report, candidates.shut)
        except UNSTORABLE:
            with in_flight.pen:
                settled = outcomes.write_down_singly(context, in_flight.returned)
    except BaseException:
        context.unrecorded.unsure = True
        raise
    outcomes.book(context, settled)
    in_flight.take_returned()
    _report(context, report, candidates, settled)
    return claimed


def _must_rest(context: EngineContext, settled: outcomes.Settled) -> bool:
    """True when nothing may follow at once: it was told to wait, or keeps its pace."""
    channel = context.channels.get(settled.publication.channel)
    paced = channel is not None and bool(channel.min_interval)
    return bool(settled.shut) or (paced and settled.after in _MAY_BE_PUBLIC)


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
        if each.shut:
            candidates.shut(each.publication.channel, each.shut)
