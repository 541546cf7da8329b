"""Status tells what waits, why, and for whom; of thousands it tells the number."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from campaign.errors import Rejected, Unavailable
from campaign.media import MediaStore
from campaign.model import AttemptOutcome, State
from campaign.model.approval import NO_APPROVAL
from campaign.storage import pauses, publications, rate_limits
from campaign.storage.tables import attempts as attempts_table
from campaign.storage.tables import workers
from campaign.usecases.operations.status import Status, status
from tests.engine.changes.taking import published, refuses, take_back, taking
from tests.engine.scripted import Finder, Ledger, Scripted, says, swallowed
from tests.engine.stage import Stage
from tests.plan.made import DAY, HOUR, NOW, channel, region

MINUTE = timedelta(minutes=1)


def look(stage: Stage, **other: object) -> Status:
    """How it stands now."""
    regions = {"catalonia": region()}
    return status(stage.database, stage.now, channels=stage.channels, regions=regions, **other)  # type: ignore[arg-type]


def flying(stage: Stage, number: int = 1) -> None:
    """A worker has it in flight."""
    with stage.database.write() as connection:
        publication = publications.one(connection, number)
        assert publication is not None
        assert publications.change(
            connection,
            publication,
            State.PUBLISHING,
            who="w",
            now=stage.now,
            worker="host:1",
            lease_until=stage.now + HOUR,
        )
        connection.execute(
            insert(attempts_table).values(
                publication=number,
                variant_hash=publication.variant_hash,
                key=publication.key,
                worker="host:1",
                started=stage.now,
                outcome=AttemptOutcome.UNDER_WAY,
                payload={},
                answer="",
            )
        )


def test_nothing_planned_needs_nobody(stage: Stage) -> None:
    """No number, no word."""
    found = look(stage)
    assert (found.attention, found.counts, found.oldest) == ((), {}, None)
    assert found.healthy


def test_what_is_in_flight_names_its_worker_and_since_when(stage: Stage) -> None:
    """And needs nobody."""
    stage.ready(stage.wanted())
    flying(stage)
    found = look(stage)
    (line,) = found.in_flight.first
    assert (line.worker, line.since, line.post) == ("host:1", stage.now, "labs")
    assert found.healthy


def test_what_failed_has_the_networks_own_words(stage: Stage) -> None:
    """A person reads them and knows what to mend."""
    stage.network.script.append(says(Rejected("scripted: 422: Validation failed: too rude")))
    stage.ready(stage.wanted())
    stage.tick()
    found = look(stage)
    assert found.failed.first[0].reason == "scripted: 422: Validation failed: too rude"
    assert found.attention == ("failed",)


def test_what_is_unknown_or_missed_waits_for_a_person(stage: Stage, tmp_path: Path) -> None:
    """Each with its word."""
    ledger, media = Ledger(tmp_path / "x.jsonl"), MediaStore(tmp_path / "m")
    stage.network = Scripted(ledger, media)
    stage.network.script.append(swallowed)
    stage.ready(stage.wanted())
    stage.tick()
    stage.ready(stage.wanted(), stage.wanted("other"))
    stage.tick(DAY)
    found = look(stage)
    assert found.attention == ("missed", "unknown")
    assert (found.unknown.count, found.missed.count) == (1, 1)
    assert [line.id for line in found.open] == [found.unknown.first[0].id, found.missed.first[0].id]


def test_what_waits_for_approval_is_counted_however_far_ahead(stage: Stage) -> None:
    """With the first of it; only what is due within a day calls for a person."""
    far = [stage.wanted(f"p{n}", at=stage.now + n * 30 * DAY) for n in (3, 1, 2)]
    stage.apply(*far)
    found = look(stage)
    assert found.to_approve.count == 3
    assert [(each.post, each.due) for each in found.to_approve.first] == [
        ("p1", stage.now + 30 * DAY)
    ]
    assert (found.unapproved.count, found.attention) == (0, ())
    assert look(stage, rules=NO_APPROVAL).to_approve.count == 0
    stage.approve()
    assert look(stage).to_approve.count == 0
    stage.apply(*far, stage.wanted("now"))
    found = look(stage)
    assert (found.to_approve.count, found.attention) == (1, ("unapproved",))


def test_who_approves_is_named_where_something_waits_for_it(stage: Stage) -> None:
    """As the region's own table says."""
    stage.apply(stage.wanted())
    regions = {"catalonia": region(approver="Aina Puig")}
    found = status(stage.database, stage.now, channels=stage.channels, regions=regions)
    assert found.unapproved.first[0].reason.endswith("; Aina Puig approves for 'catalonia'")
    assert found.held[0].reason.endswith("; Aina Puig approves for 'catalonia'")


def test_each_reason_to_hold_is_told_once_with_its_number(stage: Stage) -> None:
    """The commonest first; a pause by a person is no alarm, a missing approval is."""
    posts = [stage.wanted(f"p{n}") for n in range(3)]
    stage.ready(*posts)
    stage.apply(*posts, stage.wanted("new", channel="arad"))
    with stage.database.write() as connection:
        pauses.begin(connection, "channel:catalonia", who="aina", reason="rest", now=stage.now)
    found = look(stage)
    assert [(held.count, held.reason) for held in found.held] == [
        (3, "aina paused channel:catalonia: rest"),
        (1, "this exact text and picture are not approved"),
    ]
    assert {line.reason for line in found.late.first} == {held.reason for held in found.held}
    assert found.attention == ("unapproved",)
    assert [pause.scope for pause in found.pauses] == ["channel:catalonia"]


def test_a_channel_that_the_engine_paused_needs_a_person(stage: Stage) -> None:
    """Its credential is dead, and nothing of it goes out."""
    with stage.database.write() as connection:
        pauses.begin(connection, "channel:arad", who=pauses.ENGINE, reason="401", now=stage.now)
    assert look(stage).attention == ("channel-paused",)


def test_a_network_that_asks_to_wait_is_named_with_the_instant(stage: Stage) -> None:
    """On the wall of the channel."""
    stage.ready(stage.wanted())
    with stage.database.write() as connection:
        rate_limits.hold(connection, "channel:catalonia", NOW + HOUR)
    (held,) = look(stage).held
    assert held.reason == "scripted asks to wait until 01 Dec 2026 11:00:00 CET"


def test_due_with_nothing_against_it_means_that_nobody_publishes(stage: Stage) -> None:
    """Ten minutes are enough to notice."""
    stage.ready(stage.wanted())
    assert look(stage).healthy
    stage.now += 11 * MINUTE
    found = look(stage)
    assert found.attention == ("unattended",)
    assert (found.oldest, found.late.count) == (11 * MINUTE, 1)


def test_what_waits_behind_one_in_flight_is_not_unattended(stage: Stage) -> None:
    """Its channel sends one at a time."""
    stage.ready(stage.wanted(), stage.wanted("more"))
    flying(stage)
    stage.now += 11 * MINUTE
    found = look(stage)
    assert found.attention == ()
    assert found.held[0].reason == "another post of its channel is in flight"


def test_a_channel_that_left_the_configuration_is_told(stage: Stage) -> None:
    """What is due on it will be missed otherwise."""
    stage.ready(stage.wanted())
    stage.channels = {"arad": channel(name="arad")}
    assert "unconfigured" in look(stage).attention


def test_findings_that_hold_back_what_is_due_tomorrow_are_told_today(stage: Stage) -> None:
    """In time to mend them."""
    stage.ready(stage.wanted(at=stage.now + 20 * HOUR, blocked="alt-missing"))
    found = look(stage)
    assert found.attention == ("blocked",)
    assert found.blocked.first[0].reason == "alt-missing"


def test_a_retry_and_a_new_time_are_waiting_and_not_late(stage: Stage) -> None:
    """Until their instant comes, and then they are late from that instant on."""
    stage.ready(stage.wanted())
    with stage.database.write() as connection:
        first = publications.one(connection, 1)
        assert first is not None
        publications.change(connection, first, State.MISSED, who="w", now=stage.now)
        second = replace(first, state=State.MISSED)
        later = stage.now + 7 * HOUR
        publications.change(
            connection,
            second,
            State.SCHEDULED,
            who="a",
            now=stage.now,
            not_before=later,
            put_off=later,
        )
    stage.now += HOUR
    found = look(stage)
    assert (found.late.count, found.waiting.count, found.oldest) == (0, 1, None)
    assert found.waiting.first[0].due == later
    stage.now = later + MINUTE
    assert look(stage).oldest == MINUTE


def test_workers_are_alive_while_they_say_so(stage: Stage) -> None:
    """One that is silent is told, one that ended is not."""
    with stage.database.write() as connection:
        for name, age, stopped in (("a", 0, None), ("b", 9, None), ("c", 0, stage.now)):
            beat = stage.now - age * MINUTE
            row = {"name": name, "version": "1", "started": beat, "beat": beat, "stopped": stopped}
            connection.execute(insert(workers).values(row))
    found = look(stage)
    assert [(worker.name, worker.alive) for worker in found.workers] == [("a", True), ("b", False)]


def test_of_thousands_there_is_the_number_and_the_first(stage: Stage) -> None:
    """The longest due first."""
    stage.ready(*(stage.wanted(f"p{n}", at=stage.now - n * MINUTE) for n in range(30)))
    found = look(stage, limit=5)
    assert (found.late.count, len(found.late.first)) == (30, 5)
    assert found.late.first[0].due == stage.now - 29 * MINUTE
    assert found.oldest == 29 * MINUTE


@pytest.fixture
def network(tmp_path: Path) -> Finder:
    """A network that can be asked."""
    return Finder(Ledger(tmp_path / "ledger.jsonl"), MediaStore(tmp_path / "media"))


def test_what_is_being_withdrawn_is_listed_and_what_a_person_has_to_do_is_named(
    stage: Stage,
) -> None:
    """With the network's own words."""
    network = taking(stage)
    published(stage)
    network.deeds.append(refuses(Unavailable("down")))
    take_back(stage)
    stage.tick()
    found = look(stage)
    assert [line.reason for line in found.changing.first] == ["is being withdrawn: down"]
    assert "taking-back" not in found.attention
    network.deeds.append(refuses(Rejected("message can't be deleted")))
    take_back(stage)
    stage.tick()
    assert "taking-back" in look(stage).attention
    take_back(stage)
    stage.tick()
    found = look(stage)
    assert found.changing.count == 0
    assert "taking-back" not in found.attention
