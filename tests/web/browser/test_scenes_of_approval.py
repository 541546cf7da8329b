"""The scenes of approving and translating, in a real browser; with and without script."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from campaign.model import CopyState, Hold, copy_hash
from campaign.usecases.trust import invite
from tests.web.browser.conftest import WIDTHS, at, axe, sideways
from tests.web.stage import Stage, staged
from tests.web.test_approvals import POST, released, rows
from tests.web.test_invited import invited, reword
from tests.web.test_translations import post as post_of
from tests.web.test_translations import stale, text

pytestmark = pytest.mark.slow

OLD, NEW = "Hi estàs\n      d’acord?", "Hi esteu\n      d’acord?"


@pytest.fixture
def planned(stage: Stage) -> Stage:
    """Everything is planned, nothing approved."""
    stage.plan()
    return stage


@pytest.fixture(scope="module")
def looked_at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The same for all tests that only look, with a source that changed."""
    with staged(tmp_path_factory.mktemp("scenes") / "campaign") as made:
        made.plan()
        stale(made)
        yield made


def link(stage: Stage, region: str = "catalonia") -> str:
    """A link for somebody whose name is known."""
    return invited(stage, region, to="Núria Roca").path


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_scene_9_two_taps_approve_on_a_phone(
    browser: Browser, planned: Stage, script: bool
) -> None:
    """Looking three times uses nothing; one tap after the link approves, a second says it was."""
    path = link(planned)
    with at(browser, planned, "", width=390, script=script) as page:
        for _ in range(3):
            page.goto(path)
        page.request.head(planned.url + path)
        assert released(planned) == 0
        kept = page.content()
        page.get_by_role("button", name="Aprova’ls tots 4").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Aquest enllaç ja té resposta")
        assert released(planned) == 4
        page.go_back()
        if "Aprova" in page.content() and page.get_by_role("button").count():
            page.get_by_role("button", name="Aprova’ls tots 4").click()
            expect(page.get_by_role("alert")).to_contain_text("Ja tenia resposta")
    assert "hash" in kept
    (found,) = invite.every(planned.opened.database)
    assert (found.answer, found.name) == ("yes", "Núria Roca")


def test_scene_10_a_letter_changes_after_the_link_was_opened(
    browser: Browser, planned: Stage
) -> None:
    """The answer is refused, the difference is shown with the focus on it, and asked again."""
    with at(browser, planned, "", width=390) as page:
        page.goto(f"{link(planned)}?language=en")
        reword(planned, OLD, NEW)
        page.get_by_role("button", name="Approve all 4").click()
        summary = page.get_by_role("alert")
        expect(summary).to_contain_text("The text changed after you opened this page")
        expect(summary).to_be_focused()
        assert summary.locator("del").first.inner_text() == "estàs"
        assert summary.locator("ins").first.inner_text() == "esteu"
        assert released(planned) == 0
        assert axe(page, planned) == [] and sideways(page) == 0
        page.get_by_role("button", name="Approve all 4").click()
        expect(page.get_by_text("Thank you.").first).to_be_visible()
    assert released(planned) == 4


def test_scene_11_a_link_of_one_region_and_links_that_ended(
    browser: Browser, planned: Stage
) -> None:
    """Catalonia's shows nothing of Navarra's accounts; a revoked one names whom to ask."""
    path = link(planned)
    with at(browser, planned, "", width=390) as page:
        page.goto(path)
        assert "catalonia" in page.content() and "navarra" not in page.content().casefold()
        page.get_by_role("button", name="Aprova’ls tots 4").click()
        page.wait_for_load_state()
        assert (released(planned), released(planned, "navarra")) == (4, 0)
        other = link(planned, "navarra")
        database, now = planned.opened.database, planned.opened.now()
        invite.revoke(database, 2, actor=planned.person("olga"), now=now)
        page.goto(f"{other}?language=en")
        expect(page.get_by_role("heading", level=1)).to_have_text("This link has ended")
        expect(page.get_by_text("For another one, ask: Olga.").first).to_be_visible()
        assert axe(page, planned) == []


def test_scene_12_a_wish_holds_the_post_and_stands_where_it_is_needed(
    browser: Browser, planned: Stage
) -> None:
    """The summary has the focus where words are missing; Today and Approvals name the wish."""
    with at(browser, planned, "", width=390) as page:
        page.goto(f"{link(planned)}?language=en")
        page.get_by_role("button", name="Ask for a change").click()
        expect(page.get_by_role("alert")).to_be_focused()
        assert page.get_by_text("Write what is to be changed.").count() == 2
        page.get_by_label("A wish or a question").fill("Més curt, sisplau.")
        page.get_by_role("button", name="Ask for a change").click()
        expect(page.get_by_text("A change was asked for; the post waits").first).to_be_visible()
    assert {p.hold for p in rows(planned)} == {Hold.SENT_BACK}
    with at(browser, planned, "olga") as page:
        page.goto("/")
        expect(page.get_by_text("A change is asked for").first).to_be_visible()
        page.goto(f"/approvals/{POST}?region=catalonia")
        assert page.get_by_text("Més curt, sisplau.").count() >= 1
        page.goto(f"/posts/{POST}?lang=ca")
        wish = page.locator(".field:has(textarea[name='copy.ca.text']) + .wish")
        expect(wish).to_contain_text("Més curt, sisplau.")
        expect(wish.get_by_role("link")).to_have_attribute(
            "href", f"/approvals/{POST}?region=catalonia"
        )
        assert axe(page, planned) == []


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_scene_16_a_stale_translation_still_fits(
    browser: Browser, stage: Stage, script: bool
) -> None:
    """`of` is the source's hash, the state is reviewed, and no new approval is asked."""
    stage.plan(approved=True)
    stale(stage)
    with at(browser, stage, "edgar", script=script) as page:
        page.goto("/translations/es")
        page.goto(f"/translations/es?post={POST}")
        expect(page.locator("#translation del").first).to_have_text("academia,")
        page.get_by_role("button", name="It still fits: mark as reviewed").click()
        expect(page.get_by_text("Marked as reviewed.").first).to_be_visible()
        expect(page.locator("#translation .tag")).to_have_text("Reviewed")
    found = post_of(stage)
    assert found.source is not None
    assert found.copy["es"].of == copy_hash(found.source)
    assert found.copy["es"].state is CopyState.REVIEWED
    stage.plan()
    spanish = [p for p in rows(stage) if p.language == "es"]
    assert spanish and released(stage) >= len(spanish)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_scene_20_approving_and_saving_work_without_script(
    browser: Browser, planned: Stage, script: bool
) -> None:
    """By the same forms."""
    with at(browser, planned, "marta", script=script) as page:
        page.goto("/approvals?turn=yours")
        page.get_by_role("link", name="La pertinença es construeix amb moltes mans").click()
        page.get_by_role("button", name="Approve all 4").click()
        expect(page.get_by_text("Approved: 4 may go out.").first).to_be_visible()
        page.get_by_role("button", name="Take your yes back").click()
        expect(page.get_by_text("4 were taken back.").first).to_be_visible()
    assert released(planned) == 0
    with at(browser, planned, "edgar", script=script) as page:
        page.goto(f"/translations/es?post={POST}")
        page.get_by_label("Headline, on the card").fill("Entre todas las manos")
        page.get_by_role("button", name="Save as draft").click()
        expect(page.get_by_text("Saved as a draft.").first).to_be_visible()
    assert "Entre todas las manos" in text(planned)


def _steps(page: Page, keys: str) -> str:
    for key in keys.split():
        page.keyboard.press(key)
    found: str = page.evaluate("document.activeElement.getAttribute('href') || ''")
    return found


def test_the_table_of_translations_is_one_tab_stop_with_arrow_keys(
    browser: Browser, looked_at: Stage
) -> None:
    """Arrows stop at the edges, Home and End go along the row, and J opens the next open one."""
    with at(browser, looked_at, "edgar") as page:
        page.goto(f"/translations/es?post={POST}")
        stops = page.locator("table a[tabindex='0']")
        assert stops.count() == 1
        stops.focus()
        assert "/translations/ca?post=platforms-02" in _steps(page, "ArrowRight")
        assert "/translations/ca?post=platforms-01" in _steps(page, "ArrowUp")
        assert "/translations/es?post=platforms-01" in _steps(page, "ArrowLeft ArrowLeft ArrowLeft")
        assert "/translations/ga?post=platforms-01" in _steps(page, "End")
        assert "/translations/es?post=platforms-01" in _steps(page, "Home")
        assert stops.count() == 1
        page.locator("h1").first.click()
        page.keyboard.press("j")
        page.wait_for_url(re.compile(r"post=(?!platforms-02)"))


def test_the_room_follows_what_is_typed(browser: Browser, looked_at: Stage) -> None:
    """In the network's own measure, and nothing is saved."""
    before = text(looked_at)
    with at(browser, looked_at, "edgar") as page:
        page.goto(f"/translations/es?post={POST}")
        room = page.locator("[data-room-of='text']")
        expect(room).to_contain_text("left")
        page.get_by_label("Text", exact=True).fill("palabra " * 60)
        expect(room).to_contain_text("too long")
        page.get_by_label("Text", exact=True).fill("Corto.")
        expect(room).to_contain_text("left")
    assert text(looked_at) == before


#: The controls that are smaller than a finger needs them.
SMALL = """
() => [...document.querySelectorAll("button, .btn, input:not([type=hidden]), select, nav a")]
  .filter((each) => !each.closest(".unseen"))
  .filter((each) => {
    const box = each.getBoundingClientRect();
    return box.width && box.height && (box.width < 24 || box.height < 24);
  })
  .map((each) => each.outerHTML.slice(0, 120))
"""
PLACES = (
    ("marta", f"/approvals/{POST}?region=catalonia"),
    ("olga", "/approvals"),
    ("edgar", "/translations"),
    ("edgar", f"/translations/es?post={POST}"),
    ("", "LINK"),
    ("", "/a/nothing"),
)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_scene_19_no_fault_that_axe_knows_at_any_width(
    browser: Browser, looked_at: Stage, width: int, dark: bool
) -> None:
    """Nor sideways scrolling, also with letters twice as large."""
    path = link(looked_at)
    for person, place in PLACES:
        with at(browser, looked_at, person, width=width, dark=dark) as page:
            page.goto(path if place == "LINK" else place)
            assert sideways(page) == 0, place
            assert axe(page, looked_at) == [], place
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            assert sideways(page) == 0 or width < 1440, place
            small = page.evaluate(SMALL)
            assert small == [], (place, small)


@pytest.mark.parametrize("language", ["de", "ca", "eu", "ga", "pl"])
def test_the_link_page_holds_in_long_languages(
    browser: Browser, looked_at: Stage, language: str
) -> None:
    """On the narrowest phone."""
    path = link(looked_at, "donegal")
    with at(browser, looked_at, "", width=320) as page:
        page.goto(f"{path}?language={language}")
        assert sideways(page) == 0 and axe(page, looked_at) == []
