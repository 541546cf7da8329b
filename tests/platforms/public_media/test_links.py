"""Whether others can fetch our pictures: asked of real servers on loopback, good ones and bad."""

from __future__ import annotations

import re
from dataclasses import replace
from hashlib import sha256
from itertools import count

import pytest

from campaign.errors import UnsupportedFeature
from campaign.platforms.public_media import addresses
from campaign.platforms.public_media.links import Expected, trouble
from tests.platforms.samples import channel
from tests.platforms.scripted import Mishap, Reply, Scripted, always, free_port

DATA = b"a picture, as far as anybody here can tell" * 1000
NAME = sha256(DATA).hexdigest()
JPEG = {"Content-Type": "image/jpeg"}


def looked(reply: Reply | Mishap) -> str:
    with Scripted(always(reply)) as server:
        url = addresses.address(server.url, NAME, "image/jpeg", "instagram")
        found = trouble(Expected(url, NAME, "image/jpeg", len(DATA)))
    [seen] = server.seen
    assert seen.method == "GET" and seen.path == f"/{NAME[:2]}/{NAME}.jpg"
    assert "authorization" not in seen.headers
    return found


def test_what_we_drew_and_anybody_can_fetch_is_no_trouble() -> None:
    """The same bytes under the right type."""
    assert looked(Reply(200, raw=DATA, headers=JPEG)) == ""
    charset = {"Content-Type": "Image/JPEG; charset=binary"}
    assert looked(Reply(200, raw=DATA, headers=charset)) == ""


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (Reply(404), "it is not there"),
        (Reply(403), r"may not be read without a password \(403\)"),
        (Reply(302, headers={"Location": "https://elsewhere.example/"}), "another address"),
        (Reply(500), "the server answers 500"),
        (Reply(200, raw=DATA), "calls it nothing instead of image/jpeg"),
        (Reply(200, raw=DATA, headers={"Content-Type": "text/html"}), "calls it text/html"),
        (Reply(200, raw=DATA[:-1], headers=JPEG), "only 41,999 of its 42,000 bytes"),
        (Reply(200, raw=DATA + b"x", headers=JPEG), "another picture"),
        (Reply(200, raw=b"x" * len(DATA), headers=JPEG), "another picture"),
        (Mishap.RESET, "cannot be used"),
        (Mishap.TORN, "calls it nothing"),
    ],
)
def test_each_trouble_is_said_in_words(reply: Reply | Mishap, says: str) -> None:
    """A person reads what to do about it."""
    assert re.search(says, looked(reply))


def test_a_server_that_is_not_there_is_said_by_name() -> None:
    """Nobody listens."""
    port = free_port()
    url = f"http://127.0.0.1:{port}/aa/{NAME}.jpg"
    found = trouble(Expected(url, NAME, "image/jpeg", len(DATA)))
    assert found == f"127.0.0.1:{port} cannot be used: the connection was refused"


def test_a_picture_that_drips_is_given_up() -> None:
    """The clock of the test runs a minute each time it is looked at."""
    ticks = count(0, 60)
    with Scripted(always(Reply(200, raw=DATA, headers=JPEG))) as server:
        expected = Expected(f"{server.url}/a.jpg", NAME, "image/jpeg", len(DATA))
        assert "within 30 s" in trouble(expected, lambda: float(next(ticks)), timeout=30)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("media.example.org", "must look like"),
        ("ftp://media.example.org", "must look like"),
        ("http://media.example.org", "must begin with https"),
        ("https://me:secret@media.example.org", "must not hold a name or password"),
        ("https://media.example.org/?sig=1", "must end before"),
    ],
)
def test_an_address_where_nobody_could_fetch_is_refused(address: str, says: str) -> None:
    """When the channel is read, not when its post is due."""
    with pytest.raises(ValueError, match=says):
        addresses.base(channel("instagram", "", {"public_media_url": address}))


def test_an_address_ends_without_a_slash_and_may_be_none() -> None:
    """Without one, a payload says what to set."""
    options = {"public_media_url": "https://media.example.org/eu/"}
    assert addresses.base(channel("instagram", "", options)) == "https://media.example.org/eu"
    assert addresses.base(replace(channel("instagram", ""), options={})) == ""
    with pytest.raises(UnsupportedFeature, match=r"^instagram: .* set public_media_url"):
        addresses.address("", NAME, "image/jpeg", "instagram")
    with pytest.raises(UnsupportedFeature, match="image/tiff has no public address"):
        addresses.address("https://m.example", NAME, "image/tiff", "instagram")
