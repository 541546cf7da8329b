"""A thread goes out part by part: resumed where it stopped, never started again."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text

from campaign.errors import RateLimited, Rejected, StorageError, Unavailable
from campaign.keys import part_key
from campaign.media import MediaStore
from campaign.model import Payload, Receipt, State
from campaign.plan.verdict import WAITS
from campaign.storage import attempts, parts
from campaign.storage.database import open_database
from campaign.usecases.payloads import prepared, restored, stored
from campaign.usecases.resolve import CannotDecide, Decision, resolve
from campaign.usecases.tick import settle_now
from tests.plan.made import NOW, variant
from tests.usecases.chained import Chained, ChainedFinisher, after
from tests.usecases.scripted import (
    Answer,
    Ledger,
    Scripted,
    broken,
    lost,
    pending,
    says,
    swallowed,
)
from tests.usecases.stage import LEASE_ENDS, Stage
from tests.usecases.test_unknown import impatient

TEXTS = ("Tres dies.", "Una taula.", "Una taula.", "Més: https://eu-belong.aer.eu/")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def chain(stage: Stage) -> Stage:
    """A publisher on a network that has parts."""
    stage.network = Chained(stage.network.ledger, stage.network.media)
    return stage


def threaded(stage: Stage, **other: Any) -> None:
    """A thread of three with a first comment, approved and due."""
    stage.ready(stage.wanted(texts=TEXTS, commented=True, **other))


def out(stage: Stage) -> list[parts.Part]:
    """The parts whose receipts are written down."""
    with stage.database.read() as connection:
        return parts.of(connection, 1)


def assert_whole(stage: Stage) -> None:
    """Every part is public once, in its order, under the one before it, and written down so."""
    public = stage.ledger.public
    assert [post["body"]["text"] for post in public] == list(TEXTS)
    ids = [f"id-{post['key']}" for post in public]
    assert [post["body"].get("under") for post in public] == [None, *ids[:-1]]
    held = stage.held()
    assert (held.state, held.remote_id) == (State.PUBLISHED, ids[0])
    written = out(stage)
    assert [part.receipt.remote_id for part in written] == ids
    assert [part.number for part in written] == [0, 1, 2, 3]
    keys = [part_key("scripted", held.key, number) for number in range(4)]
    assert [part.key for part in written] == keys == [post["key"] for post in public]


def settle(stage: Stage) -> None:
    """Tick until nothing is left to do."""
    for _ in range(20):
        stage.tick(LEASE_ENDS / 4)
        if stage.states() == [State.PUBLISHED]:
            stage.tick(LEASE_ENDS)
            return


def test_a_thread_goes_out_part_by_part_each_with_its_receipt(chain: Stage) -> None:
    """One publication, one attempt, four receipts; the post's own is the publication's."""
    threaded(chain)
    assert chain.tick().published == [1]
    assert_whole(chain)
    assert chain.outcomes() == ["published"]
    for _ in range(3):
        assert chain.tick(LEASE_ENDS).published == []
    assert_whole(chain)


@pytest.mark.parametrize("trouble", [lost, swallowed, broken])
@pytest.mark.parametrize("number", range(4))
def test_half_a_thread_posted_is_never_started_again(
    chain: Stage, number: int, trouble: Answer
) -> None:
    """Whichever part's answer is lost, and whether it arrived: that part is asked about alone."""
    chain.network.script.extend(after(number, trouble))
    threaded(chain)
    assert chain.tick().unknown == [1]
    assert chain.held().state is State.UNKNOWN
    assert len(out(chain)) == number
    assert f"part {number + 1} of 4" in chain.held().reason
    settle(chain)
    assert_whole(chain)
    assert isinstance(chain.network, Chained)
    asked = [key for key, _ in chain.network.asked]
    keys = [part_key("scripted", chain.held().key, each) for each in range(4)]
    assert asked[0] == keys[number]
    assert not set(asked) & set(keys[:number])


CRASH = """
import sys
from pathlib import Path
from campaign.media import MediaStore
from campaign.storage.database import open_database
from tests.usecases import scripted
from tests.usecases.chained import Chained, after
from tests.usecases.stage import Stage
folder = Path(sys.argv[2])
network = Chained(scripted.Ledger(folder / "ledger.jsonl"), MediaStore(folder / "media"))
network.script.extend(after(int(sys.argv[3]), getattr(scripted, sys.argv[4])))
Stage(open_database(sys.argv[1]), folder, network).tick(worker="the dead one")
"""


@pytest.mark.slow
@pytest.mark.parametrize("when", ["killed_after_accepting", "killed_before_sending"])
@pytest.mark.parametrize("number", range(4))
def test_a_process_killed_at_any_part_leaves_a_thread_that_goes_on_from_there(
    chain: Stage, url: str, tmp_path: Path, number: int, when: str
) -> None:
    """The parts before it have their receipts, the killed one has none, and is found or sent."""
    threaded(chain)
    process = subprocess.run(
        [sys.executable, "-c", CRASH, url, str(tmp_path), str(number), when],
        timeout=60,
        check=False,
    )
    assert process.returncode == 9
    assert (chain.held().state, chain.held().worker) == (State.PUBLISHING, "the dead one")
    assert len(out(chain)) == number
    accepted = number + (when == "killed_after_accepting")
    assert chain.ledger.texts == list(TEXTS[:accepted])
    settle(chain)
    assert_whole(chain)


KILLED_BETWEEN = """
import os, sys
from pathlib import Path
from campaign.media import MediaStore
from campaign.storage import parts
from campaign.storage.database import open_database
from tests.usecases import scripted
from tests.usecases.chained import Chained
from tests.usecases.stage import Stage
folder = Path(sys.argv[2])
left = [int(sys.argv[3])]
class Killing(Chained):
    def publish(self, payload, key, before=()):
        if left[0] == len(before):
            os._exit(9)
        return super().publish(payload, key, before)
network = Killing(scripted.Ledger(folder / "ledger.jsonl"), MediaStore(folder / "media"))
stage = Stage(open_database(sys.argv[1]), folder, network)
if left[0] == 4:
    from campaign.usecases import chain
    whole = chain.publish
    def publish(*given):
        whole(*given)
        os._exit(9)
    chain.publish = publish
stage.tick(worker="the dead one")
"""


@pytest.mark.slow
@pytest.mark.parametrize("number", [1, 3, 4])
def test_a_process_killed_between_two_parts_repeats_neither(
    chain: Stage, url: str, tmp_path: Path, number: int
) -> None:
    """Also between the last part's receipt and the publication's own."""
    threaded(chain)
    process = subprocess.run(
        [sys.executable, "-c", KILLED_BETWEEN, url, str(tmp_path), str(number)],
        timeout=60,
        check=False,
    )
    assert process.returncode == 9
    assert len(out(chain)) == number
    assert chain.held().state is State.PUBLISHING
    settle(chain)
    assert_whole(chain)


@pytest.mark.parametrize(
    ("error", "wait"),
    [
        (Unavailable("down"), WAITS[0]),
        (RateLimited("too soon", until=NOW + 20 * MINUTE), 20 * MINUTE),
    ],
)
@pytest.mark.parametrize("number", [1, 3])
def test_a_thread_that_has_to_wait_in_the_middle_goes_on_with_the_next_part(
    chain: Stage, number: int, error: Unavailable | RateLimited, wait: timedelta
) -> None:
    """Nothing is asked, since nothing arrived; what is out stays out."""
    chain.network.script.extend(after(number, says(error)))
    threaded(chain)
    assert chain.tick().retried == {1: f"part {number + 1} of 4: {error.args[0].split(': ')[-1]}"}
    assert len(chain.ledger.public) == number
    assert chain.tick(wait - MINUTE / 2).published == []
    assert chain.tick(MINUTE / 2).published == [1]
    assert_whole(chain)
    assert isinstance(chain.network, Chained) and chain.network.asked == []


def test_a_part_that_is_refused_fails_the_thread_and_tells_which_and_where(chain: Stage) -> None:
    """The address of what is out is known; a person may send the rest once it is mended."""
    chain.network.script.extend(after(2, says(Rejected("not in this house"))))
    threaded(chain)
    assert chain.tick().failed == [1]
    held = chain.held()
    assert (held.state, held.reason) == (State.FAILED, "part 3 of 4: not in this house")
    assert held.url == f"https://scripted.example/{held.key}"
    resolve(chain.database, 1, Decision.AGAIN, who="aina", now=chain.now)
    assert chain.tick(MINUTE).published == [1]
    assert_whole(chain)


def test_a_person_cannot_call_a_thread_whole_of_which_parts_are_missing(chain: Stage) -> None:
    """What would never follow is told; the last part may be settled by hand."""
    assert isinstance(chain.network, Chained)
    chain.network.trouble = Unavailable("down")
    chain.network.script.extend(after(2, swallowed))
    threaded(chain)
    chain.tick()
    with pytest.raises(CannotDecide, match="a thread of which 1 part is still to come"):
        resolve(chain.database, 1, Decision.THERE, who="aina", now=chain.now, url="https://x/3")
    assert chain.held().state is State.UNKNOWN
    resolve(chain.database, 1, Decision.AGAIN, who="aina", now=chain.now, anyway=True)
    chain.network.script.extend(after(1, swallowed))
    assert chain.tick(MINUTE).unknown == [1]
    resolve(chain.database, 1, Decision.THERE, who="aina", now=chain.now, url="https://x/4")
    held = chain.held()
    assert (held.state, held.url) == (State.PUBLISHED, f"https://scripted.example/{held.key}")


def test_a_network_without_parts_is_sent_nothing_of_a_thread(stage: Stage) -> None:
    """Not the first part alone."""
    stage.ready(stage.wanted(texts=TEXTS))
    stage.network = Refusing(stage.network.ledger, stage.network.media)
    assert stage.tick().failed == [1]
    assert stage.held().reason == "nothing was sent: a thread is no single post"
    assert stage.network.sent == []


class Refusing(Scripted):
    """As every network without parts has to."""

    def payloads(self, variant: Any, at: Any) -> tuple[Payload, ...]:
        """Refuses a thread."""
        if len(variant.texts) > 1:
            raise Rejected("a thread is no single post")
        return super().payloads(variant, at)


def test_a_receipt_of_a_part_that_cannot_be_written_down_is_found_later(
    chain: Stage, url: str
) -> None:
    """The database is locked when the second part is out: the third does not follow."""
    holder = sqlite3.connect(
        url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False
    )

    def lock(network: Scripted, payload: Payload, key: str) -> Receipt:
        holder.execute("BEGIN IMMEDIATE")
        return network.ledger.accept(key, payload)

    chain.network.script.extend(after(1, lock))
    threaded(chain)
    with impatient(chain.database), pytest.raises(StorageError, match="another process holds"):
        chain.tick()
    holder.execute("ROLLBACK")
    holder.close()
    assert (len(chain.ledger.public), len(out(chain))) == (2, 1)
    settle(chain)
    assert_whole(chain)


@pytest.mark.parametrize("number", range(4))
def test_a_worker_that_was_taken_for_dead_does_not_go_on_beside_the_other(
    chain: Stage, number: int
) -> None:
    """It sleeps in a part; another worker proves the part absent; both end in one."""

    def asleep(network: Scripted, payload: Payload, key: str) -> Receipt:
        chain.now += LEASE_ENDS
        settle_now(chain.desk("other"))
        assert chain.held().state is State.SCHEDULED
        return network.ledger.accept(key, payload)

    chain.network.script.extend(after(number, asleep))
    threaded(chain)
    chain.tick()
    settle(chain)
    assert_whole(chain)


def change(stage: Stage, *texts: str) -> None:
    """Other words in the calendar, applied and approved."""
    stage.ready(stage.wanted(texts=texts))


@pytest.mark.parametrize(
    "texts", [("Uns altres.", "Mots."), ("Una sola.",)], ids=["a thread", "a single post"]
)
def test_words_changed_in_the_middle_of_a_thread_send_nothing_more(
    chain: Stage, texts: tuple[str, ...]
) -> None:
    """Two versions never mix; with the old words back the rest follows."""
    chain.network.script.extend(after(2, says(Unavailable("down"))))
    threaded(chain)
    chain.tick()
    change(chain, *texts)
    assert chain.tick(2 * MINUTE).failed == [1]
    assert chain.held().reason.startswith("its words were changed when 2 of its parts were out")
    resolve(chain.database, 1, Decision.AGAIN, who="aina", now=chain.now)
    assert chain.tick(MINUTE).failed == [1]
    assert len(chain.ledger.public) == 2
    threaded(chain)
    settle(chain)
    assert_whole(chain)


def test_words_changed_before_the_first_part_is_out_are_simply_the_new_ones(chain: Stage) -> None:
    """Nothing is out, so nothing is mixed."""
    chain.network.script.append(says(Unavailable("down")))
    change(chain, "Els primers.", "Mots.")
    chain.tick()
    threaded(chain)
    settle(chain)
    assert_whole(chain)


def test_a_thread_that_was_moved_in_the_middle_goes_on_at_its_new_time(chain: Stage) -> None:
    """Its identity is not its time; no part goes out again."""
    chain.network.script.extend(after(2, says(Unavailable("down"))))
    wanted = chain.wanted(texts=TEXTS, commented=True)
    chain.ready(wanted)
    chain.tick()
    chain.apply(replace(wanted, due=chain.now + 3 * LEASE_ENDS))
    assert chain.tick(2 * LEASE_ENDS).published == []
    assert chain.tick(LEASE_ENDS).published == [1]
    assert_whole(chain)


def test_a_network_that_works_on_each_part_first_gets_the_next_when_it_is_done(
    stage: Stage,
) -> None:
    """Pending, found done, scheduled again for the next part; in the end there is one thread."""
    network = ChainedFinisher(stage.network.ledger, stage.network.media)
    network.script.extend(pending(f"job-{number}") for number in range(4))
    stage.network = network
    threaded(stage)
    assert stage.tick().pending == [1]
    settle(stage)
    assert list(network.finished) == ["job-0", "job-1", "job-2", "job-3"]
    assert_whole(stage)


def test_the_attempt_holds_every_part_before_the_first_leaves(chain: Stage) -> None:
    """So that whoever comes after a crash knows what was to follow, word for word."""
    seen: list[int] = []

    def look(network: Scripted, payload: Payload, key: str) -> Receipt:
        with chain.database.read() as connection:
            (attempt,) = attempts.of(connection, 1)
        seen.append(len(restored(attempt.payload)))
        return network.ledger.accept(key, payload)

    chain.network.script.extend(after(0, look))
    threaded(chain)
    chain.tick()
    assert seen == [4]


def test_payloads_are_kept_as_they_were(chain: Stage) -> None:
    """Those of a plain post in the form that attempts always had."""
    made = variant(texts=TEXTS)
    for wanted in (made, replace(made, texts=TEXTS[:1])):
        payloads = prepared(chain.network, wanted, NOW)
        assert len(payloads) == len(wanted.texts)
        assert restored(stored(payloads)) == payloads
    plain = stored(prepared(chain.network, replace(made, texts=TEXTS[:1]), NOW))
    assert set(plain) == {"platform", "body", "uploads"}


def test_the_first_receipt_of_a_part_stays(chain: Stage) -> None:
    """Two workers who both have one write one row."""
    threaded(chain)
    with chain.database.write() as connection:
        one = parts.add(connection, 1, 0, key="k", receipt=Receipt("1", "https://x/1"), now=NOW)
        two = parts.add(connection, 1, 0, key="k", receipt=Receipt("2", "https://x/2"), now=NOW)
    assert one == two
    assert out(chain) == [one]
    assert (chain.held().remote_id, chain.held().url) == ("1", "https://x/1")


@pytest.fixture
def shared(postgres_url: str, tmp_path: Path) -> Iterator[Stage]:
    """The same publisher on a PostgreSQL database of its own."""
    server = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    name = f"chain_{uuid4().hex}"
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    database = open_database(str(make_url(postgres_url).set(database=name)))
    network = Chained(Ledger(tmp_path / "ledger.jsonl"), MediaStore(tmp_path / "media"))
    yield Stage(database, tmp_path, network)
    database.close()
    server.dispose()


@pytest.mark.slow
@pytest.mark.parametrize("trouble", [lost, swallowed])
@pytest.mark.parametrize("number", [0, 2, 3])
def test_half_a_thread_is_never_started_again_on_postgresql(
    shared: Stage, number: int, trouble: Answer
) -> None:
    """The same promise where several machines work."""
    shared.network.script.extend(after(number, trouble))
    threaded(shared)
    assert shared.tick().unknown == [1]
    settle(shared)
    assert_whole(shared)


@pytest.mark.slow
def test_two_workers_on_postgresql_write_one_receipt_of_a_part(shared: Stage) -> None:
    """The second waits for the first, and is told what the first has written."""
    threaded(shared)

    def add(identifier: str) -> parts.Part:
        with shared.database.write() as connection:
            receipt = Receipt(identifier, f"https://x/{identifier}")
            return parts.add(connection, 1, 0, key="k", receipt=receipt, now=NOW)

    with ThreadPoolExecutor(4) as pool:
        written = list(pool.map(add, ["1", "2", "3", "4"]))
    assert written == [written[0]] * 4
    assert out(shared) == written[:1]
