"""A thread goes out part by part: resumed where it stopped, never started again."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from campaign.engine.payloads import prepared, restored, stored
from campaign.engine.tick import settle_now
from campaign.errors import RateLimited, Rejected, StorageError, Unavailable
from campaign.keys import part_key
from campaign.model import AttemptOutcome, Decision, Payload, Receipt, State
from campaign.model.people import Actor
from campaign.plan.retry import WAITS
from campaign.storage import attempts, parts
from campaign.usecases.operations.resolve import CannotDecide, resolve
from tests.engine.chained import (
    TEXTS,
    Chained,
    ChainedFinisher,
    after,
    assert_whole,
    out,
    settle,
    threaded,
)
from tests.engine.scripted import Answer, Scripted, broken, lost, pending, says, swallowed
from tests.engine.stage import LEASE_ENDS, Stage, impatient
from tests.plan.made import NOW, variant

MINUTE = timedelta(minutes=1)


def test_a_thread_goes_out_part_by_part_each_with_its_receipt(chain: Stage) -> None:
    """One publication, one attempt, four receipts; the post's own is the publication's."""
    threaded(chain)
    assert chain.tick().published == [1]
    assert_whole(chain)
    assert chain.outcomes() == [AttemptOutcome.PUBLISHED]
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
    keys = [part_key(chain.held().key, each) for each in range(4)]
    assert asked[0] == keys[number]
    assert not set(asked) & set(keys[:number])


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
    out_at = chain.ledger.public[0]["key"]
    assert (held.state, held.reason) == (
        State.FAILED,
        "part 3 of 4: not in this house; parts 1 to 2 of 4 are out, the first at "
        f"https://scripted.example/{out_at}",
    )
    assert held.url == f"https://scripted.example/{held.key}"
    resolve(chain.database, 1, Decision.AGAIN, actor=Actor("aina"), now=chain.now)
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
        resolve(
            chain.database, 1, Decision.THERE, actor=Actor("aina"), now=chain.now, url="https://x/3"
        )
    assert chain.held().state is State.UNKNOWN
    resolve(chain.database, 1, Decision.AGAIN, actor=Actor("aina"), now=chain.now, anyway=True)
    chain.network.script.extend(after(1, swallowed))
    assert chain.tick(MINUTE).unknown == [1]
    resolve(
        chain.database, 1, Decision.THERE, actor=Actor("aina"), now=chain.now, url="https://x/4"
    )
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
        settle_now(chain.engine_context("other"))
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
    resolve(chain.database, 1, Decision.AGAIN, actor=Actor("aina"), now=chain.now)
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
        payloads = prepared(chain.network, wanted, NOW, approved=wanted.hash)
        assert len(payloads) == len(wanted.texts)
        assert restored(stored(payloads)) == payloads
    short = replace(made, texts=TEXTS[:1])
    plain = stored(prepared(chain.network, short, NOW, approved=short.hash))
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
