"""Apprise's own conversion is looked at, and nothing is sent."""

from __future__ import annotations

import apprise
import pytest

from campaign.platforms.apprise.handover import Handed, handed
from tests.platforms.scripted import Reply, Scripted, always


def one(address: str) -> apprise.Apprise:
    """An Apprise object of one service."""
    made = apprise.Apprise(asset=apprise.AppriseAsset(async_mode=False))
    assert made.add(address)
    return made


@pytest.mark.parametrize(
    ("written", "text", "markup"),
    [
        ("text", "a&nbsp;&lt;&nbsp;b", "html"),
        ("markdown", "<p>a &lt; b</p>", "html"),
        ("html", "a < b", "html"),
    ],
)
def test_it_is_what_the_plugin_would_get(written: str, text: str, markup: str) -> None:
    """Translated into the service's format, and no request is made."""
    with Scripted(always(Reply(200))) as server:
        service = one(f"{server.url.replace('http:', 'json:')}?format=html")
        found = handed(service, "t", "a < b", apprise.NotifyFormat(written))
    assert found == (Handed("t", text, markup),)
    assert server.seen == []


def test_a_message_that_would_be_split_is_several() -> None:
    """As many as Apprise would send."""
    found = handed(one("d7sms://token@15551234567?overflow=split"), "", "word " * 60, None)
    assert len(found) > 1
