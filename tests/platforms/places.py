"""Every network at its sandbox, for the tests that all of them have to pass."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from campaign.model import Delivery, Media, Pending, Receipt, Variant
from campaign.platforms import registry
from campaign.platforms.protocols import Finishes, Platform
from campaign.sandbox import SandboxServer
from tests.platforms.samples import (
    ALT,
    Clock,
    Shelf,
    connected,
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


#: Those with a server of their own; a folder and a library are no networks.
NETWORKS = [name for name in registry.names() if name not in ("apprise", "outbox")]


#: Whole paths to which a POST makes a post public.
CREATES = {
    "bluesky": r"/xrpc/com\.atproto\.repo\.putRecord",
    "facebook": r"/v[\d.]+/\d+_\d+",
    "instagram": r"/v[\d.]+/\d+/media_publish",
    "linkedin": r"/rest/posts",
    "mastodon": r"/api/v1/statuses",
    "pixelfed": r"/api/v1/statuses",
    "telegram": r"/bot[^/]+/send\w+",
    "threads": r"/v1\.0/\w+/threads_publish",
    "x": r"/2/tweets",
}


#: Those that take no post without a picture.
PICTURED = ("instagram", "pixelfed")


def creates(platform: str) -> Callable[[Seen], bool]:
    """Whether a request is the one that makes a post public."""
    path = re.compile(CREATES[platform])
    return lambda seen: seen.method == "POST" and bool(path.fullmatch(seen.path))


def by(*deliveries: Delivery) -> list[str]:
    """The platforms of these delivery classes; of those with a server."""
    return [
        name
        for name in registry.names()
        if registry.delivery(name) in deliveries and name != "apprise"
    ]


@dataclass
class Place:
    """Where one platform publishes to in a test, and how many posts stand there."""

    platform: str
    clock: Clock
    shelf: Shelf
    server: str
    options: dict[str, str]
    count: Callable[[], int]

    def variant(self, *media: Media) -> Variant:
        """What this network takes: with a picture where it takes nothing else."""
        if self.platform in PICTURED and not media:
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
            self.platform, server or self.server, self.shelf, self.clock, options=self.options
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


@pytest.fixture(params=[name for name in registry.names() if name != "apprise"])
def place(
    request: pytest.FixtureRequest,
    clock: Clock,
    shelf: Shelf,
    box: SandboxServer,
    tmp_path: Path,
) -> Iterator[Place]:
    """Every platform the registry knows, each with a place to publish to."""
    platform: str = request.param
    if platform == "outbox":
        folder = tmp_path / "outbox"
        count = lambda: len(list(folder.glob("*/*/payload.json")))  # noqa: E731
        yield Place(platform, clock, shelf, "", {"folder": str(folder)}, count)
    else:
        count = lambda: len(standing(box.url, platform))  # noqa: E731
        with gallery(shelf) as pictures:
            fetched = platform in ("instagram", "threads")
            options = {"public_media_url": pictures.url} if fetched else {}
            yield Place(platform, clock, shelf, box.url, options, count)


def offline(platform: str, shelf: Shelf | None = None) -> Platform:
    """An adapter whose server is not there."""
    return connected(platform, f"http://127.0.0.1:{free_port()}", shelf)
