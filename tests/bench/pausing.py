"""How many creates begin at the networks after `campaign pause` has returned.

::

    python -m tests.bench.pausing [--rounds 200] [--workers 4] [--channels 30] [--database sqlite]

Several `campaign run` work on one database and 30 channels, some of networks that publish in two
steps. Their region is paused; 120 posts are due when it goes on. At a random moment about then
`campaign pause all` is run, and once it has returned no request may begin that makes something
public, or prepares that. What began is told by the instants of the first bytes at the networks.
Then the region is paused again and all goes on: the next round begins, with the same workers.
Prints one JSON object last; ends with 1 when anything began too late.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count, cycle, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import delete, func, select

from campaign.model import Planned, State, Variant
from campaign.model.approval import Policy
from campaign.model.people import Actor
from campaign.sandbox import SandboxServer
from campaign.storage import planning, releases, variants
from campaign.storage.database import Database, open_database
from campaign.storage.tables import buckets
from campaign.storage.tables import publications as rows
from campaign.storage.workers import present as present_workers
from campaign.usecases.operations.pause import pause, resume
from tests.bench.databases import databases
from tests.bench.pausing_figures import SECOND, Round, figures
from tests.bench.recorder import Recorder
from tests.bench.workspace import REGION, Account, Tree, configure, end_in_order, present
from tests.platforms.samples import key_for

#: Which networks the channels are of, in turn.
NETWORKS = ("mastodon", "facebook", "bluesky", "threads", "x", "facebook", "linkedin", "threads")
#: Threads takes 250 posts a day of an account and says so: its channels have one post a round.
_RARE = "threads"
_HERE = f"region:{REGION}"
_OPEN = (State.SCHEDULED, State.PUBLISHING, State.PENDING, State.UNKNOWN)
_LATENCY = 0.5  # seconds that a create or a first step is on its way
_SPREAD = 2.0  # seconds within which the command is begun after the region goes on, at the latest
_USUAL = 1.0  # seconds that the first command is thought to take
_QUIET = 1.5  # seconds without a create after which a round is over
_LONGEST = 20.0  # seconds that creates are waited for, whatever comes
_READY = 60.0  # seconds that the workers have to begin


class Bench:
    """One workspace with its workers, its network and its database."""

    def __init__(
        self,
        tree: Tree,
        folder: Path,
        recorder: Recorder,
        database: Database,
        accounts: Sequence[Account],
        posts: int,
        seed: int,
    ) -> None:
        self._tree = tree
        self._folder = folder
        self._recorder = recorder
        self._database = database
        self._accounts = accounts
        self._posts = posts
        self._dice = random.Random(seed)
        self._numbers = count(1)
        self._took: list[float] = []  # seconds that each command took

    def round(self) -> Round:
        """Let the region go on, stop everything at a random moment, and see what begins after that.

        The command is begun as much as it usually takes before the region goes on, or some time
        after: so it ends while nothing has left, in the middle of it, or when much is out.
        """
        self.plan_more()
        noted = len(self._recorder.since())
        offset = self._dice.uniform(-median(self._took or [_USUAL]), _SPREAD)
        opening = threading.Timer(max(-offset, 0.0), self._go_on, [_HERE])
        opening.start()
        time.sleep(max(offset, 0.0))
        returned = self._stop_everything()
        opening.join()
        self._become_quiet(returned)
        self.hold()
        self._go_on("all")
        return Round(tuple(self._recorder.since(noted)), returned, self._took[-1])

    def hold(self) -> None:
        """Pause the region, as it is between two rounds."""
        pause(self._database, _HERE, actor=Actor("bench"), reason="between two rounds", now=_now())

    def _go_on(self, scope: str) -> None:
        resume(self._database, scope, actor=Actor("bench"), now=_now())

    def _stop_everything(self) -> int:
        """Run the command; gives the instant at which it had ended (nanoseconds since 1970)."""
        began = time.monotonic()
        words = ("pause", "all", "--reason", "elections")
        self._tree.run(self._folder, self._accounts, *words)
        returned = time.time_ns()
        self._took.append(time.monotonic() - began)
        return returned

    def _become_quiet(self, returned: int) -> None:
        end, last = returned + _LONGEST * SECOND, returned
        while time.time_ns() < min(end, last + _QUIET * SECOND):
            time.sleep(0.1)
            last = max((each.at for each in self._recorder.since()[-64:]), default=last)
            last = max(last, returned)

    def plan_more(self) -> None:
        """Have so many posts due now, approved, shared out among the channels.

        What an earlier round left behind, also between its two steps, is among them.
        The networks' daily limits, which are counted in the database, are set back: a bench of
        minutes publishes what a campaign does in weeks.
        """
        now = _now()
        with self._database.write() as connection:
            connection.execute(delete(buckets))
            open_ = select(rows.c.channel, func.count().label("number"))
            open_ = open_.where(rows.c.state.in_(_OPEN)).group_by(rows.c.channel)
            left = {row.channel: row.number for row in connection.execute(open_)}
            wanted = zip(self._accounts, shares(self._accounts, self._posts), strict=True)
            for account, share in wanted:
                for _ in range(share - left.get(account.channel, 0)):
                    number = next(self._numbers)
                    words = f"Learning lab {number} opens its doors, and all are welcome."
                    variant = Variant(
                        f"post-{number}", account.channel, account.platform, "en", (words,)
                    )
                    name = variants.store(connection, variant, now)
                    planning.add(
                        connection,
                        Planned(variant, now, REGION, "A02"),
                        variant_hash=name,
                        key=key_for(account.platform, (variant.post, "", account.channel), now),
                        who="bench",
                        now=now,
                    )
                    releases.release(connection, {name: Policy().asked_in(REGION)}, now, alone=True)


def shares(accounts: Sequence[Account], posts: int) -> list[int]:
    """How many of a round's posts each channel has due, in their order; all together `posts`."""
    rare = [account.platform == _RARE for account in accounts]
    often, rest = rare.count(False), max(posts - rare.count(True), 0)
    if not often:
        return [1 for _ in accounts]
    given = iter(rest // often + (number < rest % often) for number in range(often))
    return [1 if seldom else next(given) for seldom in rare]


def accounts(number: int, server: str) -> list[Account]:
    """That many channels on one server."""
    platforms = islice(cycle(NETWORKS), number)
    names = [(platform, f"{platform}-{n}") for n, platform in enumerate(platforms)]
    return [Account(name, platform, server, name) for platform, name in names]


@contextmanager
def bench(
    tree: Tree, kind: str, *, workers: int, channels: int, posts: int, seed: int
) -> Iterator[Bench]:
    """A bench with its workers at work and its region paused, for as long as the block lasts."""
    with TemporaryDirectory(prefix="bench-") as place, ExitStack() as ending:
        top = Path(place)
        top.chmod(0o755)  # PostgreSQL is run by another user when we are root
        if kind == "postgresql":
            url = ending.enter_context(databases(top)).address(kind)
        else:
            url = f"sqlite:///{top / 'bench.db'}"
        sandbox = ending.enter_context(SandboxServer(enforce_limits=False))
        recorder = ending.enter_context(Recorder(sandbox.url, _LATENCY))
        folder = top / "workspace"
        tree.write(folder)
        some = accounts(channels, recorder.url)
        # What the workers wait is no part of the question; without a tick of a second, most of
        # the time nothing would be under way.
        head = f'database = "{url}"\n\n[run]\ntick = "1 s"\n'
        configure(folder, some, head=head, min_interval="0 s")
        database = open_database(url)
        ending.callback(database.close)
        made = Bench(tree, folder, recorder, database, some, posts, seed)
        made.hold()
        for _ in range(workers):
            ending.callback(tree.start(folder, some, "run").stop)
        _wait_for(database, workers)
        yield made


def _wait_for(database: Database, number: int) -> None:
    """Until so many workers have said that they live."""
    end, begun = time.monotonic() + _READY, _now() - timedelta(minutes=5)
    while True:
        with database.read() as connection:
            if len(present_workers(connection, begun)) >= number:
                return
        if time.monotonic() > end:
            raise RuntimeError("the workers did not get ready")
        time.sleep(0.2)


def _now() -> datetime:
    return datetime.now(UTC)


def measure(given: argparse.Namespace) -> dict[str, Any]:
    """All rounds, or as many as there is time for."""
    end = time.monotonic() + given.seconds
    found: list[Round] = []
    with bench(
        present(),
        given.database,
        workers=given.workers,
        channels=given.channels,
        posts=given.posts,
        seed=given.seed,
    ) as made:
        while len(found) < given.rounds and time.monotonic() < end:
            found.append(made.round())
            _progress(found)
    return {
        "bench": "pausing",
        "database": given.database,
        "workers": given.workers,
        "channels": given.channels,
        "posts_due": given.posts,
        "seed": given.seed,
        **figures(found),
    }


def _progress(found: Sequence[Round]) -> None:
    last = found[-1]
    told = f"{len(last.begun)} begun, {len(last.late)} of them after the return"
    sys.stderr.write(f"{len(found)}. {told}\n")


def main() -> None:
    """Print one JSON object last."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--rounds", type=int, default=200)
    options.add_argument("--workers", type=int, default=4)
    options.add_argument("--channels", type=int, default=30)
    options.add_argument("--posts", type=int, default=120, help="due at once")
    options.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--seconds", type=float, default=900, help="begin no round after that")
    given = options.parse_args()
    end_in_order()
    told = measure(given)
    sys.stdout.write(json.dumps(told) + "\n")
    sys.exit(1 if told["begun_after_return"]["all"] else 0)


if __name__ == "__main__":
    main()
