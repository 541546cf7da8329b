"""What a person takes back: whatever state it is in, it is not out afterwards, or that is said."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from campaign.errors import Forbidden, Unavailable
from campaign.model import Cancellation, Payload, Receipt, State
from campaign.model.people import Actor, Person, Role
from campaign.storage import publications
from campaign.storage.tables import publications as table
from campaign.storage.trust import changes, people
from campaign.usecases.trust.asking import NoReason
from campaign.usecases.trust.change_standing import not_done, standing
from campaign.usecases.trust.withdraw import Asked, Step, chosen, done_by_hand, withdraw
from tests.engine.chained import ChainedFinisher
from tests.engine.changes.taking import (
    AINA,
    WHY,
    Taking,
    of,
    published,
    refuses,
    states,
    take_back,
    taking,
)
from tests.engine.conftest import network, stage
from tests.engine.scripted import Scripted, accept, lost, pending, says, swallowed
from tests.engine.stage import LEASE_ENDS, Stage
from tests.plan.made import HOUR
from tests.storage.conftest import database, kind, migrated, on_both, postgres, url

__all__ = ["database", "kind", "migrated", "network", "postgres", "stage", "url"]

pytestmark = on_both

MINUTE = timedelta(minutes=1)


def by_hand(stage: Stage, *numbers: int) -> tuple[Step, ...]:
    """Say that these were deleted by hand."""
    done = done_by_hand(stage.database, numbers or (1,), actor=AINA, reason=WHY, now=stage.now)
    return tuple(each.step for each in done)


def test_what_is_scheduled_is_cancelled_and_never_goes_out(stage: Stage) -> None:
    """Approved and due in an hour; no plan of the same calendar brings it back."""
    network = taking(stage)
    wanted = stage.wanted(at=stage.now + HOUR)
    stage.ready(wanted)
    (asked,) = take_back(stage)
    assert asked.step is Step.STOPPED
    assert (stage.held().state, stage.held().cancelled) == (State.CANCELLED, Cancellation.PERSON)
    stage.apply(wanted)
    stage.tick(2 * HOUR)
    assert network.standing == {}
    assert of(stage) == []


@pytest.mark.parametrize("state", [State.MISSED, State.FAILED])
def test_what_was_missed_or_failed_is_cancelled_too(stage: Stage, state: State) -> None:
    """So that nobody gives it another time by mistake."""
    taking(stage)
    stage.ready(stage.wanted())
    with stage.database.write() as connection:
        publications.change(connection, stage.held(), state, who="w", now=stage.now)
    (asked,) = take_back(stage)
    assert asked.step is Step.STOPPED
    assert stage.held().state is State.CANCELLED


def test_what_may_be_out_is_refused_with_the_way_to_find_out(stage: Stage) -> None:
    """Nothing is changed; what is known to be out is taken back all the same."""
    network = taking(stage)
    stage.ready(stage.wanted())
    network.script.append(swallowed)
    stage.tick(settle=HOUR, listing_settle=HOUR)
    assert stage.held().state is State.UNKNOWN
    (asked,) = take_back(stage)
    assert asked.step is Step.REFUSED
    assert "campaign resolve 1" in asked.why
    assert of(stage) == []
    assert by_hand(stage) == (Step.REFUSED,)


def test_what_is_on_its_way_is_taken_back_once_it_is_out(stage: Stage) -> None:
    """It had left when the withdrawal was asked for."""
    network = taking(stage)
    asked: list[Asked] = []

    def meanwhile(on: Scripted, payload: Payload, key: str) -> Receipt:
        asked.extend(take_back(stage))
        return accept(on, payload, key)

    network.script.append(meanwhile)
    stage.ready(stage.wanted())
    assert stage.tick().published == [1]
    assert [each.step for each in asked] == [Step.WAITS]
    assert stage.tick().withdrawn == [1]
    assert network.standing == {}


def test_what_is_on_its_way_and_is_refused_goes_out_no_more(stage: Stage) -> None:
    """It came back unsent; it is cancelled, and no plan lets it go again meanwhile."""
    network = taking(stage)

    def meanwhile(on: Scripted, payload: Payload, key: str) -> Receipt:
        take_back(stage)
        raise Unavailable("down")

    network.script.append(meanwhile)
    wanted = stage.wanted()
    stage.ready(wanted)
    stage.tick()
    stage.apply(wanted)
    stage.tick(LEASE_ENDS)
    stage.tick(LEASE_ENDS)
    assert stage.held().state is State.CANCELLED
    assert states(stage) == {0: "dropped"}
    assert network.standing == {}


def test_what_its_network_still_works_on_is_stopped_before_its_second_step(stage: Stage) -> None:
    """Only the second step makes it public."""
    finisher = ChainedFinisher(stage.network.ledger, stage.network.media)
    finisher.script.append(pending("token"))
    stage.network = finisher
    stage.ready(stage.wanted())
    stage.tick()
    assert stage.held().state is State.PENDING
    (asked,) = take_back(stage)
    assert asked.step is Step.WAITS
    stage.tick(MINUTE)
    stage.tick(MINUTE)
    assert stage.held().state is State.CANCELLED
    assert stage.ledger.public == []


def test_a_thread_that_is_out_in_part_is_stopped_and_its_parts_are_taken_back(
    stage: Stage,
) -> None:
    """The rest does not follow, and the calendar does not bring it back."""
    network = taking(stage)
    network.script = deque([accept, accept, says(Unavailable("down"))])
    wanted = stage.wanted(texts=("One.", "Two.", "Three."))
    stage.ready(wanted)
    stage.tick()
    assert len(network.standing) == 2
    assert stage.held().state is State.SCHEDULED
    (asked,) = take_back(stage)
    assert asked.step is Step.ASKED
    assert stage.held().state is State.CANCELLED
    assert stage.tick().withdrawn == [1]
    assert network.standing == {}
    stage.apply(wanted)
    stage.tick(LEASE_ENDS)
    assert stage.states() == [State.WITHDRAWN]
    assert network.standing == {}


def test_without_a_reason_nothing_is_taken_back(stage: Stage) -> None:
    """Others will ask."""
    taking(stage)
    published(stage)
    for reason in ("", "  "):
        with pytest.raises(NoReason, match="--reason"):
            take_back(stage, reason=reason)
    assert of(stage) == []


def test_two_persons_at_once_ask_for_one_withdrawal(stage: Stage) -> None:
    """The second one reads who was first; what waits is tried at once."""
    network = taking(stage)
    published(stage)
    network.deeds.append(refuses(Unavailable("down")))
    take_back(stage)
    stage.tick()
    (asked,) = take_back(stage, actor=Actor("berta"), reason="another reason")
    assert asked.step is Step.ASKED_BEFORE
    assert AINA.name in asked.why
    assert WHY in asked.why
    assert stage.tick().withdrawn == [1]
    (asked,) = take_back(stage)
    assert asked.step is Step.GONE


def test_only_who_may_withdraw_in_its_region_withdraws(stage: Stage) -> None:
    """An editor there and a coordinator elsewhere may not; nothing is changed."""
    taking(stage)
    published(stage)
    everybody = (
        Person("admin", "Admin", "admin@example.org", {"*": frozenset({Role.ADMIN})}),
        Person("ed", "Ed", "ed@example.org", {"catalonia": frozenset({Role.EDITOR})}),
        Person("co", "Co", "co@example.org", {"arad": frozenset({Role.COORDINATOR})}),
        Person("cat", "Cat", "cat@example.org", {"catalonia": frozenset({Role.COORDINATOR})}),
    )
    with stage.database.write() as connection:
        for each in everybody:
            people.add(connection, each, stage.now)
    for each in everybody[1:3]:
        with pytest.raises(Forbidden, match="withdraw a post"):
            take_back(stage, actor=Actor(each.id, each))
        with pytest.raises(Forbidden):
            done_by_hand(stage.database, [1], actor=Actor(each.id, each), reason=WHY, now=stage.now)
    with pytest.raises(Forbidden, match="none of them"):
        take_back(stage)
    assert of(stage) == []
    (asked,) = take_back(stage, actor=Actor("cat", everybody[3]))
    assert asked.step is Step.ASKED
    assert of(stage)[0].who == "cat"


def test_a_person_who_deleted_it_by_hand_says_so(stage: Stage) -> None:
    """Where a program could not, or before anybody asked; with their name."""
    network = taking(stage)
    published(stage)
    stage.now += HOUR
    published(stage, "Another one.", post="other")
    take_back(stage, "other")
    assert by_hand(stage, 1, 2) == (Step.GONE, Step.GONE)
    assert stage.states() == [State.WITHDRAWN, State.WITHDRAWN]
    assert of(stage)[0].ended_by == AINA.name
    stage.tick()
    assert network.requests == []


def test_nobody_says_done_while_a_worker_deletes(stage: Stage) -> None:
    """The worker is about to say it itself."""
    network = taking(stage)
    published(stage)
    take_back(stage)
    said: list[str] = []

    def meanwhile(on: Taking, remote_id: str, payload: Payload | None) -> None:
        with pytest.raises(Exception, match="at this moment"):
            by_hand(stage)
        said.append("refused")
        on.note("deleted", remote_id)

    network.deeds.append(meanwhile)
    assert stage.tick().withdrawn == [1]
    assert said == ["refused"]


def test_only_the_chosen_channels_and_regions_are_taken_back(stage: Stage) -> None:
    """The others stay."""
    network = taking(stage)
    stage.ready(*(stage.wanted(channel=name) for name in stage.channels))
    stage.tick()
    with stage.database.read() as connection:
        some = chosen(connection, "labs", channels=["navarra"], regions=["catalonia"])
        assert chosen(connection, "labs", regions=["arad"]) == []
        assert len(chosen(connection, "labs")) == 3
    withdraw(stage.database, [each.id for each in some], actor=AINA, reason=WHY, now=stage.now)
    stage.tick()
    assert len(network.standing) == 2
    assert stage.held(stage.number(channel="navarra")).state is State.WITHDRAWN


def test_a_channel_that_left_the_configuration_is_asked_by_its_last_settings(
    stage: Stage,
) -> None:
    """Also one that nobody can ask for its posts; without settings, it waits and says so."""
    network = taking(stage)
    published(stage)
    take_back(stage)
    left = dict(stage.channels)
    stage.channels = {name: each for name, each in left.items() if name != "catalonia"}
    stage.tick()
    assert "put it back into the configuration" in of(stage)[0].answer
    take_back(stage)

    def last_known(names: object) -> dict[str, object]:
        return {"catalonia": replace(left["catalonia"], paused=True)}

    assert stage.tick(reachable_channels=last_known).withdrawn == [1]
    assert network.standing == {}


def test_a_post_whose_id_nobody_knows_is_deleted_by_hand(stage: Stage) -> None:
    """A person found it, and gave no address."""
    taking(stage)
    published(stage)
    with stage.database.write() as connection:
        connection.execute(update(table).values(remote_id="", url=""))
    take_back(stage)
    stage.tick()
    assert states(stage) == {0: "by-hand"}
    (found,) = standing(stage.database, [1])
    assert found.by_person
    assert not found.settled
    assert [each.publication.id for each in not_done(stage.database)] == [1]
    assert by_hand(stage) == (Step.GONE,)
    assert not_done(stage.database) == ()


def test_a_lost_receipt_that_comes_after_the_withdrawal_was_asked_for_is_taken_back(
    stage: Stage,
) -> None:
    """It was on its way, became unknown, and was found."""
    network = taking(stage)

    def meanwhile(on: Scripted, payload: Payload, key: str) -> Receipt:
        take_back(stage)
        return lost(on, payload, key)

    network.script.append(meanwhile)
    stage.ready(stage.wanted())
    stage.tick()
    for _ in range(3):
        stage.tick(MINUTE)
    assert stage.held().state is State.WITHDRAWN
    assert network.standing == {}


def test_deleting_its_file_withdraws_nothing(stage: Stage) -> None:
    """It stays public, and the plan says so."""
    network = taking(stage)
    published(stage)
    plan = stage.plan([])
    assert [each.post for each in plan.left] == ["labs"]
    stage.apply()
    stage.tick(LEASE_ENDS)
    assert stage.held().state is State.PUBLISHED
    assert len(network.standing) == 1
    with stage.database.read() as connection:
        assert changes.not_ended(connection) == []
