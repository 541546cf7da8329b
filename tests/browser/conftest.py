"""A real browser, where Debian's or any other Chromium is installed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from campaign.cli.__main__ import main
from tests.cli.conftest import ROOT


class Visit:
    """A page that was opened, with all it asked for and complained about."""

    def __init__(self, browser: Browser, address: str, width: int) -> None:
        self.asked: list[str] = []
        self.complaints: list[str] = []
        context = browser.new_context(viewport={"width": width, "height": 900})
        self.page: Page = context.new_page()
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console",
            lambda said: self.complaints.append(said.text) if said.type == "error" else None,
        )
        self.page.goto(address)

    def overflow(self) -> int:
        """How many pixels the page is wider than its window."""
        found: int = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        return found

    def pictures_without_words(self) -> int:
        """How many pictures have no text alternative, or were not loaded."""
        found: int = self.page.evaluate(
            """[...document.images].filter(i => !i.hasAttribute('alt')
                || (i.complete && i.naturalWidth === 0)).length
               + [...document.querySelectorAll('svg')].filter(s => !s.querySelector('title')
                && s.getAttribute('aria-hidden') !== 'true' && !s.closest('[aria-hidden=true]')
                && !s.getAttribute('aria-label')).length"""
        )
        return found

    def close(self) -> None:
        """Leave."""
        self.page.context.close()


@pytest.fixture(scope="session")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace of a demo that has run, for one week."""
    folder = tmp_path_factory.mktemp("shown")
    shutil.copytree(ROOT / "content", folder / "content")
    shutil.copytree(ROOT / "assets", folder / "assets")
    shutil.copy(ROOT / "config.example.toml", folder / "config.toml")
    file = str(folder / "config.toml")
    for words in (("demo", "--weeks", "1", "--json"), ("preview", "--post", "platforms-01")):
        with pytest.raises(SystemExit) as ended:
            main(["--config", file, *words])
        assert not ended.value.code
    return folder
