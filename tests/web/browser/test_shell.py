"""The frame of every page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.web.browser.conftest import WIDTHS, at, axe, sideways
from tests.web.stage import Stage

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_today_has_no_fault_that_axe_knows(
    browser: Browser, seen: Stage, width: int, dark: bool
) -> None:
    """At every width, light and dark, without sideways scrolling."""
    with at(browser, seen, width=width, dark=dark) as page:
        page.goto("/")
        assert sideways(page) == 0
        assert axe(page, seen) == []
