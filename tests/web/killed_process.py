"""A campaign on the disk with desks in processes of their own, which can be killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlencode, urlsplit

import pytest
from sqlalchemy import select

from campaign.bootstrap import Workspace, open_workspace
from campaign.model.people import EVERYWHERE, Person, Role
from campaign.model.sessions import Session, WayIn
from campaign.sandbox import SandboxServer
from campaign.storage.desk import sessions
from campaign.storage.tables import record
from campaign.storage.trust import people
from campaign.usecases.signing_in import tokens
from campaign.web.visitor import COOKIE
from tests.cli.connecting import HEAD, channel
from tests.web.stage import ROOT, Visit, prepare

SECRET = "a-session-of-ada-that-is-long-enough"


class Place:
    """A campaign on the disk, and desks over it that run in processes of their own."""

    def __init__(self, folder: Path, sandbox: str) -> None:
        prepare(folder, posts=())
        text = HEAD + channel("eu-bluesky", platform="bluesky", server=sandbox, account="eu.test")
        (folder / "config.toml").write_text(text.replace("2026-12-01", "2020-01-01"), "utf-8")
        self.folder = folder
        self.opened: Workspace = open_workspace(
            folder / "config.toml", {}, lambda: datetime.now(UTC), lambda _: None
        )
        now = datetime.now(UTC)
        ada = Person("ada", "Ada", "ada@project.example", {EVERYWHERE: frozenset({Role.ADMIN})})
        with self.opened.database.write() as connection:
            people.add(connection, ada, now)
            made = Session(
                id=tokens.digest(SECRET),
                person="ada",
                created=now,
                seen=now,
                until=now + timedelta(days=1),
                how=WayIn.GIVEN,
                device="",
            )
            sessions.add(connection, made)

    @contextmanager
    def desk(self) -> Iterator[tuple[subprocess.Popen[str], Visit]]:
        """A desk in a process of its own, and Ada's browser there."""
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "campaign.cli", "--config"),
                *(str(self.folder / "config.toml"), "serve", "--port", "0"),
            ],
            cwd=ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert process.stdout is not None
        url = ""
        for line in process.stdout:
            if "http://" in line:
                url = line[line.index("http://") :].split()[0].rstrip("/.,")
                break
        parts = urlsplit(url)
        visit = Visit(f"{parts.scheme}://{parts.netloc}", "")
        visit.http.cookies.set(COOKIE, SECRET, domain="127.0.0.1", path="/")
        try:
            yield process, visit
        finally:
            process.kill()
            process.communicate()

    def acts(self, act: str) -> int:
        """How often something stands in the record."""
        with self.opened.database.read() as connection:
            found = select(record.c.act).where(record.c.act == act)
            return len(list(connection.scalars(found)))


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A campaign with one account that is not connected, on a sandbox."""
    with SandboxServer(seed=3) as box:
        made = Place(tmp_path / "campaign", box.url)
        try:
            yield made
        finally:
            made.opened.close()


def send(visit: Visit, path: str, form: dict[str, str], page: str) -> socket.socket:
    """Send a form and read nothing of the answer."""
    parts = urlsplit(visit.url)
    body = urlencode({"csrf": visit.token(page), **form}).encode()
    cookies = "; ".join(f"{each.name}={each.value}" for each in visit.http.cookies)
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nOrigin: {visit.url}\r\n"
        f"Sec-Fetch-Site: same-origin\r\nCookie: {cookies}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    assert parts.hostname and parts.port
    there = socket.create_connection((parts.hostname, parts.port), 20)
    there.sendall(head.encode() + body)
    return there


def killed(process: subprocess.Popen[str], there: socket.socket, until: object) -> None:
    """Kill the desk as soon as something is so, or after two seconds."""
    end = monotonic() + 2
    while monotonic() < end and not (callable(until) and until()):
        sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait(20)
    there.close()
