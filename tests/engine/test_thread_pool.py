"""A few threads take one job after another, in the order they came."""

from __future__ import annotations

from queue import SimpleQueue
from threading import Barrier, Event, enumerate

from campaign.engine.thread_pool import ThreadPool


def alive(name: str) -> list[str]:
    """The pool's threads that have not ended."""
    return [thread.name for thread in enumerate() if thread.name.startswith(name)]


def test_no_more_jobs_run_at_once_than_there_are_threads() -> None:
    """Two meet at the barrier; the third begins when one of them has ended."""
    meet, order = Barrier(3), SimpleQueue[int]()
    pool = ThreadPool(2, "few")

    def job(number: int) -> None:
        order.put(number)
        if number < 2:
            meet.wait(10)

    for number in range(3):
        pool.give(lambda number=number: job(number))  # type: ignore[misc]
    assert sorted(order.get(timeout=10) for _ in range(2)) == [0, 1]
    assert order.empty()
    assert len(alive("few")) == 2
    meet.wait(10)
    assert order.get(timeout=10) == 2
    pool.dismiss()


def test_one_thread_takes_jobs_in_their_order_and_ends_after_the_last() -> None:
    """What was given before the word to end is done."""
    done, ended = [], Event()
    pool = ThreadPool(1, "single")
    for number in range(20):
        pool.give(lambda number=number: done.append(number))  # type: ignore[misc]
    pool.give(ended.set)
    pool.dismiss()
    assert ended.wait(10)
    assert done == list(range(20))


def test_a_pool_that_was_given_nothing_has_no_thread() -> None:
    """A tick with nothing due starts none."""
    pool = ThreadPool(4, "idle")
    pool.dismiss()
    assert alive("idle") == []
