"""The workspaces of a service by the newest configuration: what is made anew, and what stays."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import sleep
from typing import Any, cast

import pytest

from campaign.bootstrap import open_workspace
from campaign.engine.claimed import ClaimedPublication, SendResult
from campaign.engine.tick import publish_now
from campaign.errors import CampaignError, ConfigError, StorageError
from campaign.model import Planned, Publication, Receipt, State
from campaign.rehearsal import rehearsal
from campaign.reload import Newest, Service
from campaign.sandbox.accounts import secret_for
from campaign.storage import backups, planning, publications, timestamps, variants
from campaign.storage.database import Database
from campaign.storage.journal import Journal
from campaign.timekeeping import Timekeeper
from tests.plan.made import variant

HEAD = """
[campaign]
name = "eu-belong"
title = "EU-BELONG"
start = 2026-12-01
site = "https://eu-belong.aer.eu/"
source_language = "en"
languages = ["en"]
visibility = "art17"
funding = "cofunded"

[regions.eu]
zone = "Europe/Brussels"
languages = ["en"]
names = { en = "Europe" }

[channels]
"""
HAND = 'hand = { platform = "outbox", region = "eu", language = "en"'
TOOT = HAND.replace("hand", "toot").replace("outbox", "mastodon") + ', server = "https://a.example"'
ENVIRON = {"TOKEN": "planted-token-7f3a9c", "OTHER": "planted-other-7f3a9c"}


def real() -> datetime:
    """This machine's time."""
    return datetime.now(UTC)


class File:
    """A configuration that is written anew, each time at another instant."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stamp = 1_000_000_000

    def write(self, *channels: str, head: str = HEAD) -> None:
        """Write it with these channels."""
        self.path.write_text(head + "".join(f"{each} }}\n" for each in channels), encoding="utf-8")
        self._stamp += 10
        os.utime(self.path, (self._stamp, self._stamp))


@pytest.fixture
def file(tmp_path: Path) -> File:
    """A folder and a Mastodon account."""
    made = File(tmp_path / "config.toml")
    made.write(HAND, f'{TOOT}, secret = "TOKEN"')
    return made


@pytest.fixture
def service(file: File) -> Iterator[Service]:
    """A service that has opened its first workspace."""
    made = Service(file.path, ENVIRON, real, sleep)
    made.engine_context("publish")
    yield made
    made.close()


def due(database: Database, post: str) -> None:
    """Write down a post that is due now, for the folder."""
    words = variant(post=post, channel="hand", platform="outbox", language="en")
    now = real()
    with database.write() as connection:
        name = variants.store(connection, words, now)
        planned = Planned(words, now, "eu", "A02")
        assert planning.add(connection, planned, variant_hash=name, key=post, who="test", now=now)


def all_held(database: Database) -> list[Publication]:
    """Every publication."""
    with database.read() as connection:
        return publications.all_of(connection)


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    """The actions of what was logged about the configuration since this was asked last."""
    found = [getattr(each, "action", "") for each in caplog.records if "reload" in each.name]
    caplog.clear()
    return found


@pytest.fixture(autouse=True)
def everything_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """Also what went well."""
    caplog.set_level(logging.INFO, "campaign.reload")


def test_a_desk_sees_what_the_file_says_now(file: File, service: Service) -> None:
    """Also the one that was made before it was written: what has not left is judged by it."""
    engine_context = service.engine_context("publish")
    assert set(engine_context.channels) == {"hand", "toot"}
    closed = HEAD.replace("\n[channels]", "blackout = [2026-12-24]\n[channels]")
    file.write(f"{HAND}, paused = true", head=closed)
    service.look()
    assert engine_context.channels["hand"].paused and len(engine_context.channels) == 1
    assert str(engine_context.regions["eu"].blackout[0]) == "2026-12-24"
    assert service.engine_context("publish").channels.get("toot") is None


def test_what_has_left_can_still_be_brought_to_an_end(file: File, service: Service) -> None:
    """By `[]`, as it last stood; nothing else knows it, and what never was is an error."""
    engine_context = service.engine_context("publish")
    file.write(HAND)
    service.look()
    assert "toot" not in engine_context.channels and engine_context.channels.get("toot") is None
    assert engine_context.channels["toot"].server == "https://a.example"
    assert list(engine_context.channels) == ["hand"]
    with pytest.raises(KeyError):
        engine_context.channels["nobody"]
    view = Newest(lambda: {"a": 1})
    assert (dict(view), view.get("b", 2), len(view)) == ({"a": 1}, 2, 1)


@pytest.mark.parametrize("how", ["paused", "blackout", "gone"])
def test_a_tick_that_is_under_way_sends_nothing_more_that_the_file_forbids(
    file: File, tmp_path: Path, how: str
) -> None:
    """Of three posts of one channel, the first is in flight when somebody edits the file."""
    free = HEAD.replace('"cofunded"', '"cofunded"\napproval = "none"')
    folder = HAND + ', min_interval = "0 s"'
    file.write(folder, head=free)
    service = Service(file.path, ENVIRON, real, sleep)
    days = ", ".join(str((real() + timedelta(days=n)).date()) for n in (-1, 0, 1))
    closed = free.replace("\n[channels]", f"blackout = [{days}]\n[channels]")
    edits = {
        "paused": ((f"{folder}, paused = true",), free),
        "blackout": ((folder,), closed),
        "gone": ((HAND.replace("hand", "other"),), free),
    }

    edited: list[str] = []

    def after_the_first() -> None:
        if not edited:
            channels, head = edits[how]
            file.write(*channels, head=head)
            service.look()
            edited.append(how)

    def out() -> list[Publication]:
        with engine_context.database.read() as connection:
            return publications.in_states(connection, State.PUBLISHED)

    engine_context = service.engine_context("publish", on_activity=after_the_first)
    for post in ("one", "two", "three"):
        due(engine_context.database, post)
    publish_now(engine_context)
    assert {each.post for each in out()} <= {"one"}
    assert publish_now(service.engine_context("publish")).published == []
    file.write(folder, head=free)
    publish_now(service.engine_context("publish"))
    assert {each.post for each in out()} == {"one", "two", "three"}
    service.close()


def test_a_network_is_connected_anew_only_when_its_settings_changed(
    file: File, service: Service
) -> None:
    """Its sessions go on; where they stand in the file is no setting."""
    engine_context = service.engine_context("publish")
    hand, toot = (
        engine_context.connect(engine_context.channels[name]) for name in ("hand", "toot")
    )
    file.write(f'{TOOT}, secret = "TOKEN", grace = "1 h"', HAND)
    later = service.engine_context("publish")
    assert later.connect(later.channels["hand"]) is hand
    assert later.connect(later.channels["toot"]) is not toot
    toot = later.connect(later.channels["toot"])
    file.write(HAND, f'{TOOT}, secret = "OTHER", grace = "1 h"')
    service.look()
    assert later.connect(later.channels["toot"]) is not toot  # what is begun now, by the new one


def test_who_still_holds_former_settings_leaves_no_former_network_behind(
    file: File, service: Service
) -> None:
    """A round of questions that goes on while the file is read anew."""
    before = service.engine_context("settle")
    held = before.channels["toot"]
    former = before.connect(held)
    file.write(HAND, f'{TOOT.replace("a.example", "b.example")}, secret = "TOKEN"')
    service.look()
    assert before.connect(held) is not former
    after = service.engine_context("settle")
    network = after.connect(after.channels["toot"])
    assert network is before.connect(held)
    assert "https://b.example" in repr(network)


def test_the_database_and_what_could_not_be_written_down_stay(file: File, service: Service) -> None:
    """No connection is opened or closed when the file is edited; each role has its own."""
    engine_context, other = service.engine_context("publish"), service.engine_context("settle")
    file.write(HAND)
    assert service.engine_context("publish").database is engine_context.database
    assert service.engine_context("publish").unrecorded is engine_context.unrecorded
    assert (
        other.database is not engine_context.database
        and other.unrecorded is not engine_context.unrecorded
    )
    assert other.clock is engine_context.clock is service.keeper


def test_a_file_that_was_only_touched_is_no_news(
    file: File, service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    """Read once more, found to be the same, and not spoken of."""
    before = service.config
    file.write(HAND, f'{TOOT}, secret = "TOKEN"')
    service.look()
    assert told(caplog) == [] and service.config is before


def test_a_file_that_is_being_written_is_read_when_it_is_whole(
    file: File, caplog: pytest.LogCaptureFixture
) -> None:
    """An editor empties it first, and writes a moment later."""
    text = file.path.read_text(encoding="utf-8").replace('"TOKEN"', '"OTHER"')

    def a_moment_later(_: float) -> None:
        if not file.path.read_bytes():
            file.path.write_text(text, encoding="utf-8")

    service = Service(file.path, ENVIRON, real, a_moment_later)
    file.path.write_text("", encoding="utf-8")
    service.look()
    assert told(caplog) == ["config_reloaded"]
    assert service.config.channels["toot"].secret == "OTHER"
    service.close()


def test_a_credential_that_is_missing_refuses_the_whole_file(
    file: File, service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    """A region that is quietly left out would be worse; the next good file is taken."""
    file.write(HAND, f'{TOOT}, secret = "NOWHERE"')
    service.look()
    service.look()
    assert told(caplog) == ["config_refused"]
    assert service.config.channels["toot"].secret == "TOKEN"
    file.write(HAND, f'{TOOT}, secret = "NOWHERE", paused = true')
    service.look()
    assert told(caplog) == ["config_reloaded"]


def test_a_mistake_that_comes_back_is_told_again(
    file: File, service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    """After a good file, it is news."""
    for channels in ((TOOT.replace("eu", "ue"),), (HAND,), (TOOT.replace("eu", "ue"),)):
        file.write(*channels)
        service.look()
        service.look()
    assert told(caplog) == ["config_refused", "config_reloaded", "config_refused"]


def test_what_needs_a_restart_is_told_once_and_again_when_it_changes(
    file: File, service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    """And no more when it is what it was."""
    words = []
    for tick in ("9 s", "9 s", "8 s", "30 s", "9 s"):
        file.write(HAND, head=HEAD.replace("[channels]", f'[run]\ntick = "{tick}"\n[channels]'))
        service.look()
        words.append(told(caplog).count("config_needs_restart"))
        assert service.config.tick == timedelta(seconds=30)
    assert words == [1, 0, 1, 0, 1]


def test_who_is_at_work_keeps_what_it_began_with_until_its_job_ends(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    """A receipt may be on its way to it, and is kept with the rest of its answers."""
    working = service.engine_context("publish")
    live = service.config.var / "campaign.db"
    backups.back_up(live, live.with_name("copy.db"), force=False)
    live.with_name("copy.db").replace(live)
    with suppress(CampaignError):
        working.connect(next(iter(service.config.channels.values())))
    assert "database_replaced" not in told(caplog)
    assert service.engine_context("publish").unrecorded is not working.unrecorded
    assert "database_replaced" in told(caplog)


def test_a_database_that_was_replaced_is_opened_anew(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    """The next job works on the one that is there; what the former one could not take is told.

    A receipt goes into the journal, by which the other database learns that it lacks it.
    """
    former = service.engine_context("publish")
    due(former.database, "labs")
    (held,) = all_held(former.database)
    claimed = ClaimedPublication(held, (), cast(Any, None), real())
    former.unrecorded.results.append(SendResult(claimed, Receipt("7", "https://a.example/7")))
    live = service.config.var / "campaign.db"
    backups.back_up(live, live.with_name("copy.db"), force=False)
    live.with_name("copy.db").replace(live)
    with pytest.raises(StorageError, match="the database was replaced"):
        publish_now(former)
    now = service.engine_context("publish")
    assert now.database is not former.database
    assert told(caplog) == ["database_replaced"]
    assert now.unrecorded.results == []
    last = Journal(service.config.var / "receipts.jsonl").last()
    assert last is not None and (last.post, last.remote_id) == ("labs", "7")
    publish_now(now)
    (held,) = all_held(now.database)
    assert (held.state, held.remote_id) == (State.PUBLISHED, "7")


def test_a_database_that_is_gone_is_not_made_anew(service: Service) -> None:
    """A new one would know nothing of what went out."""
    former = service.engine_context("publish")
    live = service.config.var / "campaign.db"
    live.rename(live.with_name("bad.db"))
    with pytest.raises(StorageError, match="moved away or deleted"):
        publish_now(service.engine_context("publish"))
    assert not live.exists()
    live.with_name("bad.db").rename(live)
    publish_now(former)


def test_a_service_does_not_begin_with_a_file_that_cannot_be_used(tmp_path: Path) -> None:
    """There is no former one to go on with."""
    with pytest.raises(ConfigError, match="there is no configuration"):
        Service(tmp_path / "config.toml", {}, real, sleep)


def test_only_a_real_workspace_has_a_timekeeper(file: File, tmp_path: Path) -> None:
    """A rehearsal's clock is in its own hands, whatever a server on loopback says."""
    opened = open_workspace(file.path, ENVIRON, real, sleep)
    assert isinstance(opened.engine_context().clock, Timekeeper)
    assert opened.clock is real
    played = rehearsal(opened, "http://127.0.0.1:9", tmp_path / "rehearsal", secret_for)
    assert played.engine_context().clock is real and played.keeper is None
    assert played.now() <= real()
    opened.close()
    played.close()


def test_nothing_is_done_before_the_database_has_told_its_time_in_time(
    file: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its clock is the one that counts, and an answer of long ago says too little."""

    class Slow(Timekeeper):
        """Takes no answer for one that came in time."""

        def ask(self, database: Any) -> bool:
            """Ask, and be answered too late."""
            database()
            return False

    opened = open_workspace(file.path, ENVIRON, real, sleep)
    opened.keeper = Slow(real)
    opened.engine_context()
    monkeypatch.setattr(opened.database.engine.dialect, "name", "postgresql")
    monkeypatch.setattr(timestamps, "now", lambda _: real())
    with pytest.raises(StorageError, match="too long to say what time it is"):
        opened.engine_context()
    opened.close()
