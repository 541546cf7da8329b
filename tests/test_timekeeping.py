"""One clock for all workers: the database's, or the machine's as far as the networks agree."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from campaign.platforms.http.dialect import Dialect
from campaign.platforms.http.wire import Wire
from campaign.timekeeping import KEPT, Skew, Timekeeper, words
from tests.platforms.scripted import Reply, Scripted

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


class Machine:
    """A machine whose clock is off; its steady clock runs with the true time."""

    def __init__(self, off: timedelta = timedelta(0)) -> None:
        self.true = NOW
        self.off = off

    def host(self) -> datetime:
        """What its clock says."""
        return self.true + self.off

    def steady(self) -> float:
        """Seconds since it was started."""
        return 1000 + (self.true - NOW).total_seconds()

    def keeper(self) -> Timekeeper:
        """A timekeeper on it."""
        return Timekeeper(self.host, self.steady)

    def asked(self, keeper: Timekeeper, seconds: float = 0.0) -> bool:
        """The keeper asks a database that is right, in a round trip that takes so long."""

        def database() -> datetime:
            self.true += timedelta(seconds=seconds / 2)
            said = self.true
            self.true += timedelta(seconds=seconds / 2)
            return said

        return keeper.ask(database)


def said(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What was logged since it was asked last, by action, with the sentence."""
    told = [f"{getattr(each, 'action', '')}: {each.getMessage()}" for each in caplog.records]
    caplog.clear()
    return told


@pytest.fixture(autouse=True)
def everything_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """Also that all is well again."""
    caplog.set_level(logging.INFO, "campaign.timekeeping")


# ---- the database's clock ----


def test_without_anyone_to_compare_with_it_is_the_machines_clock() -> None:
    """And nobody claims to know by how much that is wrong."""
    machine = Machine(20 * MINUTE)
    keeper = machine.keeper()
    assert (keeper(), keeper.skew, keeper.slow_by) == (NOW + 20 * MINUTE, None, None)


def test_two_machines_that_ask_one_database_stamp_the_same_instant(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Twenty minutes apart; each says once what is wrong with its own clock."""
    slow, fast = Machine(-8 * MINUTE), Machine(12 * MINUTE)
    keepers = []
    for machine in (slow, fast):
        keepers.append(machine.keeper())
        for _ in range(3):
            machine.asked(keepers[-1])
    assert [keeper() for keeper in keepers] == [NOW, NOW]
    assert [keeper.slow_by for keeper in keepers] == [480, -720]
    assert said(caplog) == [
        "clock_off: This machine's clock says 2026-12-01 08:52:00 UTC, the database's says "
        "2026-12-01 09:00:00 UTC: it is 8 min slow; all work goes by the database's time",
        "clock_off: This machine's clock says 2026-12-01 09:12:00 UTC, the database's says "
        "2026-12-01 09:00:00 UTC: it is 12 min fast; all work goes by the database's time",
    ]


def test_below_half_a_minute_it_is_corrected_and_nobody_is_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """All workers' stamps are comparable, however little they are off."""
    machine = Machine(-3 * SECOND)
    keeper = machine.keeper()
    machine.asked(keeper)
    assert keeper() == NOW and said(caplog) == []


def test_the_answer_belongs_to_the_middle_of_its_way_and_a_slow_one_says_nothing() -> None:
    """After a second the error is half a second at most; after three it is not taken."""
    machine = Machine(MINUTE)
    keeper = machine.keeper()
    assert not machine.asked(keeper, seconds=3)
    assert keeper() == machine.host() and keeper.slow_by is None
    assert machine.asked(keeper, seconds=1)
    assert keeper() == machine.true
    assert keeper.skew == Skew(-MINUTE, "database")


def test_time_runs_evenly_while_answers_take_now_longer_now_shorter() -> None:
    """What lies within the way of an answer is no reason to go back."""
    machine = Machine()
    keeper = machine.keeper()
    last = keeper()
    for seconds in (0.4, 0.01, 1.2, 0.0, 0.8):
        machine.asked(keeper, seconds)
        assert keeper() >= last
        last = keeper()
    assert abs(last - machine.true) <= SECOND


def test_setting_the_machines_clock_changes_nothing_where_the_database_counts(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It is said at once, before anyone asks the database again."""
    machine = Machine()
    keeper = machine.keeper()
    machine.asked(keeper)
    machine.true += MINUTE
    machine.off += HOUR
    assert keeper() == machine.true
    assert said(caplog) == [
        "clock_stepped: This machine's clock was set from 2026-12-01 09:01:00 UTC to "
        "2026-12-01 10:01:00 UTC, which changes nothing: all work goes by the database's time"
    ]
    assert keeper.slow_by == -3600
    machine.asked(keeper)
    assert [each.split(":")[0] for each in said(caplog)] == ["clock_off"]
    machine.off -= HOUR
    machine.asked(keeper)
    assert said(caplog)[-1].startswith("clock_off: This machine's clock is right again")


# ---- the networks' clocks ----


class Servers:
    """Servers on loopback, each with its own time, and a channel's way to each."""

    def __init__(self, machine: Machine, keeper: Timekeeper, stack: ExitStack) -> None:
        self._machine = machine
        self._keeper = keeper
        self._stack = stack

    def add(self, *off: timedelta, header: str = "") -> Wire:
        """A server whose answers' `Date` is off by so much, one after another."""
        script = list(off)

        def answer(_: object) -> Reply:
            time = self._machine.true + (script.pop(0) if len(script) > 1 else script[0])
            date = header or format_datetime(time.replace(microsecond=0), usegmt=True)
            return Reply(200, {}, {"Date": date})

        server = self._stack.enter_context(Scripted(answer))
        dialect = Dialect(lambda _: ("", ""))
        return Wire(server.url, name="eu", dialect=dialect, clock=self._keeper)


@pytest.fixture
def machine() -> Machine:
    """A machine whose clock is ten minutes slow."""
    return Machine(-10 * MINUTE)


@pytest.fixture
def keeper(machine: Machine) -> Timekeeper:
    """Its timekeeper, with no database that has a clock."""
    return machine.keeper()


@pytest.fixture
def servers(machine: Machine, keeper: Timekeeper) -> Iterator[Servers]:
    """Any number of them."""
    with ExitStack() as stack:
        yield Servers(machine, keeper, stack)


def call(*wires: Wire, times: int = 2) -> None:
    """Ask each server something, some times."""
    for _ in range(times):
        for wire in wires:
            wire.call("GET", "/")


def close_to(found: datetime, wanted: datetime) -> bool:
    """True within what a `Date` without fractions can tell."""
    return abs(found - wanted) <= SECOND


def test_one_servers_word_counts_when_two_of_its_answers_agree(
    machine: Machine, keeper: Timekeeper, servers: Servers, caplog: pytest.LogCaptureFixture
) -> None:
    """Each answer of each request is heard, whatever it was for."""
    server = servers.add(timedelta(0))
    call(server, times=1)
    assert keeper() == machine.host() and said(caplog) == []
    call(server, times=3)
    assert close_to(keeper(), machine.true)
    (line,) = said(caplog)
    assert line.startswith(
        "clock_off: This machine's clock says 2026-12-01 08:50:00 UTC, the networks say 2026-12-01 "
    )
    assert line.endswith("it is 10 min slow; all work goes by their time")


def test_answers_that_contradict_each_other_count_for_nothing(
    machine: Machine, keeper: Timekeeper, servers: Servers
) -> None:
    """A server that says now this and now that."""
    call(servers.add(timedelta(0), MINUTE, timedelta(0), MINUTE), times=4)
    assert keeper() == machine.host() and keeper.skew is None


@pytest.mark.parametrize(
    "header", ["yesterday", "Mon, 99 Foo 2026 00:00:00 GMT", "Sat, 01 Jan 0001 00:00:00 +1400"]
)
def test_a_date_that_is_none_counts_for_nothing(
    machine: Machine, keeper: Timekeeper, servers: Servers, header: str
) -> None:
    """And the answer that bears it is an answer all the same."""
    call(servers.add(timedelta(0), header=header))
    assert keeper() == machine.host() and keeper.skew is None


def test_a_lying_server_among_honest_ones_is_overruled(
    machine: Machine, keeper: Timekeeper, servers: Servers
) -> None:
    """The median counts; of two, the word that is nearer to our own clock."""
    liar, honest, other = servers.add(40 * MINUTE), servers.add(timedelta(0)), servers.add(SECOND)
    call(liar)
    assert close_to(keeper(), machine.true + 40 * MINUTE)  # nobody knew better
    call(honest)
    assert close_to(keeper(), machine.true)
    call(other)
    assert abs(keeper() - machine.true) <= 2 * SECOND


def test_beyond_an_hour_one_server_is_not_believed_and_two_are(
    machine: Machine, keeper: Timekeeper, servers: Servers, caplog: pytest.LogCaptureFixture
) -> None:
    """A server must not move our time by hours; once two did, one of them is enough to stay."""
    server, other = servers.add(5 * HOUR), servers.add(5 * HOUR)
    call(server, times=3)
    assert keeper() == machine.host() and keeper.skew is None
    (line,) = said(caplog)
    assert line.endswith(
        "it is 5 h slow; that is too far to believe one server, and changes nothing"
    )
    call(other)
    assert close_to(keeper(), machine.true + 5 * HOUR)
    machine.true += timedelta(seconds=KEPT + 1)
    call(server)
    assert close_to(keeper(), machine.true + 5 * HOUR)


def test_two_absurd_servers_that_do_not_agree_are_not_believed(
    machine: Machine, keeper: Timekeeper, servers: Servers
) -> None:
    """Years in either direction."""
    call(servers.add(-9000 * HOUR), servers.add(5000 * HOUR))
    assert keeper() == machine.host()


def test_within_half_a_minute_the_machines_own_clock_counts(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A `Date` without fractions is no better."""
    machine = Machine(20 * SECOND)
    keeper = machine.keeper()
    for _ in range(2):
        keeper.heard("mastodon.example", machine.true, 0.1)
    assert keeper() == machine.host() and said(caplog) == []
    assert keeper.slow_by == pytest.approx(-19.5, abs=0.1)


def test_an_answer_from_a_cache_or_after_a_long_way_is_not_heard(
    machine: Machine, keeper: Timekeeper
) -> None:
    """It says when something was, not when it is."""
    from campaign.platforms.http import server_clock

    cached = {"Date": "Tue, 01 Dec 2026 08:00:00 GMT", "Age": "3600"}
    for _ in range(2):
        server_clock.tell(keeper, "mastodon.example", cached, 0.1)
        keeper.heard("bsky.example", NOW, 2.5)
    assert keeper.skew is None
    for _ in range(2):
        server_clock.tell(keeper, "mastodon.example", cached | {"Age": "0"}, 0.1)
    assert keeper.slow_by is not None
    server_clock.tell(machine.host, "mastodon.example", cached, 0.1)  # a clock that does not listen


def test_setting_the_machines_clock_makes_it_count_until_the_networks_disagree_again(
    machine: Machine, keeper: Timekeeper, servers: Servers, caplog: pytest.LogCaptureFixture
) -> None:
    """What was learnt of the former clock is forgotten."""
    server = servers.add(timedelta(0))
    call(server)
    machine.off = timedelta(0)
    said(caplog)
    assert keeper() == machine.true and keeper.skew is None
    assert said(caplog) == [
        "clock_stepped: This machine's clock was set from 2026-12-01 08:50:00 UTC to 2026-12-01 "
        "09:00:00 UTC, and all work goes by it until the networks say otherwise"
    ]
    call(server, times=1)
    assert keeper() == machine.true
    call(server, times=3)
    assert keeper() == machine.true and said(caplog) == []


def test_a_clock_that_is_slewed_little_by_little_was_not_set(
    machine: Machine, keeper: Timekeeper, caplog: pytest.LogCaptureFixture
) -> None:
    """NTP does so for hours."""
    for _ in range(100):
        machine.true += MINUTE
        machine.off += 5 * SECOND
        keeper()
    assert said(caplog) == []


def test_where_the_database_counts_the_networks_are_only_quoted(
    machine: Machine, keeper: Timekeeper, servers: Servers, caplog: pytest.LogCaptureFixture
) -> None:
    """The database's clock may be the wrong one: people are told, once."""
    machine.asked(keeper)
    said(caplog)
    call(servers.add(timedelta(0)))
    assert said(caplog) == []
    call(servers.add(3 * MINUTE), servers.add(3 * MINUTE), times=4)
    assert keeper() == machine.true
    (line,) = said(caplog)
    assert line.startswith("clock_off: The database's clock says 2026-12-01 09:00:00 UTC, the netw")


# ---- stamps ----


def test_a_stamp_that_lies_ahead_is_told_once_and_again_when_it_grows(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """By whoever wrote it with a clock that was fast."""
    keeper = Machine().keeper()
    keeper.stamped(NOW + 20 * SECOND)
    assert said(caplog) == []
    for ahead in (HOUR, HOUR, 3 * HOUR, -HOUR, HOUR):
        keeper.stamped(NOW + ahead)
    lines = said(caplog)
    assert [line.partition(" UTC")[0][-8:] for line in lines] == [
        "10:00:00",
        "12:00:00",
        "10:00:00",
    ]
    assert lines[0] == (
        "clock_skew: The database holds a stamp of 2026-12-01 10:00:00 UTC, and now it is "
        "2026-12-01 09:00:00 UTC: a clock was 60 min fast, or this one is slow"
    )


@pytest.mark.parametrize(
    ("span", "told"),
    [(40 * SECOND, "40 s"), (-20 * MINUTE, "20 min"), (3 * HOUR, "3 h"), (70 * HOUR, "2 days")],
)
def test_a_stretch_of_time_is_told_in_one_unit(span: timedelta, told: str) -> None:
    """Whole ones, for people."""
    assert words(span) == told


def test_the_real_clocks_of_this_machine_are_read() -> None:
    """The door's clock and the system's steady one; nothing is found wrong between two looks."""
    keeper = Timekeeper(lambda: datetime.now(UTC))
    first = keeper()
    assert first <= keeper() <= first + MINUTE
    keeper.ask(lambda: datetime.now(UTC) + HOUR)
    assert abs(keeper() - datetime.now(UTC) - HOUR) < MINUTE
