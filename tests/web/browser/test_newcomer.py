"""A newcomer, after the demo: the reason of a failure, tomorrow's posts, the report."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.stage import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def link(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The link that `campaign serve --demo` prints, on a demo of two weeks."""
    folder = tmp_path_factory.mktemp("newcomer")
    shutil.copytree(ROOT / "content", folder / "content")
    shutil.copytree(ROOT / "assets", folder / "assets")
    shutil.copy(ROOT / "config.example.toml", folder)
    command = [sys.executable, "-m", "campaign.cli", "--config", "config.example.toml"]
    done = subprocess.run(
        [*command, "demo"], cwd=folder, check=True, capture_output=True, text=True, timeout=170
    )
    assert "serve --demo" in done.stdout.strip().splitlines()[-1]
    with _served([*command, "serve", "--demo", "--port", "0"], folder) as address:
        yield address


@contextmanager
def _served(command: list[str], folder: Path) -> Iterator[str]:
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            assert process.stdout is not None
            lines = []
            for line in process.stdout:
                lines.append(line)
                if found := re.search(r"(http://\S+/\S+)", line):
                    break
            else:
                raise AssertionError("".join(lines))
            yield found.group(1)
        finally:
            process.terminate()
            process.wait(30)


@contextmanager
def _begun(browser: Browser, link: str) -> Iterator[Page]:
    """At the desk's first page, however the newcomer came in; clicks are counted from here."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    page = context.new_page()
    page.goto(link)
    page.get_by_role("button").first.click()
    expect(page.get_by_role("heading", name="Today", level=1)).to_be_visible()
    context.storage_state()
    yield page
    context.close()


def test_failure_tomorrow_and_report_are_three_clicks_away(browser: Browser, link: str) -> None:
    """From the first page each; the link is used once, and the session goes on."""
    with _begun(browser, link) as page:
        row = page.locator(".tasks li", has_text="Failed")
        row.get_by_role("link").last.click()
        expect(page.get_by_text(re.compile("could not be fetched")).first).to_be_visible()

        page.goto(page.url.split("/settle")[0] + "/")
        expect(page.locator(".lead")).to_contain_text("Tomorrow")
        page.get_by_role("link", name="The week").click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.locator("main")).to_contain_text("17")

        page.get_by_role("link", name="Reports").first.click()
        page.get_by_role("link", name=re.compile(r"^(Open|Read)")).first.click()
        expect(page.locator("body")).to_contain_text("engagement", ignore_case=True)
