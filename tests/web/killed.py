"""A desk in a process of its own that dies at a chosen moment, as when a machine loses its power.

It dies before or after its n-th commit since it was told to count them, so that a test can walk
through every moment between a click and its answer.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import requests
from sqlalchemy import event

from campaign.bootstrap import open_workspace
from campaign.cli.simulation import Journey
from campaign.web.desk import Desk
from campaign.web.server import DeskServer
from tests.web.stage import Visit

ROOT = Path(__file__).parents[2]
_MOST = 60  # commits of one act, before and after


class Dying:
    """A desk in a process of its own, at `url`."""

    def __init__(self, child: subprocess.Popen[str], url: str) -> None:
        self._child = child
        self.url = url

    def arm(self) -> None:
        """From now on, commits are counted."""
        assert self._child.stdin is not None and self._child.stdout is not None
        self._child.stdin.write("armed\n")
        self._child.stdin.flush()
        assert self._child.stdout.readline().strip() == "armed"


@contextmanager
def desk_that_dies(folder: Path, now: datetime, dies_at: int) -> Iterator[Dying]:
    """Serve the campaign in `folder`; once armed, the process dies at its n-th edge of a commit.

    1 is before the first commit of something written, 2 after it, and so on.
    """
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.web.killed", str(folder), now.isoformat(), str(dies_at)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stdin=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert child.stdout is not None and child.stdin is not None
    try:
        yield Dying(child, child.stdout.readline().strip())
    finally:
        with suppress(BrokenPipeError):
            child.stdin.close()
        child.wait(60)
        child.stdout.close()


def repeat(
    prepared: Path,
    now: datetime,
    cookie: str,
    path: str,
    form: Mapping[str, str],
    check: Callable[[Path], None],
) -> int:
    """Send a form to a desk that dies at one moment, and once more to one that lives; then `check`.

    That is done on a copy of the `prepared` folder for each moment between click and answer, one
    after the other, until the desk answers before its moment has come. Gives how many there were.
    """
    for edge in range(1, _MOST):
        folder = prepared.with_name(f"{prepared.name}-{edge}")
        shutil.copytree(prepared, folder)
        with desk_that_dies(folder, now, edge) as dying:
            visit = Visit(dying.url, cookie)
            sent = {"csrf": visit.token("/calendar"), **form}
            dying.arm()
            try:
                visit.send(path, sent)
            except requests.ConnectionError:
                pass
            else:
                return edge - 1
        clock = Journey(now)
        with closing(open_workspace(folder / "config.toml", {}, clock, clock.wait)) as opened:
            desk = Desk(lambda: opened, fresh=0.0)
            with DeskServer(desk) as living:
                answer = Visit(living.url, cookie).send(path, sent)
        assert answer.status_code == 303, answer.text[:2000]
        check(folder)
    raise AssertionError("it never ended")


def _serve(folder: Path, now: datetime, dies_at: int) -> None:
    clock = Journey(now)
    opened = open_workspace(folder / "config.toml", {}, clock, clock.wait)
    desk = Desk(lambda: opened, fresh=0.0)
    engine = opened.database.engine
    armed, edges = False, 0

    def edge() -> None:
        nonlocal edges
        edges += 1
        if edges == dies_at:
            os._exit(9)

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
        print(server.url, flush=True)  # noqa: T201 - the parent reads it
        for _line in sys.stdin:
            armed = True
            print("armed", flush=True)  # noqa: T201
    opened.close()


if __name__ == "__main__":
    _serve(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]), int(sys.argv[3]))
