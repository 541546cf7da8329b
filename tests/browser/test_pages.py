"""The pages as a reader meets them: whole without a network, readable on a telephone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from campaign.sandbox import SandboxServer
from tests.browser.conftest import Visit

pytestmark = pytest.mark.slow

WIDTHS = (360, 1280)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_weekly_report_opens_without_a_network(
    browser: Browser, shown: Path, width: int
) -> None:
    """It asks for nothing but itself, shows charts and cards, and fits a telephone."""
    page = next((shown / "var/demo/reports").glob("*.html"))
    visit = Visit(browser, page.as_uri(), width)
    assert [each for each in visit.asked if not each.startswith(("file:", "data:"))] == []
    assert visit.complaints == []
    assert visit.overflow() <= 0
    assert visit.pictures_without_words() == 0
    assert visit.page.locator("svg").count() >= 4
    assert visit.page.locator("img").count() >= 3
    visit.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_preview_shows_every_channel_with_its_picture(
    browser: Browser, shown: Path, width: int
) -> None:
    """All channels of the post, each in its language, with picture and alternative text."""
    visit = Visit(browser, (shown / "var/preview/index.html").as_uri(), width)
    assert visit.complaints == []
    assert visit.overflow() <= 0
    assert visit.pictures_without_words() == 0
    assert visit.page.locator("img").count() >= 28
    assert {"ca", "eu", "ro"} <= set(
        visit.page.evaluate("[...document.querySelectorAll('[lang]')].map(e => e.lang)")
    )
    visit.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_wall_shows_what_followers_would_see(browser: Browser, shown: Path, width: int) -> None:
    """Posts with pictures in their language; nothing from elsewhere."""
    with SandboxServer(seed=7, state=shown / "var/demo/sandbox") as sandbox:
        visit = Visit(browser, f"{sandbox.url}/", width)
        assert [each for each in visit.asked if not each.startswith(sandbox.url)] == []
        assert visit.complaints == []
        assert visit.overflow() <= 0
        assert visit.pictures_without_words() == 0
        assert visit.page.locator("article").count() >= 20
        visit.close()
