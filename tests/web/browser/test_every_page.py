"""Every view, wide and narrow, light and dark: for axe-core, for a keyboard, and for a thumb."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

import pytest
from playwright.sync_api import Browser, Page

from tests.chromium import CHROMIUM, QUIET
from tests.web.browser.conftest import WIDTHS, at, axe, sideways
from tests.web.browser.views import BUSY, EMPTY, REPORTED, View, furnish
from tests.web.stage import Stage, staged
from tests.web.test_reports import put_out

pytestmark = pytest.mark.slow

#: Controls that are smaller than 24 pixels and not within a sentence, WCAG 2.5.8.
SMALL: Final = """() => [...document.querySelectorAll(
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

#: What is of use on a screen alone, and still there on paper.
_ON_PAPER: Final = """() => [...document.querySelectorAll(
    '.side, .tabbar, .skip, .toast, .yes, .filters .btn, dialog, button, a.btn:not(.far)')]
  .filter(e => e.checkVisibility() && e.getBoundingClientRect().width > 1)
  .map(e => `${e.tagName} ${e.className} "${e.textContent.trim().slice(0, 40)}"`)"""

#: Commands of the terminal that stand on a page: who reads it has none.
_COMMANDS: Final = r"""() => (document.body.innerText.match(/(`|\()campaign [a-z-]+[^.]{0,30}/g)
  || [])"""

#: The stops of the Tab key that cannot be seen when they have the focus: outside of the window,
#: without a ring, or covered as a whole. Each gets the focus in the order of the page, and the page
#: scrolls to it as it does for Tab.
_UNSEEN: Final = """() => {
  const inside = document.querySelector('dialog[open]') || document;
  const stops = [...inside.querySelectorAll(
      'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')]
    .filter(e => e.tabIndex >= 0 && !e.matches(':disabled'))
    .filter(e => e.checkVisibility({visibilityProperty: true}))
    .filter(e => e.type !== 'radio' || e.checked
      || !inside.querySelector(`[name="${CSS.escape(e.name)}"]:checked`));
  const ring = each => { const s = getComputedStyle(each);
    return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2); };
  const wrong = e => {
    const label = (e.labels && e.labels[0]) || e.closest('label');
    const r = (label && e.matches('.unseen') ? label : e).getBoundingClientRect();
    if (document.activeElement !== e) return 'takes no focus';
    if (r.width === 0 || r.bottom <= 0 || r.top >= innerHeight) return 'out of sight';
    const points = [[.5, .5], [.1, .5], [.9, .5], [.5, .15], [.5, .85]];
    const open = points.some(([x, y]) => {
      const [left, right] = [Math.max(r.left, 0), Math.min(r.right, innerWidth)];
      const [top_, end] = [Math.max(r.top, 0), Math.min(r.bottom, innerHeight)];
      const px = left + (right - left) * x, py = top_ + (end - top_) * y;
      const top = document.elementFromPoint(px, py);
      return top && (e === top || e.contains(top) || top.contains(e)
        || (label && label.contains(top))); });
    if (!open) return 'covered';
    const around = [e, label, e.closest('.chip, .wp'), ...(label ? label.children : [])];
    return around.some(each => each && ring(each)) ? '' : 'no ring'; };
  return stops.map(e => { e.focus(); const found = wrong(e);
    return found && `${found}: ${e.tagName} ${e.className} "${e.textContent.trim().slice(0, 40)}"`;
  }).filter(Boolean); }"""


@pytest.fixture(scope="module")
def full(busy: Stage) -> Stage:
    """A busy day, with a program, a listener and a link that ended."""
    furnish(busy)
    return busy


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A desk with nothing planned."""
    with staged(tmp_path_factory.mktemp("empty") / "campaign") as made:
        yield made


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The Monday after the first week."""
    first = datetime(2026, 11, 30, 7, tzinfo=UTC)
    folder = tmp_path_factory.mktemp("reported") / "campaign"
    with staged(folder, posts=("learning-labs-01",), now=first) as made:
        put_out(made)
        yield made


@pytest.mark.parametrize("view", BUSY, ids=lambda each: each.name)
def test_a_view_of_a_busy_day_is_sound(browser: Browser, full: Stage, view: View) -> None:
    """With one of each trouble, and with dialogs that a script opened."""
    assert _faults(browser, full, view) == []


@pytest.mark.parametrize("view", EMPTY, ids=lambda each: each.name)
def test_a_view_of_nothing_is_sound(browser: Browser, empty: Stage, view: View) -> None:
    """Where there is nothing to show, the page says so and stays whole."""
    assert _faults(browser, empty, view) == []


@pytest.mark.parametrize("view", REPORTED, ids=lambda each: each.name)
def test_a_view_of_a_reported_week_is_sound(browser: Browser, reported: Stage, view: View) -> None:
    """With figures to enter, and with a form that was refused."""
    assert _faults(browser, reported, view) == []


def _faults(browser: Browser, stage: Stage, view: View) -> list[str]:
    """What is wrong with a view: axe's finds, what has to be scrolled to, small and unseen stops.

    The page is loaded once a width; the scheme changes on it. Tokens are the same at every width,
    so what is dark is judged by contrast alone where it was judged in full before.
    """
    found: list[str] = []
    with at(browser, stage, view.person, reduced_motion="reduce") as page:
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme="light")
            page.goto(view.address(stage))
            if view.then is not None:
                view.then(page)
                page.wait_for_load_state()
            wider = sideways(page)
            found += [f"{width}: {wider} px wider than the window"] if wider else []
            found += [f"{width}: of the terminal: {each}" for each in page.evaluate(_COMMANDS)]
            if width != 320:
                found += [f"{width} light: {each}" for each in axe(page, stage)]
                page.emulate_media(color_scheme="dark")
                rules = () if width == 1440 else ("color-contrast",)
                found += [f"{width} dark: {each}" for each in axe(page, stage, rules)]
            if width != 390:
                found += [f"{width}: small: {each}" for each in page.evaluate(SMALL)]
                found += [f"{width}: {each}" for each in walked(page)]
    return found


def walked(page: Page) -> list[str]:
    """What could not be seen on the way through all stops of the Tab key."""
    page.keyboard.press("Tab")  # from here on the browser shows where the focus is
    found: list[str] = page.evaluate(_UNSEEN)
    return found


@pytest.fixture(scope="module")
def large_letters(browser: Browser) -> Iterator[Browser]:
    """A browser in which somebody has set letters twice as large as usual."""
    letters = "--blink-settings=defaultFontSize=32"
    opened = browser.browser_type.launch(executable_path=CHROMIUM, args=[*QUIET, letters])
    yield opened
    opened.close()


def test_letters_twice_as_large_fit(
    large_letters: Browser, full: Stage, empty: Stage, reported: Stage
) -> None:
    """On a screen and on a small one: nothing has to be scrolled sideways."""
    found = []
    for stage, views in ((full, BUSY), (empty, EMPTY), (reported, REPORTED)):
        for person in {view.person for view in views}:
            with at(large_letters, stage, person) as page:
                for view in (each for each in views if each.person == person):
                    page.goto(view.address(stage))
                    size = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
                    assert page.evaluate(size) == 32
                    for width in (1440, 780):
                        page.set_viewport_size({"width": width, "height": 900})
                        wider = sideways(page)
                        found += [f"{view.name} at {width}: {wider} px wider"] if wider else []
    assert found == []


def test_on_paper_there_is_no_chrome(browser: Browser, full: Stage) -> None:
    """Within the margins of A4 across: no navigation, no button, nothing cut off; shapes stay."""
    found = []
    for person in {view.person for view in BUSY}:
        with at(browser, full, person, width=1032) as page:
            page.emulate_media(media="print")
            for view in (each for each in BUSY if each.person == person and not each.then):
                page.goto(view.address(full))
                wider = sideways(page)
                found += [f"{view.name}: {wider} px wider than the paper"] if wider else []
                found += [f"{view.name}: {each}" for each in page.evaluate(_ON_PAPER)]
                assert page.locator("h1").first.is_visible(), view.name
    assert found == []
