"""A worker in a process of its own: ticks on a given database until it is told to stop, or killed.

What a service waits minutes for, it waits seconds for; nothing else is different.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import threading
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from campaign.errors import CampaignError
from campaign.model import Channel, Region
from campaign.plan import verdict
from campaign.platforms.base import Platform
from campaign.storage.database import Database, open_database
from campaign.usecases import publish, send
from campaign.usecases.desk import Desk
from campaign.usecases.tick import tick
from tests.bench.chaos_platform import CLASSES, SETTLE

log = logging.getLogger(__name__)

#: Seconds a claim lasts without a word of its owner: longer than any one request takes.
LEASE = timedelta(seconds=4)
PAUSE = 0.05  # seconds between two looks
REGION = "everywhere"


def clock() -> datetime:
    """The machine's time, in UTC."""
    return datetime.now(UTC)


def channels(count: int, server: str) -> dict[str, Channel]:
    """That many accounts on one server, none of which keeps a pace."""
    zone = ZoneInfo("Europe/Brussels")
    return {
        f"channel-{number}": Channel(
            f"channel-{number}",
            "chaos",
            REGION,
            "en",
            zone,
            server=server,
            min_interval=timedelta(0),
        )
        for number in range(count)
    }


def regions() -> Mapping[str, Region]:
    """The one region they all speak for."""
    return {REGION: Region(REGION, {"en": "Everywhere"}, ZoneInfo("Europe/Brussels"), ("en",))}


def hasten(desk: Desk) -> Desk:
    """The same desk with every wait in seconds.

    Tries are not counted out here: a network this bad would be given up, which is another test.
    """
    waits = tuple(timedelta(seconds=min(0.2 * 1.3**n, 2)) for n in range(200))
    shorter = {"WAITS": waits, "LEASE": LEASE, "BEGIN_WITHIN": LEASE / 4}
    for module in (verdict, send, publish):
        for name, value in shorter.items():
            if hasattr(module, name):
                setattr(module, name, value)
    known = {each.name for each in fields(Desk)}
    questions = tuple(timedelta(seconds=pause) for pause in (0.2, 0.3, 0.5, 1))
    wanted: dict[str, Any] = {
        "lease": LEASE,
        "settle": SETTLE,
        "listing_settle": SETTLE,
        "questions": questions,
        "ask_again": timedelta(seconds=0.3),
        "pending_interval": timedelta(seconds=0.1),
    }
    return replace(desk, **{name: value for name, value in wanted.items() if name in known})


def desk(
    database: Database, kind: str, accounts: Mapping[str, Channel], worker: str, **other: Any
) -> Desk:
    """What publishing needs, on one delivery class; no configuration file is read."""
    opened: dict[str, Platform] = {}

    def connect(channel: Channel) -> Platform:
        if channel.name not in opened:
            opened[channel.name] = CLASSES[kind](channel, clock)
        return opened[channel.name]

    made = Desk(
        database=database,
        channels=accounts,
        regions=regions(),
        connect=connect,
        clock=clock,
        worker=worker,
    )
    return replace(made, **other)


def main() -> None:
    """Tick until SIGTERM, or until standard input ends: no worker outlives who started it."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--database", required=True)
    options.add_argument("--server", required=True)
    options.add_argument("--class", dest="kind", choices=CLASSES, required=True)
    options.add_argument("--channels", type=int, required=True)
    options.add_argument("--threads", type=int, default=4)
    given = options.parse_args()
    logging.basicConfig(level=logging.ERROR, format="%(process)d %(message)s")
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who started us decides when we end

    def listen() -> None:
        sys.stdin.read()
        stop.set()

    threading.Thread(target=listen, daemon=True).start()
    database = open_database(given.database)
    mine = desk(
        database,
        given.kind,
        channels(given.channels, given.server),
        f"worker-{os.getpid()}",
        threads=given.threads,
        stopping=stop.is_set,
    )
    mine = hasten(mine)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while not stop.wait(PAUSE):
        try:
            tick(mine)
        except CampaignError as error:
            log.error("tick failed: %s", error)
        except Exception:
            log.exception("tick failed")
    database.close()


if __name__ == "__main__":
    main()
