"""A worker in a process of its own: ticks on a given database until it is told to stop, or killed.

It works either for one delivery class of the small network, or with the real adapters for accounts
on the sandbox's. What a service waits minutes for, it waits seconds for; nothing else is different.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from time import sleep
from typing import Any
from zoneinfo import ZoneInfo

from campaign.engine import publisher, sender
from campaign.engine.after_restore.notice import notice_restore
from campaign.engine.context import EngineContext
from campaign.engine.tick import tick
from campaign.errors import CampaignError
from campaign.media import MediaStore
from campaign.model import Channel, Region
from campaign.plan import retry
from campaign.platforms import registry
from campaign.platforms.http.wire import Wire
from campaign.platforms.protocols import Platform
from campaign.storage import timestamps
from campaign.storage.database import Database, open_database
from campaign.storage.journal import Journal
from campaign.timekeeping import Timekeeper
from tests.bench import accounts as real
from tests.bench.chaos_platform import CLASSES, SETTLE
from tests.bench.pixelfed import KEPT

log = logging.getLogger(__name__)

#: Seconds a claim lasts without a word of its owner: longer than any one request takes.
LEASE = timedelta(seconds=4)
#: What the sandbox's networks are given to answer (seconds to connect, seconds of silence), and to
#: bring out what they have taken.
PATIENCE = (2.0, 1.0)
REAL_SETTLE = timedelta(seconds=4)
PAUSE = 0.05  # seconds between two looks
REGION = real.REGION
#: The word for all of the sandbox's networks, where a delivery class is asked for.
REAL = "real"


def clock() -> datetime:
    """The machine's time, in UTC."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Skewed:
    """A clock that is wrong by as many seconds as a file says, ahead when they are positive."""

    file: Path
    read: int = 0
    by: timedelta = timedelta(0)

    def __call__(self) -> datetime:
        """The time this machine believes, in UTC."""
        written = self.file.stat().st_mtime_ns
        if written != self.read:
            self.by = timedelta(seconds=float(self.file.read_text("utf-8") or "0"))
            self.read = written
        return clock() + self.by


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


#: Waits inside the adapters: module, name, what it is here. Every one of them has to be there.
_INSIDE: tuple[tuple[str, str, timedelta], ...] = (
    ("campaign.platforms.meta.containers", "PUBLISH_TIMEOUT", LEASE * 3 / 2),
    ("campaign.platforms.pixelfed.adapter", "KEY_KEPT", timedelta(seconds=KEPT) * 5 / 6),
)


def hasten(context: EngineContext, settle: timedelta = SETTLE) -> EngineContext:
    """The same context with every wait in seconds.

    Tries are not counted out here: a network this bad would be given up, which is another test.
    """
    waits = tuple(timedelta(seconds=min(0.2 * 1.3**n, 2)) for n in range(200))
    shorter = {"WAITS": waits, "LEASE": LEASE, "BEGIN_WITHIN": LEASE / 4}
    for module in (retry, sender, publisher):
        for name, value in shorter.items():
            if hasattr(module, name):
                setattr(module, name, value)
    known = {each.name for each in fields(EngineContext)}
    questions = tuple(timedelta(seconds=pause) for pause in (0.2, 0.3, 0.5, 1))
    wanted: dict[str, Any] = {
        "lease": LEASE,
        "settle": settle,
        "listing_settle": settle * 3 / 2,
        "query_backoff": questions,
        "query_retry": timedelta(seconds=0.3),
        "pending_interval": timedelta(seconds=0.1),
        "one_clock": True,  # they go by a timekeeper, on one machine
    }
    return replace(context, **{name: value for name, value in wanted.items() if name in known})


def hasten_adapters(patience: tuple[float, float] = PATIENCE) -> None:
    """Let real adapters wait seconds; raises AttributeError for a wait that is no longer there."""
    for module, name, value in _INSIDE:
        at = import_module(module)
        getattr(at, name)
        setattr(at, name, value)
    usual = Wire.__init__.__kwdefaults__
    assert usual is not None
    usual["timeout"] = patience


def engine_context(
    database: Database,
    kind: str,
    accounts: Mapping[str, Channel],
    worker: str,
    *,
    media: MediaStore | None = None,
    now: Callable[[], datetime] = clock,
    **other: Any,
) -> EngineContext:
    """What publishing needs, on one delivery class or with the real adapters (`REAL`).

    No configuration file is read; `media` is where real adapters find pictures, `now` the time.
    """
    opened: dict[str, Platform] = {}

    def connect(channel: Channel) -> Platform:
        if channel.name not in opened:
            if kind != REAL:
                opened[channel.name] = CLASSES[kind](channel, now)
            else:
                assert media is not None
                opened[channel.name] = registry.connect(
                    channel, real.secret(channel), media, now, lambda seconds: sleep(seconds / 30)
                )
        return opened[channel.name]

    made = EngineContext(
        database=database,
        channels=accounts,
        regions=regions(),
        connect=connect,
        clock=now,
        worker=worker,
    )
    return replace(made, **other)


def set_clock(keeper: Timekeeper, database: Database) -> None:
    """Let a worker go by the database's clock, where it has one, as the service does."""
    with database.read() as connection:
        if connection.dialect.name == "postgresql":
            keeper.ask(lambda: timestamps.now(connection))


def main() -> None:
    """Tick until SIGTERM, or until standard input ends: no worker outlives who started it."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--database", required=True)
    options.add_argument("--server", required=True)
    options.add_argument("--class", dest="kind", choices=[*CLASSES, REAL], required=True)
    options.add_argument("--channels", type=int, required=True, help="real: on each network")
    options.add_argument("--threads", type=int, default=4)
    options.add_argument("--media", type=Path, help="real: the folder of pictures")
    options.add_argument("--pictures", default="", help="real: where networks fetch them")
    options.add_argument("--patience", type=float, default=PATIENCE[1], help="real: seconds")
    options.add_argument("--clock", type=Path, help="a file with the seconds it is wrong by")
    options.add_argument("--journal", type=Path, help="where receipts are written down as well")
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
    accounts = channels(given.channels, given.server)
    more: dict[str, Any] = {}
    keeper = Timekeeper(Skewed(given.clock) if given.clock else clock)
    set_clock(keeper, database)
    if given.kind == REAL:
        accounts = real.channels(given.channels, given.server, given.pictures)
        more = {"media": MediaStore(given.media)}
        hasten_adapters((PATIENCE[0], given.patience))
    mine = engine_context(
        database,
        given.kind,
        accounts,
        f"worker-{os.getpid()}",
        now=keeper,
        threads=given.threads,
        stopping=stop.is_set,
        **more,
    )
    mine = hasten(mine, REAL_SETTLE if given.kind == REAL else SETTLE)
    if given.journal:
        mine = replace(mine, journal=Journal(given.journal))
        notice_restore(database, mine.journal, who=mine.worker, now=mine.clock())
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while not stop.wait(PAUSE):
        try:
            set_clock(keeper, database)
            tick(mine)
        except CampaignError as error:
            log.error("tick failed: %s", error)
        except Exception:
            log.exception("tick failed")
    database.close()


if __name__ == "__main__":
    main()
