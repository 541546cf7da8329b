"""Hashtags and names that a network shows as plain words are told beforehand."""

from __future__ import annotations

import pytest

from campaign.compose.bounds import too_many, unlinked_hashtags
from campaign.compose.handles import foreign_handles
from campaign.compose.tags import hashtags, is_valid, typed
from campaign.model import Limits, Unit
from campaign.platforms import registry

NETWORKS = ("mastodon", "pixelfed", "bluesky", "x", "threads", "instagram", "telegram")
LINKLESS = ("linkedin", "facebook")


@pytest.mark.parametrize("tag", ["8M", "25N", "16Days", "2030Agenda", "1Mai", "4thOfJuly"])
@pytest.mark.parametrize("network", [*NETWORKS, *LINKLESS])
def test_a_tag_that_begins_with_a_digit_is_linked(tag: str, network: str) -> None:
    """Every network takes it, as long as a letter is in it; it goes out as it was written."""
    assert is_valid(tag)
    assert hashtags([tag, f"#{tag.lower()}"]) == (tag,)
    assert list(unlinked_hashtags(f"Today is #{tag}.", registry.limits(network))) == []


@pytest.mark.parametrize("tag", ["2030", "8", "112", "٢٠٣٠", "1_000"])
def test_a_tag_of_digits_alone_is_linked_on_few(tag: str) -> None:
    """One network links it; on the others a reader sees plain words."""
    text = f"For #{tag} and #Agenda{tag}."
    dead = [name for name in NETWORKS if list(unlinked_hashtags(text, registry.limits(name)))]
    assert dead == [name for name in NETWORKS if name != "instagram"]


def test_hashtags_count_by_the_network_s_own_rule() -> None:
    """#2030 is one of the thirty only where it is a hashtag at all."""
    text = "#2030 #8M #Łódź"
    few = Limits(100, Unit.CODE_POINTS, hashtags=2)
    assert list(too_many(text, few)) == []
    numeric = Limits(100, Unit.CODE_POINTS, hashtags=2, numeric_hashtags=True)
    assert list(too_many(text, numeric)) == ["3 hashtags, 1 more than the 2 allowed"]


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("#Łódź, #Kraków and ＃Graz!", ["Łódź", "Kraków", "Graz"]),
        ("R&#D; a/#b c#d", []),
        ("(#8M)", ["8M"]),
        ("#a_b-c", ["a_b"]),
        ("#", []),
    ],
)
def test_typed_hashtags_are_found(text: str, tags: list[str]) -> None:
    """A letter, a digit, & or / before the sign makes it part of something else."""
    assert typed(text) == tags


def test_the_same_tag_in_pieces_and_in_capitals_comes_once() -> None:
    """Composed once and folded, whatever the keyboard made of it."""
    pieces = "Ło\u0301dz\u0301"
    assert hashtags([pieces, "Łódź", "ŁÓDŹ", "łódź"]) == ("Łódź",)


@pytest.mark.parametrize(
    ("handle", "linked"),
    [
        ("@aer_eu", {"x", "threads", "instagram", "telegram"}),
        ("@eu.belong", {"threads", "instagram", "bluesky"}),
        ("@eu.be_long", {"threads", "instagram"}),
        ("@aer.bsky.social", {"threads", "instagram", "bluesky"}),
        ("@aer@mastodon.example", {"mastodon", "pixelfed"}),
        ("@aer@social.network.europa.eu", {"mastodon", "pixelfed"}),
    ],
)
def test_a_name_of_one_network_is_told_on_the_others(handle: str, linked: set[str]) -> None:
    """It would stand there as dead words, or lead to somebody else."""
    text = f"Thanks to {handle}, and to everybody."
    alive = {
        name
        for name in (*NETWORKS, *LINKLESS)
        if not list(foreign_handles(text, registry.limits(name)))
    }
    assert alive == linked


@pytest.mark.parametrize(
    "text",
    [
        "Write to info@aer.eu or to a.b@c.example.",
        "See https://social.example/@aer and medium.com/@aer.",
        "Doors open @19:30, seats @ 5 euro.",
        "Amig@s y vecin@s, todxs.",
        "An @ alone, and @@ twice.",
    ],
)
def test_what_names_nobody_is_passed(text: str) -> None:
    """Addresses, times and the sign in the middle of words."""
    for network in (*NETWORKS, *LINKLESS):
        assert list(foreign_handles(text, registry.limits(network))) == []


@pytest.mark.parametrize("network", ["webhook", "outbox", "apprise"])
def test_a_receiver_of_any_kind_is_not_judged(network: str) -> None:
    """Nobody knows what it makes of a name."""
    assert list(foreign_handles("Thanks to @aer.", registry.limits(network))) == []
