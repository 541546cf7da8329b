"""Feeds and calendars of what is in the database: one entry a post, region and language."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import process_time

import pytest

from campaign.errors import StorageError
from campaign.model import Media, Planned, State, Variant
from campaign.model.approval import NO_APPROVAL
from campaign.model.people import Actor
from campaign.storage import tables
from campaign.storage.database import Database
from campaign.usecases.trust.withdraw import withdraw
from tests.plan.made import HOUR, NOW, held
from tests.storage.conftest import on_both
from tests.usecases.sharing.press import LINK, MADRID, SENT, Press, a_channel


@pytest.fixture
def press(database: Database, tmp_path: Path) -> Press:
    """Nothing planned yet."""
    return Press(database, tmp_path)


@on_both
def test_one_entry_a_region_and_language_with_every_network_inside(press: Press) -> None:
    """The words are those of the network that takes most; what counts clicks is taken out."""
    press.add("bluesky-ca", out=NOW)
    press.add("mastodon-ca", out=NOW + HOUR)
    press.add("mastodon-es", out=NOW + 2 * HOUR, headline="Tres días")
    press.add("mastodon-ro", out=NOW + 3 * HOUR, headline="Trei zile")
    done = press.write()
    assert (done.published, done.planned, done.unapproved) == (3, 0, 0)
    entries = press.feed().entries
    assert [each.title for each in entries] == ["Trei zile", "Tres días", "Tres dies"]
    catalan = entries[-1]
    assert catalan.id == "tag:eu-belong.aer.eu,2026:eu-belong/labs/catalonia/ca"
    assert (catalan.author, catalan.published) == ("Catalunya", "2026-12-01T09:00:00Z")
    assert catalan.updated == "2026-12-01T10:00:00Z"
    hosts = ["https://bluesky.example/labs", "https://mastodon.example/labs"]
    assert [link.href for link in catalan.links] == hosts
    assert f'mastodon-ca diu: <a href="{SENT}">{SENT}</a>' in catalan.summary
    assert "utm_" not in (press.folder / "all.atom").read_text("utf-8")
    assert [e.id for e in press.feed(kind="rss").entries] == [e.id for e in entries]


def test_there_are_files_of_all_of_each_region_and_of_each_language(press: Press) -> None:
    """Empty ones too, so that a site can embed them before anything is out."""
    press.add("mastodon-ca", out=NOW)
    press.add("mastodon-ro", out=NOW)
    names = ("all", "region-catalonia", "region-arad",
             *(f"language-{each}" for each in ("en", "ca", "es", "ro")))  # fmt: skip
    done = press.write()
    wanted = {press.folder / f"{name}.{kind}" for name in names for kind in ("atom", "rss", "ics")}
    assert set(done.files) == set(done.changed) == set(press.folder.iterdir()) == wanted
    numbers = {name: len(press.feed(name).entries) for name in names}
    assert numbers == {"all": 2, "region-catalonia": 1, "region-arad": 1, "language-en": 0,
                       "language-ca": 1, "language-es": 0, "language-ro": 1}  # fmt: skip
    titles = [press.feed(name).feed.title for name in names[:3]]
    assert titles == ["EU-BELONG", "EU-BELONG: Catalunya", "EU-BELONG: Arad"]
    assert press.feed("region-arad").feed.language == "ro", "it speaks no other"
    assert "language" not in press.feed("region-catalonia").feed


def test_one_region_or_language_or_both_can_be_asked_for(press: Press) -> None:
    """Then nothing else is written, and counted."""
    press.add("mastodon-ca", out=NOW)
    press.add("mastodon-es", out=NOW)
    press.add("mastodon-ro", due=NOW + HOUR)
    press.add("mastodon-es", "review", due=NOW + HOUR, approved=False)
    done = press.write(region="catalonia")
    assert (done.published, done.planned, done.unapproved) == (2, 0, 1)
    assert {path.stem for path in press.folder.iterdir()} == {"region-catalonia"}
    done = press.write(language="ro")
    assert (done.published, done.planned, done.unapproved) == (0, 1, 0)
    press.write(region="catalonia", language="es")
    (entry,) = press.feed("region-catalonia-language-es").entries
    assert entry.id.endswith("/labs/catalonia/es")
    assert press.feed("region-catalonia-language-es").feed.title == "EU-BELONG: Cataluña (es)"


def test_what_is_unchanged_keeps_its_bytes_and_is_not_written(press: Press) -> None:
    """Whenever it is asked for again; only what a new post is in changes."""
    press.add("mastodon-ca", out=NOW)
    press.write()
    before = {path: path.stat().st_mtime_ns for path in press.folder.iterdir()}
    assert press.write().changed == ()
    assert {path: path.stat().st_mtime_ns for path in press.folder.iterdir()} == before
    press.add("mastodon-ro", out=NOW + HOUR)
    changed = {path.stem for path in press.write().changed}
    assert changed == {"all", "region-arad", "language-ro"}
    torn = press.folder / "all.atom"
    torn.write_bytes(torn.read_bytes()[:100])
    assert press.write().changed == (torn,)
    assert all(not path.name.startswith(".") for path in press.folder.iterdir())


def test_a_name_never_changes(press: Press) -> None:
    """Not when a post moves, its words change, another network follows or the campaign moves."""
    number = press.add("mastodon-ca", due=NOW + HOUR)
    press.write()
    (planned,) = press.events()
    press.publish(number, NOW + 5 * HOUR, "https://mastodon.example/labs")
    press.add("bluesky-ca", out=NOW + 6 * HOUR, headline="Altres paraules")
    campaign = replace(press.config.campaign, start=date(2027, 2, 1), title="Renamed")
    press.config = replace(press.config, campaign=campaign)
    press.write()
    (entry,), (event,) = press.feed().entries, press.events()
    assert entry.id == str(event["uid"]) == str(planned["uid"])
    press.add("mastodon-ca", occurrence="2026-W50", out=NOW)
    press.write()
    assert {each.id for each in press.feed().entries} == {
        entry.id,
        "tag:eu-belong.aer.eu,2026:eu-belong/labs/2026-W50/catalonia/ca",
    }


def test_a_post_that_is_being_taken_back_leaves_at_once(press: Press) -> None:
    """However long its network takes to delete it: nobody is to be led there any more."""
    number = press.add("mastodon-ca", out=NOW)
    press.add("bluesky-ca", out=NOW + HOUR)
    withdraw(press.database, [number], actor=Actor("aina"), reason="a slip", now=NOW)
    press.write()
    (entry,) = press.feed().entries
    assert [link.href for link in entry.links] == ["https://bluesky.example/labs"]


def test_a_withdrawn_post_leaves(press: Press) -> None:
    """From one network its link, from the last one the whole entry."""
    first = press.add("mastodon-ca", out=NOW)
    second = press.add("bluesky-ca", out=NOW + HOUR)
    press.write()
    press.move(first, State.WITHDRAWN)
    press.write()
    (entry,) = press.feed().entries
    assert [link.href for link in entry.links] == ["https://bluesky.example/labs"]
    assert "bluesky-ca diu" in entry.summary
    press.move(second, State.WITHDRAWN)
    assert press.write().published == 0
    assert press.feed().entries == press.events() == []


def test_a_region_that_left_the_configuration_is_told_on(press: Press) -> None:
    """Its posts are out, and leave its file when they are withdrawn."""
    number = press.add("mastodon-ro", out=NOW, where="timis", platform="gone")
    press.write()
    (entry,) = press.feed("region-timis").entries
    assert entry.author == "timis"
    press.move(number, State.WITHDRAWN)
    press.write()
    assert press.feed("region-timis").entries == press.events("region-timis") == []


@pytest.mark.parametrize(
    ("channel", "address"),
    [
        ("mastodon-private", "https://mastodon.example/labs"),
        ("outbox-ro", "file:///srv/outbox/1"),
        ("apprise-ro", ""),
        ("mastodon-ro", ""),
        ("mastodon-ro", "javascript:alert(1)"),
    ],
    ids=["followers", "folder", "notice", "no-address", "no-web-address"],
)
def test_what_not_everybody_can_open_is_in_no_feed(
    press: Press, channel: str, address: str
) -> None:
    """Posts for followers, folders, notices, and whatever has no address of the web."""
    press.add(channel, out=NOW, url=address)
    done = press.write()
    assert (done.published, done.planned) == (0, 0)
    assert press.feed().entries == press.events() == []


def test_what_nobody_approved_is_in_no_calendar(press: Press) -> None:
    """Nothing of it is to be seen, not even its headline; it is counted."""
    press.add("mastodon-ca", due=NOW + HOUR, approved=False, headline="A secret")
    press.add("mastodon-private", due=NOW + HOUR)
    press.add("outbox-ro", due=NOW + HOUR)
    done = press.write()
    assert (done.planned, done.unapproved) == (0, 1)
    assert b"A secret" not in b"".join(path.read_bytes() for path in done.files)
    press.config = replace(press.config, approval=NO_APPROVAL)
    done = press.write()
    assert (done.planned, done.unapproved) == (1, 0)
    assert str(press.events()[0]["summary"]) == "A secret"


@on_both
def test_what_is_planned_is_in_the_calendar_and_in_no_feed(press: Press) -> None:
    """With its headline alone, at the first instant of its channels, tentative."""
    press.add("mastodon-ca", due=NOW + 2 * HOUR)
    press.add("bluesky-ca", due=NOW + HOUR)
    press.add("mastodon-ro", out=NOW)
    press.write()
    assert len(press.feed().entries) == 1
    out, planned = press.events()
    assert (str(out["status"]), str(planned["status"])) == ("CONFIRMED", "TENTATIVE")
    assert planned.decoded("dtstart") == NOW + HOUR
    assert planned.decoded("dtstamp") == NOW - HOUR, "when it was planned"
    assert "description" not in planned
    assert "diu" in str(out["description"])
    assert out.decoded("dtstamp") == NOW


@pytest.mark.parametrize(
    ("state", "shown"),
    [(State.PUBLISHING, 1), (State.UNKNOWN, 1), (State.FAILED, 0), (State.CANCELLED, 0)],
)
def test_what_may_still_go_out_is_planned_and_what_will_not_is_gone(
    press: Press, state: State, shown: int
) -> None:
    """A calendar promises nothing that was stopped."""
    number = press.add("mastodon-ca")
    if state is not State.CANCELLED:
        press.move(number, State.PUBLISHING)
    if state is not State.PUBLISHING:
        press.move(number, state)
    press.write()
    assert len(press.events()) == shown
    assert press.feed().entries == []


def test_a_post_at_the_clock_change_stands_at_its_instant(press: Press) -> None:
    """02:30 of the night that has it twice."""
    night = datetime(2026, 10, 25, 2, 30, tzinfo=MADRID)
    press.add("mastodon-ca", "first", due=night.replace(fold=0).astimezone(UTC))
    press.add("mastodon-ca", "second", due=night.replace(fold=1).astimezone(UTC))
    press.write()
    raw = (press.folder / "all.ics").read_bytes()
    assert b"DTSTART:20261025T003000Z" in raw and b"DTSTART:20261025T013000Z" in raw
    assert b"TZID" not in raw


def test_pictures_are_enclosed_that_a_network_fetched(press: Press) -> None:
    """They lie where that channel says; others may lie nowhere that anybody can see."""
    media = (
        Media("ab" * 32, "image/png", 1080, 1080, 4321, "Una taula"),
        Media("cd" * 32, "video/mp4", 640, 360, 99, "Una mà", 3.0),
    )
    fetching = a_channel("instagram-ca", "catalonia", "ca", public_media_url="https://m.example/m/")
    press.know(fetching)
    press.add("mastodon-ca", out=NOW, media=media)
    press.write()
    assert press.feed().entries[0].get("enclosures", []) == []
    press.add("instagram-ca", out=NOW + HOUR, media=media, url="https://instagram.example/p/1")
    press.write()
    (entry,) = press.feed().entries
    picture, film = entry.enclosures
    assert picture.href == f"https://m.example/m/ab/{'ab' * 32}.png"
    assert (picture.type, picture.length, picture.title) == ("image/png", "4321", "Una taula")
    assert film.href.endswith(".mp4")
    assert 'alt="Una taula"' in entry.summary
    (first,) = press.feed(kind="rss").entries[0].enclosures
    assert first.href == picture.href
    press.know(replace(fetching, options={"public_media_url": "http://insecure.example"}))
    press.write()
    assert press.feed().entries[0].get("enclosures", []) == []


def test_a_thread_is_one_entry_without_its_first_comment(press: Press) -> None:
    """The page that the comment leads to is linked all the same."""
    texts = ("Tres dies.", "Una taula.", f"Més: {LINK}")
    press.add("mastodon-ca", out=NOW, texts=texts, commented=True)
    press.write()
    (entry,) = press.feed().entries
    assert '<p dir="auto">Tres dies.</p><p dir="auto">Una taula.</p>' in entry.summary
    assert "Més" not in entry.summary
    assert f'<a href="{SENT}">' in entry.summary


def test_a_feed_has_the_newest_and_a_calendar_all(press: Press) -> None:
    """As many as readers show, or all when asked for."""
    for number in range(5):
        press.add("mastodon-ca", f"labs-{number}", out=NOW + number * HOUR)
    press.write(latest=2)
    assert [e.id.split("/")[1] for e in press.feed().entries] == ["labs-4", "labs-3"]
    assert len(press.events()) == 5
    press.write(latest=0)
    assert len(press.feed().entries) == 5


def test_nothing_at_all_gives_valid_files(press: Press) -> None:
    """Before anything is planned."""
    done = press.write()
    assert (done.published, done.planned) == (0, 0)
    assert press.feed().feed.updated == "2026-11-30T00:00:00Z"
    assert press.feed(kind="rss").entries == press.events() == []


def test_a_folder_that_cannot_be_made_is_told(press: Press) -> None:
    """A file stands in its place."""
    press.folder.write_text("in the way")
    with pytest.raises(StorageError, match="feeds: cannot be made"):
        press.write()


@pytest.mark.slow
def test_ten_thousand_posts_are_told_quickly(press: Press) -> None:
    """All files, within seconds on a slow machine."""
    stored, public = [], []
    with press.database.write() as connection:
        for number in range(10_000):
            at = NOW + number * timedelta(minutes=5)
            text = f"Bon dia a tothom, número {number}: {LINK}"
            made = Variant(f"labs-{number}", "mastodon-ca", "mastodon", "ca", (text,), "Bon dia",
                           LINK)  # fmt: skip
            name = made.hash
            stored.append({"hash": name, "body": asdict(made), "created": at})
            planned = held(Planned(made, at, "catalonia", "A02"), State.PUBLISHED)
            url = f"https://mastodon.example/{number}"
            out = replace(planned, id=number + 1, key=str(number), url=url, published_at=at)
            public.append(asdict(out))
        connection.execute(tables.variants.insert(), stored)
        connection.execute(tables.publications.insert(), public)
    begun = process_time()
    done = press.write()
    took = process_time() - begun
    assert done.published == 10_000
    assert len(press.feed().entries) == 100
    assert took < 20


@pytest.mark.parametrize(
    "base", ["https://project.example/feeds", "https://project.example/feeds/"]
)
def test_each_feed_names_its_own_address_when_the_folder_has_one(press: Press, base: str) -> None:
    """A reader that has only the file finds the feed by it; without a base nothing is said."""
    press.add("mastodon-ca", out=NOW)
    press.write()
    assert 'rel="self"' not in (press.folder / "all.atom").read_text("utf-8")
    press.config = replace(press.config, feeds=base)
    press.write()
    for name in ("all", "region-catalonia", "language-ca"):
        for kind in ("atom", "rss"):
            feed = (press.folder / f"{name}.{kind}").read_text("utf-8")
            assert feed.count('rel="self"') == 1
            assert f'href="https://project.example/feeds/{name}.{kind}"' in feed
