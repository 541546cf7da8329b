"""The promise when workers die and networks, clocks and machines fail, in short.

`make chaos` is the long run. Workers are real processes and are killed at random moments, before a
network in a process of its own that loses answers, accepts late, refuses for a while and resets
connections; or they publish with the real adapters to the sandbox, through a proxy that does worse.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from campaign.model import Publication, State
from campaign.storage import publications
from campaign.storage.database import open_database
from tests.bench.chaos import Run, Trial, addresses, carry_out
from tests.bench.chaos_platform import CLASSES
from tests.bench.scenarios import SCENARIOS
from tests.bench.worker import LEASE, REAL, clock

pytestmark = pytest.mark.slow

SEED = 2
KILLS = 3
#: The lease; a look round, a question and an answer come on top.
BOUND = LEASE + timedelta(seconds=20)  # the sweep after it, on a machine that is busy with tests

#: The scenarios that end within seconds; the others are left to `make chaos`.
QUICK = (
    "late",
    "lag",
    "clock-ahead-at-the-try",
    "frozen-before-the-create",
    "frozen-in-the-second-step",
    "paused-in-the-second-step",
    "calendar-changed",
)


def kills() -> list[Trial]:
    """Every class on SQLite with one worker, and the two that ask most on PostgreSQL with three."""
    small = Trial("sqlite", "", KILLS, publications=12 * KILLS, seed=SEED, seconds=60)
    return [replace(small, kind=kind) for kind in CLASSES] + [
        replace(small, database="postgresql", kind=kind, workers=3)
        for kind in ("by-listing", "two-phase")
    ]


def scenarios() -> list[Trial]:
    """The quick scenarios, each with a post or two on every network."""
    small = Trial("sqlite", REAL, 0, 18, SEED, seconds=150, accounts=1)
    return [
        replace(small, scenario=name, publications=min(18, SCENARIOS[name].publications))
        for name in QUICK
    ]


@contextmanager
def outcomes(trials: Sequence[Trial], folder: Path, jobs: int) -> Iterator[list[tuple[str, bool]]]:
    """What came of each, as `make chaos` prints it, and whether the promise was kept."""
    pytest.importorskip("psycopg")
    databases = sorted({trial.database for trial in trials})
    with addresses(folder, databases) as address, ThreadPoolExecutor(jobs) as pool:
        urls = [address(trial.database) for trial in trials]
        for url in urls:
            open_database(url).close()  # migrations of one process go one after the other
        running = [
            pool.submit(carry_out, trial, folder / f"run-{number}", url)
            for number, (trial, url) in enumerate(zip(trials, urls, strict=True))
        ]
        yield [(json.dumps(line), kept) for line, kept in (each.result() for each in running)]


def test_workers_killed_at_random_moments_publish_everything_once(tmp_path: Path) -> None:
    """No duplicate, none lost, none stuck; a person is asked only where no one else can be."""
    with outcomes(kills(), tmp_path, 7) as found:
        assert sum(json.loads(line)["kills"] for line, _ in found) >= 20
        broken = [line for line, kept in found if not kept]
        assert not broken, "\n".join([f"seed {SEED}", *broken])


@pytest.mark.timeout(240)
def test_real_adapters_publish_everything_once_whatever_fails(tmp_path: Path) -> None:
    """Lost and late answers, wrong clocks, frozen workers, pauses, edits: all networks at once."""
    with outcomes(scenarios(), tmp_path, len(QUICK)) as found:
        broken = [line for line, kept in found if not kept]
        assert not broken, "\n".join([f"seed {SEED}", *broken])


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
                run.plan(500, apart=0.02)
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
