"""Claim what may leave next, and write down each try before its request leaves."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Connection

from campaign.engine.claimed import ClaimedPublication
from campaign.engine.context import EngineContext, TickReport
from campaign.engine.prepare import PreparedPublication
from campaign.plan import pace
from campaign.storage import attempts, queue, rate_limits


def claim(
    context: EngineContext,
    connection: Connection,
    ready: Sequence[PreparedPublication],
    report: TickReport,
    close_channel: Callable[[str, str], None],
) -> list[ClaimedPublication]:
    """Claim these in the caller's transaction; what another worker has taken stays as it is.

    Calls `close_channel` with a channel whose network has no room now, or whose budget is spent,
    and the reason.
    """
    if not ready:
        return []
    now = context.clock()
    covered = _covered(context, connection, ready, report, close_channel)
    admitted = _admitted(context, connection, covered, report, close_channel)
    by_number = {each.publication.id: each for each in admitted}
    channels = [context.channels[p.publication.channel] for p in by_number.values()]
    taken = queue.claim(
        connection,
        [each.publication for each in by_number.values()],
        worker=context.worker,
        lease_until=now + context.lease_extension,
        now=now,
        quiet={c.name: now - c.min_interval for c in channels if c.min_interval},
    )
    mine = [(publication, by_number[publication.id]) for publication in taken]
    attempts.begin(connection, [(p, each.kept) for p, each in mine], now)
    return [
        ClaimedPublication(
            publication, each.payloads, each.platform, now, each.earlier, each.in_doubt
        )
        for publication, each in mine
    ]


def _covered(
    context: EngineContext,
    connection: Connection,
    ready: Sequence[PreparedPublication],
    report: TickReport,
    close_channel: Callable[[str, str], None],
) -> Sequence[PreparedPublication]:
    """Those that the month's budgets still cover; all workers share the budgets."""
    some = [each.publication for each in ready]
    refused = context.budgets.refused(connection, some, context.clock())
    for publication in some:
        if reason := refused.get(publication.id):
            report.held[publication.id] = reason
            close_channel(publication.channel, reason)
    return [each for each in ready if each.publication.id not in refused]


def _admitted(
    context: EngineContext,
    connection: Connection,
    ready: Sequence[PreparedPublication],
    report: TickReport,
    close_channel: Callable[[str, str], None],
) -> Sequence[PreparedPublication]:
    """Those that the networks' own limits still have room for; all workers share the limits."""
    if not context.rates or not ready:
        return ready
    passed = [
        pace.buckets(
            context.channels[each.publication.channel],
            context.rates.get(each.publication.platform, ()),
        )
        for each in ready
    ]
    waits = rate_limits.admit_each(connection, passed, context.clock())
    for each, until in zip(ready, waits, strict=True):
        if until is not None:
            # On the channel's own clock, as all that is said of it.
            local = until.astimezone(context.channels[each.publication.channel].zone)
            reason = f"the network's limit has room again at {local:%d %b %Y %H:%M:%S %Z}"
            report.held[each.publication.id] = reason
            close_channel(each.publication.channel, reason)
    return [each for each, until in zip(ready, waits, strict=True) if until is None]
