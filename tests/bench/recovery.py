"""How long after a kill a post is out and booked, with real processes and their usual waits.

::

    python -m tests.bench.recovery [--before COMMIT] [--network x …] [--rounds 1] [--limit 1500]

A case is one network, one request and one moment: `campaign run` publishes a post through a faulty
proxy on the sandbox, the proxy holds the request before the network has it or the answer to it, the
process is killed, and another one is started at once. Told is the time from the kill until the row
says published and until the sandbox's ledger holds the post. All cases go on at the same time, so
that a round takes as long as the slowest. Prints one JSON object a case and one over all of them
last; ends with 1 when a post is out twice.

With `--before` the same is measured with the code of that commit, in turn; with `--lag` every
listing is 7 minutes old, and a request that was held before the kill reaches the network 5 minutes
after it.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sqlite3
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import requests

from tests.bench.orders import At, Fault, Hold, Order, Then
from tests.bench.proxy import Proxy
from tests.bench.recovery_cases import NETWORKS, Case, Outcome, cases, figures, ratios
from tests.bench.workspace import (
    Account,
    Program,
    Tree,
    checked_out,
    configure,
    end_in_order,
    present,
)
from tests.beside import LOOPBACK, Serving

LAG = 420.0  # seconds that a listing is old, with `--lag`
LATE = 300.0  # seconds after the kill at which what was held arrives, with `--lag`
_AFTERWARDS = 15.0  # seconds for which an account is looked at after that
_AT_ONCE = 2  # cases that start processes at the same time, so that none waits for the other
_LOOK = 0.5  # seconds between two looks
_BEGIN = 180.0  # seconds within which the request must come: a first try may have failed


@dataclass(frozen=True, slots=True)
class Ground:
    """What all cases of one turn share; `limit` is how many seconds each may take."""

    tree: Tree
    folder: Path
    sandbox: str
    pictures: str
    limit: float
    lag: bool
    starting: threading.Semaphore
    ended: threading.Event


def prepare(ground: Ground, network: str) -> None:
    """Plan, draw and approve the one post of a network's workspaces, which are copies of this."""
    folder = _prepared(ground, network)
    folder.mkdir()
    account = Account(network, network, ground.sandbox, "nobody")
    ground.tree.write(folder)
    configure(folder, [account], pictures=ground.pictures)
    ground.tree.run(folder, [account], "apply")
    ground.tree.run(folder, [account], "approve", "--all")
    media = folder / "var" / "media"
    shutil.copytree(media, ground.folder / "pictures", dirs_exist_ok=True)


def carry_out(ground: Ground, case: Case) -> Outcome:
    """Publish, kill in the middle, go on with another process, and look until it is settled."""
    folder = ground.folder / case.name
    with Proxy(ground.sandbox) as proxy, ExitStack() as ending:
        account = Account(case.network, case.network, proxy.url, case.name)
        shutil.copytree(_prepared(ground, case.network), folder)
        configure(folder, [account], pictures=ground.pictures)
        if ground.lag:
            proxy.orders.replace([Order(Fault.LAG, seconds=LAG)])
        with ground.starting:
            if ground.ended.is_set():
                raise RuntimeError(f"{case.name}: everything was stopped before it began")
            hold = proxy.orders.hold(case.moment, account.sandbox, case.request)
            first = ground.tree.start(folder, [account], "run")
            ending.callback(first.stop)
            if not hold.there.wait(_BEGIN):
                log = (folder / "log.jsonl").read_text("utf-8")[-2000:]
                raise RuntimeError(f"{case.name}: its request never came\n{log}")
            killed = time.monotonic()
            first.kill()
            second = ground.tree.start(folder, [account], "run")
            ending.callback(second.stop)
            out = 0.0 if _posts(ground.sandbox, account) else None
            _wait_for(second, folder)
        least = LATE + _AFTERWARDS if _let_go(ground, case, hold) else 0.0
        booked, out = _watch(ground, folder, account, killed, out, least)
    state, reason = _row(folder)
    posts = _posts(ground.sandbox, account)
    return Outcome(ground.tree.name, case, booked, out, posts, state, reason)


def _let_go(ground: Ground, case: Case, hold: Hold) -> bool:
    """Lose what was held; with a lag, let it arrive late instead. True when it is to arrive."""
    if not ground.lag or case.moment is At.AFTER:
        hold.release(Then.DROP)
        return False

    def arrive() -> None:
        if not ground.ended.wait(LATE):
            hold.release(Then.GO)

    threading.Thread(target=arrive, daemon=True).start()
    return True


def _watch(
    ground: Ground,
    folder: Path,
    account: Account,
    killed: float,
    out: float | None,
    least: float,
) -> tuple[float | None, float | None]:
    """Seconds from the kill until it was booked, and until it was out; looks for `least` seconds.

    `out` is not None when it was out before.
    """
    booked: float | None = None
    while not ground.ended.wait(_LOOK):
        if out is None and _posts(ground.sandbox, account):
            out = time.monotonic() - killed
        if booked is None and _row(folder)[0] == "published":
            booked = time.monotonic() - killed
        passed = time.monotonic() - killed
        settled = booked is not None and out is not None
        if (settled and passed > least) or passed > ground.limit:
            break
    return booked, out


def _prepared(ground: Ground, network: str) -> Path:
    return ground.folder / f"prepared-{network}"


def _wait_for(worker: Program, folder: Path) -> None:
    """Until a worker has said that it lives, so that the next case does not slow its start."""
    end = time.monotonic() + _BEGIN
    names = f"%:{worker.number}:%"
    while not _asked(folder, "SELECT name FROM workers WHERE name LIKE ?", names):
        if time.monotonic() > end:
            raise RuntimeError("the second process did not get ready")
        time.sleep(0.1)


def _row(folder: Path) -> tuple[str, str]:
    """How the one publication stands, and why."""
    ((state, reason),) = _asked(folder, "SELECT state, reason FROM publications")
    return str(state), str(reason)


def _asked(folder: Path, query: str, *values: str) -> list[tuple[Any, ...]]:
    """What a workspace's database says; read as any process may, beside those that write."""
    with closing(sqlite3.connect(folder / "var" / "campaign.db", timeout=30)) as connection:
        return connection.execute(query, values).fetchall()


def _posts(sandbox: str, account: Account) -> int:
    """How many posts of an account the ledger holds."""
    where = {"network": account.sandbox, "account": account.named}
    told = requests.get(f"{sandbox}/_sandbox/ledger", params=where, timeout=60)
    return int(told.json()["count"])


@contextmanager
def pictures(folder: Path) -> Iterator[str]:
    """A web server for pictures; gives its address."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

    folder.mkdir()
    with Serving(ThreadingHTTPServer((LOOPBACK, 0), partial(Quiet, directory=folder))) as server:
        yield server.url


def turn(tree: Tree, chosen: Sequence[Case], *, limit: float, lag: bool) -> list[Outcome]:
    """All cases at once with the code of one tree; each is told as soon as it has ended.

    A case that never came to be killed is told on standard error, and is not among the outcomes.

    The sandbox is this checkout's for every tree: the networks are not what is compared.
    """
    with TemporaryDirectory(prefix="bench-") as place, ExitStack() as ending:
        folder = Path(place)
        sandbox = present().start(folder, [], "sandbox", "--port", "0")
        ending.callback(sandbox.stop)
        ground = Ground(
            tree=tree,
            folder=folder,
            sandbox=sandbox.line().split(" at ")[1].split(",")[0],
            pictures=ending.enter_context(pictures(folder / "pictures")),
            limit=limit,
            lag=lag,
            starting=threading.Semaphore(_AT_ONCE),
            ended=threading.Event(),
        )
        for network in dict.fromkeys(case.network for case in chosen):
            prepare(ground, network)
        outcomes = []
        # The pool is left after `ended` is set: whatever ends this early ends the other cases too.
        with ThreadPoolExecutor(len(chosen)) as pool, ExitStack() as early:
            early.callback(ground.ended.set)
            for done in as_completed([pool.submit(carry_out, ground, c) for c in chosen]):
                try:
                    outcomes.append(done.result())
                except RuntimeError as error:
                    sys.stderr.write(f"not measured: {error}\n")
                else:
                    tell(outcomes[-1].told())
        return outcomes


def tell(told: Mapping[str, Any]) -> None:
    """Print one JSON object, now."""
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Print one JSON object last."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--before", help="a commit to compare with")
    options.add_argument("--network", action="append", choices=NETWORKS, help="only these")
    options.add_argument("--rounds", type=int, default=1)
    options.add_argument("--limit", type=float, default=1500, help="seconds a case may take")
    options.add_argument("--lag", action="store_true", help="old listings and a late create")
    given = options.parse_args()
    end_in_order()
    chosen = cases(given.network or NETWORKS, lag=given.lag)
    with ExitStack() as ending:
        trees = [present()]
        if given.before:
            trees.append(ending.enter_context(checked_out(given.before)))
        outcomes: dict[str, list[Outcome]] = {tree.name: [] for tree in trees}
        for _ in range(given.rounds):
            for tree in trees:
                outcomes[tree.name] += turn(tree, chosen, limit=given.limit, lag=given.lag)
    wanted = given.rounds * len(chosen)
    found = {name: figures(some, wanted, given.limit) for name, some in outcomes.items()}
    told = {"bench": "recovery", "rounds": given.rounds, "lag": given.lag, "trees": found}
    if given.before:
        told["times_as_fast"] = ratios(found[given.before], found["now"])
    tell(told)
    sys.exit(1 if any(each["duplicates"] for each in found.values()) else 0)


if __name__ == "__main__":
    main()
