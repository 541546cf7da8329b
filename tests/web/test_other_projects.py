"""The desk of other projects: one language, nobody registered, zones a day apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest

from campaign.model import State
from campaign.storage import publications
from tests.small_project import CONFIG, small_project
from tests.web.stage import Stage, Visit, staged

_ONE = '[regions.eu]\nzone = "Europe/Brussels"\nlanguages = ["en"]\nnames = { en = "Europe" }\n'
_ISLANDS = """
[regions.eu]
zone = "Pacific/Kiritimati"
languages = ["en"]
names = { en = "Kiritimati" }

[regions.niue]
zone = "Pacific/Niue"
languages = ["ceb", "yi", "en"]
names = { en = "Niue" }
"""
_ISLANDERS = """\
niue-ceb = { platform = "mastodon", region = "niue", language = "ceb", account = "b", secret = "B" }
niue-yi = { platform = "mastodon", region = "niue", language = "yi", account = "c", secret = "C" }
eu-outbox ="""
#: 26 hours apart, in languages for which the interface has no words.
APART = (
    CONFIG.replace(_ONE, _ISLANDS)
    .replace('["en"]\nvisibility', '["en", "ceb", "yi"]\nvisibility')
    .replace("eu-outbox =", _ISLANDERS)
)
PAGES = (
    *("/", "/calendar?view=month", "/calendar?view=week", "/calendar?view=list", "/posts"),
    *("/posts/new", "/posts/good", "/posts/good/where", "/plan", "/approvals", "/settle"),
    *(
        "/reports",
        "/reports/targets",
        "/accounts",
        "/accounts/eu-mastodon",
        "/accounts/eu-mastodon/connect",
    ),
    *("/people", "/new-person", "/history", "/machines", "/me", "/keys", "/settle/pause"),
    *("/calendar/move/good", "/review-links", "/translations"),
)


@pytest.fixture(params=["one region", "a day apart"])
def alone(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    """A desk of a small project on which nothing has to be approved, and nobody is registered."""
    folder = tmp_path / "case"
    config = small_project(folder)
    if request.param == "a day apart":
        assert APART.count("niue") > 3 and "Brussels" not in APART
        config.write_text(APART, "utf-8")
    with staged(folder, registered=False, config=config) as made:
        assert not made.desk.calendar().mistakes
        yield made


def opens(visit: Visit, *paths: str) -> None:
    """Every one of these pages opens."""
    for path in paths:
        answer = visit.get(path)
        assert answer.status_code == 200, (path, answer.text[-600:])


def kept(text: str, name: str) -> str:
    """What a page's form keeps in a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    assert found, name
    return unescape(found.group(1))


def test_somebody_alone_writes_plans_and_publishes(alone: Stage) -> None:
    """Every page opens before, meanwhile and afterwards; both accounts get the post."""
    visit = Visit(alone.url, alone.cookie(""))
    opens(visit, *PAGES)
    regions = list(alone.opened.config.regions)
    new = {"title": "A day of ours", "day": "2026-12-09", "at": "10:00", "region": regions}
    made = visit.post("/posts/new", {**new, "once": "k"}, page="/posts/new")
    path = made.headers["location"]
    page = visit.get(path).text
    words = {"text": "Come to our table. All are welcome.", "alt": "A long table in a light room."}
    form = {
        **{name: kept(page, name) for name in ("base", "was")},
        "lang": "en",
        **{
            next(n for n in re.findall(r'name="([^"]+)"', page) if n.endswith(f".{key}")): value
            for key, value in words.items()
        },
    }
    assert visit.post(path, form, page=path).status_code == 303
    shown = kept(visit.get("/plan").text, "shown")
    assert visit.post("/plan", {"shown": shown, "region": ""}, page="/plan").status_code == 303
    opens(visit, *PAGES, path, f"{path}/out", "/publications/1", "/publications/1/skip")
    moment = datetime(2026, 12, 8, 18, tzinfo=UTC)
    for hour in range(0, 60, 3):
        alone.publish(moment + timedelta(hours=hour))
    with alone.opened.database.read() as connection:
        states = {p.channel: p.state for p in publications.all_of(connection) if p.post != "good"}
    assert states["eu-mastodon"] is states["eu-outbox"] is State.PUBLISHED
    alone.desk.changed()
    visit = Visit(alone.url, alone.cookie(""))
    opens(visit, *PAGES, path, f"{path}/out", f"{path}/out/withdraw", "/publications/1")


def test_with_one_language_nothing_leads_to_translations(tmp_path: Path) -> None:
    """There is nothing to translate; who comes there all the same sees the posts."""
    folder = tmp_path / "case"
    with staged(folder, registered=False, config=small_project(folder)) as stage:
        visit = Visit(stage.url, stage.cookie(""))
        assert 'href="/translations"' not in visit.get("/").text
        answer = visit.get("/translations", allow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/posts")


def test_before_the_first_post_every_page_opens(tmp_path: Path) -> None:
    """Also the translations, in several languages."""
    folder = tmp_path / "case"
    config = small_project(folder)
    config.write_text(APART, "utf-8")
    for file in (folder / "content" / "calendar").iterdir():
        file.unlink()
    with staged(folder, registered=False, config=config) as stage:
        visit = Visit(stage.url, stage.cookie(""))
        opens(visit, *(each for each in PAGES if "good" not in each), "/translations/yi")
