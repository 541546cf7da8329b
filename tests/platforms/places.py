"""Every network at a place to publish to, for the tests that all of them have to pass."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from campaign.model import Delivery, Media, Pending, Receipt, Variant
from campaign.platforms import registry
from campaign.platforms.protocols import Finishes, Platform
from campaign.sandbox import SandboxServer
from tests.platforms.contracts import CONTRACTS, Site
from tests.platforms.samples import (
    ALT,
    Clock,
    Shelf,
    connected,
    fetches,
    picture,
    standing,
    variant,
)
from tests.platforms.scripted import (
    Reply,
    Scripted,
    Seen,
    free_port,
)

IDENTITY = ("learning-labs-01", "", "catalonia-ca")


#: What a network makes public by a request of its own; not so a folder, or a library that sends.
CREATES = {name: each.creates for name, each in CONTRACTS.items() if each.creates}
NETWORKS = list(CREATES)


def creates(platform: str) -> Callable[[Seen], bool]:
    """Whether a request is the one that makes a post public."""
    path = re.compile(CREATES[platform])
    return lambda seen: seen.method == "POST" and bool(path.fullmatch(seen.path))


def by(*deliveries: Delivery) -> list[str]:
    """The platforms of these delivery classes, each by what its channels can do at most."""
    return [
        name
        for name in registry.names()
        if registry.delivery(name, CONTRACTS[name].options) in deliveries
    ]


@dataclass
class Place:
    """Where one platform publishes to in a test."""

    platform: str
    clock: Clock
    shelf: Shelf
    site: Site

    @property
    def server(self) -> str:
        """The server that is published to, "" where there is none."""
        return self.site.server

    def count(self) -> int:
        """How many posts stand there."""
        return len(self.site.posts())

    def variant(self, *media: Media) -> Variant:
        """What this network takes: with a picture where it takes nothing else."""
        if registry.facts(self.platform).pictured and not media:
            media = (illustration(self.platform, self.shelf),)
        return variant(self.platform, *media)

    def arrived(self, answer: Receipt | Pending, by: Platform) -> Receipt:
        """The receipt, after the second step where there is one."""
        for _ in range(10):
            if isinstance(answer, Receipt):
                return answer
            self.clock.pass_by(60)
            assert isinstance(by, Finishes)
            answer = by.finish(answer)
        raise AssertionError("it is worked on for ever")

    def connect(self, server: str = "") -> Platform:
        """An adapter that publishes there, or by way of another server."""
        return connected(
            self.platform,
            server or self.server,
            self.shelf,
            self.clock,
            self.site.secret or None,
            self.site.options,
        )


def illustration(platform: str, shelf: Shelf) -> Media:
    """A picture as the network takes it, with an alt text where it has one."""
    limits = registry.limits(platform)
    data = picture()
    if limits.card_type == "image/jpeg":
        file = BytesIO()
        Image.open(BytesIO(data)).save(file, "JPEG")
        data = file.getvalue()
    return shelf.put(data, alt="" if limits.alt is None else ALT, mime=limits.card_type)


def gallery(shelf: Shelf) -> Scripted:
    """The pictures of a shelf where networks that fetch them find them."""

    def script(seen: Seen) -> Reply:
        name, _, suffix = seen.path.rpartition("/")[2].partition(".")
        if name not in shelf.kept:
            return Reply(404)
        mime = "image/png" if suffix == "png" else "image/jpeg"
        return Reply(raw=shelf.kept[name], headers={"Content-Type": mime})

    return Scripted(script)


@contextmanager
def site(
    platform: str, box: SandboxServer, folder: Path, clock: Callable[[], datetime], pictures: str
) -> Iterator[Site]:
    """A place to publish to: the sandbox, or one of the network's own contract.

    `pictures` is the address at which networks find the pictures that they fetch.
    """
    opens = CONTRACTS[platform].opens
    if opens is None:
        options = {"public_media_url": pictures} if fetches(platform) else {}
        yield Site(box.url, lambda: standing(box.url, platform), options)
    else:
        with opens(folder, clock) as own:
            yield own


@pytest.fixture(params=registry.names())
def place(
    request: pytest.FixtureRequest,
    clock: Clock,
    shelf: Shelf,
    box: SandboxServer,
    tmp_path: Path,
) -> Iterator[Place]:
    """Every platform the registry knows, each with a place to publish to."""
    platform: str = request.param
    with gallery(shelf) as pictures, site(platform, box, tmp_path, clock, pictures.url) as own:
        yield Place(platform, clock, shelf, own)


def offline(platform: str, shelf: Shelf | None = None) -> Platform:
    """An adapter whose server is not there."""
    return connected(platform, f"http://127.0.0.1:{free_port()}", shelf)
