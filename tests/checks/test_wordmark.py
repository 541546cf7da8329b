"""The name on the cards is the campaign's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from campaign.checks.wordmark import check_wordmark
from campaign.errors import Place
from campaign.model import Campaign, Severity
from tests.checks.desk import SETTING

PLACE = Place("assets/brand.toml", 5)


def campaign(title: str, name: str = "") -> Campaign:
    """A campaign with this title."""
    return replace(SETTING.campaign, title=title, name=name or title.casefold())


@pytest.mark.parametrize(
    ("wordmark", "title", "name"),
    [
        ("EU-BELONG", "EU-BELONG", ""),
        ("EU BELONG", "EU-Belong: An Intercultural Approach", ""),
        ("Åben Havn", "ÅBEN HAVN", ""),
        ("OPEN HARBOUR 2030", "Open Harbour", ""),
        ("ICC", "Intercultural Cities and Communities", "cities"),
        ("havn", "Our harbour, our neighbours", "havn"),
        ("Tímis", "Timiș", ""),
        ("ICAC", "Intercultural Cities and Communities", ""),
        ("OpenHarbour", "Open Harbour", ""),
        ("", "Harbour", ""),
        ("Ξένια", "ΞΕΝΙΑ", ""),
    ],
)
def test_the_title_in_any_form_is_the_campaign_s_name(wordmark: str, title: str, name: str) -> None:
    """Capitals, accents, a part of it, more beside it, its first letters, the short name."""
    assert list(check_wordmark(wordmark, campaign(title, name), PLACE)) == []


@pytest.mark.parametrize(
    ("wordmark", "title"),
    [
        ("EU-BELONG", "Shared Harbour"),
        ("Harbour", "Havnen"),
        ("EU", "Museum by the sea"),
        ("ΞΕΝΙΑ", "Harbour"),
        ("IC", "Intercultural Harbour"),
    ],
)
def test_another_campaign_s_name_is_told(wordmark: str, title: str) -> None:
    """With both names, and the line of the brand file."""
    (finding,) = check_wordmark(wordmark, campaign(title), PLACE)
    assert (finding.code, finding.severity) == ("wordmark-differs", Severity.WARN)
    assert (f"“{wordmark}”" in finding.message, f"“{title}”" in finding.message) == (True, True)
    assert str(finding.place) == "assets/brand.toml:5"
