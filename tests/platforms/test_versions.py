"""Warnings about API versions: those that end, those that ended, and those nobody knows."""

from __future__ import annotations

from datetime import date

import pytest

from campaign.platforms import registry, versions
from tests.platforms.samples import channel

TODAY = date(2026, 11, 30)


def warned(platform: str, version: str, today: date = TODAY) -> str:
    """What is told about a version of a network's API."""
    return versions.warning(registry.facts(platform), version, today)


@pytest.mark.parametrize("platform", ["facebook", "instagram"])
@pytest.mark.parametrize(
    ("version", "day", "words"),
    [
        ("v21.0", date(2027, 1, 21), "21 Jan 2027"),
        ("v22.0", date(2027, 5, 20), "20 May 2027"),
        ("v23.0", date(2027, 10, 8), "08 Oct 2027"),
        ("v24.0", date(2028, 2, 18), "18 Feb 2028"),
        ("v25.0", date(2028, 7, 29), "29 Jul 2028"),
    ],
)
def test_the_graph_apis_versions_end_on_their_days(
    platform: str, version: str, day: date, words: str
) -> None:
    """From two months before; not a day earlier."""
    first = day - versions.AHEAD
    assert warned(platform, version, date.fromordinal(first.toordinal() - 1)) == ""
    assert f"ends on {words}" in warned(platform, version, first)
    assert f"has ended on {words}" in warned(platform, version, day)


def test_the_newest_version_has_no_end_yet() -> None:
    """It is known, so nothing is told."""
    assert warned("facebook", "v26.0") == ""


@pytest.mark.parametrize(
    ("platform", "version"),
    [
        ("facebook", "v99.0"),
        ("facebook", "25.0"),
        ("instagram", "v25"),
        ("instagram", "v17.0"),
        ("linkedin", "202613"),
        ("linkedin", "202612"),
        ("linkedin", "2026"),
        ("linkedin", "20260"),
        ("linkedin", "v202607"),
        ("linkedin", "２０２６０７"),
        ("linkedin", "000001"),
    ],
)
def test_a_version_that_nobody_knows_is_told(platform: str, version: str) -> None:
    """Misspelt, of the future, or older than what is known."""
    told = warned(platform, version)
    assert told.startswith(f"version {version} of {platform}'s API is not known here")
    assert f"[platforms.{platform}]" in told


@pytest.mark.parametrize(
    ("month", "ends"),
    [
        ("202512", "15 Dec 2026"),
        ("202601", "15 Jan 2027"),
        ("202607", "15 Jul 2027"),
        ("202611", "15 Nov 2027"),
        ("203002", "15 Feb 2031"),
    ],
)
def test_linkedins_months_end_by_a_rule(month: str, ends: str) -> None:
    """Any month lives a year, also those that come after this program."""
    year = int(month[:4])
    assert f"ends on {ends}" in warned("linkedin", month, date(year + 1, int(month[4:]), 14))
    assert "has ended" in warned("linkedin", month, date(year + 1, int(month[4:]), 15))


@pytest.mark.parametrize("platform", ["facebook", "instagram", "linkedin"])
def test_the_default_is_known_and_lasts(platform: str) -> None:
    """What a channel uses that names nothing."""
    assert warned(platform, "") == ""


def test_a_network_without_versions_warns_of_none() -> None:
    """Nor does one that this program does not know."""
    assert warned("mastodon", "v1") == ""
    lost = channel("facebook", "https://graph.example", {"version": "v99.0"})
    found = registry.versions_of([lost, lost, channel("mastodon", "https://m.example")])
    [told] = versions.warnings(found, TODAY)
    assert "v99.0" in told
