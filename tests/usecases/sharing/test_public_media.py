"""A picture that a network would not find is told the day before, in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from campaign.media import MediaStore
from campaign.model import Channel, Media, State
from campaign.storage import publications
from campaign.storage.database import Database
from campaign.usecases.sharing.public_media import unreachable
from tests.beside import LOOPBACK, Serving
from tests.plan.made import NOW, channel
from tests.platforms.scripted import Reply, Scripted, always, free_port
from tests.sandbox.grapher import jpeg
from tests.sandbox.visitors import picture
from tests.storage.made import one

HOUR = timedelta(hours=1)


class Quiet(SimpleHTTPRequestHandler):
    """Python's own web server, which tells nobody what it does."""

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The campaign's folder of pictures."""
    return tmp_path / "media"


@pytest.fixture
def site(folder: Path) -> Iterator[str]:
    """A web server that nobody here wrote, over the folder as it lies on disk."""
    folder.mkdir()
    quiet = partial(Quiet, directory=str(folder))
    with Serving(ThreadingHTTPServer((LOOPBACK, 0), quiet)) as server:
        yield server.url


@pytest.fixture
def card(folder: Path) -> Media:
    """A card as it was drawn."""
    return MediaStore(folder).put(jpeg(), "Una taula")


def fetched(url: str, **more: Any) -> dict[str, Channel]:
    """A channel whose network fetches pictures at an address."""
    return {"catalonia": channel(options={"public_media_url": url}, **more)}


def due(database: Database, name: str, ahead: timedelta, *media: Media, **more: Any) -> int:
    """Schedule something with these pictures."""
    with database.write() as connection:
        return one(connection, name, NOW + ahead, media=media, **more).id


def test_what_any_web_server_shows_as_it_lies_on_disk_is_found(
    database: Database, site: str, card: Media
) -> None:
    """Nothing has to be copied or named anew."""
    due(database, "a", HOUR, card)
    assert unreachable(database, fetched(site), NOW) == []
    assert unreachable(database, fetched(f"{site}/"), NOW) == []


def test_a_picture_that_is_not_there_is_told_with_its_address(
    database: Database, site: str, card: Media, folder: Path
) -> None:
    """Each publication that needs it, the soonest first; those without trouble are not told."""
    other = MediaStore(folder).put(jpeg(colour="#ffcc00"), "")
    later, sooner = due(database, "b", 2 * HOUR, card), due(database, "a", HOUR, card)
    due(database, "c", HOUR, other)
    due(database, "d", HOUR)
    lost = MediaStore(folder).path(card.sha256, card.mime)
    lost.unlink()
    found = unreachable(database, fetched(site), NOW)
    assert [publication.id for publication, _ in found] == [sooner, later]
    for _, reason in found:
        assert reason.startswith(f"{site}/{card.sha256[:2]}/{card.sha256}.jpg: it is not there")


def test_a_picture_that_was_changed_is_no_longer_ours(
    database: Database, site: str, card: Media, folder: Path
) -> None:
    """What was approved is what has to be fetched."""
    due(database, "a", HOUR, card)
    path = MediaStore(folder).path(card.sha256, card.mime)
    data = bytearray(path.read_bytes())
    data[-3] ^= 1
    path.write_bytes(bytes(data))
    [(_, reason)] = unreachable(database, fetched(site), NOW)
    assert "another picture than ours" in reason


def test_only_what_goes_out_within_a_day_is_fetched(database: Database, card: Media) -> None:
    """And nothing of channels that hand their pictures in, rest, or have sent it already."""
    due(database, "far", timedelta(days=2), card)
    due(database, "elsewhere", HOUR, card, channel="navarra")
    number = due(database, "cancelled", HOUR, card)
    with database.write() as connection:
        gone = publications.one(connection, number)
        assert gone is not None
        publications.change(connection, gone, State.CANCELLED, who="test", now=NOW)
    with Scripted(always(Reply(404))) as server:
        assert unreachable(database, fetched(server.url), NOW) == []
        assert unreachable(database, {"catalonia": channel()}, NOW) == []
        due(database, "soon", HOUR, card)
        assert unreachable(database, fetched(server.url, paused=True), NOW) == []
        assert server.seen == []
        assert len(unreachable(database, fetched(server.url), NOW)) == 1
        assert len(unreachable(database, fetched(server.url), NOW, ahead=3 * 24 * HOUR)) == 2


def test_a_picture_of_several_posts_is_fetched_once(database: Database, card: Media) -> None:
    """However many need it."""
    for name in "abcde":
        due(database, name, HOUR, card, card)
    with Scripted(always(Reply(403))) as server:
        found = unreachable(database, fetched(server.url), NOW)
        assert len(server.seen) == 1
    assert len(found) == 5
    assert all(reason.count("without a password") == 1 for _, reason in found)


def test_a_server_that_is_gone_and_a_page_instead_of_a_picture(
    database: Database, card: Media
) -> None:
    """Both are told in words that a person can act on."""
    due(database, "a", HOUR, card)
    port = free_port()
    [(_, reason)] = unreachable(database, fetched(f"http://127.0.0.1:{port}"), NOW)
    assert reason.endswith(f"127.0.0.1:{port} cannot be used: the connection was refused")
    page = Reply(raw=b"<h1>Welcome</h1>", headers={"Content-Type": "text/html"})
    with Scripted(always(page)) as server:
        [(_, reason)] = unreachable(database, fetched(server.url), NOW)
    assert reason.endswith("the server calls it text/html instead of image/jpeg")


def test_an_address_where_nothing_can_be_fetched_is_told_without_fetching(
    database: Database, card: Media
) -> None:
    """A channel that could not be connected at all."""
    due(database, "a", HOUR, card)
    [(_, reason)] = unreachable(database, fetched("http://media.example.org"), NOW)
    assert "must begin with https" in reason


def test_a_png_is_found_as_what_it_is(database: Database, site: str, folder: Path) -> None:
    """Threads takes it, too."""
    due(database, "a", HOUR, MediaStore(folder).put(picture(), ""))
    assert unreachable(database, fetched(site), NOW) == []


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    """Where it enters."""
    with pytest.raises(ValueError, match="no time zone"):
        unreachable(database, fetched("https://media.example.org"), NOW.replace(tzinfo=None))
