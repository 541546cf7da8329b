"""Every service that the installed Apprise knows: what of an approved post arrives there."""

from __future__ import annotations

import apprise
import pytest

from campaign.platforms.apprise import formats
from tests.platforms.apprise.page_of_services import PAGE, page
from tests.platforms.apprise.table import WHOLE, known, listed, rows

#: Services whose links broke while Apprise escaped plain texts for them.
ESCAPED = {
    "Cisco Webex Teams",
    "Google Chat",
    "Power Automate / Workflows (for MSTeams)",
    "Revolt",
    "Rocket.Chat",
    "Simplepush",
}
#: Services that can have no post of several lines in any format, and say why.
NEVER = {"Kodi/XBMC", "LFG Alarm"}


def test_every_service_is_looked_at_or_has_a_reason() -> None:
    """After an update of Apprise: give a new one an address in `addresses.toml`."""
    lists = listed()
    assert {*lists["recorded"], *lists["handed"], *lists["why"]} == set(known())
    assert set(lists["handed"]) < set(lists["why"])


def test_all_schemes_of_a_service_lead_to_the_same_plugin() -> None:
    """So that one address of each stands for all of its schemes."""
    schemes = known()
    for service, address in (listed()["recorded"] | listed()["handed"]).items():
        for scheme in schemes[service]:
            other = apprise.Apprise.instantiate(f"{scheme}://{address.partition('://')[2]}")
            assert other is None or str(other.service_name) == service


@pytest.mark.slow
def test_nothing_that_is_sent_is_damaged() -> None:
    """In no format, to no service: whole, or refused before it is sent."""
    damaged = {
        (row.service, written): outcome
        for row in rows()
        for written, outcome in row.outcomes.items()
        if outcome.startswith("DAMAGED")
    }
    assert damaged == {}
    assert [row.service for row in rows() if row.pictures == "DROPPED"] == []


@pytest.mark.slow
def test_a_plain_text_is_whole_at_every_service() -> None:
    """Also where Apprise's own way breaks the link."""
    assert {row.service for row in rows() if row.outcomes["text"] != WHOLE} == NEVER
    assert {row.service for row in rows() if row.as_it_is} >= ESCAPED


@pytest.mark.slow
def test_the_page_is_what_leaves_now() -> None:
    """After a change of the code or an update of Apprise: `make docs`."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_the_exceptions_are_of_services_that_there_are() -> None:
    """None outlives its service."""
    named = {*formats.PICTURES_NEED, *formats.NO_WORDS, *(name for name, _ in formats.UNDONE)}
    assert named < set(known())
