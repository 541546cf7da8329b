"""One run of chaos under way: a network with a ledger, a database, workers, and what is planned."""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any, ClassVar

from campaign.errors import StorageError
from campaign.media import MediaStore
from campaign.model import Channel, Planned, Publication, State, Variant
from campaign.model.people import Actor
from campaign.plan.diff import compare
from campaign.storage import attempts, publications, variants
from campaign.storage.database import Database, open_database
from campaign.storage.journal import Journal
from campaign.usecases.planning.apply import apply
from campaign.usecases.trust.approve import approve, waiting
from tests.bench.chaos_judge import Case, Found, Posted, Stop, judge, which
from tests.bench.processes import Child
from tests.bench.worker import REGION, channels, clock
from tests.cards.material import brand

OPEN = (State.SCHEDULED, State.PUBLISHING, State.PENDING, State.UNKNOWN)
#: The one class in which a lost answer goes to a person.
ASKS = "at-most-once"

_migrating = Lock()  # migrations of one process go one after the other


@dataclass(frozen=True, slots=True)
class Trial:
    """One run: `seconds` bounds all of it, `accounts` is how many channels there are.

    `kind` is a delivery class of the small network, or `REAL` for the sandbox's networks; then
    there are `accounts` on each of them.
    """

    database: str
    kind: str
    kills: int
    publications: int
    seed: int
    seconds: float
    accounts: int = 8
    workers: int = 1
    scenario: str = "kills"


class Run:
    """One trial under way, on the small network."""

    #: Seconds that a worker lives at most, where they are killed in turns.
    life: ClassVar[float] = 0.7

    def __init__(self, trial: Trial, folder: Path, url: str) -> None:
        self.trial = trial
        self.folder = folder
        self.url = url
        self.ledger = folder / "ledger.jsonl"
        self.ledger.touch()  # a network on which nothing was published has one too
        self.media = MediaStore(folder / "media")
        self.open()
        self.accounts: Mapping[str, Channel] = {}
        self.workers: list[Child] = []
        self.planned: list[Planned] = []
        self.stops: list[Stop] = []
        self.revoked: set[str] = set()
        self.journal: Journal | None = None
        self.kills = 0
        self.server = ""
        self.end = time.monotonic() + trial.seconds
        self.dice = random.Random(f"{trial.seed}/{trial.database}/{trial.kind}/{trial.scenario}")
        self._brand = brand()

    def open(self) -> None:
        """Open the database, which may be another one than before."""
        with _migrating:
            self.database: Database = open_database(self.url)

    @contextmanager
    def network(self, *options: str) -> Iterator[str]:
        """The network, as long as the block lasts; gives its address."""
        child = Child(
            "tests.bench.network", str(self.ledger), "--seed", str(self.trial.seed), *options
        )
        try:
            self.server = child.ready()
            self.accounts = channels(self.trial.accounts, self.server)
            yield self.server
        finally:
            child.stop()

    @property
    def options(self) -> list[str]:
        """What a worker of this run is told."""
        return [
            *("--database", self.url, "--server", self.server),
            *("--class", self.trial.kind, "--channels", str(self.trial.accounts)),
        ]

    def worker(self, *more: str) -> Child:
        """One more worker; it may not be ready yet."""
        made = Child("tests.bench.worker", *self.options, *more, log=self.folder / "workers.log")
        self.workers.append(made)
        return made

    def kill(self, worker: Child) -> None:
        """End one as a power cut does."""
        self.workers.remove(worker)
        worker.kill()
        self.kills += 1

    def stop(self) -> None:
        """Ask all workers to end."""
        while self.workers:
            self.workers.pop().stop()

    def variant(self, number: int, words: str = "") -> Variant:
        """Post `number`, for the channel whose turn it is; `words` follow those that tell it."""
        channel = self.channel(number)
        return Variant(f"post-{number}", channel.name, "chaos", "en", (f"This is post {number}.",))

    def channel(self, number: int) -> Channel:
        """The channel of post `number`: they take turns."""
        names = list(self.accounts)
        return self.accounts[names[number % len(names)]]

    def plan(self, count: int, *, after: float = 0, apart: float = 0) -> list[Planned]:
        """Plan, apply and approve so many more posts, as a person does beside the workers.

        Due `after` seconds from now, and one after the other, so many seconds `apart`.
        """
        now, begun = clock(), len(self.planned)
        made = [
            Planned(
                self.variant(number),
                now + timedelta(seconds=after + apart * (number - begun)),
                REGION,
                "A02",
            )
            for number in range(begun, begun + count)
        ]
        self.planned.extend(made)
        self.apply()
        return made

    def apply(self) -> None:
        """Make the database what the calendar says, and approve all but what was revoked."""
        now = clock()
        with self.database.read() as connection:
            held = publications.all_of(connection)
        grace = {name: each.grace for name, each in self.accounts.items()}
        apply(
            compare(self.planned, held, now, grace),
            self.database,
            self.media,
            self._brand,
            actor=Actor("chaos"),
            now=now,
            picture=self.media.read,
            journal=self.journal,
        )
        chosen = [p for p in waiting(self.database) if p.variant_hash not in self.revoked]
        approve(self.database, chosen, actor=Actor("chaos"), now=now)

    def rows(self, *states: State) -> list[Publication]:
        """The publications in some states; all of them without any."""
        with self.database.read() as connection:
            if states:
                return publications.in_states(connection, *states)
            return publications.all_of(connection)

    def askable(self, row: Publication) -> bool:
        """False where only a person can tell what came of a try."""
        return self.trial.kind != ASKS

    def settled(self) -> bool:
        """True when nothing is left that does not wait for a person, also while nobody can say."""
        try:
            left = self.rows(*OPEN)
        except StorageError:
            return False
        return all(self._rests(row) for row in left)

    def _rests(self, row: Publication) -> bool:
        if row.state is State.SCHEDULED:
            return row.variant_hash in self.revoked
        return row.state is State.UNKNOWN and not self.askable(row)

    def storm(self, *more: str) -> None:
        """Plan and kill in turns, and let everything settle; `more` is what workers are told."""
        trial = self.trial
        for _ in range(trial.workers):
            self.worker(*more)
        if not trial.kills:
            self.plan(trial.publications)
        while self.kills < trial.kills and time.monotonic() < self.end:
            worker = self.dice.choice(self.workers)
            worker.ready()
            share = trial.publications * (self.kills + 1) // trial.kills
            self.plan(share - len(self.planned))
            time.sleep(self.dice.uniform(0.01, self.life))
            self.kill(worker)
            self.worker(*more)
        self.settle()

    def settle(self) -> bool:
        """Wait until everything is, not beyond the end of the run."""
        return self.until(self.settled)

    def until(self, true: Callable[[], object], seconds: float = 1e9) -> bool:
        """Wait for something; False when it does not come about before the run must end."""
        end = min(self.end, time.monotonic() + seconds)
        while time.monotonic() < end:
            if true():
                return True
            time.sleep(0.1)
        return bool(true())

    def posted(self) -> list[Posted]:
        """What the ledger has, oldest first."""
        return [
            Posted(
                each["account"],
                each["text"],
                each["id"],
                datetime.fromtimestamp(each["at"], UTC),
            )
            for each in self.lines()
        ]

    def lines(self) -> list[dict[str, Any]]:
        """The ledger's lines, oldest first; the last one may be being written."""
        *whole, _ = self.ledger.read_text("utf-8").split("\n")
        return [json.loads(line) for line in whole]

    @property
    def wanted(self) -> list[tuple[str, str]]:
        """The posts and channels that are to go out."""
        return [
            (each.variant.post, each.variant.channel)
            for each in self.planned
            if each.variant.hash not in self.revoked
        ]

    def judge(self, stories: int = 4) -> Found:
        """Hold the rows against the ledger, and tell some stories of what is wrong."""
        with self.database.read() as connection:
            rows = publications.all_of(connection)
            texts = variants.load(connection, {row.variant_hash for row in rows})
        posted = self.posted()
        found = judge(Case(rows, texts, posted, self.wanted, self.askable, self.stops))
        for row in found.wrong[:stories]:
            self.tell(row, texts[row.variant_hash], posted)
        return found

    def tell(self, row: Publication, variant: Variant, posted: Sequence[Posted]) -> None:
        """Write one publication's story to standard error."""
        with self.database.read() as connection:
            story = publications.story(connection, row.id)
            tries = attempts.of(connection, row.id)
        trial = f"{self.trial.database} {self.trial.scenario} {self.trial.kind}"
        lines = [f"-- {trial}: {row.id} {row.channel} {row.post} {row.state} {row.reason}"]
        told = [
            (each["at"], f"{each['who']}: {each['before']} → {each['after']} {each['reason']}")
            for each in story
        ]
        told += [(t.started, f"{t.worker}: try {t.id} began; {t.outcome}") for t in tries]
        parts = {which(text) for text in variant.texts}
        told += [
            (each.at, f"in the ledger as {each.id}: {each.text}")
            for each in posted
            if each.channel == row.channel and each.which in parts
        ]
        lines += [f"   {at:%H:%M:%S.%f} {line}" for at, line in sorted(told, key=lambda t: t[0])]
        sys.stderr.write("\n".join(lines) + "\n")
