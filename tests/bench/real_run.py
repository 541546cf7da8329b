"""One run of chaos on the sandbox's networks, by real adapters, through the faulty proxy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from campaign.model import Delivery, Publication, Variant
from campaign.platforms import registry
from tests.bench import accounts as real
from tests.bench.chaos_databases import Postgres
from tests.bench.chaos_judge import Posted
from tests.bench.processes import Child
from tests.bench.proxy_control import Control
from tests.bench.run import Run, Trial
from tests.bench.worker import REAL


class RealRun(Run):
    """One trial under way; it publishes on all networks at once."""

    # Each post takes several requests, and what was left open is asked about before the next leave.
    life: ClassVar[float] = 2.0

    def __init__(self, trial: Trial, folder: Path, url: str) -> None:
        super().__init__(trial, folder, url)
        self.proxy = Control("")
        self.postgres: Postgres | None = None
        self.pictured = False
        self._picture = self.media.put(real.picture(), alt="Three days, one table.")
        self._pictures = ""

    @contextmanager
    def network(self, *options: str) -> Iterator[str]:
        """Sandbox and proxy, as long as the block lasts; gives the proxy's address."""
        box = Child("tests.bench.box", str(self.ledger), "--media", str(self.media.folder))
        try:
            there = box.ready()
            proxy = Child("tests.bench.proxy", there, "--seed", str(self.trial.seed), *options)
            try:
                self.server = proxy.ready()
                self.proxy = Control(self.server)
                self._pictures = f"{there}/_sandbox/public-media"
                self.accounts = real.channels(self.trial.accounts, self.server, self._pictures)
                yield self.server
            finally:
                proxy.stop()
        finally:
            box.stop()

    @property
    def options(self) -> list[str]:
        """What a worker of this run is told."""
        return [
            *super().options,
            *("--media", str(self.media.folder), "--pictures", self._pictures, "--threads", "6"),
        ]

    def variant(self, number: int, words: str = "") -> Variant:
        """Post `number`, for the channel whose turn it is; `words` follow those that tell it."""
        return real.variant(number, self.channel(number), self._picture, words, self.pictured)

    def askable(self, row: Publication) -> bool:
        """False where only a person can tell what came of a try."""
        return registry.delivery(row.platform) is not Delivery.AT_MOST_ONCE

    def posted(self) -> list[Posted]:
        """What the ledger has, oldest first."""
        names = {
            (real.sandboxed(each.platform), real.account(each.platform, number)): each.name
            for number in range(self.trial.accounts)
            for each in self.accounts.values()
            if each.name.endswith(f"-{number}")
        }
        return [
            Posted(
                names[each["network"], each["account"]],
                each["text"],
                each["id"],
                datetime.fromisoformat(each["accepted_at"]),
            )
            for each in self.lines()
        ]


def run_of(trial: Trial, folder: Path, url: str) -> Run:
    """The run of a trial, on the network that it names."""
    return (RealRun if trial.kind == REAL else Run)(trial, folder, url)
