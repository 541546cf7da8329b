"""Selectors mean the channels they say, and an unknown name says which was meant."""

from __future__ import annotations

import pytest

from campaign.calendar.select import select
from campaign.errors import ContentError, Place
from tests.calendar.sample import CHANNELS

ALL = {c.name for c in CHANNELS}
CATALONIA = {"catalonia-mastodon-ca", "catalonia-mastodon-es"}
BLUESKY = {"eu-bluesky-en", "donegal-bluesky-en"}


@pytest.mark.parametrize(
    ("selectors", "meant"),
    [
        (["all"], ALL),
        (["catalonia"], CATALONIA),
        (["eu-mastodon-en"], {"eu-mastodon-en"}),
        (["*/bluesky"], BLUESKY),
        (["eu/bluesky"], {"eu-bluesky-en"}),
        (["catalonia/bluesky"], set()),
        (["lang:ca"], {"catalonia-mastodon-ca"}),
        (["lang:ca", "*/bluesky"], BLUESKY | {"catalonia-mastodon-ca"}),
        (["all", "-catalonia"], ALL - CATALONIA),
        (["-catalonia", "all"], ALL - CATALONIA),
        (["-*/bluesky"], ALL - BLUESKY),
        (["catalonia", "-lang:es"], {"catalonia-mastodon-ca"}),
        (["catalonia", "-all"], set()),
        (["leipzig"], set()),
    ],
)
def test_selectors_mean_these_channels(selectors: list[str], meant: set[str]) -> None:
    """Together, they join; with - they leave out, in any order."""
    assert select(selectors, CHANNELS, ["leipzig"]) == meant


@pytest.mark.parametrize(
    ("selector", "said"),
    [
        ("catalnia", 'did you mean "catalonia"?'),
        ("-catalnia", 'did you mean "catalonia"?'),
        ("ALL", 'did you mean "all"?'),
        ("eu-mastodon", 'did you mean "eu-mastodon-en"?'),
        ("*/mastodn", 'there is no platform "mastodn" — did you mean "mastodon"?'),
        ("*/", 'there is no platform ""'),
        ("arads/mastodon", 'there is no region "arads" — did you mean "arad"?'),
        ("lang:caa", 'there is no language "caa" — did you mean "ca"?'),
        ("bluesky", 'write "*/bluesky"'),
        ("es", 'write "lang:es"'),
        ("-", "a selector is empty"),
        ("", "a selector is empty"),
    ],
)
def test_unknown_selector_says_what_was_meant(selector: str, said: str) -> None:
    """The message has the place and the nearest valid name."""
    with pytest.raises(ContentError) as caught:
        select(["all", selector], CHANNELS, place=Place("a.yaml", 4))
    assert said in str(caught.value)
    assert caught.value.mistakes[0].place == Place("a.yaml", 4)
