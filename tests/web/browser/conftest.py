"""A browser at a desk: signed in, with all that it asked for and complained about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from campaign.web.visitor import COOKIE
from tests.web.stage import Stage

AXE = Path(__file__).parents[1] / "axe" / "node_modules" / "axe-core" / "axe.min.js"
#: Fixed, because the rules that are on by default grow.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (1440, 390, 320)


@contextmanager
def at(
    browser: Browser,
    stage: Stage,
    person: str = "olga",
    *,
    width: int = 1440,
    height: int = 900,
    dark: bool = False,
    script: bool = True,
    **other: Any,
) -> Iterator[Page]:
    """A browser's page of somebody who is signed in; complaints of the browser are failures."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        java_script_enabled=script,
        base_url=stage.url,
        locale="en-GB",
        **other,
    )
    if person:
        context.add_cookies([{"name": COOKIE, "value": stage.cookie(person), "url": stage.url}])
    page = context.new_page()
    page.set_default_timeout(15_000)
    complaints: list[str] = []
    asked: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda line: (
            complaints.append(line.text)
            if line.type == "error" and "Failed to load resource" not in line.text
            else None
        ),
    )
    page.on("request", lambda request: asked.append(request.url))
    try:
        yield page
    finally:
        context.close()
    assert not complaints, complaints
    strangers = [each for each in asked if not each.startswith((stage.url, "data:", "blob:"))]
    assert not strangers, strangers


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than its window, once its stylesheet is there."""
    page.wait_for_load_state("load")
    found: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return found


def axe(page: Page, stage: Stage, rules: Sequence[str] = ()) -> list[str]:
    """What axe-core finds wrong on the page as it is now, a line each; skips where it is absent.

    It is put in as a script of the same origin, because the page's policy allows no other. With
    `rules`, only these are asked.
    """
    page.wait_for_load_state("load")
    if not AXE.is_file():
        pytest.skip("axe-core is not here: `make axe` installs it (Node)")
    if not page.evaluate("'axe' in window"):
        page.route(
            f"{stage.url}/axe.js",
            lambda route: route.fulfill(body=AXE.read_text(), content_type="text/javascript"),
        )
        page.add_script_tag(url=f"{stage.url}/axe.js")
    wanted = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
    found = page.evaluate("wanted => axe.run(document, {runOnly: wanted})", wanted)
    return [
        f"{each['id']}: {each['help']}: {node['target']} {node['html'][:160]}"
        for each in found["violations"]
        for node in each["nodes"]
    ]
