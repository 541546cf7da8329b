"""Machines that stop for a while, fill up, lose their database or get an old one back."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from campaign.errors import StorageError
from campaign.model.people import Actor
from campaign.storage.backups import back_up
from campaign.storage.journal import Journal
from campaign.usecases.operations.restore import restore
from tests.bench.orders import At, Fault, Order
from tests.bench.real_run import RealRun
from tests.bench.traffic import Kind
from tests.bench.worker import LEASE, clock

#: What a frozen worker waits for an answer: as long as it is frozen, and longer.
PATIENT = ("--patience", "60", "--threads", "12")


def frozen_before_the_create(run: RealRun) -> None:
    """A worker sleeps between its upload, or its first step, and what comes next.

    Longer than its lease, until another has done its work; then it goes on.
    """
    run.pictured = True
    uploads = ("mastodon", "mastodon", "bluesky", "x", "linkedin", "facebook")
    held = [(network, Kind.UPLOAD) for network in uploads]
    held += [(network, Kind.PREPARE) for network in ("instagram", "threads")]
    _frozen(run, held)


def frozen_in_the_second_step(run: RealRun) -> None:
    """A worker sleeps between asking how a post stands and making it public."""
    _frozen(run, [(network, Kind.STATE) for network in ("facebook", "instagram", "threads")])


def _frozen(run: RealRun, requests: list[tuple[str, Kind]]) -> None:
    first = run.worker(*PATIENT)
    first.ready()
    held = [run.proxy.hold(At.AFTER, network, kind) for network, kind in requests]
    run.plan(run.trial.publications)
    there = [each for each in held if each.wait(40)]
    first.freeze()
    for each in there:
        each.go()
    if len(there) < len(held):
        raise RuntimeError(f"{len(held) - len(there)} of {len(held)} requests never came")
    run.worker()
    run.settle()
    first.thaw()
    time.sleep(3)  # whatever it had begun leaves now
    run.settle()


def frozen_often(run: RealRun) -> None:
    """Two workers sleep in turns, longer than a lease, wherever they are; some answers are lost."""
    run.proxy.order(Order(Fault.SWALLOW, kind=Kind.CREATE, chance=0.1))
    workers = [run.worker() for _ in range(2)]
    turns = 4
    for turn in range(turns):
        worker = workers[turn % 2]
        worker.ready()
        stubborn(run, lambda: run.plan(run.trial.publications // turns))
        time.sleep(run.dice.uniform(0.05, 0.6))
        worker.freeze()
        time.sleep(LEASE.total_seconds() * 1.5)
        worker.thaw()
    run.settle()


def postgres_killed(run: RealRun) -> None:
    """The database's processes are killed in the middle, and it comes back, several times."""
    assert run.postgres is not None
    run.proxy.order(
        Order(Fault.SWALLOW, kind=Kind.CREATE, chance=0.1),
        Order(Fault.SLOW, kind=Kind.CREATE, chance=0.3, seconds=0.4),
    )
    for _ in range(2):
        run.worker().ready()
    turns = 4
    for _ in range(turns):
        stubborn(run, lambda: run.plan(run.trial.publications // turns))
        time.sleep(run.dice.uniform(0.05, 0.6))
        run.postgres.kill()
        time.sleep(run.dice.uniform(0.2, 2 * LEASE.total_seconds()))
        run.postgres.start()
    run.settle()


def full_disk(run: RealRun) -> None:
    """The disk of the database fills in the middle, twice; then there is room again."""
    run.proxy.order(Order(Fault.SLOW, kind=Kind.CREATE, chance=0.3, seconds=0.4))
    run.worker().ready()
    turns = 2
    for _ in range(turns):
        run.plan(run.trial.publications // turns)
        time.sleep(run.dice.uniform(0.1, 0.6))
        filler = _fill(_file(run).parent)
        time.sleep(LEASE.total_seconds() * 1.5)
        filler.unlink()
    run.settle()


def put_back(run: RealRun) -> None:
    """An older copy of the database is put back by hand; the journal of receipts is still there.

    A part of the calendar was applied after the copy had been made, and is applied once more.
    """
    run.journal = Journal(run.folder / "receipts.jsonl")
    copy = _older_copy(run)
    for left in ("", "-wal", "-shm"):
        Path(f"{_file(run)}{left}").unlink(missing_ok=True)
    copy.rename(_file(run))
    _go_on(run)


def restored(run: RealRun) -> None:
    """The same by the command, with the journal."""
    run.journal = Journal(run.folder / "receipts.jsonl")
    _restored(run)


def restored_without_journal(run: RealRun) -> None:
    """The same by the command when the journal is lost, too: the networks are asked."""
    _restored(run)


def _restored(run: RealRun) -> None:
    copy = _older_copy(run)
    before = run.folder / "before.db"
    restore(
        copy,
        _file(run),
        before=before,
        journal=run.journal,
        actor=Actor("chaos"),
        now=clock(),
        force=True,
    )
    _go_on(run)


def _older_copy(run: RealRun) -> Path:
    """A copy that was made while posts went out; then more went out, and all workers died."""
    run.proxy.order(Order(Fault.SLOW, kind=Kind.CREATE, chance=0.2, seconds=0.3))
    run.worker(*_journaled(run)).ready()
    count = run.trial.publications
    run.plan(2 * count // 3, after=1, apart=8 / count)
    run.until(lambda: len(run.posted()) >= count // 4)
    copy = run.folder / "copy.db"
    back_up(_file(run), copy, force=True)
    run.plan(count - len(run.planned), after=1)
    run.until(lambda: len(run.posted()) >= 2 * count // 3)
    for worker in list(run.workers):
        run.kill(worker)
    run.database.close()
    return copy


def _go_on(run: RealRun) -> None:
    run.open()
    run.worker(*_journaled(run)).ready()
    while not run.until(run.settled, 2) and time.monotonic() < run.end:
        # A yes that was given after the copy is lost with it: what comes back needs it anew.
        run.apply()


def _journaled(run: RealRun) -> list[str]:
    return ["--journal", str(run.journal.file)] if run.journal else []


def _file(run: RealRun) -> Path:
    return Path(run.url.removeprefix("sqlite:///"))


def _fill(folder: Path) -> Path:
    """A file that takes all that is left of a disk."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12, 1):
            with suppress(OSError):
                while file.write(b"x" * size):
                    pass
    return filler


def stubborn(run: RealRun, do: Callable[[], object]) -> None:
    """Do something as soon as the database lets us; what was half planned is planned anew."""
    planned = list(run.planned)
    while time.monotonic() < run.end:
        try:
            do()
        except StorageError:
            run.planned = list(planned)
            time.sleep(0.3)
        else:
            return
