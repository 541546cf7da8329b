"""The officer's week with a keyboard alone: no mouse is touched from signing in to the figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from campaign.model import State
from campaign.storage import publications
from campaign.usecases.signing_in import links
from tests.web.browser.conftest import at
from tests.web.browser.keyboard import Hands
from tests.web.busy import busy as on_a_busy_day
from tests.web.stage import Stage

pytestmark = pytest.mark.slow

POST = "capacity-building-01"
HEADLINE = "Everybody moves at some time"


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A Wednesday with one of each trouble; the steps of the week follow each other on it."""
    with on_a_busy_day(tmp_path_factory.mktemp("week") / "campaign") as made:
        yield made


@contextmanager
def hands(browser: Browser, stage: Stage, person: str = "olga") -> Iterator[Hands]:
    """Somebody's hands at a browser that is signed in."""
    with at(browser, stage, person) as page:
        page.goto("/")
        yield Hands(page)


def states(stage: Stage, *some: State) -> list[str]:
    """The channels whose publication is in one of these states."""
    with stage.opened.database.read() as connection:
        return [each.channel for each in publications.in_states(connection, *some)]


def test_signing_in_by_a_link_and_deciding_what_may_be_out(browser: Browser, week: Stage) -> None:
    """From the link to Today, and from its first row to the decision."""
    made = links.give(week.opened.database, "olga", actor=week.person("ada"), now=week.opened.now())
    assert states(week, State.UNKNOWN) == ["eu-telegram"]
    with at(browser, week, "") as page:
        hand = Hands(page)
        page.goto(made.path)
        hand.follow(page.get_by_role("button", name="Sign me in"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Today")
        hand.press("j")
        expect(page.locator(".tasks a").first).to_be_focused()
        hand.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("To settle")
        hand.write(page.locator("#url"), "https://t.me/eubelong_eu/7")
        hand.follow(page.get_by_role("button", name="It is there"), back=True)
        page.locator(".toast").wait_for()
        hand.keeps_its_place()
        hand.is_told(page.locator(".toast span").inner_text())
    assert states(week, State.UNKNOWN) == []


def test_writing_for_a_day_and_asking_for_approval(browser: Browser, week: Stage) -> None:
    """N on the day's field of the month, words, Ctrl+S, and the button that asks."""
    with hands(browser, week) as hand:
        page = hand.page
        hand.press("g", "c")
        page.locator(".month").wait_for()
        hand.reach(page.locator('.month [tabindex="0"]'))
        for _ in range(12):
            here = page.evaluate("document.activeElement.closest('[data-drop]').dataset.drop")
            if here >= "2026-12-18":
                break
            hand.press("ArrowRight" if here < "2026-12-13" or here > "2026-12-13" else "ArrowDown")
        while page.evaluate("document.activeElement.closest('[data-drop]').dataset.drop") > (
            "2026-12-18"
        ):
            hand.press("ArrowLeft")
        hand.press("n")
        expect(page.locator("#day")).to_have_value("2026-12-18")
        hand.write(page.get_by_label("Headline"), HEADLINE)
        hand.write_hour(page.locator("#at"), time(16, 30))
        hand.follow(page.get_by_role("button", name="Begin the post"))
        page.wait_for_url(re.compile(r"/posts/(?!new)"))
        post = page.url.rpartition("/")[2].partition("?")[0]
        expect(page.get_by_role("heading", level=1)).to_have_text(HEADLINE)
        hand.keeps_its_place()
        hand.write(page.get_by_label("Text", exact=True), "Whoever moves brings something along.")
        hand.press("Control+s")
        page.locator(".toast").wait_for()
        hand.keeps_its_place()
        hand.is_told("Saved")
        hand.follow(page.get_by_role("button", name="Ask for approval"), back=True)
        expect(page.locator(".toast span")).to_contain_text("asked")
        hand.keeps_its_place()
    text = (week.folder / "content" / "calendar" / f"{post}.yaml").read_text("utf-8")
    assert "Whoever moves brings something along." in text
    with week.opened.database.read() as connection:
        rows = publications.all_of(connection, [post])
    assert rows and {each.state for each in rows} == {State.SCHEDULED}


def test_another_person_approves_with_j_k_and_a(browser: Browser, week: Stage) -> None:
    """J and K go along the requests, Enter opens one, and A says yes to the one in focus."""
    with week.opened.database.read() as connection:
        before = {p.id for p in publications.in_states(connection, State.SCHEDULED)}
    assert before
    with hands(browser, week, "marta") as hand:
        page = hand.page
        hand.follow(page.locator(".side").get_by_role("link", name="Approvals"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Approvals")
        rows = page.locator("[data-open]")
        hand.press("j", "j", "k")
        expect(rows.first).to_be_focused()
        hand.press("Enter")
        button = page.get_by_role("button", name="Approve all 4")
        button.wait_for()
        hand.press("a")  # nothing has the focus: nothing is approved
        expect(button).to_be_visible()
        assert page.locator(".toast").count() == 0
        hand.press("j")
        expect(page.locator("article[data-request]").first).to_be_focused()
        hand.press("a")
        page.locator(".toast").wait_for()
        hand.keeps_its_place()
        hand.is_told(page.locator(".toast span").inner_text())
        hand.follow(page.locator(".side").get_by_role("link", name="Calendar"), back=True)
        page.locator(".month").wait_for()


def test_moving_by_m_and_by_arrows_and_undoing(browser: Browser, week: Stage) -> None:
    """The dialog of M, Alt and arrows, and U; the focus stays on the post, the day is told."""
    file = week.folder / "content" / "calendar" / f"{POST}.yaml"
    kept = file.read_bytes()
    with hands(browser, week) as hand:
        page = hand.page
        hand.press("g", "c")
        page.locator(".month").wait_for()
        hand.press("j")
        chip = page.locator(f'.month [data-post="{POST}"]')
        for _ in range(6):
            if chip.evaluate("each => each.contains(document.activeElement)"):
                break
            hand.press("j")
        hand.press("m")
        dialog = page.locator("dialog[open]")
        dialog.locator(".do-it").wait_for()
        hand.write_day(dialog.get_by_label("To the day"), date(2026, 12, 16))
        button = dialog.get_by_role("button", name="Move to Wed 16 Dec")
        hand.follow(button)
        expect(
            page.locator(f'.month [data-drop="2026-12-16"] [data-post="{POST}"]')
        ).to_be_visible()
        hand.is_told("Moved to Wednesday 16 December, 09:45.")
        assert chip.evaluate("each => each.contains(document.activeElement)")
        _undo(hand, chip, "2026-12-15")
        assert file.read_bytes() == kept
        for keys, day, told in (
            ("Alt+ArrowRight", "2026-12-16", "Moved to Wednesday 16 December, 09:45."),
            ("Alt+ArrowDown", "2026-12-15", "10:00"),
        ):
            hand.press(keys)
            hand.is_told(told)
            expect(_on(page, day)).to_be_visible()
            assert chip.evaluate("each => each.contains(document.activeElement)")
            assert file.read_bytes() != kept
            _undo(hand, chip, "2026-12-15")
            assert file.read_bytes() == kept
        hand.press("m")
        dialog.locator(".do-it").wait_for()
        hand.press("Escape")
        expect(page.locator("dialog[open]")).to_have_count(0)
        assert chip.evaluate("each => each.contains(document.activeElement)")


def _on(page: Page, day: str) -> Locator:
    """The post where it is on a day of the month."""
    return page.locator(f'.month [data-drop="{day}"] [data-post="{POST}"]')


def _undo(hand: Hands, chip: Locator, day: str) -> None:
    """Press U: the post is back on its day, with the focus on it, and it is told."""
    hand.press("u")
    expect(_on(hand.page, day)).to_be_visible()
    expect(hand.page.locator(".toast button")).to_have_count(0)
    hand.is_told(hand.page.locator(".toast").inner_text())
    assert chip.evaluate("each => each.contains(document.activeElement)")


def test_translating_one_text(browser: Browser, week: Stage) -> None:
    """The table is one stop; its field opens beside it, and the words are marked as reviewed."""
    with hands(browser, week) as hand:
        page = hand.page
        hand.follow(page.locator(".side").get_by_role("link", name="Translations"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Translations")
        hand.reach(page.locator('.matrix a[tabindex="0"]'))
        hand.press("ArrowDown", "ArrowRight", "Enter")
        form = page.locator("#words")
        form.wait_for()
        field = form.locator("textarea").first
        hand.write(field, "Unes altres paraules, escrites amb el teclat.")
        hand.follow(form.get_by_role("button", name="Mark as reviewed"))
        page.locator(".toast").wait_for()
        hand.keeps_its_place()
        hand.is_told(page.locator(".toast span").inner_text())
    folder: Path = week.folder / "content" / "calendar"
    assert any("escrites amb el teclat" in each.read_text("utf-8") for each in folder.iterdir())


def test_a_missed_one_gets_another_time(browser: Browser, week: Stage) -> None:
    """The account goes on first; then the missed one is chosen, with a day and an hour."""
    assert states(week, State.MISSED) == ["timis-bluesky"]
    with hands(browser, week) as hand:
        page = hand.page
        hand.go("g s", "To settle")
        page.locator(".group").first.wait_for()
        paused = page.locator(".group li > a", has_text="Bluesky, Timiș")
        hand.follow(paused)
        page.wait_for_url(re.compile("need=paused"))
        hand.follow(page.locator("main").get_by_role("button", name="Let it go on"))
        page.locator(".toast").wait_for()
        hand.keeps_its_place()
        hand.follow(page.locator(".group", has_text="Missed").locator("li > a"))
        page.wait_for_url(re.compile("need=missed"))
        expect(page.locator("[name=chosen]")).to_be_checked()
        hand.write_day(page.locator("#day"), date(2026, 12, 9))
        hand.write_hour(page.locator("#time"), time(16, 0))
        hand.follow(page.get_by_role("button", name="Send the chosen ones then"))
        page.locator(".toast").wait_for()
        hand.keeps_its_place()
        hand.is_told(page.locator(".toast span").inner_text())
    assert states(week, State.MISSED) == []


def test_entering_a_figure(browser: Browser, week: Stage) -> None:
    """A number and where it comes from; a mistake leads to its field from the summary."""
    with hands(browser, week) as hand:
        page = hand.page
        hand.follow(page.locator(".side").get_by_role("link", name="Reports"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Reports")
        visits = page.get_by_label("Visits to the project’s site from posts")
        hand.write(visits, "1.2k")
        hand.press("Enter")
        summary = page.locator(".summary")
        expect(summary).to_be_focused()
        hand.follow(summary.get_by_role("link").first)
        expect(visits).to_be_focused()
        hand.write(visits, "1200")
        hand.write(page.get_by_label("Where the figures come from"), "Matomo")
        hand.follow(page.get_by_role("button", name="Keep the figures"))
        page.locator(".toast").wait_for()
        hand.keeps_its_place()
        hand.is_told("1 figure is kept")
        expect(visits).to_have_value("1200")


def test_the_keys_are_shown_and_can_be_switched_off(browser: Browser, week: Stage) -> None:
    """`?` shows them; without them N writes nothing, and links and buttons stay."""
    with hands(browser, week) as hand:
        page = hand.page
        hand.press("?")
        dialog = page.locator("dialog[open]")
        expect(dialog).to_contain_text("Begins a post")
        hand.press("Escape")
        expect(page.locator("dialog[open]")).to_have_count(0)
        hand.keeps_its_place()
        hand.follow(page.locator(".side .foot a"), back=True)
        hand.follow(page.get_by_label("Single keys do something"), "Space")
        hand.follow(page.get_by_role("button", name="Keep this"))
        page.locator(".toast").wait_for()
        hand.keeps_its_place()
        hand.press("n", "?")
        page.wait_for_timeout(300)
        assert page.url.endswith("/me")
        expect(page.locator("dialog[open]")).to_have_count(0)
        hand.follow(page.get_by_label("Single keys do something"), "Space")
        hand.follow(page.get_by_role("button", name="Keep this"))
        page.locator(".toast").wait_for()
        hand.press("g", "t")
        expect(page.get_by_role("heading", level=1)).to_have_text("Today")
