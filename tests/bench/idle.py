"""What one look costs while nothing is due, by how much was ever published.

Databases of 1,000, 100,000 and 1,000,000 stored publications on 200 channels, of which a hundred
are still to come; each tick is the engine's whole one (sweep, questions, pendings, what is due).
Told are medians, in milliseconds, and their ratio to the smallest.

    python -m tests.bench.idle [--database sqlite] [--sizes 1000 100000 1000000] [--ticks 200]
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import insert, text

from campaign.engine.tick import tick
from campaign.model import Variant
from campaign.storage import tables
from campaign.storage.database import Database, open_database
from tests.bench.databases import databases
from tests.bench.publishers import CHANNELS, clock, engine_context

COMING = 100  # publications still to come
PORTION = 20_000  # rows written at once


def fill(database: Database, size: int) -> None:
    """That many publications: all but a hundred were published, an hour apart on each channel."""
    now = clock()
    for start in range(0, size, PORTION):
        numbers = range(start, min(start + PORTION, size))
        some = [
            (n, Variant(f"post-{n}", f"channel-{n % CHANNELS}", "loopback", "en", (f"Text {n}",)))
            for n in numbers
        ]
        rows = []
        for n, variant in some:
            coming = n < COMING
            age = timedelta(hours=1 + (size - n) // CHANNELS)
            at = now + timedelta(days=1) if coming else now - age
            rows.append(
                {
                    "post": variant.post,
                    "occurrence": "",
                    "channel": variant.channel,
                    "platform": "loopback",
                    "region": "here",
                    "language": "en",
                    "activity": "A02",
                    "state": "scheduled" if coming else "published",
                    "due": at,
                    "not_before": at,
                    "published_at": None if coming else at,
                    "remote_id": "" if coming else str(n),
                    "variant_hash": variant.hash,
                    "recipe": variant.recipe,
                    "key": f"key-{n}",
                }
            )
        bodies = [{"hash": v.hash, "body": asdict(v), "created": now} for _, v in some]
        with database.write() as connection:
            connection.execute(insert(tables.variants), bodies)
            connection.execute(insert(tables.publications), rows)
    with database.write() as connection:
        connection.execute(text("ANALYZE"))


def measure(url: str, size: int, ticks: int) -> float:
    """The median of so many ticks, in milliseconds."""
    database = open_database(url)
    try:
        fill(database, size)
        idle = engine_context(database, "http://127.0.0.1:9", 4)
        took = []
        for _ in range(ticks):
            began = time.perf_counter()
            done = tick(idle)
            took.append((time.perf_counter() - began) * 1000)
            if done.published or done.held:
                raise SystemExit("something was due")
        return median(took)
    finally:
        database.close()


def main() -> None:
    """Print one JSON object last."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--database", action="append", choices=("sqlite", "postgresql"))
    options.add_argument("--sizes", type=int, nargs="+", default=[1_000, 100_000, 1_000_000])
    options.add_argument("--ticks", type=int, default=200)
    given = options.parse_args()
    told: dict[str, Any] = {"bench": "idle", "ticks": given.ticks}
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        folder = Path(place)
        folder.chmod(0o755)  # PostgreSQL is run by another user when we are root
        with databases(folder) as at:
            for kind in given.database or ("sqlite", "postgresql"):
                found = {n: measure(at.address(kind), n, given.ticks) for n in given.sizes}
                smallest = found[min(found)]
                told[kind] = {
                    "milliseconds": {str(n): round(ms, 3) for n, ms in found.items()},
                    "times_smallest": {str(n): round(ms / smallest, 2) for n, ms in found.items()},
                }
                sys.stderr.write(f"{kind}: {told[kind]}\n")
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
