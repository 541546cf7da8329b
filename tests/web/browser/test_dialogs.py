"""A dialog that is closed loses no words."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.web.browser.conftest import at
from tests.web.stage import Stage

pytestmark = pytest.mark.slow


def test_words_that_were_typed_are_there_again_after_escape(browser: Browser, busy: Stage) -> None:
    """The reason of a pause, closed by mistake; another page's dialog does not get it."""
    with at(browser, busy) as page:
        page.goto("/settle")
        opener = page.locator("a[data-dialog]").first
        opener.click()
        field = page.locator("#dialog input[type=text], #dialog textarea").first
        field.fill("The account is being moved.")
        page.keyboard.press("Escape")
        expect(page.locator("#dialog")).not_to_be_visible()
        expect(opener).to_be_focused()
        opener.click()
        expect(field).to_have_value("The account is being moved.")
        page.keyboard.press("Escape")
        page.goto("/settle")
        page.keyboard.press("?")
        expect(page.locator("#dialog")).not_to_contain_text("The account is being moved.")
