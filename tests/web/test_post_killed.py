"""Scene 21 for posts: the desk dies between click and answer, and the same form does it once."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from campaign.bootstrap import open_workspace
from campaign.cli.simulation import Journey
from campaign.storage.tables import publications
from campaign.storage.trust.tables import asks
from tests.web.killed import repeat
from tests.web.stage import NOW, staged

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

POST = "platforms-02"
ONCE = "a-key-that-the-page-made"


@pytest.fixture
def prepared(tmp_path: Path) -> Iterator[tuple[Path, str, dict[str, str]]]:
    """A folder, the cookie of somebody signed in, and the hidden fields of the editor's form."""
    folder = tmp_path / "campaign"
    with staged(folder) as stage:
        post = folder / "content" / "calendar" / f"{POST}.yaml"
        post.write_text(post.read_text().replace("channels: [all]", "channels: [donegal]"))
        cookie = stage.cookie("olga")
        page = stage.visit("olga").get(f"/posts/{POST}").text
        form = page[page.index('<form class="left"') :]
        hidden = {
            name: html.unescape(value)
            for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)
            if name in ("base", "lang", "was")
        }
    yield folder, cookie, hidden


def files(folder: Path) -> dict[str, str]:
    """The posts' files by name; nothing that was begun and not finished lies beside them."""
    found = list((folder / "content" / "calendar").iterdir())
    return {each.name: each.read_text() for each in found if not each.name.startswith(".")}


def test_a_save_is_done_once(prepared: tuple[Path, str, dict[str, str]]) -> None:
    """One word in one file, whenever the desk dies."""
    folder, cookie, hidden = prepared
    before = files(folder)

    def check(copy: Path) -> None:
        after = files(copy)
        assert after.keys() == before.keys()
        assert [name for name in after if after[name] != before[name]] == [f"{POST}.yaml"]
        assert after[f"{POST}.yaml"].count("Many hands at work") == 1

    form = {**hidden, "copy.en.headline": "Many hands at work"}
    assert repeat(folder, NOW, cookie, f"/posts/{POST}", form, check) >= 2


def test_asking_plans_and_asks_once(prepared: tuple[Path, str, dict[str, str]]) -> None:
    """Every publication is there once, and so is every request."""
    folder, cookie, hidden = prepared

    def check(copy: Path) -> None:
        clock = Journey(NOW)
        opened = open_workspace(copy / "config.toml", {}, clock, clock.wait)
        try:
            with opened.database.read() as connection:
                planned = connection.scalar(select(func.count()).select_from(publications))
                asked = connection.scalar(select(func.count()).select_from(asks))
                posts = set(connection.scalars(select(publications.c.post)))
        finally:
            opened.close()
        assert (planned, asked, posts) == (2, 2, {POST})

    form = {**hidden, "copy.en.headline": "Many hands at work", "then": "ask"}
    assert repeat(folder, NOW, cookie, f"/posts/{POST}", form, check) >= 4


@pytest.mark.parametrize(
    ("path", "form", "made"),
    [
        ("/posts/new", {"title": "A day", "day": "2026-12-18", "at": "10:00"}, "a-day.yaml"),
        (f"/posts/{POST}/copy", {}, f"{POST}-copy.yaml"),
    ],
    ids=["new", "copy"],
)
def test_a_post_is_made_once(
    prepared: tuple[Path, str, dict[str, str]], path: str, form: dict[str, str], made: str
) -> None:
    """One file more, and no second one under another name."""
    folder, cookie, hidden = prepared
    before = files(folder)

    def check(copy: Path) -> None:
        assert files(copy).keys() - before.keys() == {made}

    sent = {**hidden, **form, "once": ONCE, "region": "eu"}
    assert repeat(folder, NOW, cookie, path, sent, check) >= 2


def test_channels_are_chosen_once(prepared: tuple[Path, str, dict[str, str]]) -> None:
    """And the line is written once."""
    folder, cookie, hidden = prepared

    def check(copy: Path) -> None:
        assert "channels: [arad]" in files(copy)[f"{POST}.yaml"]

    form = {"base": hidden["base"], "channel": ["arad-mastodon", "arad-bluesky"]}
    several: Callable[..., int] = repeat  # a form's field may be sent several times
    assert several(folder, NOW, cookie, f"/posts/{POST}/where", form, check) >= 2
