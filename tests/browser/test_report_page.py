"""The report's page in a browser: every width and scheme, without a script, and by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from analytics.faces.page import page as write_page
from analytics.language import LANGUAGES, Words
from tests.analytics import sample
from tests.analytics.blocks import EVIL, blocks

AXE = Path(__file__).parents[1] / "web" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (1440, 768, 390, 320)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample campaign's report in three languages, and a document of every block."""
    made = tmp_path_factory.mktemp("report")
    sample.write(made, ("en", "de", "eu"))
    words = Words("de")
    made.joinpath("blocks.html").write_text(
        write_page(blocks(), words, lambda _: None), encoding="utf-8"
    )
    return made


@contextmanager
def opened(
    browser: Browser, file: Path, width: int, *, dark: bool = False, script: bool = True
) -> Iterator[Page]:
    """A file in a browser; it may ask for nothing and complain of nothing."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if dark else "light",
        java_script_enabled=script,
        reduced_motion="reduce",
    )
    page = context.new_page()
    complaints: list[str] = []
    asked: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    try:
        yield page
    finally:
        context.close()
    assert complaints == []
    assert [each for each in asked if not each.startswith(("data:", file.as_uri()))] == []


def axe(page: Page) -> list[str]:
    """What axe finds; the page's policy would keep it out, so it comes in by the debugger."""
    if not AXE.is_file():
        pytest.skip("axe-core is not here: `make axe` installs it (Node)")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "async (tags) => (await axe.run(document, {runOnly: tags})).violations", TAGS
    )
    return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["2026-W49.html", "2026-W49.de.html", "2026-W49.eu.html"])
def test_the_page_has_no_fault_that_axe_knows(
    browser: Browser, folder: Path, name: str, dark: bool
) -> None:
    """Wide and narrow, light and dark, closed and with everything unfolded."""
    for width in (1440, 390):
        with opened(browser, folder / name, width, dark=dark) as page:
            assert axe(page) == []
            page.evaluate(
                "document.querySelectorAll('details').forEach((each) => each.open = true)"
            )
            assert axe(page) == []


@pytest.mark.parametrize(
    "name", ["2026-W49.html", "2026-W49.de.html", "2026-W49.eu.html", "blocks.html"]
)
def test_the_page_never_goes_sideways(browser: Browser, folder: Path, name: str) -> None:
    """What is wider than the window stands in a frame that slides, with a cue above it."""
    for width in WIDTHS:
        with opened(browser, folder / name, width) as page:
            page.evaluate(
                "document.querySelectorAll('details').forEach((each) => each.open = true)"
            )
            over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert page.evaluate(over) == 0, width
            page.wait_for_function(f"() => {{ {WRONG_CUES}; return wrong.length === 0; }}")


#: Tables that go on at the side without words that say so, or have the words and do not.
WRONG_CUES = """
const wrong = [...document.querySelectorAll('.scroll')].filter((each) => {
  const words = each.previousElementSibling;
  const cue = words && words.matches('.slide') && getComputedStyle(words).display !== 'none';
  return (each.scrollWidth > each.clientWidth) !== Boolean(cue);
}).map((each) => each.getAttribute('aria-label'))"""


def test_charts_can_be_read_at_every_width(browser: Browser, folder: Path) -> None:
    """Letters of 11 pixels at the least, one drawing of each, and none beside its frame."""
    for name in ("2026-W49.html", "2026-W49.de.html", "2026-W49.eu.html"):
        for width in WIDTHS:
            with opened(browser, folder / name, width) as page:
                found = page.evaluate(
                    """() => [...document.querySelectorAll('figure')].map((each) => {
                      const shown = [...each.querySelectorAll('svg.chart')]
                        .filter((one) => getComputedStyle(one).display !== 'none');
                      const box = shown[0].getBoundingClientRect();
                      return [shown.length, 13 * box.width / shown[0].viewBox.baseVal.width];
                    })"""
                )
                assert found
                assert all(count == 1 and size >= 10.5 for count, size in found), (width, found)


def test_hostile_words_run_nowhere(browser: Browser, folder: Path) -> None:
    """Markup in every text of every block is shown as it is; a script is no link."""
    with opened(browser, folder / "blocks.html", 1440) as page:
        assert page.evaluate("window.evil") is None
        assert page.locator("img, style + script").count() == 0
        assert EVIL in page.locator("h1").inner_text()
        assert page.locator("a[href^=javascript]").count() == 0
        assert page.locator("[lang=ar][dir=auto]").count() >= 2


def test_definitions_open_without_a_script_and_by_keyboard(browser: Browser, folder: Path) -> None:
    """A column's head leads to what it means; the list of meanings opens by a key."""
    with opened(browser, folder / "2026-W49.html", 390, script=False) as page:
        meanings = page.locator("#t-region ~ *, .scroll:has(#t-region) ~ details.meanings").first
        assert not meanings.locator("dd").first.is_visible()
        meanings.locator("summary").focus()
        page.keyboard.press("Enter")
        assert meanings.locator("dd").first.is_visible()
    with opened(browser, folder / "2026-W49.html", 1440, script=False) as page:
        head = page.locator("#t-region th a.means").nth(1)
        head.focus()
        page.keyboard.press("Enter")
        target = head.get_attribute("href") or ""
        assert page.locator(target).is_visible()


def test_a_table_is_sorted_by_a_click_and_a_key(browser: Browser, folder: Path) -> None:
    """By numbers as numbers; gaps stay last both ways; a reader is told by aria-sort."""
    with opened(browser, folder / "2026-W49.html", 1440) as page:
        head = page.locator("#t-region th[data-column=change_percent]")
        button = head.locator("button")
        for order in ("descending", "ascending"):
            button.focus()
            page.keyboard.press("Enter")
            assert head.get_attribute("aria-sort") == order
            values = page.locator("#t-region tbody tr").evaluate_all(
                "(rows) => rows.map((row) => row.cells["
                "[...document.querySelectorAll('#t-region thead th')]"
                ".findIndex((each) => each.dataset.column === 'change_percent')]"
                ".dataset.value ?? null)"
            )
            known = [float(each) for each in values if each is not None]
            assert known == sorted(known, reverse=order == "descending")
            assert values[len(known) :] == [None] * (len(values) - len(known))
            assert len(values) > len(known) > 2


def test_pages_speak_their_language(folder: Path) -> None:
    """No report of a language holds what it could not translate."""
    assert set(LANGUAGES) >= {"en", "de", "eu"}
    german = folder.joinpath("2026-W49.de.html").read_text(encoding="utf-8")
    assert '<html lang="de"' in german
    assert "nicht übersetzt" not in german
    basque = folder.joinpath("2026-W49.eu.html").read_text(encoding="utf-8")
    assert "azaroaren" in basque or "aza." in basque


def test_what_is_unfolded_on_paper(browser: Browser, folder: Path) -> None:
    """In print, the tables behind charts are open, and no button or hint stands there."""
    for width in (1000, 700):
        with opened(browser, folder / "2026-W49.html", width) as page:
            page.emulate_media(media="print")
            assert page.locator("#t-parts tbody tr").first.is_visible()
            for useless in (".sort", ".slide", ".contents", ".meanings"):
                shown = page.locator(useless).all()
                assert shown and not any(each.is_visible() for each in shown), useless
