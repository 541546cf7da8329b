"""A session ends while somebody types: nothing of it is lost, with script and without."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from campaign.web.visitor import COOKIE
from tests.web.browser.conftest import WIDTHS, at, axe, sideways
from tests.web.browser.test_post import POST, box, file
from tests.web.stage import Stage
from tests.web.test_sign_in import given

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_draft_is_saved_though_its_session_ended_in_between(
    browser: Browser, stage: Stage, script: bool
) -> None:
    """Told while one writes, kept when one saves, and sent once somebody has signed in again."""
    words = "Three days and one table for all of us."
    with at(browser, stage, script=script) as page:
        page.goto(f"/posts/{POST}")
        stage.clock.move_to(stage.opened.now() + timedelta(hours=13))
        box(page).fill(words)
        if script:
            expect(page.locator("#offline")).to_contain_text("You were signed out")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "You were signed out while you wrote"
        )
        assert words not in file(stage).read_text("utf-8")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert not sideways(page)
        with page.context.expect_page() as opened:
            page.get_by_role("link", name="Sign in, in a new tab").click()
        other = opened.value
        other.goto(stage.url + given(stage, "olga"))
        other.get_by_role("button", name="Sign me in").click()
        # Today would be a detour: the page on which the words were typed is shown.
        expect(other.locator('[id="copy.en.text"]')).to_be_visible()
        other.close()
        page.get_by_role("button", name="Send what I typed").click()
        expect(page.get_by_text("Send it now as Olga")).to_be_visible()
        page.get_by_role("button", name="Send what I typed").click()
        expect(page.locator(".toast")).to_be_visible()
        expect(box(page)).to_have_value(words)
        assert words in file(stage).read_text("utf-8")


def test_a_move_on_the_calendar_leads_to_the_sign_in_and_back(
    browser: Browser, stage: Stage
) -> None:
    """A script that sends in the background does not say that it merely failed."""
    where = "/calendar?view=month&at=2026-12-09"
    stage.plan()
    with at(browser, stage) as page:
        page.goto(where)
        page.locator(f'[data-post="{POST}"] [data-stop]').first.focus()
        stage.clock.move_to(stage.opened.now() + timedelta(hours=13))
        page.keyboard.press("Alt+ArrowRight")
        expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
        page.goto(stage.url + given(stage, "olga"))
        page.get_by_role("button", name="Sign me in").click()
        page.wait_for_url(f"**{where}")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_page_that_keeps_a_form_is_accessible(
    browser: Browser, stage: Stage, dark: bool
) -> None:
    """While nobody is signed in, and afterwards."""
    with at(browser, stage, dark=dark) as page:
        page.goto(f"/posts/{POST}")
        stage.clock.move_to(stage.opened.now() + timedelta(hours=13))
        box(page).fill("Three days and one table for all of us.")
        page.get_by_role("button", name="Save", exact=True).click()
        page.get_by_text("What you typed", exact=True).click()
        assert not axe(page, stage)
        again = stage.cookie("olga")
        page.context.add_cookies([{"name": COOKIE, "value": again, "url": stage.url}])
        page.get_by_role("button", name="Send what I typed").click()
        expect(page.get_by_text("Send it now as Olga")).to_be_visible()
        page.get_by_text("What you typed", exact=True).click()
        assert not axe(page, stage)
