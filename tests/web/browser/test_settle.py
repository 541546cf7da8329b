"""To settle, with a browser: the scenes of deciding, of new times and of taking back."""

from __future__ import annotations

import re

import pytest
import requests
from playwright.sync_api import Browser, expect

from campaign.model import State
from campaign.storage import publications
from tests.chromium import CHROMIUM, QUIET
from tests.web import troubles
from tests.web.browser.conftest import at, axe, sideways
from tests.web.stage import Stage
from tests.web.troubles import MINUTE, MOST, held, one

pytestmark = pytest.mark.slow

POST = "platforms-01"


def public(stage: Stage, network: str) -> list[str]:
    """The addresses of a network's posts that are public."""
    where = f"{stage.sandbox}/_sandbox/ledger"
    posts = requests.get(where, params={"network": network}, timeout=9).json()["posts"]
    return [each["url"] for each in posts if each["deleted_at"] is None]


def test_scene_13_what_may_be_out_is_decided_by_what_the_account_shows(
    browser: Browser, stage: Stage
) -> None:
    """*Send it again* says why it is unavailable; of two people the second is told."""
    doubt = troubles.in_doubt(stage)
    path = f"/settle?need=unknown-{doubt.id}"
    with at(browser, stage) as page, at(browser, stage, "ada") as other:
        page.goto(path)
        other.goto(path)
        page.get_by_role("button", name="Ask the account now").click()
        expect(page.locator("mark").first).to_be_visible()
        again = page.get_by_role("button", name="Send it again")
        expect(again).to_have_attribute("aria-disabled", "true")
        expect(page.locator("#again-why")).to_contain_text("The account shows the same words")
        again.click(force=True)
        assert one(stage, doubt.id).state is State.UNKNOWN
        assert axe(page, stage) == []
        page.get_by_role("button", name="It is there").click()
        expect(page.get_by_role("status").filter(has_text="It counts as out.")).to_be_visible()
        found = one(stage, doubt.id)
        assert found.state is State.PUBLISHED
        assert found.url in public(stage, "mastodon")
        other.get_by_role("button", name="It is not there").click()
        told = other.get_by_role("alert")
        expect(told).to_contain_text("Olga was first, at Tue 8 Dec, 09:16")
        expect(told).to_be_focused()
    assert one(stage, doubt.id).state is State.PUBLISHED


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "scene-20-without-script"])
def test_scene_14_two_of_three_missed_ones_get_an_hour_in_each_zone(
    browser: Browser, stage: Stage, script: bool
) -> None:
    """The paused one cannot be chosen, and says so."""
    names = ["donegal-mastodon", "navarra-mastodon-eu"]
    some = troubles.missed(stage, names, "timis-bluesky")
    numbers = {p.channel: p.id for p in some}
    with at(browser, stage, script=script) as page:
        page.goto("/settle?need=missed")
        paused = page.get_by_role("checkbox", name=re.compile("Bluesky, Timiș"))
        expect(paused).to_be_disabled()
        row = page.get_by_role("row").filter(has_text="Bluesky, Timiș")
        expect(row).to_contain_text("It cannot be chosen before it goes on.")
        for name in ("Mastodon, Donegal", "Mastodon, Navarra"):
            expect(page.get_by_role("checkbox", name=re.compile(name))).to_be_checked()
        page.get_by_label("Day").fill("2026-12-09")
        page.get_by_label(re.compile("clock")).fill("16:00")
        page.get_by_role("button", name="Send the chosen ones then").click()
        page.wait_for_url("**/settle")
        expect(page.get_by_role("status").first).to_contain_text("2 get their new time.")
    for name in names:
        zone = stage.opened.config.channels[name].zone
        local = one(stage, numbers[name]).not_before.astimezone(zone)
        assert f"{local:%d %H:%M}" == "09 16:00"
    assert one(stage, numbers["timis-bluesky"]).state is State.MISSED


def test_scene_15_one_channel_is_withdrawn_and_no_other(browser: Browser, stage: Stage) -> None:
    """One delete at the sandbox; a network without delete offers the address."""
    stage.plan(approved=True)
    for minutes in (-60, 0, 2, 62, 64):
        stage.publish(MOST + minutes * MINUTE)
    with stage.opened.database.read() as connection:
        out = {p.channel: p for p in publications.all_of(connection, [POST]) if p.url}
    before = public(stage, "mastodon")
    with at(browser, stage) as page:
        page.goto(f"/posts/{POST}/out?on={out['salzburg-mastodon'].id}")
        page.get_by_role("link", name="Withdraw or correct").click()
        expect(page.get_by_role("dialog")).to_be_visible()
        assert axe(page, stage) == []
        page.keyboard.press("Escape")
        expect(page.get_by_role("link", name="Withdraw or correct")).to_be_focused()
        page.goto(f"/posts/{POST}/out/withdraw?on={out['salzburg-mastodon'].id}")
        expect(page.get_by_label("Only Mastodon, Salzburg")).to_be_checked()
        page.get_by_label("Why").fill("A name was wrong")
        page.keyboard.press("Enter")
        assert held(stage, State.PUBLISHED) and page.url.split("?")[0].endswith("/withdraw")
        page.get_by_role("button", name="Delete it there").click()
        page.wait_for_url(f"**/posts/{POST}/out")
        stage.publish(MOST + 90 * MINUTE)
        page.goto(f"/posts/{POST}/out")
        expect(page.get_by_text("1 withdrawn").first).to_be_visible()
    gone = out["salzburg-mastodon"]
    assert one(stage, gone.id).state is State.WITHDRAWN
    assert set(before) - set(public(stage, "mastodon")) == {gone.url}
    assert [p.id for p in held(stage, State.WITHDRAWN)] == [gone.id]


def test_scene_19_these_pages_fit_every_width_in_both_schemes(
    browser: Browser, stage: Stage
) -> None:
    """No violation, nothing sideways, no tab stop that is covered."""
    troubles.of_each(stage)
    with stage.opened.database.read() as connection:
        missed = publications.in_states(connection, State.MISSED)
    needs = stage.desk.standing(stage.person("olga")).needs
    paths = [f"/settle?need={each.key}" for each in needs]
    paths += ["/out", f"/posts/{POST}/out", f"/posts/{POST}/out?on={missed[0].id}"]
    paths += [f"/posts/{POST}/out/withdraw", "/plan", "/settle/pause"]
    for width, dark in ((1440, False), (1440, True), (390, True), (320, False)):
        with at(browser, stage, width=width, dark=dark) as page:
            for path in paths:
                page.goto(path)
                assert axe(page, stage) == [], (path, width, dark)
                assert sideways(page) == 0, (path, width)
    letters = "--blink-settings=defaultFontSize=32"
    large = browser.browser_type.launch(executable_path=CHROMIUM, args=[*QUIET, letters])
    try:
        for width in (1440, 780):
            with at(large, stage, width=width) as page:
                for path in paths:
                    page.goto(path)
                    assert sideways(page) == 0, (path, width, "large letters")
    finally:
        large.close()
