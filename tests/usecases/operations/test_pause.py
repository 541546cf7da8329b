"""What a person stops stays where it is, and goes when it may."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from campaign.errors import CampaignError, RateLimited, Unauthorized
from campaign.model import AttemptOutcome, Channel, Region, State
from campaign.model.people import Actor
from campaign.storage.pauses import ENGINE
from campaign.usecases.operations.pause import (
    NotPaused,
    UnknownScope,
    checked,
    pause,
    paused,
    resume,
)
from tests.engine.scripted import says
from tests.engine.stage import Stage
from tests.plan.made import HOUR, NOW, channel, region

CHANNELS: dict[str, Channel] = {"catalonia": channel(), "arad": channel(name="arad")}
REGIONS: dict[str, Region] = {"catalonia": region(), "navarra": region()}


@pytest.mark.parametrize(
    "scope", ["all", "platform:scripted", "region:navarra", "channel:arad", "channel:catalonia"]
)
def test_what_there_is_can_be_paused(scope: str) -> None:
    """By its kind and name."""
    assert checked(scope, CHANNELS, REGIONS) == scope


@pytest.mark.parametrize(
    ("scope", "said"),
    [
        ("channel:arat", 'there is no channel "arat": did you mean "arad"?'),
        ("region:xyz", 'there is no region "xyz": there are: catalonia, navarra'),
        ("arad", "say which: channel:arad"),
        ("catalonia", "say which: region:catalonia or channel:catalonia"),
        ("al", '"al" is none of all, platform:NAME, region:NAME, channel:NAME; did you mean "all"'),
        ("planet:mars", '"planet:mars" is none of all,'),
        ("", '"" is none of all'),
        ("region:", '"region:" is none of all'),
    ],
)
def test_what_there_is_not_comes_with_the_nearest_name(scope: str, said: str) -> None:
    """A slip must not pause nothing in silence."""
    with pytest.raises(UnknownScope) as wrong:
        checked(scope, CHANNELS, REGIONS)
    assert said in str(wrong.value)


def test_a_pause_says_why_and_does_not_end_before_it_begins(stage: Stage) -> None:
    """Neither an empty word nor a time that has passed."""
    with pytest.raises(CampaignError, match="say why"):
        pause(stage.database, "all", actor=Actor("aina"), reason="  ", now=NOW)
    with pytest.raises(CampaignError, match="over already"):
        pause(stage.database, "all", actor=Actor("aina"), reason="x", now=NOW, until=NOW)
    assert paused(stage.database, NOW).on == ()


def test_what_is_not_paused_cannot_be_resumed(stage: Stage) -> None:
    """The scope has to be the very one; what is paused is named."""
    with pytest.raises(NotPaused, match="nothing is paused"):
        resume(stage.database, "all", actor=Actor("aina"), now=NOW)
    pause(stage.database, "region:catalonia", actor=Actor("aina"), reason="x", now=NOW)
    with pytest.raises(NotPaused, match="what is paused: region:catalonia"):
        resume(stage.database, "channel:catalonia", actor=Actor("aina"), now=NOW)
    (ended,) = resume(stage.database, "region:catalonia", actor=Actor("jon"), now=NOW + HOUR)
    assert (ended.ended, ended.ended_by) == (NOW + HOUR, "jon")
    assert paused(stage.database, NOW + timedelta(days=1)).on == ()


def test_what_is_paused_stays_and_goes_when_it_is_resumed(stage: Stage) -> None:
    """The reason is told at every tick; other channels go on."""
    stage.ready(stage.wanted(), stage.wanted(channel="arad"))
    pause(
        stage.database, "channel:catalonia", actor=Actor("aina"), reason="elections", now=stage.now
    )
    number = stage.number()
    done = stage.tick()
    assert (len(done.published), done.held) == (
        1,
        {number: "aina paused channel:catalonia: elections"},
    )
    resume(stage.database, "channel:catalonia", actor=Actor("aina"), now=stage.now)
    assert stage.tick().published == [number]


def test_a_pause_that_ends_by_itself_lets_go_at_that_instant(stage: Stage) -> None:
    """Nobody has to be awake."""
    stage.ready(stage.wanted())
    end = stage.now + HOUR
    pause(
        stage.database, "all", actor=Actor("aina"), reason="a minute of silence", now=NOW, until=end
    )
    assert stage.tick(HOUR - timedelta(seconds=1)).published == []
    assert stage.tick(timedelta(seconds=1)).published == [1]


def test_a_pause_longer_than_the_grace_makes_it_missed_with_that_reason(stage: Stage) -> None:
    """It does not go out a day late because somebody forgot."""
    stage.ready(stage.wanted())
    pause(stage.database, "region:catalonia", actor=Actor("aina"), reason="mourning", now=stage.now)
    stage.tick()
    assert stage.tick(7 * HOUR).missed == [1]
    assert "aina paused region:catalonia: mourning" in stage.held().reason
    resume(stage.database, "region:catalonia", actor=Actor("aina"), now=stage.now)
    assert stage.tick().published == []


def test_a_dead_credential_pauses_its_channel_and_leaves_the_post_as_it_was(stage: Stage) -> None:
    """The next posts of the channel are not even tried, the other channels are not touched."""
    stage.network.script.append(says(Unauthorized("mastodon: 401: the token was revoked")))
    stage.ready(stage.wanted())
    before = stage.held()
    stage.tick()
    stage.apply(stage.wanted(), stage.wanted("more"), stage.wanted(channel="arad"))
    stage.approve()
    done = stage.tick(5 * timedelta(minutes=1))
    reason = "engine paused channel:catalonia: mastodon: 401: the token was revoked"
    assert done.held == {1: reason, stage.number("more"): reason}
    assert done.published == [stage.number(channel="arad")]
    held = stage.held()
    assert (held.state, held.tries, held.not_before) == (
        State.SCHEDULED,
        before.tries,
        before.not_before,
    )
    (one,) = paused(stage.database, stage.now).on
    assert (one.who, one.scope) == (ENGINE, "channel:catalonia")
    assert stage.outcomes() == [AttemptOutcome.UNAUTHORIZED]


def test_after_the_credential_was_mended_what_waited_goes(stage: Stage) -> None:
    """The same words under the same key, within the grace."""
    stage.network.script.append(says(Unauthorized("401")))
    stage.ready(stage.wanted())
    stage.tick()
    resume(stage.database, "channel:catalonia", actor=Actor("aina"), now=stage.now)
    assert stage.tick(HOUR).published == [1]
    (first, before), (second, after) = stage.network.sent
    assert (first, before.body["text"]) == (second, after.body["text"])


def test_a_credential_that_stays_dead_beyond_the_grace_makes_it_missed(stage: Stage) -> None:
    """With the network's words, so that the person sees what to mend."""
    stage.network.script.append(says(Unauthorized("401: revoked")))
    stage.ready(stage.wanted())
    stage.tick()
    assert stage.tick(7 * HOUR).missed == [1]
    assert "engine paused channel:catalonia: 401: revoked" in stage.held().reason


def test_one_dead_credential_is_found_once_in_a_tick_and_paused_once(stage: Stage) -> None:
    """Six posts are due on the channel; one is tried."""
    stage.channels = {"catalonia": channel(min_interval=timedelta(0))}
    stage.network.script.extend(says(Unauthorized("401")) for _ in range(6))
    stage.ready(*(stage.wanted(f"p{n}") for n in range(6)))
    done = stage.tick()
    assert len(stage.network.sent) == 1
    assert len(done.held | done.retried) == 6
    assert len(paused(stage.database, stage.now).on) == 1


@pytest.mark.parametrize("until", [NOW + HOUR, None])
def test_a_network_that_asks_one_worker_to_wait_is_asked_by_no_other(
    stage: Stage, until: datetime | None
) -> None:
    """Neither about this post nor about the channel's others, until then."""
    stage.channels = {"catalonia": channel(min_interval=timedelta(0))}
    stage.network.script.append(says(RateLimited("slow down", until=until)))
    stage.ready(*(stage.wanted(f"p{n}") for n in range(3)))
    stage.tick()
    stage.tick(worker="another")
    assert len(stage.network.sent) == 1
    assert "asks to wait until" in stage.tick(worker="a third").held[2]
    assert len(stage.tick(HOUR).published) == 3
