"""The four pictures of the desk in README and docs; `python -m tests.web.browser.pictures` anew."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from campaign.usecases.trust.invite import invite
from campaign.usecases.trust.review_token import PURPOSE
from tests.chromium import CHROMIUM, QUIET
from tests.web.browser.conftest import at
from tests.web.busy import busy
from tests.web.stage import ROOT, Stage

FOLDER: Final = ROOT / "docs" / "pictures"


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: its file's name, the page, and the window in pixels."""

    name: str
    path: str
    width: int
    height: int
    person: str = "olga"


PICTURES: Final = (
    Picture("desk-today", "/", 1280, 860),
    Picture("desk-calendar", "/calendar?view=month&at=2026-12-09", 1280, 900),
    Picture("desk-post", "/posts/platforms-02", 1280, 900),
    Picture("desk-approve", "", 390, 844, person=""),
)


def draw(browser: Browser, stage: Stage, picture: Picture) -> bytes:
    """A picture as PNG, of the page as it is in the light."""
    path = picture.path or _link(stage)
    with at(browser, stage, picture.person, width=picture.width, height=picture.height) as page:
        page.goto(path)
        _settle(page)
        return _small(page.screenshot())


def _link(stage: Stage) -> str:
    """The link of a reviewer of one region."""
    opened = stage.opened
    now = opened.now()
    return invite(
        opened.database,
        opened.keyring.signing_keys(PURPOSE),
        "platforms-02",
        "mayor@project.example",
        now + timedelta(days=7),
        region="catalonia",
        actor=stage.person("avery"),
        now=now,
    ).path


def _settle(page: Page) -> None:
    """Wait until every picture is there."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")


def _small(png: bytes) -> bytes:
    """The same with 255 colours: half of the bytes, and nobody sees it."""
    out = BytesIO()
    with Image.open(BytesIO(png)) as opened:
        few = opened.convert("RGB").quantize(
            255, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
        )
        few.save(out, "PNG", optimize=True)
    return out.getvalue()


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield opened
        opened.close()


def main() -> None:
    """Write all of them, or those that are named."""
    names = sys.argv[1:]
    with TemporaryDirectory() as folder, busy(Path(folder) / "campaign") as stage, _browser() as b:
        for picture in PICTURES:
            if not names or picture.name in names:
                (FOLDER / f"{picture.name}.png").write_bytes(draw(b, stage, picture))


if __name__ == "__main__":
    main()
