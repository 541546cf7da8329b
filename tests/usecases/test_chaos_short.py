"""The promise under SIGKILL, in short: `make chaos` is the long run.

Workers are real processes and are killed at random moments, before a network in a process of its
own that loses answers, accepts late, refuses for a while and resets connections.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from campaign.storage.database import open_database
from tests.bench.chaos import Trial, addresses, carry_out
from tests.bench.chaos_platform import CLASSES

SEED = 2
KILLS = 3


@pytest.fixture
def trials() -> list[Trial]:
    """Every class on SQLite with one worker, and the two that ask most on PostgreSQL with three."""
    small = Trial("sqlite", "", KILLS, publications=12 * KILLS, seed=SEED, seconds=60)
    return [replace(small, kind=kind) for kind in CLASSES] + [
        replace(small, database="postgresql", kind=kind, workers=3)
        for kind in ("by-listing", "two-phase")
    ]


@pytest.fixture
def outcomes(trials: list[Trial], tmp_path: Path) -> Iterator[list[tuple[str, bool]]]:
    """What came of each, as `make chaos` prints it, and whether the promise was kept."""
    pytest.importorskip("psycopg")
    with addresses(tmp_path, ["sqlite", "postgresql"]) as address, ThreadPoolExecutor(3) as pool:
        urls = [address(trial.database) for trial in trials]
        for url in urls:
            open_database(url).close()  # migrations of one process go one after the other
        running = [
            pool.submit(carry_out, trial, tmp_path / f"run-{number}", url)
            for number, (trial, url) in enumerate(zip(trials, urls, strict=True))
        ]
        yield [(json.dumps(line), kept) for line, kept in (each.result() for each in running)]


@pytest.mark.slow
def test_workers_killed_at_random_moments_publish_everything_once(
    outcomes: list[tuple[str, bool]],
) -> None:
    """No duplicate, none lost, none stuck; a person is asked only where no one else can be."""
    kills = sum(json.loads(line)["kills"] for line, _ in outcomes)
    assert kills >= 20
    broken = [line for line, kept in outcomes if not kept]
    assert not broken, "\n".join([f"seed {SEED}", *broken])
