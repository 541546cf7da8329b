"""Reports and figures by hand in a browser: scene 17, and parts of 19, 20 and 21."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, expect

from campaign.usecases.reporting import reports
from tests.web.browser.conftest import WIDTHS, at, axe, sideways
from tests.web.stage import Stage, staged
from tests.web.test_reports import put_out, sheet

pytestmark = pytest.mark.slow

PAGE = "/reports?period=2026-W49"
TELEGRAM = "Views: Telegram, Europe"
VISITS = "Visits to the project’s site from posts"


@pytest.fixture
def after(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A desk on the Monday after the first week."""
    first = datetime(2026, 11, 30, 7, tzinfo=UTC)
    folder = tmp_path_factory.mktemp("after") / "campaign"
    with staged(folder, posts=("learning-labs-01",), now=first) as made:
        put_out(made)
        yield made


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_scene_17_a_short_form_is_asked_back_and_an_empty_field_stays_unknown(
    browser: Browser, after: Stage, script: bool
) -> None:
    """The summary has the focus, the value stays, the sentence stands in both places; then n/a."""
    with at(browser, after, "edgar", script=script) as page:
        page.goto(PAGE)
        page.get_by_label(TELEGRAM).fill("412")
        page.get_by_label(VISITS).fill("1.2k")
        page.get_by_label("Where the figures come from").fill("Telegram, read on Monday")
        page.get_by_role("button", name="Keep the figures").click()
        summary = page.locator(".summary")
        expect(summary).to_contain_text("Write the number in full, such as 1200.")
        if script:
            expect(summary).to_be_focused()
        expect(page.get_by_label(VISITS)).to_have_value("1.2k")
        expect(page.locator(".field.wrong .mistake")).to_have_text(
            "Write the number in full, such as 1200."
        )
        assert sheet(after).editions == ()
        page.get_by_label(VISITS).fill("")
        page.get_by_role("button", name="Keep the figures").click()
        expect(page.get_by_role("status").first).to_contain_text("1 figure is kept")
        page.get_by_role("button", name="Write the report").click()
        expect(page.get_by_role("link", name="Open", exact=True).first).to_be_visible()
        page.goto("/reports/files/2026-W49.html")
        table = page.get_by_role("region", name="Table: figures entered by hand")
        expect(table).to_contain_text("412")
        expect(table.get_by_role("row", name="Visits to the site from posts")).to_contain_text(
            "n/a"
        )
    file = reports.folder(after.opened.config) / "2026-W49-by-hand.csv"
    rows = file.read_text("utf-8-sig").splitlines()
    assert any("views,412" in row for row in rows)
    assert any("site_visits,n/a" in row for row in rows)


def test_what_is_pressed_twice_is_done_once(browser: Browser, after: Stage) -> None:
    """Two quick clicks on the button send one figure."""
    with at(browser, after, "edgar") as page:
        page.goto(PAGE)
        page.get_by_label(VISITS).fill("77")
        page.get_by_label("Where the figures come from").fill("Matomo")
        page.get_by_role("button", name="Keep the figures").dblclick()
        expect(page.get_by_label(VISITS)).to_have_value("77")
    assert len(sheet(after).editions) == 1


def test_scene_19_reports_have_no_fault_that_axe_knows(browser: Browser, after: Stage) -> None:
    """With figures, with a form that was refused, and the page of corrections; at every width."""
    for width in WIDTHS:
        for dark in (False, True):
            with at(browser, after, "edgar", width=width, dark=dark) as page:
                page.goto(PAGE)
                assert (sideways(page), axe(page, after)) == (0, [])
                page.get_by_label(VISITS).fill("1.2k")
                page.get_by_role("button", name="Keep the figures").click()
                expect(page.locator(".summary")).to_be_visible()
                assert (sideways(page), axe(page, after)) == (0, [])
                page.goto("/reports/2026-W49/figures")
                assert (sideways(page), axe(page, after)) == (0, [])


def test_a_report_cannot_run_what_somebody_put_into_it(browser: Browser, after: Stage) -> None:
    """Even if its file were changed: the desk lets it show itself and do nothing else."""
    folder = reports.folder(after.opened.config)
    folder.mkdir(parents=True)
    wicked = "<!doctype html><title>x</title><script>document.title='run'</script><p>Report"
    wicked += "<img src=x onerror=\"document.title='run'\">"
    (folder / "2026-W49.html").write_text(wicked, "utf-8")
    context = browser.new_context(base_url=after.url)
    cookie = {"name": "desk", "value": after.cookie("edgar"), "url": after.url}
    context.add_cookies([cookie])  # type: ignore[list-item]
    page = context.new_page()
    page.goto("/reports/files/2026-W49.html")
    expect(page.get_by_text("Report").first).to_be_visible()
    assert page.title() == "x"
    context.close()
