"""Receivers are told over the public network, and nobody is sent to a machine inside."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from campaign.errors import Unavailable
from campaign.platforms import receivers
from campaign.platforms.http.dialect import Dialect
from campaign.platforms.http.public_addresses import NotPublic, check_name, is_public
from campaign.platforms.http.wire import Wire
from tests.platforms.scripted import Reply, Scripted, always, free_port

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
SECRET = "whsec_" + "cGxhbnRlZC1zZWNyZXQtN2YzYTljLWFuZC1tb3Jl"

PUBLIC = [
    "https://site.example/hooks/1",
    "https://site.example:8443/hooks/?code=abc%3D&sig=1",
    "https://8.8.8.8/x",
    "https://[2001:4860:4860::8888]/x",
    "https://site.example",
    "https://site.example/",
]
INSIDE = [
    "https://localhost/x",
    "https://LOCALHOST./x",
    "https://db.localhost/x",
    "https://127.0.0.1/x",
    "https://127.1/x",
    "https://2130706433/x",
    "https://0x7f000001/x",
    "https://0/x",
    "https://10.0.0.5/x",
    "https://192.168.1.1/x",
    "https://172.16.3.4/x",
    "https://169.254.169.254/latest/meta-data/",
    "https://100.64.0.1/x",
    "https://[::1]/x",
    "https://[fe80::1]/x",
    "https://[fd12:3456::1]/x",
    "https://[::ffff:10.0.0.5]/x",
    "https://[64:ff9b::a00:5]/x",
    "https://[2002:a00:5::]/x",
    "https://printer.local/x",
    "https://metadata.google.internal/x",
    "https://intranet/x",
    "http://127.0.0.1:9/x",
]
NOWHERE = [
    "",
    "site.example/x",
    "ftp://site.example/x",
    "file:///etc/passwd",
    "http://site.example/x",
    "https://",
    "https://user:password@site.example/x",
    "https://site.example\\@127.0.0.1/x",
    "https://site.example/x#there",
    "https://site.example/a b",
    "https://site.example/\r\nX-Header: 1",
    "https://sité.example/x",
    "https://site.example:99999/x",
    "https://site.example/" + "x" * 2000,
]


@pytest.mark.parametrize("url", PUBLIC)
def test_a_public_address_may_be_told(url: str) -> None:
    """With a path, a query and a port."""
    assert receivers.checked(url, inside=False) == url


@pytest.mark.parametrize("url", INSIDE)
def test_a_machine_inside_may_not_be_told(url: str) -> None:
    """In whatever form its address is written."""
    with pytest.raises(ValueError, match="public"):
        receivers.checked(url, inside=False)
    answer = receivers.tell(url, SECRET, "msg_1", b"{}", inside=False, clock=lambda: NOW)
    assert answer.status is None
    assert "public" in answer.words


@pytest.mark.parametrize("url", NOWHERE)
@pytest.mark.parametrize("inside", [True, False])
def test_what_is_no_address_may_not_be_told_anywhere(url: str, *, inside: bool) -> None:
    """Nor what leaves in clear text, or has a password in it."""
    with pytest.raises(ValueError, match=r"\w"):
        receivers.checked(url, inside=inside)


@pytest.mark.parametrize("url", ["https://10.0.0.5/x", "http://127.0.0.1:9/x", "https://intranet/"])
def test_a_setting_lets_machines_inside_be_told(url: str) -> None:
    """An owner may have receivers in the own network; clear text goes to this machine alone."""
    assert receivers.checked(url, inside=True) == url


def test_a_name_that_leads_inside_is_found_out_before_anything_is_sent() -> None:
    """When it is resolved; and by the connection itself, if the name has moved by then."""
    with pytest.raises(NotPublic):
        check_name("localhost", 443)
    with Scripted(always(Reply(200, {}))) as receiver:
        wire = Wire(receiver.url, name="x", dialect=Dialect(lambda _: ("", "")), clock=lambda: NOW)
        assert wire.call("POST", "/x", data=b"{}", anew=True).status == 200
        public = Wire(
            receiver.url,
            name="x",
            dialect=Dialect(lambda _: ("", "")),
            clock=lambda: NOW,
            public=True,
        )
        with pytest.raises(Unavailable, match="not on the public network"):
            public.call("POST", "/x", data=b"{}", anew=True)
        assert len(receiver.seen) == 1


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::808:808", True),
        ("224.0.0.1", False),
        ("ff02::1", False),
        ("255.255.255.255", False),
        ("198.18.0.1", False),
        ("fe80::1%eth0", False),
        ("2001:0:4136:e378:8000:63bf:80ff:fffe", False),
        ("2606:4700::1111", True),
        ("::127.0.0.1", False),
        ("::ffff:0:127.0.0.1", False),
        ("fec0::1", False),
        ("64:ff9b:1::7f00:1", False),
        ("2002:7f00:1::", False),
        ("2001:db8::1", False),
        ("3fff::1", False),
        ("4000::1", False),
        ("192.88.99.1", False),
        ("169.254.169.254", False),
        ("fd00:ec2::254", False),
        ("0.0.0.0", False),
        ("nonsense", False),
        ("", False),
    ],
)
def test_an_address_inside_another_counts_too(address: str, *, public: bool) -> None:
    """IPv4 within IPv6 in all its forms."""
    assert is_public(address) is public


def test_what_a_receiver_says_is_shortened_and_repeats_no_secret() -> None:
    """Its words are shown to people."""
    answer = Reply(400, {"message": f"bad signature with {SECRET} " + "x" * 5000})
    with Scripted(always(answer)) as receiver:
        found = receivers.tell(receiver.url, SECRET, "msg_1", b"{}", inside=True, clock=lambda: NOW)
    assert found.status == 400
    assert SECRET not in found.words
    assert len(found.words) <= 300


@pytest.mark.parametrize("body", [b"", b"OK", b"<html>", b"{", b"\xff\xfe"])
def test_whatever_a_receiver_says_with_2xx_it_has_the_message(body: bytes) -> None:
    """The body is nobody's business."""
    with Scripted(always(Reply(202, raw=body))) as receiver:
        found = receivers.tell(receiver.url, SECRET, "msg_1", b"{}", inside=True, clock=lambda: NOW)
    assert (found.status, found.words, found.arrived) == (202, "", True)


def test_nobody_there_is_said_in_words() -> None:
    """As for any network."""
    found = receivers.tell(
        f"http://127.0.0.1:{free_port()}/x",
        SECRET,
        "msg_1",
        b"{}",
        inside=True,
        clock=lambda: NOW,
    )
    assert (found.status, found.arrived) == (None, False)
    assert "refused" in found.words


def test_a_new_secret_is_what_receivers_libraries_read() -> None:
    """Prefix, base64, 32 bytes; each one new."""
    made = {receivers.new_secret() for _ in range(5)}
    assert len(made) == 5
    assert all(each.startswith("whsec_") and len(each) == 6 + 44 for each in made)
