"""Reports and accounts: killed between click and answer, the same form again does it once."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest

from analytics.by_hand import OF_CAMPAIGNS
from analytics.isoweek import Week
from analytics.period import Kind
from campaign.storage.secrets.credentials import brought
from campaign.usecases.reporting import figures_by_hand, reports
from tests.web.killed_process import Place, killed, place, send

__all__ = ["place"]

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="SIGKILL")]


def last_week(place: Place) -> Week:
    """The last whole week by the campaign's wall."""
    return Week.of(datetime.now(UTC) - timedelta(days=7), place.opened.config.zone)


@pytest.mark.parametrize("after", ["at once", "when it is done"])
def test_a_figure_is_entered_once(place: Place, after: str) -> None:
    """Killed before or after it was written: the second form ends with it there, once."""
    week = last_week(place)
    page, path = f"/reports?period={week}", f"/reports/{week}/figures"
    name = OF_CAMPAIGNS[0]
    form = {name: "77", f"seen.{name}": "0", "source": "Matomo"}
    with place.desk() as (process, visit):
        there = send(visit, path, form, page)
        killed(process, there, lambda: after == "at once" or place.acts("figure.entered"))
    before = place.acts("figure.entered")
    assert before <= 1 and (after == "at once" or before == 1)
    with place.desk() as (_, visit):
        assert visit.post(path, form, page=page).status_code == 303
        said = visit.get(page).text
        assert ("there already" in said) is bool(before)
    found = figures_by_hand.sheet(place.opened.database, place.opened.config, week)
    assert [each.number for each in found.editions] == [77]
    assert place.acts("figure.entered") == 1


def test_a_report_is_whole_or_the_one_before(place: Place) -> None:
    """Killed while it is written, the desk writes it again; no half file is ever listed."""
    week = last_week(place)
    page, path = f"/reports?period={week}", f"/reports/{week}/write"
    folder = reports.folder(place.opened.config)
    with place.desk() as (process, visit):
        there = send(visit, path, {}, page)
        killed(process, there, lambda: folder.is_dir() and any(folder.iterdir()))
    for file in folder.glob("*.html"):
        assert file.read_text("utf-8").rstrip().endswith("</html>")
    with place.desk() as (_, visit):
        assert visit.post(path, page=page).status_code == 303
        assert "is written" in visit.get(page).text
    (row,) = (
        each
        for each in reports.rows(
            place.opened.database, place.opened.config, datetime.now(UTC), Kind.WEEK
        )
        if str(each.period) == str(week)
    )
    assert {each.kind for each in row.files} >= {"page", "workbook", "totals", "posts"}


@pytest.mark.parametrize("after", ["at once", "when it is done"])
def test_an_account_is_connected_once(place: Place, after: str) -> None:
    """What was pasted is kept or not, and never twice."""
    path = "/accounts/eu-bluesky/connect"
    form = {"secret": "sandbox-eu.test", "seen": "0"}
    with place.desk() as (process, visit):
        there = send(visit, path, form, path)
        killed(process, there, lambda: after == "at once" or place.acts("account.connected"))
    before = place.acts("account.connected")
    with place.desk() as (_, visit):
        assert visit.post(path, form, page=path).status_code == 303
        assert "@eu.test" in visit.get("/accounts/eu-bluesky").text
    kept = place.opened.safe(brought("eu-bluesky")).get()
    assert kept.text == "sandbox-eu.test"
    assert place.acts("account.connected") == 1 >= before
