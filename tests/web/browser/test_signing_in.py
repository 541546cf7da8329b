"""Passkeys in Chromium, and how the pages of people look to axe."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from campaign.usecases.signing_in import links
from tests.web.browser.conftest import WIDTHS, at, axe, sideways
from tests.web.stage import Stage

pytestmark = pytest.mark.slow


@contextmanager
def authenticator(page: Page, **other: Any) -> Iterator[Any]:
    """A device of the page's browser that makes passkeys and verifies its user."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
        **other,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield session
    session.send("WebAuthn.disable")


def by_name(stage: Stage, path: str) -> str:
    """An address of the desk by this machine's name: passkeys belong to names."""
    return stage.url.replace("127.0.0.1", "localhost") + path


@contextmanager
def guest_by_name(browser: Browser, stage: Stage) -> Iterator[Page]:
    """A browser at the desk by its name."""
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(15_000)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    try:
        yield page
    finally:
        context.close()
    assert not complaints, complaints


def test_a_passkey_is_made_and_signs_in(browser: Browser, stage: Stage) -> None:
    """Signed in by a link once, by the device ever after, until it is removed."""
    now = stage.opened.now()
    made = links.give(stage.opened.database, "edgar", actor=stage.person("ada"), now=now)
    with guest_by_name(browser, stage) as page, authenticator(page):
        page.goto(by_name(stage, made.path))
        page.get_by_role("button", name="Sign me in").click()
        page.goto(by_name(stage, "/me"))
        page.get_by_label("Name of this device").fill("Edgar’s laptop")
        page.get_by_role("button", name="Add a passkey").click()
        page.get_by_text("The passkey “Edgar’s laptop” signs you in").first.wait_for()
        page.get_by_role("button", name="Sign out", exact=True).click()
        page.get_by_text("You have signed out.").first.wait_for()
        page.get_by_role("button", name="Sign in with a passkey").click()
        page.get_by_role("heading", name="Today").wait_for()
        page.goto(by_name(stage, "/me"))
        page.get_by_text("Edgar’s laptop", exact=True).wait_for()
        page.get_by_role("button", name="Remove").click()
        page.get_by_text("The passkey signs nobody in any more.").first.wait_for()
        page.get_by_role("button", name="Sign out", exact=True).click()
        page.get_by_role("button", name="Sign in with a passkey").click()
        page.get_by_text("Nobody was signed in").first.wait_for()


def test_a_device_that_does_not_know_its_user_makes_no_passkey(
    browser: Browser, stage: Stage
) -> None:
    """The page says that it did not work, and goes on."""
    now = stage.opened.now()
    made = links.give(stage.opened.database, "edgar", actor=stage.person("ada"), now=now)
    with (
        guest_by_name(browser, stage) as page,
        authenticator(page, isUserVerified=False),
    ):
        page.goto(by_name(stage, made.path))
        page.get_by_role("button", name="Sign me in").click()
        page.goto(by_name(stage, "/me"))
        page.get_by_role("button", name="Add a passkey").click()
        page.get_by_text("No passkey was made. Try again.").first.wait_for()


def test_by_a_number_there_are_no_passkeys(browser: Browser, seen: Stage) -> None:
    """And the page says why."""
    with at(browser, seen, "edgar") as page:
        page.goto("/me")
        page.get_by_text("this desk was opened by a number").first.wait_for()
        assert page.get_by_role("button", name="Add a passkey").count() == 0


PAGES = ("/me", "/people", "/people/edgar", "/new-person", "/review-links", "/history", "/sign-in")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_of_people_have_no_fault_that_axe_knows(
    browser: Browser, seen: Stage, width: int, dark: bool
) -> None:
    """At every width, light and dark, without sideways scrolling."""
    with at(browser, seen, "ada", width=width, dark=dark) as page:
        for path in PAGES:
            page.goto(path)
            assert sideways(page) == 0, path
            assert axe(page, seen) == [], path


def test_the_pages_of_people_take_twice_the_letters(browser: Browser, seen: Stage) -> None:
    """WCAG 1.4.4, in a narrow window too."""
    with at(browser, seen, "ada", width=640) as page:
        for path in PAGES:
            page.goto(path)
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            assert sideways(page) == 0, path
