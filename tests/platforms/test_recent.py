"""What an account shows of late, and how fast its network lets us be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from campaign.model import Receipt
from campaign.plan.pace import Rate, Scope
from campaign.platforms import registry
from campaign.platforms.bluesky.timeline import seen as bluesky_seen
from campaign.platforms.listing import Page
from campaign.platforms.mastodon.timeline import seen as mastodon_seen
from campaign.platforms.protocols import Lists
from campaign.sandbox import SandboxServer
from tests.platforms.samples import START, Clock, connected, key_for, variant

NETWORKS = ["mastodon", "bluesky"]
HOUR = timedelta(hours=1)


@pytest.mark.parametrize("platform", NETWORKS)
def test_an_account_shows_what_it_posted_the_newest_first(
    platform: str, box: SandboxServer, clock: Clock
) -> None:
    """With the very ids and addresses of the receipts, and the words a reader sees."""
    adapter = connected(platform, box.url, clock=clock)
    assert isinstance(adapter, Lists)
    receipts = []
    for number in range(3):
        at = clock()
        key = key_for(platform, ("labs", str(number), "catalonia-ca"), at)
        receipts.append(adapter.publish(adapter.payloads(variant(platform), at)[0], key))
        clock.pass_by(3600)
    shown = adapter.recent(START)
    assert [each.remote_id for each in shown] == [
        r.remote_id for r in reversed(receipts) if isinstance(r, Receipt)
    ]
    assert [each.url for each in shown] == [
        r.url for r in reversed(receipts) if isinstance(r, Receipt)
    ]
    words = registry.visible(platform)(variant(platform).text).split()
    assert [each.text.split() for each in shown] == [words] * 3  # HTML has paragraphs, not lines
    assert [each.remote_id for each in adapter.recent(shown[0].at)] == [shown[0].remote_id]
    assert adapter.recent(clock()) == []


def pages(*ages: float | None) -> Iterator[Page]:
    """A page for each age in hours, with one status of that age; None says no instant."""
    for number, age in enumerate(ages):
        made = None if age is None else (START - age * HOUR).isoformat()
        yield Page([{"id": str(number), "content": "<p>x</p>", "created_at": made}], "")


def test_pages_are_turned_until_they_are_older_and_no_further() -> None:
    """What has no instant is left out, and a long account is not read to its beginning."""
    turned = pages(1, None, 2, 9, 3)
    assert [each.remote_id for each in mastodon_seen(turned, START - 5 * HOUR)] == ["0", "2"]
    assert next(turned).posts[0]["id"] == "4"
    many = pages(*[1.0] * 50)
    assert len(mastodon_seen(many, START - 5 * HOUR)) == 5


@pytest.mark.parametrize(
    "told",
    [
        None,
        [],
        {"records": None},
        {"records": ["x", {"uri": 3}, {"uri": "at://a/b/c", "value": {"createdAt": "soon"}}]},
    ],
)
def test_what_no_record_is_is_left_out(told: object) -> None:
    """A server may answer anything."""
    assert bluesky_seen(told, START, str) == []


@pytest.mark.parametrize("platform", registry.names())
def test_what_a_network_says_of_its_rates_stands_on_a_page_of_its_own(platform: str) -> None:
    """A folder has no limit, and what Meta allows depends on who follows; others have a page."""
    rates = registry.RATES[platform]
    assert all(isinstance(rate, Rate) and rate.source.startswith("https://") for rate in rates)


def test_the_documented_limits_are_kept_in_every_window() -> None:
    """In calls or points: 300 and 30 for Mastodon, 5,000, 35,000 and 3,000 for Bluesky …

    Mastodon counts a token's calls, and an address's only without a token.
    """
    most = {
        (name, rate.scope, rate.per): rate.count + rate.burst
        for name, rates in registry.RATES.items()
        for rate in rates
    }
    minute = timedelta(minutes=1)
    assert most == {
        ("mastodon", Scope.CHANNEL, 5 * minute): 300 // 4,
        ("mastodon", Scope.CHANNEL, 30 * minute): 30,
        ("bluesky", Scope.CHANNEL, HOUR): 1666,
        ("bluesky", Scope.CHANNEL, 24 * HOUR): 11_666,
        ("bluesky", Scope.SERVER, 5 * minute): 750,
        ("linkedin", Scope.CHANNEL, 24 * HOUR): 100 // 4,
        ("pixelfed", Scope.CHANNEL, 24 * HOUR): 1000,
        ("threads", Scope.CHANNEL, 24 * HOUR): 250,
        ("x", Scope.CHANNEL, 15 * minute): 100,
        ("x", Scope.PLATFORM, 24 * HOUR): 10_000,
        ("telegram", Scope.CHANNEL, minute): 20,
        ("telegram", Scope.SERVER, minute / 60): 30,
    }
    with pytest.raises(KeyError):
        registry.RATES["nowhere"]
