"""People who pause, edit, move, cancel and take approvals back while posts are on their way."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import delete

from campaign.model import Planned, Publication, State
from campaign.model.people import Actor
from campaign.storage import tables
from campaign.usecases.operations.pause import pause, resume
from tests.bench.chaos_judge import Stop
from tests.bench.orders import At, Fault, Order
from tests.bench.real_run import RealRun
from tests.bench.traffic import Kind
from tests.bench.worker import REAL_SETTLE, clock

#: A request that had left by then has arrived by so much later.
ON_ITS_WAY = timedelta(seconds=0.5)
_TWO_PHASE = ("facebook", "instagram", "threads")


def paused(run: RealRun) -> None:
    """Everything is paused in the middle; nothing begins until it is resumed."""
    run.proxy.order(
        Order(Fault.SLOW, kind=Kind.CREATE, chance=0.3, seconds=0.3),
        Order(Fault.SWALLOW, kind=Kind.CREATE, chance=0.1),
    )
    for _ in range(2):
        run.worker().ready()
    run.plan(run.trial.publications)
    run.until(lambda: len(run.posted()) >= run.trial.publications // 4)
    pause(run.database, "all", actor=Actor("chaos"), reason="a pause in the middle", now=clock())
    since = clock() + ON_ITS_WAY
    time.sleep(2 * REAL_SETTLE.total_seconds())
    until = clock()
    resume(run.database, "all", actor=Actor("chaos"), now=until)
    for wanted in run.planned:
        for text in wanted.variant.texts:
            run.stops.append(Stop(wanted.variant.channel, text, since, until))
    run.settle()


def paused_in_the_second_step(run: RealRun) -> None:
    """Posts are paused while their second steps are on their way, and those arrive very late."""
    run.worker("--threads", "12").ready()
    held = [run.proxy.hold(At.BEFORE, network, Kind.CREATE) for network in _TWO_PHASE]
    run.plan(run.trial.publications)
    there = [each for each in held if each.wait(40)]
    pause(run.database, "all", actor=Actor("chaos"), reason="a pause in the middle", now=clock())
    # As long as it takes to be sure that a second step came to nothing, and longer.
    run.until(lambda: not run.rows(State.PENDING), 4 * REAL_SETTLE.total_seconds())
    for each in there:
        each.go()
    if len(there) < len(held):
        raise RuntimeError(f"{len(held) - len(there)} of {len(held)} requests never came")
    time.sleep(1)
    resume(run.database, "all", actor=Actor("chaos"), now=clock())
    run.settle()


def changed(run: RealRun) -> None:
    """Posts are edited, moved, cancelled and no longer approved, whatever they are at."""
    run.proxy.order(
        Order(Fault.SLOW, kind=Kind.CREATE, chance=0.3, seconds=0.5),
        Order(Fault.SWALLOW, kind=Kind.CREATE, chance=0.15),
        Order(Fault.LATE, kind=Kind.CREATE, chance=0.05, seconds=1.5),
    )
    for _ in range(run.trial.workers):
        run.worker().ready()
    count = run.trial.publications
    run.plan(count, after=1, apart=8 / count)
    # Of a post in parts, some may be out when it is changed: then a person decides about the rest.
    whole = [number for number in range(count) if len(run.planned[number].variant.texts) == 1]
    untouched = list(whole)
    run.dice.shuffle(untouched)
    while len(untouched) > len(whole) // 3:
        for change in (_edit, _move, _cancel, _revoke):
            change(run, untouched.pop())
        time.sleep(0.4)
    while not run.until(run.settled, 2) and time.monotonic() < run.end:
        # What was on its way when the calendar changed, and came back, waits for the next plan.
        run.apply()


def _edit(run: RealRun, number: int) -> None:
    """Other words, approved at once."""
    before = _planned(run, number)
    after = replace(before, variant=run.variant(number, "As it should be."))
    run.planned[run.planned.index(before)] = after
    run.apply()
    if _row(run, before).variant_hash == after.variant.hash:
        _stop(run, before)


def _move(run: RealRun, number: int) -> None:
    """A little later."""
    before = _planned(run, number)
    later = replace(before, due=before.due + timedelta(seconds=3))
    run.planned[run.planned.index(before)] = later
    run.apply()


def _cancel(run: RealRun, number: int) -> None:
    """No longer in the calendar."""
    before = _planned(run, number)
    run.planned.remove(before)
    run.apply()
    if _row(run, before).state is State.CANCELLED:
        _stop(run, before)


def _revoke(run: RealRun, number: int) -> None:
    """Its approval is taken back."""
    before = _planned(run, number)
    run.revoked.add(before.variant.hash)
    with run.database.write() as connection:
        for table in (tables.releases, tables.approvals):
            same = table.c.variant_hash == before.variant.hash
            connection.execute(delete(table).where(same))
    if _row(run, before).state is State.SCHEDULED:
        _stop(run, before)


def _planned(run: RealRun, number: int) -> Planned:
    (found,) = (each for each in run.planned if each.variant.post == f"post-{number}")
    return found


def _row(run: RealRun, planned: Planned) -> Publication:
    (found,) = (row for row in run.rows() if row.post == planned.variant.post)
    return found


def _stop(run: RealRun, planned: Planned) -> None:
    """From now on these words shall not go out."""
    since = clock() + ON_ITS_WAY
    run.stops.append(Stop(planned.variant.channel, planned.variant.text, since))
