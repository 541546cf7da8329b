"""The week's report by mail, from the command and from the service, to a real mail server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import Message
from pathlib import Path

import pytest
import sqlalchemy as sa

from analytics.isoweek import Week
from campaign.storage.database import open_database
from campaign.storage.sent_reports import Stage
from tests.cli.conftest import Run
from tests.cli.running import Running
from tests.cli.test_report import put_out
from tests.usecases.reporting.mail_server import MailServer, mail_server

READERS = """
at = "00:00"
[report.to.director]
secret = "DIRECTOR_URL"
language = "de"
attach = ["pdf"]
[report.to.partner]
secret = "PARTNER_URL"
attach = ["page", "workbook"]
"""

CHANNEL = """
[channels]
eu-x = { platform = "x", region = "eu", language = "en", account = "eu", paused = true }
"""


@pytest.fixture
def box() -> Iterator[MailServer]:
    """A mail server."""
    with mail_server() as made:
        yield made


def secrets(box: MailServer) -> dict[str, str]:
    """The readers' addresses, by the variables that hold them."""
    return {
        f"{name.upper()}_URL": f"mailto://127.0.0.1:{box.port}?from=desk@harbour.example"
        f"&to={name}@harbour.example&mode=insecure"
        for name in ("director", "partner")
    }


@pytest.fixture
def last_week(workspace: Path) -> Week:
    """The week before this one, in which a post went out; its report has two readers."""
    file = workspace / "config.toml"
    text = file.read_text(encoding="utf-8")
    head, between = text[: text.index("\n[channels]")], "\n[collect] "
    assert head.count(between) == 1
    file.write_text(head.replace(between, READERS + between) + CHANNEL, encoding="utf-8")
    zone = UTC
    week = Week.of(datetime.now(UTC), zone).previous()
    put_out(workspace, week.window(zone)[0] + timedelta(days=2, hours=9))
    return week


def attached(letter: Message) -> dict[str, bytes]:
    """The files of a letter, by name."""
    found = {}
    for part in letter.walk():
        if name := part.get_filename():
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            found[name] = content
    return found


def test_each_reader_gets_the_report_in_their_language_with_their_files(
    last_week: Week, run: Run, box: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked a second time, nothing more is sent."""
    for name, value in secrets(box).items():
        monkeypatch.setenv(name, value)
    told = run("report", "send", "--week", str(last_week), "--json")
    assert (told.code, told.json["failed"]) == (0, [])
    again = run("report", "send", "--week", str(last_week), "--json").json
    assert [each["stage"] for each in again["deliveries"]] == ["sent", "sent"]
    letters = dict(box.letters)
    assert (len(box.letters), set(letters)) == (
        2,
        {"director@harbour.example", "partner@harbour.example"},
    )
    [(name, paper)] = attached(letters["director@harbour.example"]).items()
    assert (name, paper[:5]) == (f"{last_week}.de.pdf", b"%PDF-")
    files = attached(letters["partner@harbour.example"])
    assert sorted(files) == [f"{last_week}.html", f"{last_week}.xlsx"]
    assert b'<html lang="en"' in files[f"{last_week}.html"]


@pytest.mark.parametrize("ahead", [0, 1, 5])
def test_the_report_of_a_week_that_is_not_over_is_not_sent(
    last_week: Week, run: Run, box: MailServer, monkeypatch: pytest.MonkeyPatch, ahead: int
) -> None:
    """Otherwise its readers would never get the whole week."""
    for name, value in secrets(box).items():
        monkeypatch.setenv(name, value)
    week = Week.of(last_week.window(UTC)[0] + timedelta(weeks=1 + ahead, days=2), UTC)
    told = run("report", "send", "--week", str(week))
    assert told.code == 1
    assert f"{week} is not over" in told.err
    assert box.letters == []
    assert run("report", "sent", "--week", str(week), "--json").json["deliveries"] == []


def test_a_person_settles_what_was_refused(
    last_week: Week, run: Run, box: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sent anew when it is asked for, and booked as arrived when the reader has it."""
    for name, value in secrets(box).items():
        monkeypatch.setenv(name, value)
    box.answer = "550 there is no such reader"
    week = ("--week", str(last_week))
    assert run("report", "send", *week).code == 1
    settled = run("report", "sent", *week, "--arrived", "partner", "--who", "ada", "--json")
    stages = {each["key"]["reader"]: each["stage"] for each in settled.json["deliveries"]}
    assert stages == {"director": "refused", "partner": "sent"}
    box.answer = "250 taken"
    assert run("report", "sent", *week, "--again", "director").code == 0
    assert run("report", "send", *week).code == 0
    assert [to for to, _ in box.letters] == ["director@harbour.example"]
    nobody = run("report", "sent", *week, "--again", "board")
    assert (nobody.code, 'no report to "board" is in doubt' in nobody.err) == (1, True)


def lease_ends(workspace: Path) -> None:
    """Let the time pass for which a worker that ended is believed to live."""
    database = open_database(f"sqlite:///{workspace / 'var/campaign.db'}")
    with database.write() as connection:
        connection.execute(sa.text("UPDATE sent_reports SET until = '2026-01-01 00:00:00'"))
    database.close()


@pytest.mark.slow
@pytest.mark.parametrize("step", ["EHLO", "MAIL", "RCPT", "DATA"])
def test_a_service_that_is_killed_sends_each_report_once(
    last_week: Week, run: Run, box: MailServer, workspace: Path, step: str
) -> None:
    """Killed before the last byte it sends after its restart, and behind it, it asks."""
    with Running(workspace, secrets(box)) as service:
        box.kill, box.victim = step, service.pid
        service.until_killed()
    box.victim = 0
    lease_ends(workspace)
    with Running(workspace, secrets(box)) as service:
        service.until("report_sent", 1 if step == "DATA" else 2)
        service.stop()
    got = sorted(to for to, _ in box.letters)
    assert got == ["director@harbour.example", "partner@harbour.example"]
    rows = run("report", "sent", "--week", str(last_week), "--json").json["deliveries"]
    stages = {each["key"]["reader"]: each["stage"] for each in rows}
    first = Stage.DOUBT if step == "DATA" else Stage.SENT
    assert stages == {"director": first, "partner": Stage.SENT}
