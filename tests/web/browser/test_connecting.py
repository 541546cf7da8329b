"""Connecting an account in a browser: scene 18, and parts of 19 and 20."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from campaign.usecases.operations.pause import pause
from tests.web.accounts_stage import ACCOUNT, kept, unconnected
from tests.web.browser.conftest import WIDTHS, axe, sideways
from tests.web.stage import Stage

pytestmark = pytest.mark.slow


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A desk with a channel on Mastodon that is paused and not connected yet."""
    with unconnected(tmp_path / "campaign") as made:
        opened = made.opened
        pause(
            opened.database,
            "channel:eu-one",
            actor=made.person("olga"),
            reason="401: revoked",
            now=opened.now(),
            channels=opened.config.channels,
        )
        yield made


def signed_in(browser: Browser, stage: Stage, **other: object) -> Page:
    """A page of Ada's; networks of the sandbox are let through, as the real ones would be."""
    context = browser.new_context(base_url=stage.url, locale="en-GB", **other)  # type: ignore[arg-type]
    cookie = {"name": "desk", "value": stage.cookie("ada"), "url": stage.url}
    context.add_cookies([cookie])  # type: ignore[list-item]
    page = context.new_page()
    page.set_default_timeout(15_000)
    return page


def connect(page: Page, account: str, *, script: bool = True) -> None:
    """From the account's page to the network and back."""
    page.goto("/accounts/eu-one/connect")
    page.get_by_role("button", name="Connect with Mastodon").click()
    # The page leads on by itself; its link does the same.
    page.wait_for_url("**/oauth/authorize**")
    page.locator("[name=account]").first.fill(account)
    page.locator("button[value=yes], [name=answer][value=yes]").first.click()
    page.wait_for_url("**/accounts/eu-one?**")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_scene_18_the_wrong_account_is_refused_with_both_names(
    browser: Browser, stage: Stage, script: bool
) -> None:
    """First the right one, then a wrong one: what was there still counts. Then it goes on."""
    page = signed_in(browser, stage, java_script_enabled=script)
    connect(page, ACCOUNT)
    expect(page.locator(".toast", has_text="The account is connected.")).to_be_visible()
    expect(page.get_by_text(f"@{ACCOUNT}").first).to_be_visible()
    expect(page.get_by_text("write:statuses").first).to_be_visible()
    assert "code=" not in page.url
    before = kept(stage)
    connect(page, "somebody_else")
    note = page.get_by_role("alert")
    expect(note).to_contain_text("This was another account")
    expect(note).to_contain_text("@somebody_else")
    expect(note).to_contain_text(f"the configuration says {ACCOUNT}")
    expect(note).to_contain_text("What was there before still counts.")
    assert kept(stage) == before != ""
    page.get_by_role("button", name="Let it go on").click()
    expect(page.get_by_text("It goes on.").first).to_be_visible()
    page.context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_scene_19_accounts_have_no_fault_that_axe_knows(
    browser: Browser, stage: Stage, width: int
) -> None:
    """The list, one account, the way there, the field for a secret and what refuses it."""
    for scheme in ("light", "dark"):
        page = signed_in(
            browser, stage, viewport={"width": width, "height": 900}, color_scheme=scheme
        )
        for path in (
            "/accounts",
            "/accounts/eu-one",
            "/accounts/eu-one/connect",
            "/accounts/eu-bluesky/connect",
            "/accounts/eu-outbox",
            "/accounts/eu-outbox/connect",
        ):
            page.goto(path)
            assert (path, sideways(page), axe(page, stage)) == (path, 0, [])
        page.goto("/accounts/eu-bluesky/connect")
        page.get_by_label("An app password").fill("hunter2")
        page.get_by_role("button", name="Try it and keep it").click()
        expect(page.locator(".summary")).to_be_visible()
        assert "hunter2" not in page.content()
        assert (sideways(page), axe(page, stage)) == (0, [])
        page.context.close()
