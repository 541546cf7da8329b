"""A choice of channels is written short, and means exactly what was chosen."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from campaign.calendar.select import select
from campaign.calendar.selectors import NOWHERE, selectors_of
from campaign.model import Channel
from tests.plan.made import channel


def channels() -> list[Channel]:
    """Three regions; one channel is called as a region is."""
    names = {
        "north": ["north-mastodon", "north-x", "south"],
        "south": ["south-mastodon", "south-bluesky", "south-x"],
        "west": ["west-mastodon"],
    }
    return [channel(name=name, region=region) for region, some in names.items() for name in some]


ALL = frozenset(each.name for each in channels())


def test_everything_nothing_and_whole_regions_have_short_names() -> None:
    """A later channel of a region joins a post that goes to all of it."""
    assert selectors_of(ALL, channels()) == ("all",)
    assert selectors_of((), channels()) == NOWHERE
    assert selectors_of({"west-mastodon"}, channels()) == ("west",)
    assert selectors_of({"north-x", "west-mastodon"}, channels()) == ("north-x", "west")
    assert selectors_of(ALL - {"north-x"}, channels()) == ("all", "-north-x")


def test_a_channel_that_is_not_configured_is_no_choice() -> None:
    """What a form of yesterday sends, too."""
    assert selectors_of({"west-mastodon", "gone"}, channels()) == ("west",)


@given(st.sets(st.sampled_from(sorted(ALL - {"south"}))))
def test_the_selectors_mean_exactly_the_choice(chosen: set[str]) -> None:
    """Whatever is ticked."""
    assert select(selectors_of(chosen, channels()), channels()) == chosen
