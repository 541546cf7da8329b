"""The browser of the tests that look at pages, where Debian's or any other Chromium is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = next(
    (
        found
        for name in ("chromium", "chromium-browser", "google-chrome")
        if (found := shutil.which(name))
    ),
    None,
)
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium; tests that want it are skipped where there is none.

    Playwright runs once in a process. `tests/conftest.py` alone imports this: each folder that
    imports a fixture gets one of its own, and the second cannot start.
    """
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: install the package chromium to look at pages")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield opened
        opened.close()
