"""How fast what is due goes out: 2,000 posts on 200 channels, one HTTP POST each.

Against a bare `requests` loop on as many threads, huey on SQLite and procrastinate on PostgreSQL,
which do the same POST as a task. Every round runs each of them once, in a process of its own and
in turn; told are medians. Seeding is not counted, connecting is. Durability is the usual one:
SQLite with synchronous=FULL (huey with fsync), PostgreSQL with synchronous_commit=on.

    python -m tests.bench.publish [--posts 2000] [--threads 16] [--rounds 3]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

import requests

from tests.bench.databases import Databases, databases
from tests.bench.loopback import serving

#: Who publishes, and on which database.
RUNNERS = {
    "bare": "",
    "campaign on sqlite": "sqlite",
    "campaign on postgresql": "postgresql",
    "huey on sqlite": "sqlite",
    "procrastinate on postgresql": "postgresql",
}


def once(name: str, server: str, given: Databases, posts: int, threads: int) -> dict[str, Any]:
    """One run: posts a second, and what the network's ledger says of it."""
    kind = RUNNERS[name]
    requests.delete(f"{server}/ledger", timeout=10)
    done = subprocess.run(
        [
            *(sys.executable, "-m", "tests.bench.publishers", name.split()[0]),
            *("--server", server, "--posts", str(posts), "--threads", str(threads)),
            *("--database", given.address(kind) if kind else ""),
        ],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    seconds = float(done.stdout.split()[-1])
    ledger = requests.get(f"{server}/ledger", timeout=10).json()
    return {"rate": posts / seconds, "missing": posts - ledger["posts"], **ledger}


def measure(posts: int, threads: int, rounds: int) -> dict[str, Any]:
    """All runners in turn, several times."""
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in RUNNERS}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, serving() as server:
        Path(folder).chmod(0o755)  # PostgreSQL is run by another user when we are root
        with databases(Path(folder)) as given:
            for number in range(rounds):
                for name in RUNNERS:
                    run = once(name, server, given, posts, threads)
                    runs[name].append(run)
                    sys.stderr.write(f"{number + 1}. {name}: {run['rate']:.0f} posts/s\n")
    rates = {name: median(run["rate"] for run in some) for name, some in runs.items()}
    ours = {"sqlite": rates["campaign on sqlite"], "postgresql": rates["campaign on postgresql"]}
    peer = rates["procrastinate on postgresql"]
    return {
        "bench": "publish",
        "posts": posts,
        "threads": threads,
        "rounds": rounds,
        "posts_per_second": {name: round(rate, 1) for name, rate in rates.items()},
        "of_bare": {kind: round(rate / rates["bare"], 2) for kind, rate in ours.items()},
        "times_huey": {kind: round(r / rates["huey on sqlite"], 2) for kind, r in ours.items()},
        "times_procrastinate": {kind: round(rate / peer, 2) for kind, rate in ours.items()},
        "duplicates": {name: sum(r["duplicates"] for r in some) for name, some in runs.items()},
        "missing": {name: sum(r["missing"] for r in some) for name, some in runs.items()},
    }


def main() -> None:
    """Print one JSON object last."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--posts", type=int, default=2000)
    options.add_argument("--threads", type=int, default=16)
    options.add_argument("--rounds", type=int, default=3)
    given = options.parse_args()
    told = measure(given.posts, given.threads, given.rounds)
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
