"""Workers whose clocks are wrong."""

from __future__ import annotations

from pathlib import Path

from tests.bench.orders import Fault, Order
from tests.bench.real_run import RealRun
from tests.bench.traffic import Kind
from tests.bench.worker import LEASE

#: Longer than a lease, and than any network needs to bring out what it has taken.
WRONG = 3 * LEASE.total_seconds()


def apart(run: RealRun) -> None:
    """Three workers: one is behind, one ahead, one right; of one, each next life has another clock.

    Some answers are lost meanwhile, and workers are killed.
    """
    run.proxy.order(
        Order(Fault.SWALLOW, kind=Kind.CREATE, chance=0.15),
        Order(Fault.LATE, kind=Kind.CREATE, chance=0.1, seconds=1.5),
    )
    skews = [-WRONG, WRONG, 0.0]
    files = [clock_file(run, skew) for skew in skews]
    for number in range(run.trial.workers):
        run.worker("--clock", str(files[number]))
    kills = max(run.trial.kills, 1)
    for number in range(kills):
        run.workers[0].ready()
        run.plan(run.trial.publications // kills)
        run.until(lambda: False, run.dice.uniform(0.2, 1.2))
        run.kill(run.workers[0])
        run.worker("--clock", str(files[(number + 1) % len(files)]))
    run.settle()


def ahead_at_the_try(run: RealRun) -> None:
    """Every answer to a create is lost while the clock is ahead; when it is asked, it is right."""
    _set_right_after_the_try(run, WRONG)


def behind_at_the_try(run: RealRun) -> None:
    """The same with a clock that is behind."""
    _set_right_after_the_try(run, -WRONG)


def _set_right_after_the_try(run: RealRun, skew: float) -> None:
    run.proxy.order(
        Order(Fault.SWALLOW, kind=Kind.CREATE, times=run.trial.publications),
        Order(Fault.RESET, kind=Kind.LISTING),
    )
    file = clock_file(run, skew)
    run.worker("--clock", str(file), "--threads", "12").ready()
    run.plan(run.trial.publications, after=min(skew, 0))
    run.until(lambda: _swallowed(run) >= run.trial.publications, 10)
    run.proxy.order()
    file.write_text("0", encoding="utf-8")
    run.settle()


def _swallowed(run: RealRun) -> int:
    struck = run.proxy.struck()
    return sum(count for name, count in struck.items() if name.endswith(Fault.SWALLOW))


def clock_file(run: RealRun, skew: float) -> Path:
    """A file from which a worker's clock reads by how many seconds it is wrong."""
    file = run.folder / f"clock-{len(list(run.folder.glob('clock-*')))}"
    file.write_text(str(skew), encoding="utf-8")
    return file
