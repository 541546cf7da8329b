"""Odd posts compiled as `campaign check` does it, and the bounds of media that it has to know."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from campaign.config import Config
from campaign.content import Content
from campaign.media import describe
from campaign.model import Activity, Channel, Finding, Media, Post
from campaign.pictures import Prepared
from campaign.platforms import registry
from campaign.usecases.planning.compile import Compiled, compile_calendar
from tests.cards.material import brand
from tests.compose.material import CAMPAIGN, CATALONIA, REGISTERS
from tests.platforms import corpus
from tests.platforms.samples import channel

#: Findings that hold a post back for its readers' sake; a network would take it.
EDITORIAL = {"figure-by-hand", "hashtag-invalid", "term-avoided"}


@cache
def described(name: str) -> Media:
    """What a picture of the corpus is."""
    return describe(corpus.FILES[name])


def compiled(
    place: Channel, posts: Iterable[Post], seen: Callable[[str], Media] = described
) -> Compiled:
    """What `campaign check` finds in these posts; the template leaves nothing out.

    `seen` says what a picture or film is.
    """
    templates = {place.platform: "{# ladder: none #}{{ text }}{% if link %} {{ link }}{% endif %}"}
    registers = replace(REGISTERS, templates=templates, activities={"A02": Activity("A02", "", "")})
    nowhere = Path()
    config = Config(
        campaign=CAMPAIGN,
        regions={CATALONIA.id: CATALONIA},
        channels={place.name: place},
        file=nowhere,
        workspace=nowhere,
        content=nowhere,
        assets=nowhere,
        var=nowhere,
        database="",
        zone=CATALONIA.zone,
    )
    return compile_calendar(
        Content(nowhere, tuple(posts), registers),
        config,
        registry.limits_of,
        registry.hides,
        brand(),
        # As if nothing could be done to make them fit: each bound is tried by itself.
        lambda name, _: Prepared(seen(name)),
        writers=registry.writer,
    )


def blocking(place: Channel, *posts: Post) -> list[Finding]:
    """The findings that keep these posts from going out there."""
    return [each for each in compiled(place, posts).findings if each.blocks]


def of(code: str, network: str, *posts: Post, options: Mapping[str, str] | None = None) -> str:
    """What a finding of that code says of some posts, "" when there is none."""
    found = blocking(channel(network, "", options), *posts)
    return next((finding.message for finding in found if finding.code == code), "")


# One unit over a bound, what is at the bound, and the words of the finding.
PICTURES = [
    (
        "instagram",
        "wide.jpg",
        "card.jpg",
        "1800 × 400 pixels, and the network takes from 4:5 to 1.9",
    ),
    (
        "instagram",
        "tall.jpg",
        "four-to-five.jpg",
        "400 × 1000 pixels, and the network takes from 4:5",
    ),
    ("instagram", "8-mb.jpg", "5-mb.jpg", "more than the 8.0 MB"),
    ("instagram", "plain.png", "plain.jpg", "the network takes no image/png"),
    (
        "threads",
        "strip.jpg",
        "ten-to-one.png",
        "4200 × 100 pixels, and the network takes from 1:10",
    ),
    ("threads", "still.gif", "plain.png", "the network takes no image/gif"),
    (
        "telegram",
        "tower.png",
        "twenty-to-one.png",
        "100 × 2001 pixels, and the network takes from 1:2",
    ),
    ("telegram", "sides.png", "wide.jpg", "10,000 pixels of width and height together"),
    ("telegram", "10-mb.jpg", "8-mb.jpg", "more than the 10,485,760"),
    ("mastodon", "one-more.png", "33-megapixels.png", "the network takes 33,177,600 pixels"),
    ("mastodon", "larger.gif", "hd.gif", "the network takes 921,600 pixels"),
    ("mastodon", "16-mb.jpg", "10-mb.jpg", "16,777,217 bytes"),
    ("linkedin", "36-megapixels.png", "", ""),
    ("linkedin", "400-frames.gif", "moving.gif", "400 frames, more than the 250"),
    ("pixelfed", "33-megapixels.png", "sides.png", "the network takes 16,777,216 pixels"),
    ("x", "8193.png", "8192.png", "the network takes 8,192 pixels on its longer side"),
    ("x", "thin.jpg", "plain.jpg", "the network takes 4 pixels on its shorter side at least"),
    ("x", "higher.gif", "hd.gif", "the network takes 1,080 pixels of height"),
    ("x", "400-frames.gif", "300-frames.gif", "400 frames, more than the 350"),
    ("x", "5-mb.jpg", "6-mb.gif", "5,000,001 bytes, more than the 5,000,000"),
    ("bluesky", "2-mb.jpg", "plain.webp", "2,000,001 bytes, more than the 2,000,000"),
    ("facebook", "4-mb.jpg", "2-mb.jpg", "4,000,001 bytes, more than the 4,000,000"),
    ("webhook", "2-mb.jpg", "plain.jpg", "2,000,001 bytes"),
    ("apprise", "5-mb.jpg", "4-mb.jpg", "5,000,001 bytes"),
]
FILMS = [
    ("x", "short.mp4", "second.mp4", "it lasts 0.4 seconds, shorter than the 0.5"),
    ("x", "141-seconds.mp4", "film.mp4", "it lasts 141.0 seconds, longer than the 140"),
    ("x", "band.mp4", "film.mp4", "the network takes from 1:3 to 3:1"),
    ("x", "thumb.mp4", "film.mp4", "the network takes 32 pixels on its shorter side at least"),
    ("instagram", "second.mp4", "film.mp4", "it lasts 1.0 seconds, shorter than the 3"),
    ("instagram", "4k.mp4", "band.mp4", "the network takes 1,920 pixels of width"),
    ("linkedin", "small.mp4", "film.mp4", "less than the 75 kB"),
    ("linkedin", "hour.mp4", "301-seconds.mp4", "longer than the 1800"),
    ("threads", "301-seconds.mp4", "141-seconds.mp4", "longer than the 300"),
    ("mastodon", "8k.mp4", "4k.mp4", "the network takes 8,294,400 pixels"),
    ("pixelfed", "film.mp4", "plain.jpg", "the network takes no films"),
    ("webhook", "film.mp4", "plain.jpg", "the network takes no films"),
]
