"""Workers in processes of their own that publish to Bluesky with one shared session."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from campaign.platforms import registry
from campaign.platforms.bluesky.adapter import Bluesky
from campaign.storage.database import Database, open_database
from campaign.storage.secrets.credentials import Safe
from campaign.storage.secrets.keyring import Keyring
from tests.platforms.samples import SECRET, START, Shelf, channel, key_for, variant

ACCOUNT = "catalonia-ca.example.test"


def shared(
    database: Database,
    server: str,
    clock: Callable[[], datetime],
    wait: Callable[[float], object] = time.sleep,
    *,
    secret: str = SECRET,
    account: str = ACCOUNT,
) -> Bluesky:
    """An adapter, as a new process makes it, that keeps its session in the database."""
    folder = Path(str(database.engine.url.database)).parent
    keyring = Keyring({}, folder / "credentials.key")
    worker = f"worker:{os.getpid()}"
    safe = Safe(lambda: database, keyring, "catalonia-ca", worker, clock, wait)
    place = channel("bluesky", server, account=account)
    adapter = registry.connect(place, secret, Shelf(), clock, wait, safe)
    assert isinstance(adapter, Bluesky)
    return adapter


def publish(url: str, server: str, account: str, secret: str, worker: int, posts: int) -> list[str]:
    """Publish some posts, each as a cron job would: with a new adapter."""
    database = open_database(url)
    found = []
    for number in range(posts):
        adapter = shared(
            database, server, lambda: datetime.now(UTC), secret=secret, account=account
        )
        text = f"Treballador {worker}, entrada {number}."
        payload = adapter.payloads(variant("bluesky", text=text, link=""), START)[0]
        key = key_for("bluesky", (f"shared-{worker}", str(number), "catalonia-ca"), START)
        found.append(adapter.publish(payload, key).remote_id)
    database.close()
    return found


def publish_at_once(
    folder: Path, server: str, account: str, secret: str, workers: int, posts: int
) -> list[str]:
    """Let so many workers publish so many posts each; gives the ids of all."""
    url = f"sqlite:///{folder / 'shared.db'}"
    open_database(url).close()
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        jobs = [
            pool.submit(publish, url, server, account, secret, number, posts)
            for number in range(workers)
        ]
        return [each for job in jobs for each in job.result(120)]
