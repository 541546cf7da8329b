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
    visit = Visit(browser, (shown / "var/preview/post-platforms-01.html").as_uri(), width)
    assert visit.complaints == []
    assert visit.overflow() <= 0
    assert visit.pictures_without_words() == 0
    assert visit.page.locator("img").count() >= 28
    assert {"ca", "eu", "ro"} <= set(
        visit.page.evaluate("[...document.querySelectorAll('[lang]')].map(e => e.lang)")
    )
    visit.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_preview_is_narrowed_in_the_page(browser: Browser, shown: Path, width: int) -> None:
    """By several choices at once; what is empty goes, the rest is counted, and all comes back."""
    visit = Visit(browser, (shown / "var/demo/preview/index.html").as_uri(), width)
    page = visit.page
    page.select_option("#by-region", "catalonia")
    page.select_option("#by-network", "mastodon")
    assert page.locator("article:visible").count() == 4
    assert page.locator("#shown").inner_text() == "4 of 68 publications"
    page.select_option("#by-region", "eu")
    page.select_option("#by-language", "ro")
    assert page.locator("article:visible, section:visible, .contents li:visible").count() == 0
    assert page.locator("#none").is_visible()
    assert visit.overflow() <= 0
    page.get_by_role("button", name="Show all").click()
    page.wait_for_function("document.querySelectorAll('article:not(.off)').length === 68")
    assert page.locator("section.post:visible").count() == 2
    assert visit.complaints == []
    assert [each for each in visit.asked if not each.startswith(("file:", "data:"))] == []
    visit.close()


def test_a_choice_can_be_sent_in_the_address(browser: Browser, shown: Path) -> None:
    """Whoever opens it sees the same; a value that there is not is left out."""
    address = (shown / "var/demo/preview/index.html").as_uri()
    visit = Visit(browser, f"{address}?region=arad&network=bluesky&week=nonsense", 1280)
    assert visit.page.locator("article:visible").count() == 2
    assert visit.page.url.endswith("?region=arad&network=bluesky")
    visit.close()


def test_the_preview_is_narrowed_without_a_script(browser: Browser, shown: Path) -> None:
    """The style sheet does it; each week and post can be reached by its anchor."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((shown / "var/demo/preview/index.html").as_uri())
    page.select_option("#by-region", "arad")
    assert page.locator("article:visible").count() == 4
    page.select_option("#by-network", "bluesky")
    assert page.locator("article:visible").count() == 2
    page.locator(".contents h3 a").first.click()
    assert page.url.endswith("#week-2026-W49")
    context.close()


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
