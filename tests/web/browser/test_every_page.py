"""Every page, wide and narrow, light and dark: for axe-core, for a keyboard, and for a thumb."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import CHROMIUM, QUIET
from tests.web.browser.conftest import at, axe, sideways
from tests.web.stage import Stage

pytestmark = pytest.mark.slow

PAGES: Final = (
    "/",
    "/calendar?view=month&at=2026-12-09",
    "/calendar?view=week&at=2026-12-09",
    "/calendar?view=list&at=2026-12-09",
    "/posts",
    "/posts/new",
    "/posts/platforms-02",
    "/posts/platforms-02?lang=eu",
    "/posts/platforms-01/out",
    "/calendar/move/platforms-02",
    "/out",
    "/plan",
    "/translations",
    "/translations/ca?post=platforms-02",
    "/approvals",
    "/settle",
    "/reports",
    "/accounts",
    "/people",
    "/history",
    "/machines",
    "/me",
    "/more",
    "/keys",
    "/no-such-page",
)
#: Whoever may see all of these: the officer, and for two of them an admin.
_ADMIN: Final = ("/people", "/machines")

#: Controls that are smaller than 24 pixels and not within a sentence, WCAG 2.5.8.
_SMALL: Final = """() => [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary')]
  .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.closest('.unseen, .skip'))
  .filter(e => { const r = e.getBoundingClientRect();
    if (r.width === 0 || (r.width >= 24 && r.height >= 24)) return false;
    const own = getComputedStyle(e).display;
    const label = e.closest('label') && e.closest('label').getBoundingClientRect();
    if (label && label.width >= 24 && label.height >= 24) return false;
    const among = [...(e.parentElement ? e.parentElement.childNodes : [])]
      .some(n => n.nodeType === 3 && n.textContent.trim());
    return !(own === 'inline' && among); })
  .map(e => `${e.tagName} ${e.className} "${e.textContent.trim().slice(0, 40)}" `
    + `${Math.round(e.getBoundingClientRect().width)}×`
    + `${Math.round(e.getBoundingClientRect().height)}`)"""

#: Whether what has the focus can be seen: inside the window, with a ring, covered by nothing whole.
_SEEN: Final = """() => { const e = document.activeElement;
  if (!e || e === document.body) return '';
  const r = e.getBoundingClientRect();
  const name = `${e.tagName} ${e.className} "${e.textContent.trim().slice(0, 40)}"`;
  if (r.width === 0 || r.bottom <= 0 || r.top >= innerHeight) return `out of sight: ${name}`;
  const points = [[.5, .5], [.1, .5], [.9, .5], [.5, .15], [.5, .85]];
  const open = points.some(([x, y]) => { const px = r.left + r.width * x, py = r.top + r.height * y;
    if (px < 0 || py < 0 || px >= innerWidth || py >= innerHeight) return false;
    const top = document.elementFromPoint(px, py);
    const label = e.closest('label');
    const near = top && (e === top || e.contains(top) || top.contains(e));
    return near || (top && label && label.contains(top)); });
  if (!open) return `covered: ${name}`;
  return ''; }"""


def person(path: str) -> str:
    """Who looks at a page."""
    return "ada" if path in _ADMIN else "olga"


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_at_any_width_in_any_scheme(
    browser: Browser, busy: Stage, path: str
) -> None:
    """And nothing has to be scrolled sideways."""
    for width in (1440, 390, 320):
        for dark in (False, True):
            with at(browser, busy, person(path), width=width, dark=dark) as page:
                page.goto(path)
                where = f"{path} at {width}, {'dark' if dark else 'light'}"
                assert sideways(page) == 0, where
                if width != 320:
                    assert axe(page, busy) == [], where


@pytest.fixture(scope="module")
def large_letters(browser: Browser) -> Iterator[Browser]:
    """A browser in which somebody has set letters twice as large as usual."""
    letters = "--blink-settings=defaultFontSize=32"
    opened = browser.browser_type.launch(executable_path=CHROMIUM, args=[*QUIET, letters])
    yield opened
    opened.close()


@pytest.mark.parametrize("path", PAGES)
def test_letters_twice_as_large_fit(large_letters: Browser, busy: Stage, path: str) -> None:
    """On a screen and on a small one: nothing is cut off, nothing has to be scrolled sideways."""
    for width in (1440, 780):
        with at(large_letters, busy, person(path), width=width) as page:
            page.goto(path)
            assert (
                page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
                == 32
            )
            assert sideways(page) == 0, f"{path} at {width}"


@pytest.mark.parametrize("path", PAGES)
def test_every_stop_of_the_tab_key_is_seen_and_large_enough(
    browser: Browser, busy: Stage, path: str
) -> None:
    """On a phone and on a screen: no stop under a bar, no target below 24 pixels."""
    for width in (1440, 320):
        with at(browser, busy, person(path), width=width) as page:
            page.goto(path)
            assert page.evaluate(_SMALL) == [], f"{path} at {width}"
            assert _walk(page) == [], f"{path} at {width}"


def _walk(page: Page, most: int = 120) -> list[str]:
    """Press Tab until the page is through; what could not be seen on the way."""
    found = []
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        if trouble := page.evaluate(_SEEN):
            found.append(trouble)
    return found
