"""A post at each server's own bound goes out whole, and one unit more is a finding."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import time
from pathlib import Path
from typing import Any

import pytest

from campaign.compose.length import graphemes
from campaign.config import Config
from campaign.content import Content
from campaign.errors import Place
from campaign.media import describe
from campaign.model import Activity, Channel, Copy, CopyState, InWeek, Post, ServerLimits
from campaign.pictures import Prepared
from campaign.platforms import registry
from campaign.platforms.protocols import Tells
from campaign.storage import server_limits
from campaign.storage.database import Database
from campaign.usecases.planning.ask_servers import ask_servers
from campaign.usecases.planning.compile import Compiled, compile_calendar
from campaign.usecases.planning.known_limits import KnownLimits
from tests.cards.material import brand
from tests.compose.material import CAMPAIGN, CATALONIA, REGISTERS
from tests.plan.made import NOW
from tests.platforms.mastodon import servers
from tests.platforms.mastodon.servers import speaking
from tests.platforms.samples import START, Clock, Shelf, channel, picture, secret_of
from tests.platforms.scripted import Reply, Scripted, Seen
from tests.storage.conftest import database, kind, migrated, url

__all__ = ["database", "kind", "migrated", "url"]

LINK = "https://eu-belong.aer.eu/a/long/path?lang=ca"
WARNING = "EU 👨‍👩‍👧‍👦"
"""Counts 4 as Mastodon counts, and 10 in code points."""


def as_mastodon(text: str) -> int:
    """A link counts 23, and a family once: what the server's own validator does."""
    return graphemes(text.replace(LINK, "x" * 23))


@dataclass(frozen=True, slots=True)
class Kind:
    """One server: what it says, the most that it takes, and how it counts words of a post."""

    name: str
    instance: Mapping[str, Any]
    text: int
    pictures: int
    alt: int
    counts: Callable[[str], int]
    older: bool = False
    network: str = "mastodon"
    warned: bool = True

    def __str__(self) -> str:
        return self.name


KINDS = [
    Kind("Mastodon 4.6", servers.MASTODON, 500, 4, 10_000, as_mastodon),
    Kind("300 characters", servers.SHORT, 300, 4, 1500, as_mastodon),
    Kind("GoToSocial", servers.GOTOSOCIAL, 5000, 6, 1500, len),
    Kind("Takahe", servers.TAKAHE, 500, 4, 1500, len),
    Kind("older Takahe", servers.OLD_TAKAHE, 500, 4, 1500, len, older=True),
    Kind("Pixelfed", servers.PIXELFED, 500, 20, 1000, len, network="pixelfed", warned=False),
]


class Server:
    """The server of a kind: it refuses what is over its own bounds, and keeps all else whole."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.posts: list[dict[str, Any]] = []
        self.alts: list[str] = []
        newer, older = (None, kind.instance) if kind.older else (kind.instance, None)
        runs = servers.nodeinfo("takahe", "0.7.0") if kind.older else None
        self.script = speaking(newer, older, runs, otherwise=self.answer)

    def answer(self, seen: Seen) -> Reply:
        """Uploads and posts, as the kind's source bounds them."""
        if seen.path == "/api/v2/media":
            self.alts.append(seen.body.decode("utf-8", "replace"))
            return Reply(data={"id": f"{len(self.alts)}.png"})
        assert seen.path == "/api/v1/statuses"
        body = seen.data
        counted = body["status"]
        if self.kind.warned:
            counted = body.get("spoiler_text", "") + counted
        pictures = body.get("media_ids", [])
        if self.kind.counts(counted) > self.kind.text or len(pictures) > self.kind.pictures:
            return Reply(422, {"error": "Validation failed: too much"})
        self.posts.append(body)
        words = {"content": body["status"], "media_attachments": [{"id": e} for e in pictures]}
        return Reply(data={"id": "5", "url": "https://m.example/5", **words})


def post(text: str, alt: str = "Una taula llarga.", pictures: int = 0) -> Post:
    """A post with this text, and as many pictures with this alt text."""
    copy = Copy("ca", "", text, alt if pictures else "", CopyState.SOURCE)
    more = tuple(alt for _ in range(pictures - 1))
    return Post(
        "labs",
        InWeek(1, 1, time(10)),
        ("all",),
        "A02",
        {"ca": replace(copy, more_alts=more)},
        images=tuple(f"{number}.png" for number in range(pictures)),
        place=Place("content/calendar/labs.yaml", 1),
    )


def compiled(place: Channel, wanted: Post, known: KnownLimits) -> Compiled:
    """What `campaign check` finds, and what would be sent; nothing may be left out of the text."""
    templates = {place.platform: "{# ladder: none #}{{ text }}"}
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
        Content(nowhere, (wanted,), registers),
        config,
        known.of,
        registry.hides,
        brand(),
        lambda name, _: Prepared(replace(describe(PICTURE), sha256=name.rjust(64, "0"))),
        writers=lambda each: registry.writer(each, known.of(each)),
    )


PICTURE = picture(size=(900, 900))


class Numbered(Shelf):
    """Every picture is the same one."""

    def read(self, sha256: str) -> bytes:
        """Its bytes."""
        return PICTURE


def blocking(found: Compiled) -> set[str]:
    """The codes of the findings that hold the post back."""
    return {each.code for each in found.findings if each.blocks}


def publish(place: Channel, found: Compiled, known: KnownLimits) -> None:
    """Send what was compiled by an adapter that has the limits which the database knows."""
    (planned,) = found.planned
    limits = known.of(place)
    platform = registry.connect(
        place, secret_of(place.platform), Numbered(), Clock(), lambda _: None, limits=limits
    )
    variant = planned.variant
    if not variant.media:
        variant = replace(variant, card=None)
    (payload,) = platform.payloads(variant, START)
    platform.publish(payload, "00000000-0000-4000-8000-000000000000")


def asked(database: Database, place: Channel) -> KnownLimits:
    """Ask the server as `campaign channels test` does, and read the answer as `check` does."""
    shelf, clock = Shelf(), Clock()

    def connect(each: Channel) -> Any:
        return registry.connect(each, secret_of(each.platform), shelf, clock, lambda _: None)

    (done,) = ask_servers(database, [place], connect, NOW)
    assert done.said is not None and done.trouble == ""

    def read() -> Mapping[server_limits.Server, ServerLimits]:
        with database.read() as connection:
            return server_limits.known(connection, registry.limits)

    return KnownLimits(read)


def filled(kind: Kind, most: int) -> str:
    """Words that count exactly so many as the server counts, with a link and a family in them."""
    ending = f" 👨‍👩‍👧‍👦 {LINK}"
    return "x" * (most - kind.counts(ending)) + ending


@pytest.mark.parametrize("runs", KINDS, ids=str)
@pytest.mark.parametrize("spoiler", ["", WARNING], ids=["plain", "warned"])
def test_a_text_at_the_servers_own_bound_goes_out_whole_and_one_more_is_a_finding(
    database: Database, runs: Kind, spoiler: str
) -> None:
    """With a link and a family, and with a content warning where that counts as well."""
    server = Server(runs)
    with Scripted(server.script) as there:
        options = {"spoiler": spoiler} if spoiler else {}
        place = channel(runs.network, there.url, options)
        known = asked(database, place)
        most = runs.text - (runs.counts(spoiler) if runs.warned else 0)
        pictures = 1 if runs.network == "pixelfed" else 0
        fits = compiled(place, post(filled(runs, most), pictures=pictures), known)
        assert blocking(fits) == set()
        publish(place, fits, known)
        over = compiled(place, post(filled(runs, most + 1), pictures=pictures), known)
    assert [each["status"] for each in server.posts] == [filled(runs, most)]
    assert blocking(over) == {"too-long"}
    (finding,) = (each for each in over.findings if each.code == "too-long")
    assert f"1 more than the {most} allowed" in finding.message


@pytest.mark.parametrize("runs", KINDS, ids=str)
def test_as_many_pictures_as_the_server_takes_go_out_and_one_more_is_a_finding(
    database: Database, runs: Kind
) -> None:
    """Twenty on a Pixelfed that says so; their opaque ids come back in order."""
    server = Server(runs)
    with Scripted(server.script) as there:
        place = channel(runs.network, there.url)
        known = asked(database, place)
        fits = compiled(place, post("Bon dia.", pictures=runs.pictures), known)
        assert blocking(fits) == set()
        publish(place, fits, known)
        over = compiled(place, post("Bon dia.", pictures=runs.pictures + 1), known)
    (sent,) = server.posts
    assert sent["media_ids"] == [f"{number}.png" for number in range(1, runs.pictures + 1)]
    assert blocking(over) == {"pictures-many"}


@pytest.mark.parametrize("runs", KINDS, ids=str)
def test_an_alt_text_at_the_servers_own_bound_goes_out_and_one_more_is_a_finding(
    database: Database, runs: Kind
) -> None:
    """10,000 characters on Mastodon from 4.6."""
    server = Server(runs)
    with Scripted(server.script) as there:
        place = channel(runs.network, there.url)
        known = asked(database, place)
        fits = compiled(place, post("Bon dia.", "y" * runs.alt, pictures=1), known)
        assert blocking(fits) == set()
        publish(place, fits, known)
        over = compiled(place, post("Bon dia.", "y" * (runs.alt + 1), pictures=1), known)
    (sent,) = server.alts
    assert f"\r\n\r\n{'y' * runs.alt}\r\n" in sent
    assert blocking(over) == {"alt-too-long"}


def test_an_adapter_that_asks_writes_by_the_answer() -> None:
    """The same limits as those that were handed in from the database."""
    with Scripted(speaking(servers.GOTOSOCIAL)) as there:
        place = channel("mastodon", there.url)
        platform = registry.connect(place, "token", Shelf(), Clock(), lambda _: None)
        assert isinstance(platform, Tells)
        said = platform.ask_limits()
    assert said is not None
    assert platform._limits == registry.limits_of(place, said)  # type: ignore[attr-defined]
