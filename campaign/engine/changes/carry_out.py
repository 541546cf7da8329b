"""Go through what is to be taken back or corrected: one part at a time for each channel."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from queue import Empty, SimpleQueue
from typing import Final

from campaign.engine.changes.on_their_way import settle_arrivals
from campaign.engine.changes.perform import Performed, perform
from campaign.engine.context import EngineContext, TickReport
from campaign.engine.thread_pool import ThreadPool
from campaign.errors import CampaignError
from campaign.model import Channel, State
from campaign.model.changes import LEFT_TO_PERSONS, Change, ChangeKind, ChangeState
from campaign.plan import pace
from campaign.plan.retry import WAITS
from campaign.storage import publications, rate_limits
from campaign.storage.trust import changes

log = logging.getLogger(__name__)

_LISTEN: Final = 1.0  # seconds: the caller looks around at least this often
_UNCONFIGURED: Final = (
    "its channel left the configuration, and nobody stored its settings: put it back into the "
    "configuration, paused, or delete the post by hand"
)


def carry_out(
    context: EngineContext, report: TickReport, only: Collection[int] | None = None
) -> None:
    """Go on with every change that is due, or with those of some publications.

    Raises StorageError, never PlatformError.
    """
    with context.database.read() as connection:
        going = changes.under_way(connection, only)
    if not going:
        return
    _sweep(context, going)
    settle_arrivals(context, only)
    with context.database.read() as connection:
        due = _due(changes.under_way(connection, only), context)
        names = {}
        for number in due:
            publication = publications.one(connection, number)
            assert publication is not None
            names[number] = publication.channel
    by_channel: dict[str, list[int]] = {}
    for number, name in names.items():
        by_channel.setdefault(name, []).append(number)
    known = _known(context, by_channel)
    for name in by_channel.keys() - known.keys():
        _put_off(context, by_channel[name], _UNCONFIGURED)
    _run(context, {name: (known[name], by_channel[name]) for name in known}, report)


def next_part(mine: Sequence[Change], context: EngineContext) -> Change | None:
    """The one change of a publication that may be carried out now, None when it has to wait.

    A withdrawal goes from the newest part to the first, an edit from the first on. Parts that are
    left to a person hold up no others: the fewer stand, the better.
    """
    now = context.clock()
    for each in mine:  # what may be out is looked for, whatever else is to be done
        if each.may_be_out and each.state is ChangeState.UNKNOWN and each.not_before <= now:
            return each
    taken_back = [each for each in mine if each.kind is ChangeKind.WITHDRAWAL]
    some = taken_back or mine
    going = [each for each in some if each.state not in LEFT_TO_PERSONS]
    if not going:
        return None
    first = (max if taken_back else min)(going, key=lambda each: each.part)
    ready = first.state is not ChangeState.WORKING and first.not_before <= now
    named = first.remote_id or first.kind is ChangeKind.REPLY
    return first if ready and named else None


def _due(all_of_them: Sequence[Change], context: EngineContext) -> list[int]:
    """The publications with a part that may be carried out now, as they were asked for."""
    mine: dict[int, list[Change]] = {}
    for each in all_of_them:
        mine.setdefault(each.publication, []).append(each)
    return [number for number, some in mine.items() if next_part(some, context)]


def _sweep(context: EngineContext, going: Sequence[Change]) -> None:
    """What a worker took up and never ended is unknown: its request may have left."""
    for each in going:
        now = context.clock()
        if each.state is not ChangeState.WORKING or (each.lease_until and each.lease_until > now):
            continue
        with context.database.write() as connection:
            changes.lock(connection, each.publication)
            why = f"{each.worker} took it and did not say how it ended"
            if changes.move(
                connection, each, ChangeState.UNKNOWN, now=now, answer=why, not_before=now
            ):
                changes.abandon_tries(connection, each.id, now)


def _known(context: EngineContext, names: Collection[str]) -> Mapping[str, Channel]:
    """The settings of these channels, including those that left the configuration."""
    found = {name: context.channels[name] for name in names if name in context.channels}
    gone = set(names) - found.keys()
    return {**context.reachable_channels(gone), **found} if gone else found


def _put_off(
    context: EngineContext, numbers: Collection[int], why: str, until: datetime | None = None
) -> None:
    """Try these later, and write down why, because their network cannot be asked now.

    `until` is when (UTC), where that is known.
    """
    now = context.clock()
    with context.database.write() as connection:
        for number in sorted(numbers):
            changes.lock(connection, number)
            for each in changes.open_of(connection, number):
                if each.state in (ChangeState.ASKED, ChangeState.UNKNOWN):
                    at = until or now + WAITS[min(each.tries, len(WAITS) - 1)]
                    changes.move(connection, each, each.state, now=now, answer=why, not_before=at)


def _run(
    context: EngineContext,
    by_channel: Mapping[str, tuple[Channel, Sequence[int]]],
    report: TickReport,
) -> None:
    if not by_channel:
        return
    results: SimpleQueue[Performed | Exception | None] = SimpleQueue()
    pool = ThreadPool(min(context.threads, len(by_channel)), "change")
    for channel, numbers in by_channel.values():
        pool.submit(_job(context, channel, numbers, results))
    pool.shut_down()
    running = len(by_channel)
    trouble: Exception | None = None
    while running:
        context.on_activity()
        try:
            result = results.get(timeout=_LISTEN)
        except Empty:
            continue
        if result is None:
            running -= 1
        elif isinstance(result, Exception):
            trouble = trouble or result
        else:
            _tell(report, result)
    if trouble is not None:
        raise trouble


def _job(
    context: EngineContext,
    channel: Channel,
    numbers: Sequence[int],
    results: SimpleQueue[Performed | Exception | None],
) -> Callable[[], None]:
    def work() -> None:
        try:
            _one_channel(context, channel, numbers, results)
        except Exception as error:
            results.put(error)
        finally:
            results.put(None)

    return work


def _one_channel(
    context: EngineContext,
    channel: Channel,
    numbers: Sequence[int],
    results: SimpleQueue[Performed | Exception | None],
) -> None:
    """Carry out what is due on a channel, until its network asks to wait or cannot be reached."""
    with context.database.read() as connection:
        asked = rate_limits.left_alone(connection, pace.names(channel), context.clock())
    if asked:
        _put_off(context, numbers, pace.waiting(channel, asked), max(asked.values()))
        return
    try:
        platform = context.connect(channel)
    except CampaignError as error:
        log.warning("%s: %s", channel.name, error, extra={"action": "change_unconnected"})
        _put_off(context, numbers, str(error))
        return
    for number in numbers:
        while not context.stopping():
            with context.database.read() as connection:
                part = next_part(changes.open_of(connection, number), context)
            done = perform(context, platform, channel, part) if part is not None else None
            if done is None:
                break
            results.put(done)
            if done.result.rests:
                return


def _tell(report: TickReport, done: Performed) -> None:
    """Report and log what has been committed."""
    number, result = done.change.publication, done.result
    if done.publication is State.WITHDRAWN:
        report.withdrawn.append(number)
        report.waiting_changes.pop(number, None)
        log.info("Withdrew %s", number, extra={"action": "withdrawn", "url": done.change.url})
    elif done.publication is State.PUBLISHED:
        report.corrected.append(number)
        report.waiting_changes.pop(number, None)
        log.info("Corrected %s", number, extra={"action": "corrected", "url": done.change.url})
    elif result.after is not ChangeState.DONE:
        report.waiting_changes[number] = result.answer
        log.warning(
            "Not done: %s of part %s of %s, now %s: %s",
            *(done.change.kind, done.change.part + 1, number, result.after, result.answer),
            extra={"action": "change_waits"},
        )
