"""A publication that is skipped does not go out, whatever the calendar says, until it is let go."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import select, update

from campaign.engine.tick import tick
from campaign.errors import Forbidden, Rejected
from campaign.model import Cancellation, Decision, Hold, Payload, Receipt, State
from campaign.model.people import Actor, Person, Role
from campaign.storage import publications, queue, restores
from campaign.storage.desk import skips
from campaign.storage.desk.tables import skips as rows
from campaign.storage.restores import Restore
from campaign.storage.tables import record as entries
from campaign.storage.trust import people, remarks
from campaign.usecases.operations.agenda import Shown
from campaign.usecases.operations.reschedule import chosen, reschedule
from campaign.usecases.operations.resolve import resolve
from campaign.usecases.operations.stopping import Whereabouts
from campaign.usecases.planning.skip import CannotSkip, Skipped, skip, take_back
from tests.engine.fenced import Uploading
from tests.engine.scripted import Answer, Scripted, accept, lost, says
from tests.engine.stage import Stage
from tests.plan.made import DAY, HOUR
from tests.storage.conftest import on_both
from tests.usecases.operations.test_agenda import look, only
from tests.usecases.trust.small_campaign import Recorded

pytestmark = on_both


def do(stage: Stage, number: int = 1, who: str = "aina", reason: str = "not now") -> Skipped:
    """Somebody skips a publication."""
    return skip(stage.database, number, actor=Actor(who), reason=reason, now=stage.now)


def back(stage: Stage, number: int = 1, who: str = "aina") -> State:
    """Somebody takes a skip back."""
    return take_back(
        stage.database, number, actor=Actor(who), now=stage.now, channels=stage.channels
    )


def test_it_is_cancelled_with_the_reason_and_does_not_go_out(stage: Stage) -> None:
    """The post goes out on its other channels."""
    stage.ready(stage.wanted(), stage.wanted(channel="arad"))
    done = do(stage, stage.number(), reason="  the  mayor\nis ill ")
    assert done.new and done.left is None and not done.may_be_out
    assert (done.publication.state, done.publication.cancelled) == (
        State.CANCELLED,
        Cancellation.SKIPPED,
    )
    entry = next(e for e in look(stage).entries if e.channel == "catalonia")
    assert entry.shown is Shown.CANCELLED
    assert entry.why == ("skipped by aina: the mayor is ill",)
    stage.tick()
    stage.tick(HOUR)
    assert len(stage.ledger.public) == 1


@pytest.mark.parametrize("change", ["same", "moved", "words", "gone and back"])
def test_it_stays_skipped_however_the_calendar_is_applied(stage: Stage, change: str) -> None:
    """The same, at another time, with other words, and after it was dropped."""
    labs = stage.wanted(at=stage.now + DAY)
    stage.ready(labs)
    do(stage)
    if change == "gone and back":
        stage.apply()
    wanted = {
        "moved": replace(labs, due=labs.due + HOUR),
        "words": stage.wanted(at=labs.due, texts=("Bona nit.",)),
    }.get(change, labs)
    for _ in range(2):
        stage.apply(wanted)
        stage.approve()
    assert stage.held().cancelled is Cancellation.SKIPPED
    stage.tick(DAY)
    stage.tick(HOUR)
    assert len(stage.ledger.public) == 0


def test_taken_back_it_goes_out_with_the_words_that_were_approved(stage: Stage) -> None:
    """At its own time."""
    stage.ready(stage.wanted(at=stage.now + DAY))
    do(stage)
    assert back(stage, who="berta") is State.SCHEDULED
    assert only(look(stage)).shown is Shown.READY
    assert stage.tick(DAY).published == [1]
    with stage.database.read() as connection:
        assert skips.of(connection, 1) is None


def test_a_second_time_nothing_is_changed_and_the_first_is_named(stage: Stage) -> None:
    """The same person again, or another one: one wins, the other reads who and when."""
    stage.ready(stage.wanted(at=stage.now + DAY))
    first = do(stage)
    stage.now += HOUR
    for who in ("aina", "berta"):
        again = do(stage, who=who, reason="another reason")
        assert not again.new and again.skip == first.skip
    assert (again.skip.who, again.skip.at) == ("aina", stage.now - HOUR)
    with stage.database.read() as connection:
        assert len(publications.story(connection, 1)) == 2


def test_without_a_reason_nothing_is_skipped(stage: Stage) -> None:
    """Others will ask."""
    stage.ready(stage.wanted(at=stage.now + DAY))
    for words in ("", "  \n "):
        with pytest.raises(CannotSkip, match="say why"):
            do(stage, reason=words)
    assert stage.held().state is State.SCHEDULED


def test_who_may_not_skip_in_its_region_does_not(stage: Stage) -> None:
    """An editor and an approver of the region may, a reader and another region's may not."""
    stage.ready(stage.wanted(at=stage.now + DAY))
    team = {
        "ed": ("catalonia", Role.EDITOR),
        "ap": ("catalonia", Role.APPROVER),
        "re": ("catalonia", Role.READER),
        "na": ("navarra", Role.EDITOR),
    }
    with stage.database.write() as connection:
        for name, (region, role) in team.items():
            person = Person(name, name, f"{name}@a.eu", {region: frozenset({role})})
            people.add(connection, person, stage.now)
        known = {each.id: Actor(each.id, each) for each in people.everybody(connection)}
    for name in ("re", "na"):
        for act in (
            lambda actor: skip(stage.database, 1, actor=actor, reason="x", now=stage.now),
            lambda actor: take_back(
                stage.database, 1, actor=actor, now=stage.now, channels=stage.channels
            ),
        ):
            with pytest.raises(Forbidden):
                act(known[name])
    assert stage.held().state is State.SCHEDULED
    assert skip(stage.database, 1, actor=known["ap"], reason="x", now=stage.now).new
    again = {"actor": known["ed"], "now": stage.now, "channels": stage.channels}
    assert take_back(stage.database, 1, **again) is State.SCHEDULED  # type: ignore[arg-type]


def test_what_is_out_or_may_be_or_is_cancelled_is_not_skipped(stage: Stage) -> None:
    """Each with the way that leads on."""
    stage.ready(stage.wanted())
    stage.tick()
    with pytest.raises(CannotSkip, match="campaign withdraw"):
        do(stage)
    stage.network.script.append(lost)
    stage.ready(stage.wanted(), stage.wanted("review"))
    stage.tick(HOUR)
    with pytest.raises(CannotSkip, match="campaign resolve 2"):
        do(stage, 2)
    stage.ready(stage.wanted("gone", at=stage.now + DAY))
    stage.apply()
    with pytest.raises(CannotSkip, match="cancelled by the calendar"):
        do(stage, stage.number("gone"))
    with pytest.raises(CannotSkip, match="there is no publication 99"):
        do(stage, 99)
    with pytest.raises(CannotSkip, match="is not skipped: it is published"):
        back(stage)


@pytest.mark.parametrize("state", ["missed", "failed"])
def test_what_was_missed_or_failed_can_be_skipped_too(stage: Stage, state: str) -> None:
    """Then nobody is asked about it any more, and its time being past it cannot come back so."""
    stage.ready(stage.wanted())
    if state == "failed":
        stage.network.script.append(says(Rejected("no")))
        stage.tick()
    stage.tick(DAY)
    assert stage.held().state == state
    assert do(stage).publication.state is State.CANCELLED
    stage.now += DAY
    with pytest.raises(CannotSkip, match="campaign reschedule 1"):
        back(stage)


def test_another_time_ends_the_skip(stage: Stage) -> None:
    """A person says so by the publication's number."""
    stage.ready(stage.wanted())
    do(stage)
    some = chosen(stage.database, numbers=[1])
    at = stage.now + DAY
    reschedule(stage.database, some, lambda _: at, actor=Actor("berta"), now=stage.now)
    with stage.database.read() as connection:
        assert skips.of(connection, 1) is None
    assert stage.tick(DAY).published == [1]
    with pytest.raises(CannotSkip, match="is not skipped"):
        back(stage)


def test_words_that_were_sent_back_meanwhile_are_held_when_it_comes_back(stage: Stage) -> None:
    """Taking a skip back approves nothing."""
    twin = stage.wanted(at=stage.now + DAY, channel="arad")
    stage.ready(stage.wanted(at=stage.now + DAY), twin)
    number = stage.number()
    do(stage, number)
    with stage.database.write() as connection:
        name = stage.held(number).variant_hash
        remarks.add(
            connection, [name], "Say good evening.", who="berta", now=stage.now, sends_back=True
        )
    assert back(stage, number) is State.SCHEDULED
    assert stage.held(number).hold is Hold.SENT_BACK


def test_after_a_backup_was_put_back_its_network_is_asked_first(stage: Stage) -> None:
    """It may have been let go, and gone out, after the copy was made."""
    stage.ready(stage.wanted())
    do(stage)
    with stage.database.write() as connection:
        known = Restore(stage.now - HOUR, stage.now + HOUR, "it")
        restores.add(connection, known)
    stage.now += 2 * HOUR
    assert back(stage) is State.UNKNOWN
    assert stage.held().doubtful_since == known.known_until


@contextmanager
def sending(stage: Stage, answer: Answer) -> Iterator[Event]:
    """A worker whose request has left; setting what is given lets the network answer."""
    left, may_answer = Event(), Event()

    def slow(network: Scripted, payload: Payload, key: str) -> Receipt:
        left.set()
        assert may_answer.wait(20)
        given = answer(network, payload, key)
        assert isinstance(given, Receipt)
        return given

    stage.network.script.append(slow)
    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(tick, stage.engine_context())
        assert left.wait(20)
        yield may_answer
        may_answer.set()
        done.result(20)


def test_what_had_left_is_told_and_stays_out(stage: Stage) -> None:
    """The skip came too late, and ends by itself."""
    stage.ready(stage.wanted())
    with sending(stage, accept) as may_answer:
        waits: list[float] = []

        def wait(seconds: float) -> None:
            waits.append(seconds)
            may_answer.set()

        done = skip(stage.database, 1, actor=Actor("aina"), reason="no", now=stage.now, wait=wait)
        assert waits  # it waited for the fence's gap before it answered
    stage.tick(HOUR)
    assert done.left is not None
    assert stage.held().state is State.PUBLISHED and stage.held().hold is Hold.NONE
    with stage.database.read() as connection:
        assert skips.of(connection, 1) is None
    assert done.left.where in (Whereabouts.OUT, Whereabouts.ON_ITS_WAY)


def test_what_was_claimed_and_comes_back_unsent_is_cancelled(stage: Stage) -> None:
    """The fence asks directly before the first byte, and finds the skip."""
    told: list[Skipped] = []
    stage.network = Uploading(
        stage.network.ledger, stage.network.media, meanwhile=lambda: told.append(do(stage))
    )
    stage.ready(stage.wanted())
    stage.tick()
    assert told[0].left is not None and told[0].publication.hold is Hold.SKIPPED
    for _ in range(3):
        stage.tick(HOUR)
    assert len(stage.ledger.public) == 0
    assert (stage.held().state, stage.held().cancelled) == (State.CANCELLED, Cancellation.SKIPPED)
    assert stage.held().reason == "skipped by aina: not now"


def test_a_lost_answer_is_asked_about_and_then_cancelled(stage: Stage) -> None:
    """Held while nobody knows; decided, it does not go out again."""
    stage.ready(stage.wanted())
    with stage.database.write() as connection:
        publication = publications.one(connection, 1)
        assert publication is not None
        assert queue.claim(
            connection,
            [publication],
            worker="w",
            lease_until=stage.now + HOUR,
            now=stage.now,
        )
    done = do(stage)
    assert done.left is not None and stage.held().hold is Hold.SKIPPED
    with stage.database.write() as connection:
        assert publications.change(
            connection,
            stage.held(),
            State.UNKNOWN,
            who="w",
            now=stage.now,
            not_before=stage.now + DAY,
        )
    stage.tick()
    assert stage.held().state is State.UNKNOWN
    resolve(stage.database, 1, Decision.ABSENT, actor=Actor("aina"), now=stage.now)
    stage.tick()
    assert (stage.held().state, stage.held().cancelled) == (State.CANCELLED, Cancellation.SKIPPED)
    assert stage.held().reason == "skipped by aina: not now"


def test_the_record_tells_of_it_and_holds(stage: Stage, tmp_path: Path) -> None:
    """Skipping and taking it back are entries, and their rows are held to them."""
    stage.ready(stage.wanted(at=stage.now + DAY))
    do(stage)
    back(stage)
    do(stage)
    recorded = Recorded(tmp_path)
    assert [each.words for each in recorded.verified(stage.database).wrong] == []
    with stage.database.read() as connection:
        acts = list(connection.scalars(select(entries.c.act).order_by(entries.c.id)))
    assert acts.count("publication.skipped") == 2
    assert acts.count("publication.skip-ended") == 1
    with stage.database.write() as connection:
        connection.execute(update(rows).values(reason="another one"))
    assert [each.words for each in recorded.verified(stage.database).wrong] != []
