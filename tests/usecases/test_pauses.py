"""What a person stops stays where it is, and goes when it may."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaign.errors import CampaignError
from campaign.model import Channel, Region
from campaign.usecases.pauses import NotPaused, UnknownScope, checked, pause, paused, resume
from tests.plan.made import HOUR, NOW, channel, region
from tests.usecases.stage import Stage

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
        pause(stage.database, "all", who="aina", reason="  ", now=NOW)
    with pytest.raises(CampaignError, match="over already"):
        pause(stage.database, "all", who="aina", reason="x", now=NOW, until=NOW)
    assert paused(stage.database, NOW).on == ()


def test_what_is_not_paused_cannot_be_resumed(stage: Stage) -> None:
    """The scope has to be the very one; what is paused is named."""
    with pytest.raises(NotPaused, match="nothing is paused"):
        resume(stage.database, "all", who="aina", now=NOW)
    pause(stage.database, "region:catalonia", who="aina", reason="x", now=NOW)
    with pytest.raises(NotPaused, match="what is paused: region:catalonia"):
        resume(stage.database, "channel:catalonia", who="aina", now=NOW)
    (ended,) = resume(stage.database, "region:catalonia", who="jon", now=NOW + HOUR)
    assert (ended.ended, ended.ended_by) == (NOW + HOUR, "jon")
    assert paused(stage.database, NOW + timedelta(days=1)).on == ()
