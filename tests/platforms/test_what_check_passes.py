"""What `campaign check` passes, no network refuses; and one over each bound is a finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from campaign.config import Config
from campaign.content import Content
from campaign.media import describe
from campaign.model import Activity, Channel, Finding, Media, Post, State
from campaign.platforms import registry
from campaign.platforms.protocols import Platform
from campaign.sandbox import SandboxServer
from campaign.usecases.planning.compile import Compiled, compile_calendar
from tests.cards.material import brand
from tests.compose.material import CAMPAIGN, CATALONIA, REGISTERS
from tests.engine.stage import Stage
from tests.platforms import corpus
from tests.platforms.places import site
from tests.platforms.samples import channel, secret_of
from tests.platforms.test_text_limits import Publisher
from tests.storage.conftest import database, kind, migrated, url
from tests.usecases.conftest import network, stage

__all__ = ["database", "kind", "migrated", "network", "stage", "url"]

#: Channels with other options than usual, which leave less room or put the link elsewhere.
OPTIONS: Mapping[str, Mapping[str, str]] = {
    "mastodon": {"spoiler": "Avís: projecte 🇪🇺", "visibility": "unlisted"},
    "pixelfed": {"spoiler": "x" * 140},
    "bluesky": {"link_in": "comment"},
    "facebook": {"link_in": "comment"},
    "instagram": {"link_in": "comment"},
    "linkedin": {"link_in": "comment"},
    "threads": {"link_in": "comment"},
    "x": {"link_in": "comment"},
    "telegram": {"preview": "large", "silent": "yes"},
}
#: Findings that hold a post back for its readers' sake; a network would take it.
EDITORIAL = {"figure-by-hand", "hashtag-invalid", "term-avoided"}


@cache
def described(name: str) -> Media:
    """What a picture of the corpus is."""
    return describe(corpus.FILES[name])


def compiled(place: Channel, posts: Iterable[Post]) -> Compiled:
    """What `campaign check` finds in these posts; the template leaves nothing out."""
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
        registry.limits,
        registry.hides,
        brand(),
        described,
        writers=registry.writer,
    )


def blocking(place: Channel, *posts: Post) -> list[Finding]:
    """The findings that keep these posts from going out there."""
    return [each for each in compiled(place, posts).findings if each.blocks]


@dataclass
class Patient(Publisher):
    """A publisher whose adapters let time pass while a network works on a film."""

    def connect(self, place: Channel) -> Platform:
        secret = self.site.secret or secret_of(place.platform)
        return registry.connect(
            place, secret, self.stage.media, lambda: self.stage.now, self._pass_by
        )

    def _pass_by(self, seconds: float) -> None:
        self.stage.now += timedelta(seconds=seconds)


CASES: list[tuple[str, Mapping[str, str]]] = [(name, {}) for name in registry.names()]
CASES += OPTIONS.items()


@pytest.fixture
def publisher(request: pytest.FixtureRequest, stage: Stage, tmp_path: Path) -> Iterator[Publisher]:
    """A publisher on the network that the test names, with the options it names."""
    name, options = request.param
    clock = lambda: stage.now  # noqa: E731
    box = SandboxServer(clock=clock, enforce_limits=False, media=tmp_path / "media")
    with box, site(name, box, tmp_path, clock, f"{box.url}/_sandbox/public-media") as own:
        place = channel(name, own.server, {**own.options, **options})
        place = replace(place, grace=timedelta(days=30))
        stage.channels = {place.name: place}
        yield Patient(stage, place, own)


@pytest.mark.slow
@pytest.mark.parametrize("publisher", CASES, indirect=True, ids=lambda case: case[0])
def test_what_the_check_passes_no_network_refuses(
    publisher: Publisher, request: pytest.FixtureRequest
) -> None:
    """All that is not held back goes out, and what is held back says why."""
    _, options = request.node.callspec.params["publisher"]
    for data in corpus.FILES.values():
        publisher.stage.media.put(data)
    posts = list(corpus.posts(media=not options))
    made = compiled(publisher.place, posts)
    passed = [
        replace(each, blocked="")
        for each in made.planned
        if {*filter(None, each.blocked.split(", "))} <= EDITORIAL
    ]
    ended = publisher.publish(passed)
    refused = [
        (planned.variant.texts, [media.mime for media in planned.variant.own], state, reason)
        for planned, (state, reason) in zip(passed, ended, strict=True)
        if state is not State.PUBLISHED
    ]
    assert refused == []
    assert len(passed) > len(posts) // 5


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


@pytest.mark.parametrize(("network", "over", "at", "words"), [*PICTURES, *FILMS])
def test_one_over_each_bound_of_media_is_a_finding_with_the_numbers(
    network: str, over: str, at: str, words: str
) -> None:
    """And what is at the bound is none."""
    code = "film-refused" if over.endswith(".mp4") else "picture-refused"
    if words:
        said = of(code, network, corpus.post(0, images=[over]))
        assert words in said and over in said
    for name in filter(None, (at, "" if words else over)):
        assert of("film-refused", network, corpus.post(0, images=[name])) == ""
        assert of("picture-refused", network, corpus.post(0, images=[name])) == ""


@pytest.mark.parametrize(
    ("network", "images", "code", "words"),
    [
        ("x", ("moving.gif", "other.jpg"), "picture-refused", "a GIF goes out alone"),
        ("x", ("plain.jpg", "still.gif"), "picture-refused", "a GIF goes out alone"),
        ("mastodon", ("plain.jpg", "film.mp4"), "film-refused", "a film goes out alone"),
        ("bluesky", ("film.mp4", "second.mp4"), "film-refused", "a film goes out alone"),
        ("threads", ("plain.jpg",) * 21, "pictures-many", "the 21 pictures"),
        ("instagram", ("plain.jpg",) * 11, "pictures-many", "the 11 pictures"),
        ("bluesky", ("plain.jpg",) * 5, "pictures-many", "the 5 pictures"),
        ("linkedin", ("plain.jpg",) * 21, "pictures-many", "the 21 pictures"),
        ("instagram", (), "network-refuses", "takes no text alone"),
        ("pixelfed", (), "network-refuses", "a post needs a picture"),
    ],
)
def test_what_may_not_stand_together_is_a_finding(
    network: str, images: tuple[str, ...], code: str, words: str
) -> None:
    """So is a post without what its network needs."""
    assert words in of(code, network, corpus.post(0, images=images))


@pytest.mark.parametrize(
    ("network", "text", "code", "words"),
    [
        (
            "pixelfed",
            "Menys que abans: tres<cinc.",
            "network-refuses",
            "text behind a < would be lost",
        ),
        ("threads", "’" * 167, "too-long", "503 bytes, 3 more than the 500"),
        ("threads", "ż" * 250, "too-long", "502 bytes, 2 more than the 500"),
        ("linkedin", "x" * 2970 + "(" * 15, "too-long", "2 more than the 3000"),
        ("linkedin", "#Belong " * 150, "too-long", "as they are escaped"),
        ("x", "Preus: $EU i $BRK.A", "too-many", "2 cashtags, 1 more than the 1"),
        ("instagram", "#Tag " * 31, "too-many", "31 hashtags, 1 more than the 30"),
        ("instagram", "@gent " * 21, "too-many", "21 mentions, 1 more than the 20"),
        ("telegram", "x" * 1023, "too-long", "1025 UTF-16 units, 1 more than the 1024"),
    ],
)
def test_one_over_each_bound_of_words_is_a_finding(
    network: str, text: str, code: str, words: str
) -> None:
    """The same words less what is too much are none."""
    picture = () if network in ("threads", "x", "linkedin") else ("plain.jpg",)
    assert words in of(code, network, corpus.post(0, text, picture))


@pytest.mark.parametrize(
    ("network", "text"),
    [
        ("pixelfed", "Menys que abans: tres < cinc."),
        ("threads", "’" * 166),
        ("threads", "ż" * 249),
        ("linkedin", "x" * 2968 + "(" * 15),
        ("x", "Preus: $EU i $100 i 5$"),
        ("instagram", "#Tag " * 30 + "@gent " * 20),
        ("telegram", "x" * 1022),
    ],
)
def test_words_at_the_bound_are_no_finding(network: str, text: str) -> None:
    """So the bound is where it is said to be."""
    picture = () if network in ("threads", "x", "linkedin") else ("plain.jpg",)
    found = blocking(channel(network, ""), corpus.post(0, text, picture))
    assert {each.code for each in found} <= EDITORIAL


def test_a_sixth_link_may_come_from_the_posts_own() -> None:
    """It is attached, and counts with those of the text."""
    five = "https://a.eu/ https://b.eu/ https://c.eu/ https://d.eu/ https://e.eu/"
    post = replace(corpus.post(0, five), link="https://f.eu/")
    options = {"link_in": "text"}
    templates = blocking(channel("threads", "", options), post)
    assert {each.code for each in templates} & {"too-many", "network-refuses"}


@pytest.mark.parametrize(
    ("network", "options", "account", "words"),
    [
        ("pixelfed", {"spoiler": "x" * 141}, "", "spoiler has 141 characters, 140 are allowed"),
        ("linkedin", {}, "acme", "account is the organisation's number"),
        ("telegram", {"preview": "huge"}, "", "preview is one of"),
        ("mastodon", {"visibility": "direct"}, "", "visibility is one of"),
        ("instagram", {"public_media_url": "http://media.example"}, "", "must begin with https://"),
        ("apprise", {"format": "rtf"}, "", "format is one of"),
    ],
)
def test_a_channel_that_no_post_can_leave_by_is_one_finding(
    network: str, options: dict[str, str], account: str, words: str
) -> None:
    """At the channel's line, not at each post; all its posts are held back."""
    place = channel(network, "", options, account)
    posts = [corpus.post(number, images=["plain.jpg"]) for number in range(3)]
    made = compiled(place, posts)
    [finding] = [each for each in made.findings if each.code == "network-refuses"]
    assert words in finding.message
    assert (finding.place, finding.channel, finding.post) == (place.place, place.name, "")
    assert all("network-refuses" in each.blocked for each in made.planned)


def test_without_an_address_for_pictures_only_those_with_pictures_are_held_back() -> None:
    """Threads fetches them itself, and takes a text without any."""
    place = channel("threads", "")
    place = replace(place, options={})
    texts, picture = corpus.post(0), corpus.post(1, images=["plain.jpg"])
    [finding] = [each for each in blocking(place, texts, picture) if each.code == "network-refuses"]
    assert (finding.post, "public_media_url" in finding.message) == ("post-1", True)
