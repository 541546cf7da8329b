"""Which channel gets which frame: balanced, the same for everybody, and never changed later."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from campaign.calendar.expand import expand
from campaign.calendar.frame_choice import frames_of
from campaign.calendar.read import read_post
from campaign.model import Channel, Post
from tests.calendar.sample import BRUSSELS, CHANNELS, KNOWN, POST, REGIONS

START = date(2026, 11, 30)
FRAMED = POST.replace(
    """    text: >-
      {{ fact.F07 }} days, one lab in each region.
      Who would you invite?
""",
    """    text:
      shared_humanity: We sit at one table.
      shared_prosperity: A lab helps a town to prosper.
""",
)
ENGLISH = read_post(FRAMED, "labs.yaml", KNOWN)
BOTH = read_post(
    FRAMED.replace(
        'text: "Tres días, una mesa"',
        "text: {shared_humanity: Una mesa., shared_prosperity: Prosperar.}",
    ),
    "labs.yaml",
    KNOWN,
)


def named(number: int, platform: str, language: str) -> Channel:
    return Channel(f"channel-{number}", platform, "eu", language, BRUSSELS)


channels = st.lists(
    st.tuples(
        st.sampled_from(("mastodon", "bluesky", "telegram")), st.sampled_from(("en", "es", "ca"))
    ),
    max_size=40,
).map(lambda kinds: [named(number, *kind) for number, kind in enumerate(kinds)])
posts = st.text("abcdefgh-", min_size=1, max_size=8).map(lambda id: replace(BOTH, id=id))


def lead(chosen: dict[str, str], some: list[Channel]) -> int:
    """By how many channels one frame is ahead."""
    counted = Counter(chosen[each.name] for each in some if each.name in chosen)
    return abs(counted["shared_humanity"] - counted["shared_prosperity"])


@given(posts, channels)
def test_on_one_network_in_one_language_the_frames_differ_by_one_at_most(
    post: Post, some: list[Channel]
) -> None:
    """Every channel in a language with both frames gets one, and the others none."""
    chosen = frames_of(post, some, {})
    assert set(chosen) == {each.name for each in some if each.language != "ca"}
    for network in ("mastodon", "bluesky", "telegram"):
        for language in ("en", "es"):
            kind = [e for e in some if (e.platform, e.language) == (network, language)]
            assert lead(chosen, kind) <= 1
    for language in ("en", "es"):  # one for each network that may be left over
        assert lead(chosen, [e for e in some if e.language == language]) <= 3


@given(posts, channels, st.data())
def test_a_channel_that_comes_later_changes_nothing_for_the_others(
    post: Post, some: list[Channel], data: st.DataObject
) -> None:
    """Behind the others by the rule alone; anywhere, once the others were planned."""
    before = frames_of(post, some, {})
    new = named(99, "mastodon", "en")
    after = frames_of(post, [*some, new], {})
    assert {name: after[name] for name in before} == before
    place = data.draw(st.integers(0, len(some)))
    settled = {(post.id, name): frame for name, frame in before.items()}
    later = frames_of(post, [*some[:place], new, *some[place:]], settled)
    assert {name: later[name] for name in before} == before
    assert (
        lead(later, [e for e in [*some, new] if (e.platform, e.language) == ("mastodon", "en")]) < 2
    )


@given(posts, channels)
def test_whoever_follows_the_rule_comes_to_the_same_frames(post: Post, some: list[Channel]) -> None:
    """It hangs on nothing but the post, the channels and their order."""
    once = frames_of(post, some, {})
    other = replace(post, hashtags=("Another",), link="https://example.eu/")
    assert frames_of(other, [replace(each) for each in some], {}) == once


def test_single_channels_of_many_networks_share_the_frames() -> None:
    """One channel a network and language: of eight, four get each frame."""
    some = [named(n, f"network-{n}", "en" if n % 2 else "es") for n in range(8)]
    assert lead(frames_of(BOTH, some, {}), some) == 0


def test_posts_do_not_all_begin_with_the_same_frame() -> None:
    """A lonely channel gets the one frame in about half of the posts, and the other in the rest."""
    some = [named(0, "mastodon", "en")]
    first = sum(
        frames_of(replace(BOTH, id=f"post-{n}"), some, {})["channel-0"] == "shared_humanity"
        for n in range(400)
    )
    assert 160 < first < 240


def test_a_frame_that_the_post_no_longer_has_is_not_kept() -> None:
    """What was planned before counts only while the post still has that frame."""
    (name,) = frames_of(BOTH, [named(0, "mastodon", "en")], {(BOTH.id, "channel-0"): "hope"})
    assert name == "channel-0"


def test_each_channel_gets_the_post_in_one_frame_alone() -> None:
    """A placement holds one text, under its own line; a language with one text has no frame."""
    placements = expand([ENGLISH], CHANNELS, REGIONS, START).placements
    frames = {each.channel.name: each.post.frame for each in placements}
    english = [each for each in placements if each.channel.language == "en"]
    assert {each.post.frame for each in english} == {"shared_humanity", "shared_prosperity"}
    assert frames["catalonia-mastodon-es"] == ""
    for each in english:
        assert each.post.copy["en"].text == dict(ENGLISH.copy["en"].frames)[each.post.frame]
        assert each.post.copy["en"].frames == ()
        line = {"shared_humanity": 20, "shared_prosperity": 21}[each.post.frame]
        assert each.post.at("copy.en.text").line == line
