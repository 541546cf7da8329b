"""What goes wrong on purpose while real adapters publish: one function each.

Every scenario has a sandbox with all networks behind the faulty proxy, a database and workers that
wait seconds for what a service waits minutes for. It plans, breaks things, mends them, and waits
until everything has settled; whether the promise was kept is judged afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.bench import scenarios_calendar as calendar
from tests.bench import scenarios_clock as clocks
from tests.bench import scenarios_machine as machine
from tests.bench.orders import Fault, Order
from tests.bench.real_run import RealRun
from tests.bench.traffic import Kind

BOTH = ("sqlite", "postgresql")
#: Seconds after which nobody waits for an answer any more, and well before the networks settle.
LATE = 1.5


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario: on which databases, with how many posts, how many kills beside it."""

    act: Callable[[RealRun], None]
    databases: tuple[str, ...] = BOTH
    publications: int = 36
    kills: int = 0
    needs: str = ""
    """ "postgres" for a server of its own, "small disk" for one that can be filled."""


def _under(*orders: Order) -> Callable[[RealRun], None]:
    """Workers are killed while these faults are about."""

    def act(run: RealRun) -> None:
        run.proxy.order(*orders)
        run.storm()

    return act


def _creates(fault: Fault, chance: float, seconds: float = 0.0) -> Order:
    return Order(fault, kind=Kind.CREATE, chance=chance, seconds=seconds)


def _any(fault: Fault, chance: float, seconds: float = 0.0) -> Order:
    return Order(fault, chance=chance, seconds=seconds)


#: Everything at once, but doubled answers: those have a scenario of their own.
STORM = (
    _creates(Fault.DROP, 0.04),
    _creates(Fault.TRUNCATE, 0.05),
    _creates(Fault.LATE, 0.06, LATE),
    _creates(Fault.SWALLOW, 0.08),
    _creates(Fault.SLOW, 0.04, LATE),
    _any(Fault.RESET, 0.03),
    _any(Fault.SLOW, 0.1, 0.3),
    Order(Fault.LAG, kind=Kind.LISTING, chance=0.5, seconds=1),
    Order(Fault.DATE, chance=0.2, seconds=-2),
)

SCENARIOS: dict[str, Scenario] = {
    **{
        str(fault): Scenario(_under(_creates(fault, 0.3), _any(fault, 0.05)), kills=2)
        for fault in (Fault.DROP, Fault.RESET, Fault.TRUNCATE, Fault.SWALLOW)
    },
    "late": Scenario(_under(_creates(Fault.LATE, 0.3, LATE)), kills=2),
    "slow": Scenario(_under(_creates(Fault.SLOW, 0.3, LATE), _any(Fault.SLOW, 0.1, 0.3)), kills=2),
    "twice": Scenario(_under(_any(Fault.TWICE, 0.2)), publications=72),
    "lag": Scenario(
        _under(_creates(Fault.SWALLOW, 0.3), Order(Fault.LAG, kind=Kind.LISTING, seconds=1.5)),
        kills=2,
    ),
    "date-ahead": Scenario(
        _under(_creates(Fault.SWALLOW, 0.3), Order(Fault.DATE, seconds=60)), kills=2
    ),
    "date-behind": Scenario(
        _under(_creates(Fault.SWALLOW, 0.3), Order(Fault.DATE, seconds=-60)), kills=2
    ),
    "storm": Scenario(_under(*STORM), kills=4, publications=72),
    "clocks-apart": Scenario(clocks.apart, kills=3),
    "clock-ahead-at-the-try": Scenario(clocks.ahead_at_the_try, publications=9),
    "clock-behind-at-the-try": Scenario(clocks.behind_at_the_try, publications=9),
    "frozen-before-the-create": Scenario(machine.frozen_before_the_create, publications=9),
    "frozen-in-the-second-step": Scenario(machine.frozen_in_the_second_step, publications=9),
    "frozen-often": Scenario(machine.frozen_often),
    "postgres-killed": Scenario(machine.postgres_killed, ("postgresql",), needs="postgres"),
    "full-disk": Scenario(machine.full_disk, ("sqlite",), needs="small disk"),
    "put-back": Scenario(machine.put_back, ("sqlite",)),
    "restored": Scenario(machine.restored, ("sqlite",)),
    "restored-without-journal": Scenario(machine.restored_without_journal, ("sqlite",)),
    "paused": Scenario(calendar.paused, publications=72),
    "paused-in-the-second-step": Scenario(calendar.paused_in_the_second_step, publications=9),
    "calendar-changed": Scenario(calendar.changed, publications=72),
}
