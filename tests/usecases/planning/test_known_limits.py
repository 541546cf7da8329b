"""The limits that a long-lived service uses: renewed, and never lost for a moment's trouble."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from campaign.model import ServerLimits
from campaign.platforms import registry
from campaign.storage.server_limits import Server, server_of
from campaign.usecases.planning.known_limits import KnownLimits
from tests.plan.made import channel

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
PLACE = replace(channel(name="m"), platform="mastodon", server="https://mastodon.example")
USUAL = registry.limits("mastodon")


def says(text: int) -> Mapping[Server, ServerLimits]:
    """What the database holds."""
    limits = ServerLimits(replace(USUAL, text=text), "mastodon", "4.6.0", (), NOW)
    return {server_of(PLACE): limits}


def test_the_former_answer_stands_while_the_database_cannot_be_read() -> None:
    """Else a long text that the server takes would fail by the table for half a minute."""
    reads = [says(5000), None, says(300)]
    known = KnownLimits(lambda: reads.pop(0))
    assert known.of(PLACE).text == 5000
    known.renew(NOW)
    assert known.of(PLACE).text == 5000
    known.renew(NOW + timedelta(minutes=1))
    assert known.of(PLACE).text == 300


def test_the_table_stands_where_nothing_can_be_read_at_first() -> None:
    """Until something can be."""
    reads = [None, says(5000)]
    known = KnownLimits(lambda: reads.pop(0))
    assert known.of(PLACE) is USUAL
    known.renew(NOW)
    assert known.of(PLACE).text == 5000
