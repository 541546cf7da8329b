"""`campaign publish` and `campaign run` tell people what needs them, with the real Apprise."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from campaign.model import State
from campaign.storage.database import Database, open_database
from tests.cli.conftest import Run
from tests.cli.test_hands import put
from tests.platforms.scripted import Mishap, Reply, Scripted, always

PLANTED = "planted-webhook-7f3a9c"


@pytest.fixture
def told() -> Iterator[Scripted]:
    """Where people hear of it."""
    with Scripted(always(Reply(200))) as server:
        yield server


@pytest.fixture
def database(workspace: Path) -> Iterator[Database]:
    """The database of a campaign whose only channel is a folder, and that tells people."""
    file = workspace / "config.toml"
    text = file.read_text(encoding="utf-8")
    text = text[: text.index("\n[channels]")]
    text += '\n[channels]\neu-outbox = { platform = "outbox", region = "eu", language = "en" }\n'
    text = re.sub(r"^# (?=\[notices\]|secret = \"NOTICES_URL\"|on = \[)", "", text, flags=re.M)
    assert "\n[notices]\nsecret" in text
    file.write_text(text, encoding="utf-8")
    opened = open_database(f"sqlite:///{workspace / 'var' / 'campaign.db'}")
    yield opened
    opened.close()


def address(server: Scripted) -> str:
    """The receiver as Apprise names it."""
    return f"json://{server.url.removeprefix('http://')}/{PLANTED}"


def test_a_tick_tells_what_failed_and_what_it_missed_itself(
    database: Database, run: Run, told: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one message; the next tick has nothing to tell."""
    monkeypatch.setenv("NOTICES_URL", address(told))
    put(database, "labs", State.FAILED, channel="eu-outbox", reason="422: Too long")
    put(database, "late", channel="eu-outbox", late=timedelta(days=2))
    said = run("publish", "--json")
    assert len(said.json["missed"]) == 1 and said.err == ""
    run("publish")
    [seen] = told.seen
    assert seen.data["title"] == "EU-BELONG: 1 failed, 1 missed"
    assert "labs on eu-outbox: 422: Too long" in seen.data["message"]
    assert "late on eu-outbox: " in seen.data["message"]


@pytest.mark.parametrize(
    ("addresses", "why"),
    [
        (None, "its secret NOTICES_URL is missing"),
        (PLANTED, "the address is none"),
        (f"nosuch://{PLANTED}", "is none that Apprise can use"),
        (f"json://127.0.0.1:9/{PLANTED}", "0 of 1 services took it"),
    ],
)
def test_people_who_cannot_be_told_stop_no_publication(
    workspace: Path,
    database: Database,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    addresses: str | None,
    why: str,
) -> None:
    """The tick is carried out, its exit code is its own, and the reason holds no secret."""
    if addresses is not None:
        monkeypatch.setenv("NOTICES_URL", addresses)
    failed = put(database, "labs", State.FAILED, channel="eu-outbox", reason="422")
    said = run("publish", "--json")
    assert said.code == 0 and said.json["failed"] == []
    assert said.err.startswith("✗ notices: ") and why in said.err
    assert PLANTED not in said.out + said.err
    status = run("status", "--json").json
    assert [line["id"] for line in status["failed"]["first"]] == [failed.id]


def test_a_broken_receiver_is_asked_once(
    database: Database, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What left may have arrived."""
    put(database, "labs", State.UNKNOWN, channel="eu-outbox", reason="no answer")
    with Scripted(always(Mishap.RESET)) as server:
        monkeypatch.setenv("NOTICES_URL", address(server))
        for _ in range(3):
            run("publish")
        assert len(server.seen) == 1


@pytest.mark.slow
def test_the_service_tells_beside_its_ticks(
    workspace: Path, database: Database, told: Scripted
) -> None:
    """In a thread of its own, so that a slow mail server delays no post; once, and it ends well."""
    put(database, "labs", State.FAILED, channel="eu-outbox", reason="422: Too long")
    environ = {**os.environ, "NOTICES_URL": address(told)}
    command = [sys.executable, "-m", "campaign.cli", "run"]
    with subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, text=True) as process:
        end = time.monotonic() + 60
        while not told.seen and time.monotonic() < end and process.poll() is None:
            time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    [seen] = told.seen
    assert seen.data["title"] == "EU-BELONG: 1 failed"
    assert '"action": "notice_sent"' in errors and PLANTED not in errors
