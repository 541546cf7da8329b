"""The promise under SIGKILL, in short: `make chaos` is the long run.

Workers are real processes and are killed at random moments, before a network in a process of its
own that loses answers, accepts late, refuses for a while and resets connections.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from campaign.model import Publication, State
from campaign.storage import publications
from campaign.storage.database import open_database
from tests.bench.chaos import Run, Trial, addresses, carry_out
from tests.bench.chaos_platform import CLASSES
from tests.bench.worker import LEASE, clock

SEED = 2
KILLS = 3
#: The lease; a look round, a question and an answer come on top.
BOUND = LEASE + timedelta(seconds=20)  # the sweep after it, on a machine that is busy with tests


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


@pytest.mark.slow
def test_killing_one_of_three_workers_delays_its_posts_by_no_more_than_its_lease(
    tmp_path: Path,
) -> None:
    """500 posts on one PostgreSQL, each out once; what the dead one held is out soon after."""
    pytest.importorskip("psycopg")
    trial = Trial("postgresql", "by-key", 1, 500, SEED, seconds=60, accounts=20, workers=3)
    with addresses(tmp_path, ["postgresql"]) as address:
        run = Run(trial, tmp_path, address("postgresql"))
        with run.network("--no-faults"):
            try:
                for _ in range(3):
                    run.worker().ready()
                victim = run.workers[0]
                run.plan(500, apart=0.03)
                until(lambda: len(run.posted()) > 100)
                until(lambda: rows(run, State.PUBLISHING, victim.name))
                run.kill(victim)
                killed = clock()
                left = rows(run, State.PUBLISHING, victim.name)
                until(run.settled)
            finally:
                run.stop()
        outcome = run.judge().outcome
        late = [row for row in rows(run, State.PUBLISHED) if row.id in {each.id for each in left}]
        run.database.close()
    assert (outcome.published, outcome.duplicates, outcome.broken) == (500, 0, False)
    assert left, "it was killed over its work"
    delays = [row.published_at - killed for row in late if row.published_at]
    assert max(delays) < BOUND


def rows(run: Run, state: State, worker: str = "") -> list[Publication]:
    """The publications in a state, and in one worker's hands when it is named."""
    with run.database.read() as connection:
        found = publications.in_states(connection, state)
    return [row for row in found if row.worker == worker or not worker]


def until(true: Callable[[], object]) -> None:
    """Wait for something, at most a minute."""
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)
