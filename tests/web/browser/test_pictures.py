"""The pictures of the desk in README and docs can be made anew, and show what they say."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser

from tests.web.browser.pictures import FOLDER, PICTURES, Picture, draw
from tests.web.stage import ROOT, Stage

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("picture", PICTURES, ids=lambda each: each.name)
def test_a_picture_is_made_anew_as_it_stands_in_the_docs(
    browser: Browser, busy: Stage, picture: Picture
) -> None:
    """The same window, and about the same page: fonts differ a little between machines."""
    with (
        Image.open(BytesIO(draw(browser, busy, picture))) as drawn,
        Image.open(FOLDER / f"{picture.name}.png") as kept,
    ):
        assert drawn.size == kept.size == (picture.width, picture.height)
        small = [each.convert("L").resize((16, 16)) for each in (drawn, kept)]
        pairs = zip(*(each.get_flattened_data() for each in small), strict=True)
        apart = [abs(a - b) for a, b in pairs]
    assert sum(apart) / len(apart) < 12, "make it anew: python -m tests.web.browser.pictures"


def test_the_docs_show_each_of_them() -> None:
    """With words for those who do not see it."""
    page = (ROOT / "docs" / "desk.md").read_text(encoding="utf-8")
    for picture in PICTURES:
        assert f"](pictures/{picture.name}.png)" in page
    assert "![](" not in page
