"""What users of other tools report, each as a test of that name: none of it happens here."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import ClassVar
from zoneinfo import ZoneInfo

import pytest

from campaign.calendar.resolve import resolve
from campaign.daemon import Daemon
from campaign.errors import OutcomeUnknown, Rejected, Unavailable
from campaign.media import MediaStore
from campaign.model import (
    Absent,
    Delivery,
    OnDate,
    Payload,
    Pending,
    Receipt,
    State,
)
from campaign.usecases.operations.status import status
from tests.engine.scripted import (
    Answer,
    Finder,
    Finisher,
    Ledger,
    Scripted,
    broken,
    lost,
    pending,
    says,
    swallowed,
)
from tests.engine.stage import LEASE_ENDS, Stage
from tests.plan.made import DAY, HOUR, NOW

MINUTE = timedelta(minutes=1)


class Died(BaseException):
    """The process ends here."""


def dies_after_accepting(network: Scripted, payload: Payload, key: str) -> Receipt:
    """Public, and our process is gone before it hears so."""
    network.ledger.accept(key, payload)
    raise Died


@pytest.mark.parametrize("can_be_asked", [True, False])
def test_posted_five_times_after_a_time_out(stage: Stage, can_be_asked: bool) -> None:
    """Five answers in a row would be lost; the network got one request and has one post."""
    if not can_be_asked:
        stage.network = Scripted(stage.network.ledger, stage.network.media)
    stage.network.script.extend([lost] * 5)
    stage.ready(stage.wanted())
    for _ in range(20):
        stage.tick(10 * MINUTE)
    assert (len(stage.network.sent), len(stage.ledger.public)) == (1, 1)
    assert stage.states() == [State.PUBLISHED if can_be_asked else State.UNKNOWN]


@dataclass
class Tardy(Finder):
    """Its server takes six minutes for what it was sent, and any key for a new post."""

    clock: Callable[[], datetime] = lambda: NOW
    under_way: list[tuple[datetime, str, Payload]] = field(default_factory=list)

    delivery: ClassVar[Delivery] = Delivery.BY_KEY

    def find(
        self,
        payload: Payload,
        key: str,
        since: datetime,
        before: Sequence[Receipt] = (),
        booked: Collection[str] = (),
    ) -> Receipt | Absent | None:
        """As a listing tells it: absent only when what is under way would have arrived."""
        self.arrive()
        found = super().find(payload, key, since, before)
        if isinstance(found, Absent) and self.clock() - since < 7 * MINUTE:
            return None
        return found

    def arrive(self) -> None:
        """Make public what has been under way for long enough."""
        for each in [each for each in self.under_way if each[0] <= self.clock()]:
            self.under_way.remove(each)
            self.ledger.accept(*each[1:])


def tardily(network: Scripted, payload: Payload, key: str) -> Receipt:
    """Public in a while, and no answer comes."""
    assert isinstance(network, Tardy)
    network.under_way.append((network.clock() + 6 * MINUTE, key, payload))
    raise OutcomeUnknown("no answer within 30 s")


@pytest.mark.parametrize("first", [swallowed, says(Unavailable("down"))])
def test_posted_again_because_the_second_try_arrived_late(stage: Stage, first: Answer) -> None:
    """Each try is given the time to arrive that the first one had, whether it came or not."""
    network = Tardy(stage.ledger, stage.media, deque([first, tardily]), clock=lambda: stage.now)
    stage.network = network
    stage.ready(stage.wanted())
    for _ in range(90):
        stage.tick(MINUTE / 3)
    network.arrive()
    assert (len(network.sent), len(stage.ledger.public)) == (2, 1)
    assert stage.states() == [State.PUBLISHED]


def test_posted_again_after_a_failing_side_effect(stage: Stage) -> None:
    """Figures, reports, notices fail as they like: what is published stays so, and is one post."""
    stage.ready(stage.wanted())
    failed = []

    def side_effect() -> None:
        failed.append(stage.states())
        raise RuntimeError("the disk for the evidence is full")

    daemon = Daemon()
    for _ in range(5):
        daemon.every(60, stage.tick, "tick")
        daemon.every(60, side_effect, "collect")
        stage.now += HOUR
    assert failed == [[State.PUBLISHED]] * 5
    assert (len(stage.network.sent), stage.states()) == (1, [State.PUBLISHED])


def test_stuck_in_publishing_for_ever(stage: Stage) -> None:
    """A worker that dies over a post is noticed when its lease ends, and the channel goes on."""
    stage.network.script.append(dies_after_accepting)
    stage.ready(stage.wanted(), stage.wanted("review", at=stage.now + MINUTE, texts=("Dos.",)))
    with suppress(Died):
        stage.tick(worker="the dead one")
    assert stage.held().state is State.PUBLISHING
    (line,) = status(stage.database, stage.now).in_flight.first
    assert (line.id, line.worker) == (1, "the dead one")
    for _ in range(3):
        stage.tick(LEASE_ENDS, worker="another")
    assert stage.states() == [State.PUBLISHED, State.PUBLISHED]
    assert len(stage.ledger.public) == 2


def test_deleted_posts_still_going_out(stage: Stage) -> None:
    """Also one that waits for its second try."""
    stage.network.script.append(says(Unavailable("down")))
    first = stage.wanted("waits", texts=("Espera.",))
    later = stage.wanted("later", at=stage.now + HOUR, texts=("Més tard.",))
    stays = stage.wanted("stays", at=stage.now + HOUR, texts=("Es queda.",))
    stage.ready(first, later, stays)
    stage.tick()
    assert stage.held(stage.number("waits")).tries == 1
    assert stage.apply(stays).cancelled == 2
    for _ in range(10):
        stage.tick(30 * MINUTE)
    assert stage.ledger.texts == ["Es queda."]


@pytest.mark.parametrize("answers_at_last", [True, False])
def test_deleted_posts_still_going_out_after_a_lost_answer(
    stage: Stage, answers_at_last: bool
) -> None:
    """Deleted while its outcome was unknown, then proved absent: it is held, then cancelled."""
    stage.network.script.append(swallowed)
    assert isinstance(stage.network, Finder)
    stage.network.trouble = Unavailable("down")
    stage.ready(stage.wanted("labs"))
    stage.tick()
    assert stage.states() == [State.UNKNOWN]
    assert stage.apply().marked == 1
    assert stage.apply().marked == 0
    if answers_at_last:
        stage.network.trouble = None
    for _ in range(20):
        stage.tick(10 * MINUTE)
    assert stage.ledger.texts == []
    if answers_at_last:
        assert stage.states() == [State.SCHEDULED]
        assert stage.apply().cancelled == 1
        assert stage.states() == [State.CANCELLED]


def test_posts_moved_while_their_answer_is_lost_go_out_once_at_the_new_time(stage: Stage) -> None:
    """Proved absent, it waits for the plan that gives it the time it was moved to."""
    stage.network.script.append(swallowed)
    assert isinstance(stage.network, Finder)
    stage.network.trouble = Unavailable("down")
    wanted = stage.wanted("labs")
    stage.ready(wanted)
    stage.tick()
    moved = replace(wanted, due=wanted.due + DAY)
    assert stage.apply(moved).marked == 1
    stage.network.trouble = None
    for _ in range(20):
        stage.tick(10 * MINUTE)
    assert stage.ledger.texts == []
    assert stage.apply(moved).changed == 1
    out: list[datetime] = []
    for _ in range(60):
        out += [stage.now for _ in stage.tick(30 * MINUTE).published]
    assert len(out) == len(stage.ledger.texts) == 1
    assert out[0] >= moved.due


def test_a_post_that_arrived_is_published_though_it_was_deleted_meanwhile(stage: Stage) -> None:
    """What is out is out, and the books say so."""
    stage.network.script.append(lost)
    stage.ready(stage.wanted("labs"))
    stage.tick()
    stage.apply()
    for _ in range(3):
        stage.tick(10 * MINUTE)
    assert stage.states() == [State.PUBLISHED]


@pytest.mark.parametrize("to", [-HOUR, HOUR, 3 * DAY])
def test_moved_posts_still_going_out_at_the_old_time_or_twice(stage: Stage, to: timedelta) -> None:
    """Earlier, later, much later: once, at the new time."""
    wanted = stage.wanted(at=stage.now + 2 * HOUR)
    stage.ready(wanted)
    stage.apply(replace(wanted, due=wanted.due + to))
    out: list[datetime] = []
    for _ in range(4 * 24 * 2):
        out += [stage.now for _ in stage.tick(30 * MINUTE).published]
    assert out == [wanted.due + to]
    assert len(stage.ledger.public) == 1


def test_a_burst_of_repeats_after_downtime(stage: Stage) -> None:
    """Off for eight hours: what is within its grace goes out one by one, the rest is missed."""
    posts = [
        replace(
            stage.wanted("daily", at=stage.now + hour * HOUR, texts=(f"{hour} h",)),
            occurrence=f"{hour}",
        )
        for hour in range(8)
    ]
    stage.ready(*posts)
    stage.now += 8 * HOUR
    sizes = []
    for _ in range(15):
        sizes.append(len([*stage.tick().published, *stage.tick().published]))
        stage.now += MINUTE
    assert sizes[:12] == [1, 0] * 6
    assert stage.ledger.texts == [f"{hour} h" for hour in range(2, 8)]
    assert stage.states() == [State.MISSED] * 2 + [State.PUBLISHED] * 6


@pytest.mark.parametrize(
    ("day", "hour", "offset"),
    [
        (date(2026, 10, 24), 10, 2),
        (date(2026, 10, 25), 10, 1),  # the clocks went back in the night
        (date(2026, 10, 25), 2, 2),  # the hour that comes twice: the first of the two
        (date(2027, 3, 27), 10, 1),
        (date(2027, 3, 28), 10, 2),  # the clocks went forward in the night
    ],
)
def test_an_hours_shift_at_the_clock_change(
    stage: Stage, day: date, hour: int, offset: int
) -> None:
    """Ten o'clock is ten o'clock on the reader's clock, before the change and after it."""
    madrid = ZoneInfo("Europe/Madrid")
    wall = datetime.combine(day, datetime.min.time()).replace(hour=hour)
    due = resolve(OnDate(wall), madrid, day).at
    stage.now = datetime.combine(day, datetime.min.time(), UTC) - 6 * HOUR
    stage.ready(stage.wanted(at=due))
    out: list[datetime] = []
    for _ in range(36 * 2):
        out += [stage.now for _ in stage.tick(30 * MINUTE).published]
    assert out == [datetime.combine(day, datetime.min.time(), UTC) + (hour - offset) * HOUR]
    assert out[0].astimezone(madrid).replace(tzinfo=None) == wall


@pytest.fixture
def working(stage: Stage, tmp_path: Path) -> Finisher:
    """A network that works on a post first, and refuses it in the end."""

    def refuse() -> Receipt | Pending:
        raise Rejected("the film is too long")

    return Finisher(
        Ledger(tmp_path / "ledger.jsonl"),
        MediaStore(tmp_path / "media"),
        deque([pending("job-7")]),
        finishing=deque([lambda: Pending("job-7"), refuse]),
    )


def test_published_shown_though_it_failed(stage: Stage, working: Finisher) -> None:
    """Accepted is not published; what fails in the end is failed, with the network's words."""
    stage.network = working
    stage.ready(stage.wanted())
    shown = []
    for _ in range(4):
        stage.tick(5 * MINUTE)
        held = stage.held()
        shown.append(held.state)
        assert (held.url, held.remote_id, held.published_at) == ("", "", None)
    assert State.PUBLISHED not in shown
    assert (shown[-1], stage.held().reason) == (State.FAILED, "the film is too long")
    told = status(stage.database, stage.now)
    assert (told.counts, told.healthy) == ({State.FAILED: 1}, False)


@pytest.mark.parametrize("answer", [says(Rejected("no")), swallowed, broken])
def test_published_shown_without_a_post_to_show(stage: Stage, answer: object) -> None:
    """Whatever came back instead of a receipt: a row says published only with a post behind it."""
    stage.network.script.append(answer)  # type: ignore[arg-type]
    stage.ready(stage.wanted())
    for _ in range(10):
        stage.tick(10 * MINUTE)
        held = stage.held()
        public = [post["key"] for post in stage.ledger.public]
        assert (held.state is State.PUBLISHED) <= (held.key in public and bool(held.remote_id))
