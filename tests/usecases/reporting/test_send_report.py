"""The report of a week leaves on Monday, to each reader once, whatever happens meanwhile."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from threading import Thread
from zoneinfo import ZoneInfo

import pytest

from analytics.isoweek import Week
from campaign.platforms.apprise.deliveries import deliveries
from campaign.storage import sent_reports
from campaign.storage.database import open_database
from campaign.storage.sent_reports import Delivery, Stage
from campaign.usecases.reporting.send_report import TRIES, due
from tests.laws.house import ROOT
from tests.usecases.reporting.mail_server import MailServer, mail_server
from tests.usecases.reporting.sending_process import WEEK, send

AT = time(8)


@pytest.fixture
def box() -> Iterator[MailServer]:
    """A mail server."""
    with mail_server() as made:
        yield made


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database with nothing in it."""
    found = f"sqlite:///{tmp_path / 'campaign.db'}"
    open_database(found).close()
    return found


def address(box: MailServer, *to: str) -> str:
    """The Apprise address that leads to the server."""
    named = ",".join(to or ("ada@harbour.example",))
    return f"mailto://127.0.0.1:{box.port}?from=desk@harbour.example&to={named}&mode=insecure"


def rows(url: str) -> list[Delivery]:
    """What became of the week's deliveries."""
    database = open_database(url)
    try:
        with database.read() as connection:
            return sent_reports.of(connection, [str(WEEK)])
    finally:
        database.close()


def killed(url: str, address: str, worker: str, minutes: int, commit: str, box: MailServer) -> int:
    """Send in a process that is killed on its way; gives how it ended."""
    command = [sys.executable, "-m", "tests.usecases.reporting.sending_process"]
    process = subprocess.Popen(
        [*command, url, address, worker, str(minutes), *([commit] if commit else [])],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    box.victim = process.pid
    _, err = process.communicate(timeout=60)
    assert process.returncode in (0, -9), err.decode()
    return process.returncode


@pytest.mark.parametrize(
    ("moment", "week"),
    [
        ("2026-12-07T06:59:59+00:00", None),  # a second before eight in Brussels
        ("2026-12-07T07:00:00+00:00", "2026-W49"),
        ("2026-12-09T23:00:00+00:00", "2026-W49"),  # the service was down on Monday
        ("2026-12-13T22:59:59+00:00", "2026-W49"),
        ("2026-12-13T23:00:00+00:00", None),  # it is Monday there
        ("2027-01-04T07:00:00+00:00", "2026-W53"),
    ],
)
def test_a_report_is_due_from_monday_at_eight_on(moment: str, week: str | None) -> None:
    """On the clocks of the campaign's zone; a Monday before eight asks for nothing."""
    found = due(datetime.fromisoformat(moment), ZoneInfo("Europe/Brussels"), AT)
    assert found == (Week.parse(week) if week else None)


def test_each_receiver_gets_one_letter_and_no_second_one(url: str, box: MailServer) -> None:
    """Also when a receiver comes later: the first ones are not written to again."""
    assert send(url, address(box, "ada@harbour.example", "ben@harbour.example"), "w1", 0) == []
    assert send(url, address(box, "ada@harbour.example", "ben@harbour.example"), "w2", 1) == []
    assert [to for to, _ in box.letters] == ["ada@harbour.example", "ben@harbour.example"]
    more = address(box, *(f"{name}@harbour.example" for name in ("ben", "cleo", "ada")))
    assert send(url, more, "w3", 2) == []
    assert [to for to, _ in box.letters][2:] == ["cleo@harbour.example"]
    (letter,) = {id(each): each for _, each in box.letters[:1]}.values()
    files = [part for part in letter.walk() if part.get_filename()]
    assert [part.get_filename() for part in files] == ["2026-W49.pdf"]
    assert len(files[0].get_payload(decode=True)) == 200_009
    words = next(part for part in letter.walk() if part.get_content_type() == "text/plain")
    assert b"\n.\n" in words.get_payload(decode=True).replace(b"\r\n", b"\n")  # type: ignore[union-attr]


@pytest.mark.slow
@pytest.mark.parametrize("step", ["EHLO", "MAIL", "RCPT", "DATA"])
def test_killed_while_it_talks_to_the_server(url: str, box: MailServer, step: str) -> None:
    """A letter that was not whole arrives by the next worker; a whole one came, and no other."""
    box.kill = step
    assert killed(url, address(box), "w1", 0, "", box) == -9
    box.kill = ""
    assert len(box.letters) == (step == "DATA")
    assert send(url, address(box), "w2", 1) == []  # the first may still be alive
    assert len(box.letters) == (step == "DATA")
    send(url, address(box), "w3", 6)
    send(url, address(box), "w4", 12)
    assert len(box.letters) == 1
    (row,) = rows(url)
    assert row.stage is (Stage.DOUBT if step == "DATA" else Stage.SENT)


@pytest.mark.slow
@pytest.mark.parametrize("commit", ["-1", "+1", "-2", "+2", "-3", "+3"])
def test_killed_beside_every_commit(url: str, box: MailServer, commit: str) -> None:
    """One letter, whatever was committed; where nobody can know, none without being asked."""
    assert killed(url, address(box), "w1", 0, commit, box) == -9
    send(url, address(box), "w2", 6)
    send(url, address(box), "w3", 12)
    (row,) = rows(url)
    if commit == "+2":  # it was written down that it leaves, and it had not left yet
        assert row.stage is Stage.DOUBT and not box.letters
        database = open_database(url)
        with database.write() as connection:
            now = row.at + timedelta(minutes=1)
            assert sent_reports.decide(connection, row.key, arrived=False, now=now, detail="asked")
        database.close()
        assert send(url, address(box), "w4", 14) == []
        (row,) = rows(url)
    assert len(box.letters) == 1
    assert row.stage is (Stage.DOUBT if commit == "-3" else Stage.SENT)


def test_a_server_that_says_no_is_asked_again_for_some_hours(url: str, box: MailServer) -> None:
    """With growing waits, and then no more; its words are kept."""
    box.answer = "451 the disk is full"
    minutes = 0
    for tries in range(1, TRIES + 1):
        (failed,) = send(url, address(box), f"w{tries}", minutes)
        assert "451 the disk is full" in failed
        assert send(url, address(box), "early", minutes + 5 * tries - 1) == []
        minutes += 5 * tries
    assert send(url, address(box), "late", minutes + 7 * 24 * 60) == []
    (row,) = rows(url)
    assert (row.stage, row.tries) == (Stage.REFUSED, TRIES)
    assert minutes > 6 * 60 and not box.letters


def test_a_server_that_is_not_there_is_asked_again(url: str, box: MailServer) -> None:
    """Then the letter arrives once."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = free.getsockname()[1]
    lost = address(box).replace(f":{box.port}", f":{nobody}")
    (failed,) = send(url, lost, "w1", 0)
    assert re.search(r"director: the mail server could not be used: .*refused", failed)
    assert send(url, address(box), "w2", 5) == []
    assert len(box.letters) == 1


def test_two_workers_at_once_send_one_letter(url: str, box: MailServer) -> None:
    """Whoever claims it sends it."""
    both = [Thread(target=send, args=(url, address(box), f"w{n}", 0)) for n in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert len(box.letters) == 1


def test_a_broken_off_answer_leaves_a_doubt(url: str) -> None:
    """The whole letter was read and the connection ended: nobody sends it again unasked."""
    listening = socket.create_server(("127.0.0.1", 0))
    read: list[bytes] = []

    def talk() -> None:
        with listening.accept()[0] as peer, peer.makefile("rwb") as lines:
            for answer in (b"220 here", b"250 hello", b"250 go on", b"250 go on", b"354 go on"):
                lines.write(answer + b"\r\n")
                lines.flush()
                lines.readline()
            while (line := lines.readline()) not in (b".\r\n", b""):
                read.append(line)

    thread = Thread(target=talk)
    thread.start()
    there = MailServer(port=listening.getsockname()[1])
    (failed,) = send(url, address(there), "w1", 0)
    thread.join()
    listening.close()
    assert read and "no answer came to the whole letter" in failed
    assert rows(url)[0].stage is Stage.DOUBT
    assert send(url, address(there), "w2", 600) == []


def test_where_it_goes_is_told_to_nobody() -> None:
    """Neither the address nor its password is in the words that are shown or stored."""
    (one,) = deliveries("mailto://desk:sesame-open@127.0.0.1:9?from=a@b.example&to=ada@c.example")
    assert "sesame" not in repr(one) and "ada" not in repr(one)
    found = one.send("Week 49", "12 posts")
    assert found.outcome == "refused" and "sesame" not in found.reason
    assert datetime.now(UTC).year >= 2026 and re.fullmatch(r"[0-9a-f]{64}", one.id)
