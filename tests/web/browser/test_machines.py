"""The page of machines in a browser: no violation, no sideways scroll, in dialogs too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from campaign.model.webhooks import Event
from campaign.usecases.machines import webhooks
from tests.web.api.asking import program
from tests.web.browser.conftest import WIDTHS, at, axe, sideways
from tests.web.stage import Stage, staged

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A desk with a token and a webhook."""
    folder = tmp_path_factory.mktemp("machines") / "campaign"
    with staged(folder, posts=("platforms-01",)) as made:
        program(made, name="cms", region="catalonia")
        program(made, person="ada", name="own")
        webhooks.make(
            made.opened.database,
            made.opened.keyring,
            "Our site",
            "https://site.example/hear",
            [Event.PUBLISHED],
            inside=False,
            actor=made.person("ada"),
            now=made.opened.now(),
        )
        yield made


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_of_machines_are_sound(
    browser: Browser, stage: Stage, tmp_path: Path, width: int, *, dark: bool
) -> None:
    """Each page at each width, light and dark."""
    with at(browser, stage, "ada", width=width, dark=dark) as page:
        for path in ("", "/new-token", "/new-webhook", "/webhooks/1"):
            page.goto(f"{stage.url}/machines{path}")
            assert sideways(page) <= 0, path
            page.screenshot(path=tmp_path / f"{path.strip('/').replace('/', '-')}-{width}.png")
            assert axe(page, stage) == [], path
