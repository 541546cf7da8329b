"""Break what can break while posts are on their way, and count what came of it.

::

    python -m tests.bench.chaos [--kills 1000] [--publications 5000] [--seed 1]
                                [--database sqlite] [--class by-key] [--scenario paused]

Two kinds of runs. One kills workers at random moments before a small network that answers badly,
by delivery class. The other has all of the sandbox's networks behind a faulty proxy, real adapters,
and one scenario each: lost, late and doubled answers, wrong clocks, frozen workers, a killed
database, a full disk, an old copy put back, pauses and a calendar that changes. Kills and posts are
shared by the runs of the first kind and the scenario `storm`; the others have few of their own.

What the rows say is then held against the ledger. Prints one JSON object a run, and last
one a database with the sums; ends with 1 when the promise is broken.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import asdict, replace
from pathlib import Path
from threading import Lock
from typing import Any

from tests.bench.chaos_databases import addresses, postgres
from tests.bench.chaos_judge import Outcome
from tests.bench.chaos_platform import CLASSES
from tests.bench.real_run import RealRun, run_of
from tests.bench.run import ASKS, Run, Trial
from tests.bench.scenarios import SCENARIOS
from tests.bench.worker import REAL

__all__ = ["ASKS", "Run", "Trial", "addresses", "carry_out"]

WORKERS = {"sqlite": 1, "postgresql": 3}
#: The scenarios whose kills and posts are a share of what was asked for.
SHARED = ("kills", "storm")

_SUMMED = ("kills", "publications", "published", "duplicates", "lost", "stuck", "untrue", "stray")
_saying = Lock()


def carry_out(trial: Trial, folder: Path, url: str) -> tuple[dict[str, Any], bool]:
    """One trial: its line of figures, and whether the promise was kept."""
    began = time.monotonic()
    folder.mkdir(parents=True)
    named = {"database": trial.database, "scenario": trial.scenario, "class": trial.kind}
    try:
        kills, planned, outcome, trouble = _played(trial, folder, url)
    except CannotMount as error:
        nothing = Outcome(*[0] * 6)
        line = {**named, "kills": 0, "publications": 0, **asdict(nothing), "seconds": 0.0}
        return line | {"seed": trial.seed, "kept": True, "skipped": str(error)}, True
    kept = kills >= trial.kills and not outcome.broken and not trouble
    line = {
        **named,
        "kills": kills,
        "publications": planned,
        **asdict(outcome),
        "seed": trial.seed,
        "seconds": round(time.monotonic() - began, 1),
        "kept": kept,
    }
    return line | ({"trouble": trouble} if trouble else {}), kept


def _played(trial: Trial, folder: Path, url: str) -> tuple[int, int, Outcome, str]:
    """How many were killed and planned, what came of it, and what kept it from being played."""
    with ExitStack() as ending:
        needs = SCENARIOS[trial.scenario].needs if trial.kind == REAL else ""
        if needs == "small disk":
            url = f"sqlite:///{ending.enter_context(small_disk(folder)) / 'campaign.db'}"
        server = ending.enter_context(postgres()) if needs == "postgres" else None
        run = run_of(trial, folder, server.create() if server else url)
        ending.enter_context(_closing(run))
        trouble = ""
        options = ["--ignore-keys"] if trial.kind == "by-key-ignored" else []
        with run.network(*options):
            try:
                if isinstance(run, RealRun):
                    run.postgres = server
                    SCENARIOS[trial.scenario].act(run)
                else:
                    run.storm()
            except Exception as error:
                # One scenario that cannot be played must not hide what the others say.
                trouble = f"{type(error).__name__}: {error}"
            finally:
                run.stop()
        return run.kills, len(run.planned), run.judge().outcome, trouble


@contextmanager
def _closing(run: Run) -> Iterator[None]:
    """The database that it has in the end may be another one than at first."""
    try:
        yield
    finally:
        run.database.close()


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of a few megabytes; raises CannotMount where we may not have one."""
    place = folder / "small"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        raise CannotMount("only root can mount a small disk to fill")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


class CannotMount(Exception):
    """A small disk cannot be had here."""


def trials(given: argparse.Namespace) -> list[Trial]:
    """Everything that was asked for, the kills and posts shared out among those that share."""
    databases: Sequence[str] = given.database or list(WORKERS)
    wanted: list[Trial] = []
    base = Trial("", "", 0, 0, given.seed, given.seconds)
    for database in databases:
        each = replace(base, database=database, workers=WORKERS[database])
        if not given.scenario or "kills" in given.scenario:
            wanted += [replace(each, kind=kind) for kind in given.kind or CLASSES]
        if given.kind and not given.scenario:
            continue
        for name, scenario in SCENARIOS.items():
            if database in scenario.databases and name in (given.scenario or SCENARIOS):
                wanted.append(
                    replace(
                        each,
                        kind=REAL,
                        scenario=name,
                        kills=scenario.kills,
                        publications=scenario.publications,
                        accounts=4 if name in SHARED else 2,
                    )
                )
    sharing = sum(each.scenario in SHARED for each in wanted)
    if not sharing:
        return wanted
    kills = -(-given.kills // sharing)
    posts = -(-given.publications // sharing) if given.publications else 8 * kills
    return [
        replace(each, kills=kills, publications=posts) if each.scenario in SHARED else each
        for each in wanted
    ]


def summary(lines: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The sums over some runs, and by scenario whether it kept the promise."""
    scenarios: dict[str, bool] = {}
    for line in lines:
        name = line["scenario"]
        name = name if line["class"] == REAL else f"{name} {line['class']}"
        scenarios[name] = scenarios.get(name, True) and line["kept"]
    return {
        "databases": sorted({line["database"] for line in lines}),
        "runs": len(lines),
        **{name: sum(line[name] for line in lines) for name in _SUMMED},
        "asked": sum(line["asked"] for line in lines),
        "seconds": round(sum(line["seconds"] for line in lines), 1),
        "scenarios": {name: "kept" if kept else "broken" for name, kept in scenarios.items()},
        "kept": all(line["kept"] for line in lines),
    }


def say(line: Mapping[str, Any]) -> None:
    """Print one JSON object, now."""
    with _saying:
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


def options() -> argparse.ArgumentParser:
    """What it can be asked for."""
    made = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    made.add_argument("--kills", type=int, default=1000, help="in all, shared by the runs")
    made.add_argument("--publications", type=int, default=0, help="in all; 8 a kill unless told")
    made.add_argument("--seed", type=int, default=1)
    made.add_argument("--seconds", type=float, default=900, help="for one run, at most")
    made.add_argument("--jobs", type=int, default=3, help="runs at one time")
    made.add_argument("--class", dest="kind", action="append", choices=CLASSES)
    made.add_argument("--database", action="append", choices=WORKERS)
    made.add_argument("--scenario", action="append", choices=["kills", *SCENARIOS])
    made.add_argument("--keep", type=Path, help="a folder for what the runs leave behind")
    return made


def main() -> None:
    """Carry out what was asked for."""
    given = options().parse_args()
    wanted = trials(given)
    keeps = nullcontext(str(given.keep)) if given.keep else tempfile.TemporaryDirectory()
    with keeps as place, ThreadPoolExecutor(given.jobs) as pool:
        folder = Path(place)
        with addresses(folder, sorted({each.database for each in wanted})) as address:

            def one(number: int, trial: Trial) -> dict[str, Any]:
                where = folder / f"{number}-{trial.database}-{trial.scenario}-{trial.kind}"
                line, _ = carry_out(trial, where, address(trial.database))
                say(line)
                return line

            lines = list(pool.map(one, range(len(wanted)), wanted))
    for database in dict.fromkeys(each.database for each in wanted):
        say(summary([line for line in lines if line["database"] == database]))
    sys.exit(0 if all(line["kept"] for line in lines) else 1)


if __name__ == "__main__":
    main()
