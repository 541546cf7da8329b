"""What is due goes out once; what may not go stays, and says why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from campaign.errors import (
    ConfigError,
    Mistake,
    Place,
    RateLimited,
    Rejected,
    Unavailable,
)
from campaign.model import AttemptOutcome, Channel, Payload, State, Variant
from campaign.model.approval import NO_APPROVAL
from campaign.plan.retry import WAITS
from campaign.platforms.protocols import Platform
from tests.engine.scripted import POISON, Finder, Scripted, says
from tests.engine.stage import Stage
from tests.plan.made import DAY, HOUR, channel
from tests.storage.conftest import on_both

pytestmark = on_both


MINUTE = timedelta(minutes=1)


def test_what_is_due_and_approved_is_published_with_its_receipt(stage: Stage) -> None:
    """Id, address, instant; the try is written down with what was sent and what was said."""
    stage.ready(stage.wanted())
    done = stage.tick()
    held = stage.held()
    assert (done.published, held.state) == ([1], State.PUBLISHED)
    assert held.remote_id == f"id-{held.key}"
    assert held.url == f"https://scripted.example/{held.key}"
    assert (held.published_at, held.lease_until, held.tries) == (stage.now, None, 1)
    assert stage.outcomes() == [AttemptOutcome.PUBLISHED]
    assert stage.ledger.texts == ["Bon dia a tothom."]


def test_the_same_publication_never_goes_twice(stage: Stage) -> None:
    """However often it ticks, and whatever day it is."""
    stage.ready(stage.wanted())
    for _ in range(5):
        stage.tick(DAY)
    assert len(stage.ledger.public) == 0  # a day late is missed
    assert stage.states() == [State.MISSED]
    again = stage.wanted("other")
    stage.ready(again)
    for _ in range(5):
        stage.tick(HOUR)
    assert len(stage.ledger.public) == 1


def test_what_is_not_due_yet_stays(stage: Stage) -> None:
    """A second before its time, and goes at its time."""
    stage.ready(stage.wanted(at=stage.now + HOUR))
    assert stage.tick(HOUR - timedelta(seconds=1)).published == []
    assert stage.tick(timedelta(seconds=1)).published == [1]


def test_what_is_not_approved_never_goes(stage: Stage) -> None:
    """It is held with the reason, and missed in the end; not sent."""
    stage.apply(stage.wanted())
    assert "not approved" in stage.tick().held[1]
    assert "not approved" in stage.tick(6 * HOUR).held[1]
    assert stage.tick(MINUTE).missed == [1]
    assert "not approved" in stage.held().reason
    assert stage.network.sent == []


def test_a_campaign_that_needs_no_approval_goes_without(stage: Stage) -> None:
    """As its configuration says."""
    stage.apply(stage.wanted())
    assert stage.tick(approval=NO_APPROVAL).published == [1]


def test_other_words_after_the_approval_are_not_approved(stage: Stage) -> None:
    """What was approved is the text, not the post; the old text does not go either."""
    stage.ready(stage.wanted())
    stage.apply(stage.wanted(texts=("Bona nit a tothom.",)))
    assert "not approved" in stage.tick().held[1]
    assert stage.ledger.public == []
    assert stage.approve() == 1
    stage.tick()
    assert stage.ledger.texts == ["Bona nit a tothom."]


def test_words_that_went_back_to_the_approved_ones_are_approved(stage: Stage) -> None:
    """The hash is the same."""
    stage.ready(stage.wanted())
    stage.apply(stage.wanted(texts=("Bona nit a tothom.",)))
    stage.apply(stage.wanted())
    assert stage.tick().published == [1]


def test_what_was_cancelled_never_goes(stage: Stage) -> None:
    """The post was deleted from the calendar before its time."""
    stage.ready(stage.wanted(at=stage.now + HOUR))
    assert stage.apply().cancelled == 1
    stage.tick(HOUR)
    assert (stage.ledger.public, stage.states()) == ([], [State.CANCELLED])


def test_a_post_restored_to_the_calendar_goes_after_all(stage: Stage) -> None:
    """Once, and as the same publication under the same key."""
    wanted = stage.wanted(at=stage.now + HOUR)
    stage.ready(wanted)
    key = stage.held().key
    stage.apply()
    assert stage.apply(wanted).added == 1
    stage.tick(HOUR)
    assert [post["key"] for post in stage.ledger.public] == [key]
    assert stage.states() == [State.PUBLISHED]


def test_what_was_moved_before_its_time_goes_at_the_new_one_alone(stage: Stage) -> None:
    """Not at the old time, and not twice."""
    wanted = stage.wanted(at=stage.now + HOUR)
    stage.ready(wanted)
    assert stage.apply(replace(wanted, due=stage.now + DAY)).moved == 1
    assert stage.tick(HOUR).published == []
    assert stage.tick(DAY - HOUR).published == [1]
    assert len(stage.ledger.public) == 1


def test_what_was_moved_after_it_was_published_never_goes_again(stage: Stage) -> None:
    """Also with other words."""
    wanted = stage.wanted()
    stage.ready(wanted)
    stage.tick()
    for other in (
        replace(wanted, due=stage.now + DAY),
        replace(stage.wanted(texts=("Nou.",)), due=stage.now + DAY),
    ):
        done = stage.apply(other)
        assert (done.added, done.changed, done.moved) == (0, 0, 0)
    stage.approve()
    stage.tick(DAY)
    assert len(stage.ledger.public) == 1


def test_a_plan_that_was_overtaken_changes_nothing_of_what_left(stage: Stage) -> None:
    """Made before the tick, applied after it."""
    wanted = stage.wanted()
    stage.ready(wanted)
    old = stage.plan([replace(wanted, due=stage.now + DAY)])
    stage.tick()
    done = stage.carry_out(old)
    assert (done.moved, done.overtaken) == (0, 1)
    stage.tick(DAY)
    assert len(stage.ledger.public) == 1


def test_a_plan_applied_by_two_people_adds_each_publication_once(stage: Stage) -> None:
    """The second finds it done, and no error."""
    both = stage.plan([stage.wanted(), stage.wanted("review")])
    assert stage.carry_out(both).added == 2
    again = stage.carry_out(both)
    assert (again.added, again.overtaken) == (0, 2)


def test_late_within_the_grace_goes_and_beyond_it_is_missed(stage: Stage) -> None:
    """Six hours; the publisher was off."""
    stage.ready(stage.wanted(), stage.wanted(channel="navarra", at=stage.now - MINUTE))
    done = stage.tick(6 * HOUR)
    assert (done.published, done.missed) == ([2], [1]) or (done.published, done.missed) == (
        [1],
        [2],
    )
    assert [post["body"]["langs"] for post in stage.ledger.public] == [["ca"]]
    assert stage.held(done.missed[0]).channel == "navarra"


def test_a_channel_publishes_at_its_pace_and_never_in_a_burst(stage: Stage) -> None:
    """Five posts waited; one goes every two minutes, the longest due first."""
    stage.ready(
        *(stage.wanted(f"post-{n}", at=stage.now + n * MINUTE, texts=(f"{n}",)) for n in range(5))
    )
    stage.now += HOUR
    counts = []
    for _ in range(9):
        stage.tick(MINUTE)
        counts.append(len(stage.ledger.public))
    assert counts == [1, 1, 2, 2, 3, 3, 4, 4, 5]
    assert stage.ledger.texts == ["0", "1", "2", "3", "4"]


def test_channels_do_not_wait_for_each_other(stage: Stage) -> None:
    """One tick, one post a channel."""
    stage.ready(*(stage.wanted(channel=name) for name in stage.channels))
    assert sorted(stage.tick(threads=3).published) == [1, 2, 3]


def test_a_refusal_is_final_and_told_in_the_networks_words(stage: Stage) -> None:
    """Not sent again by itself."""
    stage.network.script.append(says(Rejected("text too long", status=422, answer='{"e":1}')))
    stage.ready(stage.wanted())
    assert stage.tick().failed == [1]
    stage.tick(HOUR)
    assert len(stage.network.sent) == 1
    assert (stage.held().state, stage.held().reason) == (State.FAILED, "text too long")
    assert stage.outcomes() == [AttemptOutcome.REJECTED]


def test_what_surely_did_not_arrive_is_tried_again_later_the_same(stage: Stage) -> None:
    """Under the same key, with the identical payload, after a wait."""
    stage.network.script.append(says(Unavailable("refused")))
    stage.ready(stage.wanted())
    assert stage.tick().retried == {1: "refused"}
    assert stage.tick(WAITS[0] - timedelta(seconds=1)).published == []
    assert stage.tick(timedelta(seconds=1)).published == [1]
    first, second = stage.network.sent
    assert first == second


def test_a_network_that_says_until_when_is_obeyed(stage: Stage) -> None:
    """Not a second earlier; and what it delays beyond our grace still goes."""
    until = stage.now + 8 * HOUR
    stage.network.script.append(says(RateLimited("slow down", until=until)))
    stage.ready(stage.wanted())
    stage.tick()
    assert stage.held().not_before == until
    assert stage.tick(8 * HOUR - timedelta(seconds=1)).published == []
    assert stage.tick(timedelta(seconds=1)).published == [1]


def test_our_own_waits_never_lead_beyond_the_grace(stage: Stage) -> None:
    """A network that is down for hours ends in `missed`, not in a post in the night."""
    stage.network.script.extend(says(Unavailable("down")) for _ in range(20))
    stage.ready(stage.wanted(at=stage.now - 5 * HOUR))
    missed = []
    for _ in range(120):
        missed += stage.tick(timedelta(minutes=3)).missed
    assert missed == [1]
    assert stage.ledger.public == []


def test_a_network_that_stays_down_ends_in_failed_with_the_number_of_tries(stage: Stage) -> None:
    """Where the grace is long, the tries are not for ever."""
    stage.channels = {"catalonia": channel(grace=30 * DAY)}
    stage.network.script.extend(says(Unavailable("down")) for _ in range(20))
    stage.ready(stage.wanted())
    for _ in range(30):
        stage.tick(HOUR)
    assert len(stage.network.sent) == len(WAITS) + 1
    assert (stage.held().state, stage.held().reason) == (State.FAILED, "down (after 7 tries)")


def test_a_poisonous_variant_fails_alone(stage: Stage) -> None:
    """Nothing of it is sent, and the channel's next post goes in the same tick."""
    stage.ready(
        stage.wanted("poison", texts=(POISON,), at=stage.now - MINUTE),
        stage.wanted("good"),
        stage.wanted("other", channel="navarra"),
    )
    done = stage.tick()
    poison = stage.number("poison")
    assert done.failed == [poison]
    assert sorted(done.published) == [stage.number("good"), stage.number("other", "navarra")]
    assert stage.held(poison).reason == "nothing was sent: this network has no word for it"
    assert stage.outcomes(poison) == []


@pytest.mark.parametrize(
    "payload",
    [
        lambda *_: 1 / 0,
        lambda *_: (Payload("scripted", {"at": object()}),),
    ],
    ids=["raises", "is no plain data"],
)
def test_a_variant_nobody_foresaw_fails_alone(
    stage: Stage, payload: Callable[[Variant], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An adapter's bug with one post must not silence the others."""
    whole = Scripted.payloads

    def sometimes(self: Scripted, variant: Variant, at: datetime) -> object:
        return payload(variant) if variant.post == "odd" else whole(self, variant, at)

    monkeypatch.setattr(Finder, "payloads", sometimes, raising=False)
    stage.ready(
        stage.wanted("odd", at=stage.now - MINUTE),
        stage.wanted("good"),
        stage.wanted(channel="navarra"),
    )
    done = stage.tick()
    odd = stage.number("odd")
    assert done.failed == [odd]
    assert len(done.published) == 2
    assert "nothing was sent" in stage.held(odd).reason


@pytest.mark.parametrize(
    "error", [ConfigError(Mistake(Place("config.toml", 3), "no secret")), RuntimeError("odd")]
)
def test_a_channel_that_cannot_be_opened_holds_its_posts_alone(
    stage: Stage, error: Exception
) -> None:
    """With the reason, asked once a tick; the other channels go on."""
    stage.ready(stage.wanted(), stage.wanted("review"), stage.wanted(channel="navarra"))

    asked = []

    def connect(to: Channel) -> Platform:
        asked.append(to.name)
        if to.name == "catalonia":
            raise error
        return stage.network

    done = stage.tick(connect=connect)
    assert done.published == [stage.number(channel="navarra")]
    assert set(done.held) == {stage.number(), stage.number("review")}
    assert all(str(error) in reason for reason in done.held.values())
    assert sorted(stage.states()) == [State.PUBLISHED, State.SCHEDULED, State.SCHEDULED]
    assert asked == ["catalonia", "navarra"]
