"""The calendar in a browser: scenes 6, 7, 8, and the calendar's parts of 19 and 20."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from campaign.storage import publications
from tests.web.browser.conftest import WIDTHS, at, axe, sideways
from tests.web.stage import Stage
from tests.web.test_calendar import POST, december, file_of, kept

__all__ = ["december", "kept"]

pytestmark = pytest.mark.slow

WRITTEN = b"week 3 Tuesday 09:45"


def chip(page: Page, post: str = POST, day: str = "") -> Locator:
    """A post in the month's grid, on a day where that is said."""
    cell = f'[data-drop="{day}"] ' if day else ""
    return page.locator(f'.month {cell}[data-post="{post}"]')


def lift(page: Page, post: str, day: str) -> None:
    """Press the mouse on a post and carry it over a day, without letting go."""
    from_box, to_box = chip(page, post).bounding_box(), None
    page.locator(f'.month [data-drop="{day}"]').scroll_into_view_if_needed()
    from_box = chip(page, post).bounding_box()
    to_box = page.locator(f'.month [data-drop="{day}"]').bounding_box()
    assert from_box and to_box
    page.mouse.move(from_box["x"] + 60, from_box["y"] + 30)
    page.mouse.down()
    page.mouse.move(from_box["x"] + 80, from_box["y"] + 36, steps=3)
    page.mouse.move(to_box["x"] + 40, to_box["y"] + 60, steps=4)


def hours(stage: Stage) -> dict[str, str]:
    """When the post goes out, on the wall of some regions far apart."""
    channels = stage.opened.config.channels
    with stage.opened.database.read() as connection:
        rows = publications.all_of(connection, [POST])
    return {
        row.region: f"{row.due.astimezone(channels[row.channel].zone):%d %H:%M}"
        for row in rows
        if row.region in ("eu", "donegal", "arad")
    }


def focused_day(page: Page) -> str:
    """The day of the post that has the focus."""
    found: str = page.evaluate(
        "(document.activeElement.closest('[data-post]') || {dataset: {}}).dataset.on || ''"
    )
    return found


def announced(page: Page) -> str:
    """What a screen reader was told last."""
    page.wait_for_timeout(120)  # it is told a moment later, so that the same words count twice
    return page.inner_text("#announce")


def test_scene_6_a_post_is_dragged_to_another_day(browser: Browser, december: Stage) -> None:
    """The hour stays on every wall, one line changes, approvals stay, and U restores the bytes."""
    before = file_of(december).read_bytes()
    with at(browser, december) as page:
        page.goto("/calendar")
        lift(page, POST, "2026-12-16")
        assert announced(page) == "Over Wednesday 16 December."
        page.mouse.up()
        expect(chip(page, day="2026-12-16")).to_be_visible()
        assert file_of(december).read_bytes() == before.replace(WRITTEN, b"week 3 Wednesday 09:45")
        assert hours(december) == dict.fromkeys(("eu", "donegal", "arad"), "16 09:45")
        expect(chip(page, day="2026-12-16").locator(".sum")).to_have_text("34 ready")
        assert focused_day(page) == "2026-12-16"
        page.keyboard.press("u")
        expect(chip(page, day="2026-12-15")).to_be_visible()
        assert file_of(december).read_bytes() == before
        assert hours(december) == dict.fromkeys(("eu", "donegal", "arad"), "15 09:45")
        assert focused_day(page) == "2026-12-15"


def test_scene_6_escape_puts_it_back(browser: Browser, december: Stage) -> None:
    """Nothing is moved, and that is said; so it is where nobody can drop it."""
    before = file_of(december).read_bytes()
    with at(browser, december) as page:
        page.goto("/calendar")
        lift(page, POST, "2026-12-16")
        page.keyboard.press("Escape")
        assert announced(page) == "Put back."
        page.mouse.up()
        expect(chip(page, day="2026-12-15")).to_be_visible()
        assert page.url.endswith("/calendar")
        lift(page, POST, "2026-12-16")
        page.mouse.move(20, 300)
        page.mouse.up()
        assert announced(page) == "Put back."
    assert file_of(december).read_bytes() == before


def test_what_speaks_against_a_place_is_shown_before_anything_is_moved(
    browser: Browser, december: Stage
) -> None:
    """Dropped on the day of another post at its hour: the dialog says so and waits."""
    with at(browser, december) as page:
        page.goto("/calendar")
        chip(page).locator("[data-stop]").focus()
        page.keyboard.press("m")
        page.locator("dialog[open] #at").fill("12:15")
        page.locator("dialog [name=at][value='12:15:00']").wait_for(state="attached")
        page.locator("dialog [data-first]").click()
        expect(chip(page, day="2026-12-16").locator(".at")).to_have_text("12:15")
        chip(page).locator("[data-stop]").focus()
        page.keyboard.press("Alt+ArrowRight")
        expect(page.locator("dialog[open] .effect")).to_contain_text("after 0 minutes")
        assert b"Wednesday 12:15" in file_of(december).read_bytes()
        page.get_by_text("Leave it there").click()
        expect(page.locator("dialog[open]")).to_have_count(0)
        assert focused_day(page) == "2026-12-16"


@pytest.mark.parametrize("way", ["m", "Alt+ArrowRight", "touch"])
def test_scene_7_the_same_without_dragging(browser: Browser, december: Stage, way: str) -> None:
    """By M, by Alt and an arrow, by the menu under a finger; focus and announcement follow."""
    touch = {"has_touch": True, "width": 390} if way == "touch" else {}
    with at(browser, december, **touch) as page:  # type: ignore[arg-type]
        page.goto("/calendar")
        if way == "touch":
            entry = page.locator(f'.agenda [data-post="{POST}"]')
            entry.locator(".menu summary").tap()
            entry.get_by_text("Move to another day…").tap()
            page.get_by_role("button", name="Move to Wed 16 Dec").tap()
            expect(page.locator(f'.agenda [data-post="{POST}"]')).to_have_attribute(
                "data-on", "2026-12-16"
            )
        else:
            chip(page).locator("[data-stop]").focus()
            page.keyboard.press(way)
            if way == "m":
                page.get_by_role("button", name="Move to Wed 16 Dec").click()
            expect(chip(page, day="2026-12-16")).to_be_visible()
        assert focused_day(page) == "2026-12-16"
        assert announced(page).startswith("Moved to Wednesday 16 December, 09:45.")
    assert b"week 3 Wednesday 09:45" in file_of(december).read_bytes()


def test_scene_7_a_quarter_of_an_hour_by_alt_and_arrows(browser: Browser, december: Stage) -> None:
    """Later and earlier; at midnight the day turns with it."""
    with at(browser, december) as page:
        page.goto("/calendar")
        for press, written in (("ArrowDown", "10:00"), ("ArrowUp", "09:45"), ("ArrowUp", "09:30")):
            chip(page).locator("[data-stop]").focus()
            page.keyboard.press(f"Alt+{press}")
            expect(chip(page).locator(".at")).to_have_text(written)
    assert b"week 3 Tuesday 09:30" in file_of(december).read_bytes()


def test_scene_8_an_out_post_does_not_lift_and_why_is_said(
    browser: Browser, december: Stage
) -> None:
    """By the mouse and by every key."""
    told = "It is out: what went out stays where it is."
    before = {path: path.read_bytes() for path in file_of(december).parent.iterdir()}
    with at(browser, december) as page:
        page.goto("/calendar")
        lift(page, "platforms-01", "2026-12-16")
        expect(page.locator(".toast")).to_have_text(told)
        assert announced(page) == told
        expect(page.locator(".lifted")).to_have_count(0)
        page.mouse.up()
        for press in ("m", "Alt+ArrowRight", "Alt+ArrowDown"):
            page.locator(".toast").evaluate_all("some => some.forEach(each => each.remove())")
            chip(page, "platforms-01").locator("[data-stop]").focus()
            page.keyboard.press(press)
            expect(page.locator(".toast")).to_have_text(told)
    assert {path: path.read_bytes() for path in file_of(december).parent.iterdir()} == before


def test_two_people_move_one_post_and_the_second_is_told(browser: Browser, december: Stage) -> None:
    """In a dialog, with the name and the hour."""
    with at(browser, december) as page, at(browser, december, "edgar") as other:
        for each in (page, other):
            each.goto("/calendar")
        chip(page).locator("[data-stop]").focus()
        page.keyboard.press("Alt+ArrowRight")
        expect(chip(page, day="2026-12-16")).to_be_visible()
        chip(other).locator("[data-stop]").focus()
        other.keyboard.press("Alt+ArrowLeft")
        expect(other.locator("dialog[open]")).to_contain_text("Olga moved it at Wed 9 Dec, 09:20")
    assert b"week 3 Wednesday 09:45" in file_of(december).read_bytes()


def test_the_grid_is_one_tab_stop_with_arrows_inside(browser: Browser, kept: Stage) -> None:
    """From post to post and day to day; N writes for the day that has the focus; J goes on."""
    with at(browser, kept) as page:
        page.goto("/calendar")
        assert page.locator('.month [tabindex="0"]').count() == 1
        chip(page, "platforms-02").locator("[data-stop]").focus()
        page.keyboard.press("ArrowRight")
        day = "document.activeElement.closest('[data-drop]').dataset.drop"
        assert page.evaluate(day) == "2026-12-11"
        page.keyboard.press("ArrowDown")
        assert page.evaluate(day) == "2026-12-18"
        page.keyboard.press("ArrowLeft")
        assert focused_day(page) == "2026-12-17"
        page.keyboard.press("Home")
        assert page.evaluate(day) == "2026-12-14"
        page.keyboard.press("Tab")
        assert not page.evaluate("Boolean(document.activeElement.closest('.month'))")
        page.keyboard.press("Shift+Tab")
        assert page.evaluate(day) == "2026-12-14"
        assert page.locator('.month [tabindex="0"]').count() == 1
        page.keyboard.press("n")
        page.wait_for_url("**/posts/new?day=2026-12-14")


def test_skipping_in_the_dialog_of_one_channel(browser: Browser, december: Stage) -> None:
    """From the week's grid: the reason, and the way back."""
    with at(browser, december) as page:
        page.goto("/calendar?view=week&at=2026-12-15")
        page.get_by_role("link", name="Mastodon, Catalan: Ready").first.click()
        dialog = page.locator("dialog[open]")
        dialog.get_by_text("Skip it on this channel").first.click()
        dialog.get_by_label("Why").fill("The mayor is ill.")
        assert axe(page, december) == []
        dialog.get_by_role("button", name="Skip it on this channel").click()
        expect(page.locator("main")).to_contain_text("Olga skipped it")
        page.get_by_role("button", name="Take the skip back").click()
        expect(page.locator(".toast")).to_contain_text("The skip is taken back.")


PAGES = (
    "/calendar?at=2026-12-09",
    "/calendar?view=week&at=2026-12-08",
    "/calendar?view=list&at=2026-12-09",
    "/calendar?region=catalonia&state=ready&at=2026-12-09",
    f"/calendar/move/{POST}?day=2026-12-17&at=12:00",
    "/calendar/move/platforms-01",
    "/publications/60",
)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", PAGES)
def test_scene_19_at_every_width_light_and_dark(
    browser: Browser, kept: Stage, path: str, width: int, dark: bool
) -> None:
    """No fault that axe knows, no sideways scrolling, every target large enough."""
    with at(browser, kept, width=width, dark=dark) as page:
        page.goto(path)
        assert sideways(page) == 0
        assert axe(page, kept) == []
        small = page.evaluate(
            """() => [...document.querySelectorAll('main a, main button, main summary, main input')]
              .filter((each) => each.getClientRects().length && !each.closest('p, .unseen'))
              .map((each) => [each.getBoundingClientRect(), each.outerHTML.slice(0, 90)])
              .filter(([box]) => box.width < 24 || box.height < 24)
              .map(([box, html]) => `${box.width}x${box.height} ${html}`)"""
        )
        assert [each for each in small if "data-stop" not in each and "radio" not in each] == []


@pytest.mark.parametrize("width", [1440, 390])
def test_scene_19_dialogs_menus_and_doubled_text(browser: Browser, kept: Stage, width: int) -> None:
    """Open parts have no fault either, and text of twice the size pushes nothing aside."""
    with at(browser, kept, width=width) as page:
        page.goto("/calendar?at=2026-12-09")
        page.locator(".filter summary").click()
        assert axe(page, kept) == []
        page.keyboard.press("Escape")
        page.goto("/calendar?at=2026-12-09")
        root = ".month" if width > 1000 else ".agenda"
        menu = page.locator(f'{root} [data-post="{POST}"] .menu')
        menu.locator("summary").click()
        assert axe(page, kept) == []
        menu.get_by_text("Move to another day…").click()
        page.locator("dialog[open] .do-it").wait_for()
        assert axe(page, kept) == []
        page.keyboard.press("Escape")
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert sideways(page) == 0


def test_scene_20_without_script_a_post_is_moved_by_its_menu(
    browser: Browser, december: Stage
) -> None:
    """Links and forms alone: another day is looked at first, then chosen."""
    with at(browser, december, script=False) as page:
        page.goto("/calendar")
        chip(page).locator(".menu summary").click()
        chip(page).get_by_text("Move to another day…").click()
        page.get_by_label("To the day").fill("2026-12-22")
        page.get_by_role("button", name="Show what follows").click()
        expect(page.locator(".effect")).to_contain_text("week 4 Tuesday 09:45")
        page.get_by_role("button", name="Move to Tue 22 Dec").click()
        expect(chip(page, day="2026-12-22")).to_be_visible()
        expect(page.locator(".toast")).to_contain_text("Moved to Tuesday 22 December, 09:45.")
        page.get_by_role("button", name="Undo").click()
        page.goto("/calendar")
        expect(chip(page, day="2026-12-15")).to_be_visible()


def test_a_week_is_printed_on_one_sheet(browser: Browser, kept: Stage, tmp_path: Path) -> None:
    """A4 across, without the frame; all twelve regions are on it."""
    with at(browser, kept) as page:
        page.goto("/calendar?view=week&at=2026-12-08")
        sheet = page.pdf(prefer_css_page_size=True)
        page.emulate_media(media="print")
        assert page.locator(".side").is_hidden() and page.locator(".week").is_visible()
        assert page.locator(".agenda").is_hidden() and page.locator(".filter").is_hidden()
        assert page.locator(".filters .key").is_visible()  # the shapes stay
    assert sheet.count(b"/Type /Page\n") + sheet.count(b"/Type /Page ") == 1
