"""What `campaign check` passes no network refuses; what it does not pass, the sandbox refuses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest

from campaign.errors import PlatformError
from campaign.model import Channel, Limits, PictureSize, State
from campaign.platforms import registry
from campaign.platforms.protocols import Platform
from campaign.sandbox import SandboxServer
from tests.engine.stage import Stage
from tests.platforms import corpus
from tests.platforms.checked import EDITORIAL, FILMS, PICTURES, compiled, described
from tests.platforms.places import site
from tests.platforms.samples import channel, key_for, secret_of, variant
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
    assert len(passed) > len(posts) // 10


def loosened(limits: Limits) -> Limits:
    """The same limits without any bound on media."""
    return replace(
        limits,
        images=100,
        image_types=("image/png", "image/jpeg", "image/gif", "image/webp"),
        image_bytes=0,
        picture_size=PictureSize(),
        gif_bytes=0,
        gif_size=None,
        alone=(),
        frames=0,
        video_bytes=0,
        video_seconds=0,
        video_size=PictureSize(),
        video_least_bytes=0,
        video_least_seconds=0,
    )


#: Where nobody has written down what the network does, or it is said in round numbers, the sandbox
#: takes what the check does not.
LENIENT = {("facebook", "4-mb.jpg"), ("x", "5-mb.jpg")}
STRICT = [
    pytest.param((network, {}), over, id=f"{network}-{over}")
    for network, over, _, words in (*PICTURES, *FILMS)
    if words
    and (network, over) not in LENIENT
    and network not in ("pixelfed", "apprise", "webhook")
]


@pytest.mark.slow
@pytest.mark.parametrize(("publisher", "over"), STRICT, indirect=["publisher"])
def test_the_sandbox_refuses_what_the_check_would_not_have_passed(
    publisher: Publisher, over: str
) -> None:
    """It knows the bound by itself, as the network does."""
    place, media = publisher.place, publisher.stage.media
    media.put(corpus.FILES[over])
    message = import_module(f"campaign.platforms.{place.platform}.message")
    write = message.writer(place, loosened(registry.limits(place.platform)))
    alt = "" if registry.limits(place.platform).alt is None else corpus.ALT
    made = variant(place.platform, replace(described(over), alt=alt), text="Una taula.", link="")
    platform = publisher.connect(place)
    key = key_for(place.platform, ("odd", "", place.name), publisher.stage.now)
    with pytest.raises(PlatformError):
        publisher.out(platform, write(made, publisher.stage.now)[0], key)
    assert publisher.taken() == []
