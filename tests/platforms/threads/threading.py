"""Our Threads adapter, and the way of a post through both of its steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from campaign.media import MediaStore
from campaign.model import Media, Payload, Pending, Receipt, Variant
from campaign.platforms.protocols import Connection
from campaign.platforms.threads.adapter import Threads
from campaign.sandbox import SandboxServer
from tests.platforms.samples import ALT, Clock, Shelf, channel, variant
from tests.sandbox.threader import sandbox

PUBLIC = "https://media.example.org/cards"


def threads(
    server: str,
    clock: Clock | None = None,
    secret: str = "sandbox-catalonia",
    *,
    public: str = "",
    **options: str,
) -> Threads:
    """The channel's adapter; waiting moves its clock."""
    clock = clock or Clock()
    options["public_media_url"] = public
    place = channel("threads", server, options, account="catalonia")
    return Threads(Connection(place, secret, Shelf(), clock, clock.pass_by))


def laid(folder: Path, *pictures: bytes) -> tuple[Media, ...]:
    """Pictures where the publisher keeps them."""
    store = MediaStore(folder)
    return tuple(store.put(each, ALT) for each in pictures)


def said(text: str = "Tres dies. Una taula.", *media: Media, link: str = "") -> Variant:
    """A variant for Threads."""
    return variant("threads", *media, text=text, link=link)


def through(
    adapter: Threads, payload: Payload, before: Sequence[Receipt] = (), asks: int = 3
) -> Receipt:
    """Both steps, asking so often at most."""
    pending = adapter.publish(payload, "key", before)
    for _ in range(asks):
        answer = adapter.finish(Pending(pending.token))
        if isinstance(answer, Receipt):
            return answer
    raise AssertionError(f"still pending: {pending.token}")


def ids(posts: Sequence[Mapping[str, object]]) -> list[object]:
    """The ids of what a ledger shows."""
    return [each["id"] for each in posts]


@pytest.fixture
def media(tmp_path: Path) -> Path:
    """The publisher's folder of pictures."""
    return tmp_path / "media"


@pytest.fixture
def box(clock: Clock, media: Path) -> Iterator[SandboxServer]:
    """A sandbox with Threads that runs by the test's clock."""
    with sandbox(clock, media) as server:
        yield server


def opened(box: SandboxServer, clock: Clock, server: str = "", **options: str) -> Threads:
    """Our adapter at the sandbox, which finds our pictures."""
    public = f"{box.url}/_sandbox/public-media"
    return threads(server or box.url, clock, public=public, **options)
