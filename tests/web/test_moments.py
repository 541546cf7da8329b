"""What was read a moment ago: read once for many, and never older than the last act."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest

from campaign.web.moments import Moments


def test_many_who_ask_at_once_have_it_read_once() -> None:
    """The others wait for the one who reads, and get the same."""
    kept, read, together = Moments(), [], Barrier(8)
    found: list[object] = []

    def look() -> object:
        read.append(1)
        return object()

    def ask() -> None:
        together.wait()
        found.append(kept.get("today", look))

    team = [Thread(target=ask) for _ in range(8)]
    for thread in team:
        thread.start()
    for thread in team:
        thread.join()
    assert len(read) == 1
    assert len(set(map(id, found))) == 1


def test_an_act_ends_the_moment_even_of_what_is_being_read() -> None:
    """What was read before an act is not given after it."""
    kept = Moments()
    assert kept.get("a", lambda: 1) == 1
    kept.changed()
    assert kept.get("a", lambda: 2) == 2

    def read_while_somebody_acts() -> int:
        kept.changed()
        return 3

    kept.changed()
    assert kept.get("a", read_while_somebody_acts) == 3
    assert kept.get("a", lambda: 4) == 4


def test_a_moment_ends_by_itself() -> None:
    """What other processes do is seen soon."""
    kept = Moments(fresh=0.0)
    assert [kept.get("a", lambda: 1), kept.get("a", lambda: 2)] == [1, 2]


def test_what_fails_is_not_kept() -> None:
    """The next one reads again."""
    kept = Moments()

    def fail() -> int:
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        kept.get("a", fail)
    assert kept.get("a", lambda: 1) == 1
