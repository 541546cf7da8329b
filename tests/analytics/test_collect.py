"""Collecting asks once, writes once, and one channel's trouble stays its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import pytest
import sqlalchemy as sa

from analytics import store
from analytics.collect import Failure, collect
from analytics.metrics import Audience, Counts
from tests.analytics.made import DAY, HOUR, START, subject


@dataclass
class Script:
    """A source that gives what it was told to and remembers what it was asked."""

    answers: dict[str, Counts] = field(default_factory=dict)
    followers: dict[str, Audience | None] = field(default_factory=dict)
    down: dict[str, Exception] = field(default_factory=dict)
    asked: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def counts(self, channel: str, remote_ids: Sequence[str]) -> Mapping[str, Counts]:
        """As told."""
        self.asked.append((channel, tuple(remote_ids)))
        if channel in self.down:
            raise self.down[channel]
        return {each: self.answers[each] for each in remote_ids if each in self.answers}

    def audience(self, channel: str) -> Audience | None:
        """As told."""
        self.asked.append((channel, ("followers",)))
        if channel in self.down:
            raise self.down[channel]
        return self.followers.get(channel)


POSTS = [
    subject(1, channel="a"),
    subject(2, channel="a"),
    subject(3, channel="b"),
    subject(4, channel="c", published_at=START + 5 * DAY),
]
ANSWERS = {f"r{number}": Counts(reactions=number) for number in (1, 2, 3, 4)}


def written(engine: sa.Engine) -> list[store.Snapshot]:
    """Everything in the table."""
    with engine.connect() as connection:
        return store.snapshots_before(connection, [1, 2, 3, 4], START + 99 * DAY)


def test_one_question_a_channel_and_a_snapshot_a_post(engine: sa.Engine) -> None:
    """Posts not due yet are not asked for."""
    source = Script(ANSWERS)
    result = collect(engine, POSTS, source, START + HOUR)
    assert (result.snapshots, result.failures, result.missing) == (3, (), 0)
    assert source.asked == [("a", ("r1", "r2")), ("b", ("r3",))]
    assert [(each.publication_id, each.age, each.counts) for each in written(engine)] == [
        (number, HOUR, Counts(reactions=number)) for number in (1, 2, 3)
    ]


def test_collecting_again_asks_nothing_and_writes_nothing(engine: sa.Engine) -> None:
    """What stands is not asked for a second time."""
    collect(engine, POSTS, Script(ANSWERS), START + HOUR)
    again = Script(ANSWERS)
    assert collect(engine, POSTS, again, START + 2 * HOUR).snapshots == 0
    assert again.asked == []


def test_a_channel_that_fails_does_not_stop_the_others(engine: sa.Engine) -> None:
    """Its words are kept beside its name, and it is asked again next time."""
    source = Script(ANSWERS, down={"a": ConnectionError("social.example does not answer")})
    result = collect(engine, POSTS, source, START + HOUR, followers=source)
    assert result.failures == (Failure("a", "social.example does not answer"),)
    assert result.snapshots == 1
    assert collect(engine, POSTS, Script(ANSWERS), START + HOUR).snapshots == 2


def test_an_error_without_words_is_named_by_its_kind(engine: sa.Engine) -> None:
    """A failure is never an empty line."""
    result = collect(engine, POSTS, Script(down={"b": TimeoutError()}), START + HOUR)
    assert result.failures == (Failure("b", "TimeoutError"),)


def test_a_post_the_network_does_not_know_gets_no_snapshot(engine: sa.Engine) -> None:
    """No row of zeros, no row of unknowns: it is missing, and counted as missing."""
    result = collect(engine, POSTS, Script({"r1": Counts(reactions=1)}), START + HOUR)
    assert (result.snapshots, result.missing) == (1, 2)
    assert [each.publication_id for each in written(engine)] == [1]


def test_what_a_network_does_not_say_is_kept_unknown(engine: sa.Engine) -> None:
    """An answer without any count is still an answer."""
    collect(engine, POSTS[:1], Script({"r1": Counts()}), START + HOUR)
    (only,) = written(engine)
    assert only.counts == Counts()


def test_followers_are_asked_once_a_day(engine: sa.Engine) -> None:
    """Also of a channel that has published nothing; one that has no followers is left out."""
    source = Script(ANSWERS, followers={"a": Audience(10), "new": Audience(None)})
    result = collect(engine, POSTS, source, START, followers=source, channels=["new"])
    assert result.audiences == 2
    assert collect(engine, POSTS, source, START + HOUR, followers=source).audiences == 0
    assert collect(engine, POSTS, source, START + DAY, followers=source).audiences == 1


def test_progress_is_told_after_each_channel(engine: sa.Engine) -> None:
    """A person who waits sees where it stands."""
    told: list[tuple[str, int, int]] = []
    source = Script(ANSWERS, down={"a": OSError("no route")})
    collect(engine, POSTS, source, START + HOUR, report=lambda *each: told.append(each))
    assert told == [("a", 1, 2), ("b", 2, 2)]


def test_two_posts_with_one_remote_id_are_asked_once(engine: sa.Engine) -> None:
    """Each still gets its own snapshot."""
    twins = [subject(1, channel="a"), subject(2, channel="a", remote_id="r1")]
    source = Script(ANSWERS)
    assert collect(engine, twins, source, START + HOUR).snapshots == 2
    assert source.asked == [("a", ("r1",))]


def test_a_naive_now_is_refused(engine: sa.Engine) -> None:
    """Before anything is asked."""
    source = Script(ANSWERS)
    with pytest.raises(ValueError, match="no time zone"):
        collect(engine, POSTS, source, datetime.fromisoformat("2026-12-01T10:00"))
    assert source.asked == []


def test_a_number_too_large_to_be_a_count_is_not_told(engine: sa.Engine) -> None:
    """One network's nonsense neither ends the round nor costs the other figures."""
    wild = store.LARGEST + 1
    source = Script(
        {**ANSWERS, "r1": Counts(reactions=wild, replies=2), "r2": Counts(views=wild - 1)},
        {"a": Audience(wild), "b": Audience(5)},
    )
    result = collect(engine, POSTS, source, START + HOUR, followers=source)
    assert result.failures == () and result.snapshots == 3
    first, second, third = written(engine)
    assert first.counts == Counts(replies=2)
    assert second.counts == Counts(views=wild - 1)
    assert third.counts == Counts(reactions=3)
    with engine.connect() as connection:
        days = store.audience_days(connection, START, START + DAY)
    assert [(each.channel, each.followers) for each in days] == [("a", None), ("b", 5)]
