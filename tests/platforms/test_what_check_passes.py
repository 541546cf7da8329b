"""What `campaign check` passes no network refuses; what it does not pass, the sandbox refuses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path

import pytest

from campaign.cards.draw import draw
from campaign.engine.payloads import prepared
from campaign.errors import PlatformError
from campaign.keys import part_key
from campaign.media import MediaStore
from campaign.model import Channel, Limits, Payload, PictureSize, Planned, Receipt, Variant
from campaign.platforms import registry
from campaign.platforms.protocols import Finishes, Platform
from campaign.sandbox import SandboxServer
from tests.cards.material import brand
from tests.platforms import corpus
from tests.platforms.checked import EDITORIAL, FILMS, PICTURES, compiled, described
from tests.platforms.contracts import Site
from tests.platforms.places import site
from tests.platforms.samples import Clock, channel, key_for, secret_of, variant

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


CASES: list[tuple[str, Mapping[str, str]]] = [(name, {}) for name in registry.names()]
CASES += OPTIONS.items()


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> MediaStore:
    """All pictures and films of the corpus, by what they hold: no test can change one."""
    store = MediaStore(tmp_path_factory.mktemp("media"))
    for data in corpus.FILES.values():
        store.put(data)
    return store


@dataclass
class Sender:
    """One channel of a network: its adapter sends what the check has passed, without the engine.

    What the engine makes of a refusal is tried elsewhere, for each kind of error.
    """

    place: Channel
    adapter: Platform
    pictures: MediaStore
    clock: Clock
    site: Site

    def finished(self, variant: Variant) -> Variant:
        """The variant with its card, which `campaign apply` draws."""
        if variant.card is None:
            return variant
        card = self.pictures.put(draw(variant.card, brand()), variant.alt)
        return variant.illustrated((card, *variant.beside))

    def send(self, planned: Planned) -> None:
        """All parts of one publication; raises PlatformError where the network refuses one."""
        key, before = self._key(planned.identity), list[Receipt]()
        made = self.finished(planned.variant)
        parts = prepared(self.adapter, made, self.clock(), approved=made.hash)
        for number, payload in enumerate(parts):
            before.append(self.out(payload, part_key(key, number), before))

    def out(self, payload: Payload, key: str = "", before: Sequence[Receipt] = ()) -> Receipt:
        """One part, which has arrived when the network is done with it."""
        key = key or self._key(("odd", "", self.place.name))
        answer = self.adapter.publish(payload, key, before)
        for _ in range(60):
            if isinstance(answer, Receipt):
                return answer
            assert isinstance(self.adapter, Finishes)
            self.clock.pass_by(60)
            answer = self.adapter.finish(answer)
        raise AssertionError("it is worked on for ever")

    def _key(self, identity: Sequence[str]) -> str:
        return key_for(self.place.platform, identity, self.clock())


@pytest.fixture
def sender(
    request: pytest.FixtureRequest, pictures: MediaStore, clock: Clock, tmp_path: Path
) -> Iterator[Sender]:
    """A sender to the network that the test names, with the options it names."""
    name, options = request.param
    box = SandboxServer(clock=clock, enforce_limits=False, media=pictures.folder)
    with box, site(name, box, tmp_path, clock, f"{box.url}/_sandbox/public-media") as own:
        place = channel(name, own.server, {**own.options, **options})
        secret = own.secret or secret_of(name)
        adapter = registry.connect(place, secret, pictures, clock, clock.pass_by)
        yield Sender(place, adapter, pictures, clock, own)


@pytest.mark.slow
@pytest.mark.parametrize("sender", CASES, indirect=True, ids=lambda case: case[0])
def test_what_the_check_passes_no_network_refuses(
    sender: Sender, request: pytest.FixtureRequest
) -> None:
    """All that is not held back goes out, and what is held back says why."""
    _, options = request.node.callspec.params["sender"]
    posts = list(corpus.posts(media=not options))
    passed = [
        replace(each, blocked="")
        for each in compiled(sender.place, posts).planned
        if {*filter(None, each.blocked.split(", "))} <= EDITORIAL
    ]
    refused = []
    for planned in passed:
        try:
            sender.send(planned)
        except PlatformError as error:
            media = [each.mime for each in planned.variant.own]
            refused.append((planned.variant.texts, media, error))
        sender.clock.pass_by(60)
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
@pytest.mark.parametrize(("sender", "over"), STRICT, indirect=["sender"])
def test_the_sandbox_refuses_what_the_check_would_not_have_passed(
    sender: Sender, over: str
) -> None:
    """It knows the bound by itself, as the network does."""
    place = sender.place
    message = import_module(f"campaign.platforms.{place.platform}.message")
    write = message.writer(place, loosened(registry.limits(place.platform)))
    alt = "" if registry.limits(place.platform).alt is None else corpus.ALT
    made = variant(place.platform, replace(described(over), alt=alt), text="Una taula.", link="")
    with pytest.raises(PlatformError):
        sender.out(write(made, sender.clock())[0])
    assert sender.site.posts() == []
