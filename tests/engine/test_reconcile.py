"""What may be out is asked about by what is surest; silence is waited for as long as it takes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from campaign.engine.context import EngineContext
from campaign.engine.tick import tick
from campaign.errors import Rejected
from campaign.model import AttemptOutcome, Evidence, State
from campaign.model.people import Actor
from campaign.storage.tables import publications, restores
from campaign.usecases.operations.pause import pause, resume
from tests.engine.simulated import (
    CLASSES,
    FATES,
    AtMostOnce,
    Died,
    Guarded,
    Simulated,
    SpendsKeys,
    TwoPhase,
)
from tests.engine.stage import Stage
from tests.plan.made import DAY, HOUR, channel
from tests.storage.conftest import on_both

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
#: A worker that dies over a second step dies in a thread of its own.
may_die = pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
_USUAL = EngineContext.__dataclass_fields__
_WAITS = ("lease", "query_backoff", "settle", "listing_settle", "query_retry", "pending_interval")
SETTLE, LISTING_SETTLE = timedelta(minutes=3), timedelta(minutes=15)


def on(stage: Stage, kind: type[Simulated], *fates: str) -> Simulated:
    """A network of that class, with a post that is due on it."""
    network = kind(lambda: stage.now, stage.network.media)
    network.fates.extend(fates)
    stage.network = network  # type: ignore[assignment]
    stage.channels = {"catalonia": channel(min_interval=timedelta(0))}
    stage.ready(stage.wanted())
    return network


def look(stage: Stage, worker: str = "worker", ahead: timedelta = timedelta(0)) -> None:
    """One look of a worker with the waits of a service, whose clock is so far ahead."""
    waits = {name: _USUAL[name].default for name in _WAITS}
    with suppress(Died):
        tick(
            stage.engine_context(worker, clock=lambda: stage.now + ahead, one_clock=False, **waits)
        )


def until(stage: Stage, true: Callable[[], object], step: timedelta = SECOND) -> timedelta:
    """Let time pass and another worker look, until something is so; gives how long it took."""
    began = stage.now
    while not true():
        stage.now += step
        look(stage, "other")
        assert stage.now - began < DAY
    return stage.now - began


@pytest.mark.parametrize(
    ("network_class", "wait"), [(Guarded, SETTLE), (Simulated, LISTING_SETTLE)]
)
def test_silence_is_believed_at_the_moment_at_which_it_proves_something(
    stage: Stage, network_class: type[Simulated], wait: timedelta
) -> None:
    """The question comes then, and what is proved absent is sent at once."""
    network = on(stage, network_class, "swallowed")
    look(stage)
    assert wait <= until(stage, lambda: network.posts) <= wait + SECOND


def test_a_refused_repeat_is_waited_for_as_long_as_where_nothing_guards(stage: Stage) -> None:
    """It says that an earlier one arrived: only a long silence tells that it came to nothing."""
    network = on(stage, Guarded, "lost")
    network.lag = DAY
    look(stage)
    until(stage, lambda: network.creates == 2)
    assert stage.outcomes() == [AttemptOutcome.OUTCOME_UNKNOWN, AttemptOutcome.ALREADY_THERE]
    network.posts.clear()
    waited = until(stage, lambda: network.posts)
    assert LISTING_SETTLE <= waited <= LISTING_SETTLE + SECOND


@may_die
@pytest.mark.parametrize("name", ["guarded listing", "listing", "by key", "two-phase"])
@pytest.mark.parametrize("fate", ["late", "dies and late"])
def test_a_late_accept_that_is_listed_late_makes_no_second_post(
    stage: Stage, name: str, fate: str
) -> None:
    """Accepted five minutes later, listed seven minutes after that: one post, and it is known."""
    network = on(stage, CLASSES[name], fate)
    network.lag = 7 * MINUTE
    look(stage)
    until(stage, lambda: stage.states() == [State.PUBLISHED])
    until(stage, lambda: stage.now >= stage.held().due + HOUR, MINUTE)
    assert len(network.posts) == 1


@may_die
@pytest.mark.slow
@pytest.mark.parametrize("first", ["ahead", "behind"])
@pytest.mark.parametrize("fate", FATES)
@pytest.mark.parametrize("name", CLASSES)
def test_two_workers_twenty_minutes_apart_make_one_post(
    stage: Stage, name: str, fate: str, first: str
) -> None:
    """Whichever tries first, and whatever becomes of it: nothing is proved by two clocks."""
    network = on(stage, CLASSES[name], fate)
    apart = 20 * MINUTE
    clocks = {"ahead": apart, "behind": timedelta(0)}
    stage.now += apart  # it is due by either clock
    look(stage, f"{first}:1", clocks[first] - apart)
    other = "behind" if first == "ahead" else "ahead"
    for _ in range(100):
        stage.now += MINUTE
        look(stage, f"{other}:1", clocks[other] - apart)
        look(stage, f"{first}:1", clocks[first] - apart)
    network.arrivals()
    expected = 0 if name == "at most once" and fate in ("swallowed", "dies before") else 1
    assert len(network.posts) == expected
    known = fate == "accepted" or name != "at most once"
    assert stage.states() == [State.PUBLISHED if known else State.UNKNOWN]


@on_both
def test_a_listing_is_searched_from_the_first_doubtful_try_on(stage: Stage) -> None:
    """The one whose clock was wrong may be the one that arrived."""
    network = on(stage, Guarded, "swallowed", "swallowed")
    first = stage.now
    look(stage)
    until(stage, lambda: network.creates == 3, 10 * SECOND)
    assert set(network.asked) == {first}


@on_both
def test_the_clock_was_ahead_at_the_try_and_is_right_again(stage: Stage) -> None:
    """The worker died after the accept: the post is older than the try seems to be."""
    network = on(stage, Simulated, "dies after")
    look(stage, ahead=10 * MINUTE)
    until(stage, lambda: stage.states() == [State.PUBLISHED], 5 * SECOND)
    assert len(network.posts) == 1


@on_both
def test_equal_words_of_another_publication_are_not_taken_for_a_lost_one(stage: Stage) -> None:
    """What one publication has booked is not the other one's, within the same hour."""
    network = on(stage, Simulated)
    look(stage)
    network.fates.append("swallowed")
    again = stage.wanted("labs-again", at=stage.now + MINUTE)
    stage.ready(stage.wanted(at=stage.held().due), again)
    stage.now += MINUTE
    look(stage)
    assert stage.states() == [State.PUBLISHED, State.UNKNOWN]
    until(stage, lambda: stage.states() == [State.PUBLISHED] * 2, 5 * SECOND)
    assert [stage.held(n).remote_id for n in (1, 2)] == ["id-0", "id-1"]


@on_both
@pytest.mark.parametrize("fate", ["lost", "dies after"])
def test_two_lost_ones_with_equal_words_find_one_post_each(stage: Stage, fate: str) -> None:
    """Neither takes the other's."""
    network = on(stage, Simulated, fate)
    look(stage)
    network.fates.append(fate)
    again = stage.wanted("labs-again", at=stage.now + MINUTE)
    stage.ready(stage.wanted(at=stage.held().due), again)
    stage.now += MINUTE
    look(stage)
    until(stage, lambda: stage.states() == [State.PUBLISHED] * 2, 5 * SECOND)
    assert {stage.held(n).remote_id for n in (1, 2)} == {"id-0", "id-1"}
    assert len(network.posts) == 2


def test_a_key_that_a_refusal_has_spent_is_another_one_next_time(stage: Stage) -> None:
    """But as long as a try is in doubt, the network shall know a repeat by its key."""
    network = on(stage, SpendsKeys, "refused", "swallowed", "refused", "swallowed")
    look(stage)
    until(stage, lambda: network.posts, 15 * SECOND)
    key = stage.held().key
    assert network.keys == [key, f"{key}-1", f"{key}-1", f"{key}-1", f"{key}-1"]


@on_both
def test_a_stopped_post_in_doubt_is_asked_about_by_its_own_id_and_found(stage: Stage) -> None:
    """Its second step was accepted late, while all was paused: it is out, and the only one."""
    network = in_doubt(stage, "late")
    until(stage, lambda: stage.states() == [State.PUBLISHED], 5 * SECOND)
    resume(stage.database, "all", actor=Actor("aina"), now=stage.now)
    until(stage, lambda: stage.now >= stage.held().due + HOUR, MINUTE)
    assert len(network.posts) == 1


@on_both
def test_a_stopped_post_in_doubt_waits_and_goes_on_with_the_same_container(stage: Stage) -> None:
    """Its id says that it is not out: that is no proof while a request may be under way."""
    network = in_doubt(stage, "swallowed")
    until(stage, lambda: stage.now >= stage.held().due + HOUR, 30 * SECOND)
    assert (stage.states(), network.asked, network.posts) == ([State.PENDING], [], [])
    resume(stage.database, "all", actor=Actor("aina"), now=stage.now)
    until(stage, lambda: stage.states() == [State.PUBLISHED], 5 * SECOND)
    assert (len(network.posts), list(network.containers)) == (1, ["container-0"])


@on_both
def test_what_its_own_id_does_not_tell_stays_unknown_whatever_a_listing_says(stage: Stage) -> None:
    """A silent listing brings nothing back to be sent; a person may."""
    network = in_doubt(stage, "late")
    network.known = False
    network.lag = DAY
    until(stage, lambda: stage.states() == [State.UNKNOWN], 5 * SECOND)
    resume(stage.database, "all", actor=Actor("aina"), now=stage.now)
    until(stage, lambda: stage.now >= stage.held().due + 3 * HOUR, MINUTE)
    assert stage.states() == [State.UNKNOWN]
    network.known = True
    until(stage, lambda: stage.states() == [State.PUBLISHED], MINUTE)
    assert len(network.posts) == 1


def in_doubt(stage: Stage, fate: str) -> TwoPhase:
    """A post whose second step met that fate, and which was paused right after."""
    network = on(stage, TwoPhase, fate)
    assert isinstance(network, TwoPhase)
    look(stage)
    look(stage)
    assert (network.creates, stage.states()) == (1, [State.PENDING])
    pause(stage.database, "all", actor=Actor("aina"), reason="mourning", now=stage.now)
    return network


@on_both
@pytest.mark.parametrize("name", [k for k in CLASSES if k != "at most once"])
@pytest.mark.parametrize("out", [True, False])
def test_what_a_backup_does_not_know_is_asked_about_before_it_is_sent(
    stage: Stage, name: str, out: bool
) -> None:
    """Without any try that is written down: since the instant up to which the backup knew."""
    network = on(stage, CLASSES[name])
    known_until = stage.now - HOUR
    if out:
        network.accept(stage.held().key, "Bon dia a tothom.")
    put_back(stage, State.UNKNOWN, known_until)
    look(stage)
    if out:
        assert stage.states() == [State.PUBLISHED]
    else:
        until(stage, lambda: stage.states() == [State.PUBLISHED], 5 * SECOND)
        assert set(network.asked) <= {known_until}
    assert len(network.posts) == 1


@on_both
@pytest.mark.parametrize("out", [True, False])
def test_what_is_due_after_a_backup_was_put_back_is_asked_about_once_more(
    stage: Stage, out: bool
) -> None:
    """It may have been moved forward and published before; then it is not sent again."""
    network = on(stage, Simulated)
    if out:
        network.accept(stage.held().key, "Bon dia a tothom.")
    put_back(stage, State.SCHEDULED, stage.now - HOUR)
    began = stage.now
    until(stage, lambda: stage.states() == [State.PUBLISHED], 5 * SECOND)
    assert len(network.posts) == 1
    assert network.creates == (0 if out else 1)
    assert (stage.now - began >= LISTING_SETTLE) is not out, "silence is waited for here as well"


@on_both
@pytest.mark.parametrize(
    "trouble", [None, Rejected("you may not look")], ids=["no word", "refused"]
)
def test_a_question_that_tells_nothing_sends_nothing_and_gives_nothing_up(
    stage: Stage, trouble: Rejected | None
) -> None:
    """It was due later than a backup knew: it waits, unknown, until its network tells."""

    class Mute(Simulated):
        """Tells nothing, or refuses to."""

        def find(self, *_: object, **__: object) -> None:
            """No word."""
            if trouble is not None:
                raise trouble

    network = on(stage, Mute)
    put_back(stage, State.SCHEDULED, stage.now - HOUR)
    until(stage, lambda: stage.now >= stage.held().due + HOUR, MINUTE)
    assert (stage.states(), network.creates) == ([State.UNKNOWN], 0)


@on_both
def test_an_old_drafts_own_id_proves_nothing_after_a_backup_was_put_back(stage: Stage) -> None:
    """Another draft took its place since, and is out: the list tells."""
    network = on(stage, TwoPhase)
    assert isinstance(network, TwoPhase)
    look(stage)
    assert stage.states() == [State.PENDING]
    network.accept("container-of-later", "Bon dia a tothom.")
    put_back(stage, State.UNKNOWN, stage.now - HOUR)
    until(stage, lambda: stage.states() == [State.PUBLISHED], 5 * SECOND)
    assert len(network.posts) == 1


@on_both
def test_a_lost_one_that_the_calendar_moves_is_looked_for_before_it_is_sent(stage: Stage) -> None:
    """Its absence was believed because a key stood guard; at its new time it does no more."""

    class Forgets(Simulated):
        """Says that a repeat is harmless, and takes it for another post."""

        silence = Evidence.OWN_ID

    network = on(stage, Forgets, "lost")
    network.lag = HOUR
    look(stage)
    until(stage, lambda: stage.states() == [State.SCHEDULED], SECOND)
    stage.ready(stage.wanted(at=stage.now + 2 * HOUR))
    stage.now += 2 * HOUR
    look(stage)
    assert (stage.states(), len(network.posts)) == ([State.PUBLISHED], 1)


def test_silence_after_a_backup_is_waited_for_from_when_it_was_put_back(stage: Stage) -> None:
    """A worker that the backup does not know may have sent it until then."""
    network = on(stage, Simulated)
    stage.now += HOUR
    put_back(stage, State.UNKNOWN, stage.now - 2 * HOUR)
    waited = until(stage, lambda: network.posts)
    assert LISTING_SETTLE <= waited <= LISTING_SETTLE + SECOND


def put_back(stage: Stage, state: State, known_until: datetime) -> None:
    """The database as a backup that was put back leaves it."""
    with stage.database.write() as connection:
        connection.execute(
            update(publications).values(state=state.value, doubtful_since=known_until)
        )
        row = {"known_until": known_until, "at": stage.now, "who": "aina"}
        connection.execute(restores.insert().values(**row))


@on_both
def test_where_nobody_can_ask_a_person_decides(stage: Stage) -> None:
    """Also after a backup was put back."""
    network = on(stage, AtMostOnce)
    put_back(stage, State.UNKNOWN, stage.now - HOUR)
    until(stage, lambda: stage.now >= stage.held().due + HOUR, 5 * MINUTE)
    assert (stage.states(), network.creates) == ([State.UNKNOWN], 0)
