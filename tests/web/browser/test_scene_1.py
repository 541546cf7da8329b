"""Scene 1: Today with one of each trouble, and with none."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, expect

from tests.web.browser.conftest import at
from tests.web.stage import Stage

pytestmark = pytest.mark.slow


def test_scene_1_each_trouble_has_a_row_that_leads_to_its_decision(
    browser: Browser, busy: Stage
) -> None:
    """May be out comes first; each button opens the page on which that is settled."""
    with at(browser, busy) as page:
        page.goto("/")
        rows = page.locator(".tasks li")
        titles = [row.locator("strong").inner_text() for row in rows.all()]
        assert titles[0] == "May be out"
        assert {"Paused", "Failed", "To approve", "Missed"} <= set(titles)
        for number in range(rows.count()):
            page.goto("/")
            title = rows.nth(number).locator("strong").inner_text()
            rows.nth(number).get_by_role("link").last.click()
            expect(page.locator("h1").first).not_to_have_text("Today")
            expect(page.locator("main")).to_contain_text(
                "Approvals" if title == "To approve" else title, ignore_case=True
            )


def test_scene_1_without_trouble_one_sentence_says_so(browser: Browser, stage: Stage) -> None:
    """And the first sentence is about tomorrow all the same."""
    stage.clock.move_to(datetime(2026, 12, 9, 8, tzinfo=UTC))
    stage.plan(approved=True)
    with at(browser, stage) as page:
        page.goto("/")
        expect(page.locator(".lead")).to_have_text(
            "Tomorrow at 12:30, 34 of 34 go out. All of it is ready."
        )
        expect(page.get_by_text("Nothing needs a person.")).to_be_visible()
        expect(page.locator(".tasks")).to_have_count(0)
