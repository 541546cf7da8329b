"""Sends a report in a process of its own, which may be killed at any of its commits.

    python -m tests.usecases.reporting.sending_process DATABASE ADDRESS WORKER MINUTES [COMMIT]

`MINUTES` is how long after Monday at eight it is. With COMMIT, it kills itself directly before (-)
or after (+) that commit: "-2" is before the second one.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import event
from sqlalchemy.engine import Engine

from analytics.isoweek import Week
from campaign.platforms.apprise.deliveries import Delivery, Result, deliveries
from campaign.platforms.apprise.services import Attachment
from campaign.platforms.http import fence
from campaign.storage.database import open_database
from campaign.usecases.reporting.send_report import Route, Send, To, send_due
from tests.plan.made import NOW

WEEK = Week.parse("2026-W49")
TEXT = "12 posts.\n.\nA line with one dot is above."


def send(database_url: str, address: str, worker: str, minutes: int, commit: str = "") -> list[str]:
    """Send the week's report to one reader."""
    database = open_database(database_url)
    if commit:
        _kill_at(database.writer, commit)

    def prepare() -> Send:
        attached = [Attachment("2026-W49.pdf", "application/pdf", b"%PDF-1.7 " + b"x" * 200_000)]

        def go(route: Route, leaving: Callable[[], None]) -> Result:
            assert isinstance(route, Delivery)
            with fence.asked(leaving):
                return route.send("Week 49", TEXT, attached)

        return go

    reader = To("director", lambda: deliveries(address), prepare)
    now = NOW + timedelta(days=6, minutes=minutes)
    try:
        return send_due(database, [reader], WEEK, worker=worker, now=lambda: now)
    finally:
        database.close()


def _kill_at(engine: Engine, commit: str) -> None:
    wanted, before, seen = int(commit[1:]), commit[0] == "-", [0]

    def counted(_: object) -> None:
        seen[0] += 1
        if seen[0] == wanted and before:
            os.kill(os.getpid(), signal.SIGKILL)

    def done(_: object) -> None:
        if seen[0] == wanted:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine, "commit", counted)
    if not before:
        event.listen(engine, "checkin", lambda *_: done(None))


if __name__ == "__main__":
    _, database, mail, name, after, *at = sys.argv
    sys.exit("; ".join(send(database, mail, name, int(after), *at)) or None)
