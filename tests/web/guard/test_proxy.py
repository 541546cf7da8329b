"""Who asked, behind a proxy: only what a proxy that is named says counts."""

from __future__ import annotations

from typing import Any

import pytest

from campaign.config import DeskSettings
from campaign.web.guard.proxy import seen_through
from campaign.web.guard.settings import GuardSettings, host_of


def asked(
    peer: str, forwarded: str = "", protocol: str = "", proxies: tuple[str, ...] = ("10.0.0.0/8",)
) -> tuple[str, str]:
    """The sender and the scheme of a request that came from `peer`."""
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    headers += [(b"x-forwarded-proto", protocol.encode())] if protocol else []
    scope: dict[str, Any] = {"client": (peer, 1), "scheme": "http", "headers": headers}
    found = seen_through(scope, GuardSettings(DeskSettings(behind_proxy=proxies)))
    return found["client"][0], found["scheme"]


@pytest.mark.parametrize(
    ("peer", "forwarded", "sender"),
    [
        ("10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "203.0.113.9, 198.51.100.7", "198.51.100.7"),  # the first one is made up
        ("10.0.0.1", "203.0.113.9, 198.51.100.7, 10.0.0.2", "198.51.100.7"),  # two proxies
        ("10.0.0.1", "10.9.9.9", "10.9.9.9"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.7, <script>", "10.0.0.1"),
        ("10.0.0.1", "<script>, 198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "2001:db8::7", "2001:db8::7"),
        ("10.0.0.1", "[2001:db8::7]", "2001:db8::7"),
        ("192.0.2.1", "198.51.100.7", "192.0.2.1"),  # no proxy of ours
        ("unix", "198.51.100.7", "unix"),
    ],
)
def test_the_sender_is_whom_the_last_known_proxy_heard(
    peer: str, forwarded: str, sender: str
) -> None:
    """Whatever the sender wrote before that."""
    assert asked(peer, forwarded)[0] == sender


def test_https_is_believed_of_a_known_proxy_alone() -> None:
    """Of several values the last: the nearest proxy wrote it."""
    assert asked("10.0.0.1", "", "https")[1] == "https"
    assert asked("10.0.0.1", "", "http, https")[1] == "https"
    assert asked("10.0.0.1", "", "gopher")[1] == "http"
    assert asked("192.0.2.1", "198.51.100.7", "https") == ("192.0.2.1", "http")


def test_without_the_setting_no_header_counts() -> None:
    """Not even from this machine."""
    assert asked("127.0.0.1", "198.51.100.7", "https", ()) == ("127.0.0.1", "http")


@pytest.mark.parametrize(
    ("authority", "host"),
    [
        ("Desk.Example:8779", "desk.example"),
        ("desk.example.", "desk.example"),
        ("[::1]:8779", "[::1]"),
        ("127.0.0.1", "127.0.0.1"),
        ("", ""),
        ("desk.example@evil.example", "desk.example@evil.example"),
    ],
)
def test_a_host_is_compared_without_its_port(authority: str, host: str) -> None:
    """In small letters."""
    assert host_of(authority) == host


def test_the_desk_answers_under_its_names_alone() -> None:
    """Those of this machine, the one it is bound to, and those that are set."""
    desk = DeskSettings(address="https://Desk.example:8443", hosts=("www.desk.example",))
    found = GuardSettings(desk, "192.0.2.5").hosts
    here = {"127.0.0.1", "localhost", "[::1]"}
    assert found == here | {"192.0.2.5", "desk.example", "www.desk.example"}
    assert GuardSettings(DeskSettings(), "0.0.0.0").hosts == here
    assert "[fd00::1]" in GuardSettings(DeskSettings(), "fd00::1").hosts
