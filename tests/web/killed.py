"""A desk in a process of its own that dies at a chosen moment, as when a machine loses its power.

It dies before or after its n-th commit since it was told to count them, so that a test can walk
through every moment between a click and its answer. Where the system can fork, such a process is
forked from one that has all modules loaded, so that a moment takes a fraction of a second.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from types import MappingProxyType
from typing import Any

import requests
from sqlalchemy import event

from campaign.bootstrap import open_workspace
from campaign.cli.simulation import Journey
from campaign.web.desk import Desk
from campaign.web.server import DeskServer
from tests.web.stage import Visit

NONE: Mapping[str, str] = MappingProxyType({})
_MOST = 60  # commits of one act, before and after

if "forkserver" in multiprocessing.get_all_start_methods():
    _STARTING: Any = multiprocessing.get_context("forkserver")
    _STARTING.set_forkserver_preload(["tests.web.killed"])
else:
    _STARTING = multiprocessing.get_context("spawn")

#: Sends one request to the desk at an address.
Send = Callable[[str], requests.Response]


class Dying:
    """A desk in a process of its own, at `url`."""

    def __init__(self, way: Connection[Any, Any], url: str, child: Any) -> None:
        self._way = way
        self._child = child
        self.url = url

    def arm(self) -> None:
        """From now on, commits are counted."""
        self._way.send("armed")
        assert self._way.recv() == "armed"

    def kill(self) -> None:
        """Now, whatever it is doing."""
        self._child.kill()
        self._child.join(60)


@contextmanager
def desk_that_dies(
    folder: Path, now: datetime, dies_at: int, environ: Mapping[str, str] = NONE
) -> Iterator[Dying]:
    """Serve the campaign in `folder`; once armed, the process dies at its n-th edge of a commit.

    1 is before the first commit of something written, 2 after it, and so on.
    """
    ours, theirs = _STARTING.Pipe()
    given = (theirs, folder, now, dies_at, dict(environ))
    child = _STARTING.Process(target=_serve, args=given, daemon=True)
    child.start()
    theirs.close()
    try:
        yield Dying(ours, ours.recv(), child)
    finally:
        ours.close()
        child.join(60)


@contextmanager
def desk_that_lives(
    folder: Path, now: datetime, environ: Mapping[str, str] = NONE
) -> Iterator[str]:
    """Serve the campaign in `folder` beside the test; gives the desk's address."""
    clock = Journey(now)
    config = folder / "config.toml"
    with closing(open_workspace(config, environ, clock, clock.wait)) as opened:
        desk = Desk(lambda: opened, fresh=0.0)
        with DeskServer(desk) as living:
            yield living.url


def walk(
    prepared: Path,
    now: datetime,
    send: Send,
    check: Callable[[Path, requests.Response], None],
    *,
    later: timedelta = timedelta(),
    environ: Mapping[str, str] = NONE,
) -> int:
    """Send a request to a desk that dies at one moment, and some time later to one that lives.

    That is done on a copy of the `prepared` folder for each moment between click and answer, one
    after the other, until the desk answers before its moment has come; then the request is repeated
    too. Each time, `check` is given the folder and the answer to the repeat. Gives how many moments
    there were.
    """
    for edge in range(1, _MOST):
        folder = prepared.with_name(f"{prepared.name}-{edge}")
        shutil.copytree(prepared, folder)
        answered = True
        with desk_that_dies(folder, now, edge, environ) as dying:
            dying.arm()
            try:
                send(dying.url)
            except requests.ConnectionError:
                answered = False
        with desk_that_lives(folder, now + later, environ) as url:
            answer = send(url)
        check(folder, answer)
        shutil.rmtree(folder)
        if answered:
            return edge - 1
    raise AssertionError("it never ended")


def repeat(
    prepared: Path,
    now: datetime,
    cookie: str,
    path: str,
    form: Mapping[str, str],
    check: Callable[[Path], None],
) -> int:
    """The same for the form of somebody who is signed in, which is answered by another page."""

    def looked(folder: Path, answer: requests.Response) -> None:
        assert answer.status_code == 303, answer.text[:2000]
        check(folder)

    return walk(prepared, now, sending(prepared, now, cookie, path, form), looked)


def sending(prepared: Path, now: datetime, cookie: str, path: str, form: Mapping[str, Any]) -> Send:
    """How a browser sends one form, with the token that it got from a page before."""
    with desk_that_lives(prepared, now) as url:
        token = Visit(url, cookie).token("/me")
    return lambda url: Visit(url, cookie).send(path, {"csrf": token, **form})


def _serve(
    way: Connection[Any, Any],
    folder: Path,
    now: datetime,
    dies_at: int,
    environ: Mapping[str, str],
) -> None:
    clock = Journey(now)
    opened = open_workspace(folder / "config.toml", environ, clock, clock.wait)
    desk = Desk(lambda: opened, fresh=0.0)
    engine = opened.database.engine
    armed, edges = False, 0

    def edge() -> None:
        nonlocal edges
        edges += 1
        if edges == dies_at:
            os._exit(9)

    @event.listens_for(engine, "checkout")
    def _(raw: Any, *rest: Any) -> None:
        # What a process wrote outlives it without waiting for the disk.
        if isinstance(raw, sqlite3.Connection):
            raw.execute("PRAGMA synchronous=OFF")

    @event.listens_for(engine, "before_cursor_execute")
    def _(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if armed and statement.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE"):
            connection.info["wrote"] = True

    @event.listens_for(engine, "commit")
    def _(connection: Any) -> None:
        if connection.info.get("wrote"):
            edge()

    @event.listens_for(engine, "checkin")
    def _(raw: Any, record: Any) -> None:
        if record.info.pop("wrote", False):
            edge()

    with DeskServer(desk) as server:
        way.send(server.url)
        try:
            while way.recv() == "armed":
                armed = True
                way.send("armed")
        except EOFError:
            pass
    opened.close()
