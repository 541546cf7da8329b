"""One way to send many posts, in a process of its own; prints how many seconds it took."""

from __future__ import annotations

import argparse
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from importlib import import_module
from itertools import islice
from secrets import token_hex
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import requests
from sqlalchemy import insert

from campaign.engine.context import EngineContext
from campaign.engine.tick import tick
from campaign.model import (
    Channel,
    Delivery,
    Limits,
    Payload,
    Pending,
    Receipt,
    Region,
    Unit,
    Variant,
)
from campaign.model.approval import USUAL
from campaign.platforms.http.dialect import Dialect
from campaign.platforms.http.wire import Wire
from campaign.platforms.protocols import Platform
from campaign.storage import tables
from campaign.storage.database import Database, open_database
from campaign.storage.releases import ALONE

CHANNELS = 200
TEXT = "The first learning lab opens its doors on Tuesday: three days, one table, all welcome."

_thread = threading.local()


def post(server: str, number: int) -> None:
    """What a queue's task and the bare loop do: one POST on the thread's own session."""
    session = getattr(_thread, "session", None)
    if session is None:
        session = _thread.session = requests.Session()
        session.trust_env = False
    body = {"key": f"key-{number}", "text": TEXT}
    session.post(f"{server}/posts", json=body, timeout=30).raise_for_status()


def bare(server: str, posts: int, threads: int, _database: str) -> float:
    """Threads that share one list, and write nothing down."""
    numbers = iter(range(posts))
    lock = threading.Lock()

    def work() -> None:
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            post(server, number)

    team = [threading.Thread(target=work) for _ in range(threads)]
    began = time.perf_counter()
    for thread in team:
        thread.start()
    for thread in team:
        thread.join()
    return time.perf_counter() - began


class Loopback:
    """The network of this benchmark, by the same wire as the real ones."""

    name: ClassVar[str] = "loopback"
    delivery: ClassVar[Delivery] = Delivery.BY_KEY
    static: ClassVar[Limits] = Limits(text=500, unit=Unit.GRAPHEMES)

    def __init__(self, channel: Channel, clock: Callable[[], datetime]) -> None:
        self._wire = Wire.of(channel, Dialect(words=lambda _: ("", "")), clock)

    def payloads(self, variant: Variant, at: datetime) -> tuple[Payload, ...]:
        """The words alone."""
        return (Payload(self.name, {"text": variant.text}),)

    def publish(
        self, payload: Payload, key: str, before: Sequence[Receipt] = ()
    ) -> Receipt | Pending:
        """One POST."""
        answer = self._wire.call("POST", "/posts", creates=True, body={"key": key, **payload.body})
        return Receipt(str(answer.data["id"]), f"https://loopback.example/{answer.data['id']}")


def clock() -> datetime:
    """The machine's time, in UTC."""
    return datetime.now(UTC)


def engine_context(
    database: Database, server: str, threads: int, channels: int = CHANNELS
) -> EngineContext:
    """A publisher of that many channels without a pace, on one server."""
    zone = ZoneInfo("Europe/Brussels")
    accounts = {
        f"channel-{n}": Channel(
            f"channel-{n}", "loopback", "here", "en", zone, server=server, min_interval=timedelta(0)
        )
        for n in range(channels)
    }
    opened: dict[str, Platform] = {}

    def connect(channel: Channel) -> Platform:
        if channel.name not in opened:
            opened[channel.name] = Loopback(channel, clock)
        return opened[channel.name]

    return EngineContext(
        database=database,
        channels=accounts,
        regions={"here": Region("here", {"en": "Here"}, zone, ("en",))},
        connect=connect,
        clock=clock,
        worker="bench",
        threads=threads,
    )


def seed(database: Database, posts: int, channels: int = CHANNELS, name: str = "post") -> None:
    """That many due and approved publications, each with words of its own."""
    now = clock()
    due = now - timedelta(minutes=5)
    bound = USUAL.fingerprint("here")
    policies = (bound, f"{bound}{ALONE}")  # whether people are registered or not
    rows = [
        (Variant(f"{name}-{n}", f"channel-{n % channels}", "loopback", "en", (f"{TEXT} {n}",)), n)
        for n in range(posts)
    ]
    with database.write() as connection:
        connection.execute(
            insert(tables.variants),
            [{"hash": v.hash, "body": asdict(v), "created": now} for v, _ in rows],
        )
        connection.execute(
            insert(tables.releases),
            [
                {"variant_hash": v.hash, "policy": policy, "at": now}
                for v, _ in rows
                for policy in policies
            ],
        )
        connection.execute(
            insert(tables.publications),
            [
                {
                    "post": v.post,
                    "occurrence": "",
                    "channel": v.channel,
                    "platform": v.platform,
                    "region": "here",
                    "language": "en",
                    "activity": "A02",
                    "state": "scheduled",
                    "due": due,
                    "not_before": due,
                    "variant_hash": v.hash,
                    "recipe": v.recipe,
                    "key": f"key-{v.post}",
                }
                for v, n in rows
            ],
        )


def again(server: str, posts: int, threads: int, url: str) -> float:
    """The real engine on a database that has other posts, as often as a line is read.

    Prints the seconds of each time but the last, which takes none.
    """
    for _ in sys.stdin:
        sys.stdout.write(f"{campaign(server, posts, threads, url, token_hex(4)):.6f}\n")
        sys.stdout.flush()
    return 0.0


def campaign(server: str, posts: int, threads: int, url: str, name: str = "post") -> float:
    """The real engine: one tick."""
    database = open_database(url)
    seed(database, posts, name=name)
    at = engine_context(database, server, threads)
    began = time.perf_counter()
    done = tick(at)
    took = time.perf_counter() - began
    database.close()
    if len(done.published) != posts:
        raise SystemExit(f"only {len(done.published)} were published")
    return took


def huey(server: str, posts: int, threads: int, url: str) -> float:
    """huey's consumer with thread workers, on SQLite."""
    module: Any = import_module("huey")
    queue = module.SqliteHuey(
        "bench", filename=url.removeprefix("sqlite:///"), fsync=True, results=False
    )
    left = threading.Semaphore(0)

    def job(number: int) -> None:
        post(server, number)
        left.release()

    send = queue.task(name="send")(job)
    for number in range(posts):
        send(number)
    consumer = queue.create_consumer(
        workers=threads, worker_type="thread", periodic=False, check_worker_health=False
    )
    began = time.perf_counter()
    consumer.start()
    for _ in range(posts):
        left.acquire()
    took = time.perf_counter() - began
    consumer.stop(graceful=True)
    return took


def procrastinate(server: str, posts: int, threads: int, url: str) -> float:
    """procrastinate's worker with its own thread pool, on PostgreSQL."""
    module: Any = import_module("procrastinate")
    conninfo = url.replace("postgresql+psycopg://", "postgresql://")
    app = module.App(connector=module.PsycopgConnector(conninfo=conninfo, max_size=threads))

    def job(number: int) -> None:
        post(server, number)

    send = app.task(name="send")(job)
    with app.open():
        app.schema_manager.apply_schema()
        numbers = iter(range(posts))
        while some := list(islice(numbers, 500)):
            send.batch_defer(*({"number": number} for number in some))
    began = time.perf_counter()
    app.run_worker(concurrency=threads, wait=False, install_signal_handlers=False)
    return time.perf_counter() - began


PUBLISHERS = {
    "again": again,
    "bare": bare,
    "campaign": campaign,
    "huey": huey,
    "procrastinate": procrastinate,
}


def main() -> None:
    """Print the seconds last."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("name", choices=PUBLISHERS)
    options.add_argument("--server", required=True)
    options.add_argument("--posts", type=int, required=True)
    options.add_argument("--threads", type=int, required=True)
    options.add_argument("--database", default="")
    given = options.parse_args()
    took = PUBLISHERS[given.name](given.server, given.posts, given.threads, given.database)
    sys.stdout.write(f"{took:.6f}\n")


if __name__ == "__main__":
    main()
