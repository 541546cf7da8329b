"""What is measured, what is missing and what came late, from snapshots in a real file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
import sqlalchemy as sa

from analytics import quality, store
from analytics.collect import collect
from analytics.metrics import Counts
from analytics.quality import AskedPost, Coverage, Measured, measure
from tests.analytics.made import DAY, HOUR, START, count, subject

AGES = (HOUR, 6 * HOUR, DAY, 3 * DAY)
AT = int(START.timestamp())


def asked(number: int = 1, **changes: object) -> AskedPost:
    """A post that went out at START on one channel."""
    return AskedPost(**{"id": number, "published": AT, "channel": "eu-x", **changes})  # type: ignore[arg-type]


def found(engine: sa.Engine, posts: Sequence[AskedPost], after: timedelta = 60 * DAY) -> Measured:
    """What is found so long after START."""
    with engine.connect() as connection:
        return measure(connection, posts, START + after, AGES)


def at(measured: Measured, age: timedelta) -> Coverage:
    """The only channel at one age."""
    return next(each for each in measured.coverage if each.age == age)


def test_every_due_count_is_in_time_late_missed_or_open(engine: sa.Engine) -> None:
    """One hour in time, six hours missed, one day late, three days not over yet."""
    count(engine, subject(1), HOUR, Counts(reactions=1))
    count(engine, subject(1), DAY, Counts(reactions=2), late=20 * HOUR)
    told = found(engine, [asked()], 4 * DAY)
    words = [(c.age, c.due, c.in_time, c.late, c.missed, c.open) for c in told.coverage]
    assert words == [
        (HOUR, 1, 1, 0, 0, 0),
        (6 * HOUR, 1, 0, 0, 1, 0),
        (DAY, 1, 0, 1, 0, 0),
        (3 * DAY, 1, 0, 0, 0, 1),
    ]
    assert (told.due, told.taken, told.all_missed, told.all_late) == (4, 2, 1, 1)
    assert [(each.age, each.unanswered) for each in told.missed] == [(6 * HOUR, False)]
    assert [each.taken_at for each in told.late] == [START + DAY + 20 * HOUR]


def test_what_is_not_due_yet_is_no_gap(engine: sa.Engine) -> None:
    """Half an hour after a post went out nothing is due, and after an hour nothing is missed."""
    assert found(engine, [asked()], HOUR / 2).coverage == ()
    told = found(engine, [asked()], 2 * HOUR)
    assert (told.due, told.all_missed, at(told, HOUR).open) == (1, 0, 1)


def test_the_last_age_is_open_for_a_week(engine: sa.Engine) -> None:
    """As long as the network is still asked."""
    assert at(found(engine, [asked()], 9 * DAY), 3 * DAY).open == 1
    assert at(found(engine, [asked()], 11 * DAY), 3 * DAY).missed == 1


def test_nobody_can_be_asked_for_a_post_whose_network_is_silent(engine: sa.Engine) -> None:
    """It is counted by its channel, and is no gap."""
    told = found(engine, [asked(is_asked=False), asked(2, is_asked=False, channel="eu-telegram")])
    assert (told.due, told.untold) == (0, {"eu-telegram": 1, "eu-x": 1})


def test_a_post_that_was_taken_back_is_not_due_from_then_on(engine: sa.Engine) -> None:
    """Two hours after it went out: the first hour was due, the rest never was."""
    told = found(engine, [asked(withdrawn=AT + 2 * 3600)])
    assert [(each.age, each.due) for each in told.coverage] == []
    told = found(engine, [asked(withdrawn=AT + 7 * 3600)])
    assert [(each.age, each.missed) for each in told.coverage] == [(HOUR, 1)]


def test_a_count_that_falls_is_told_with_both_figures(engine: sa.Engine) -> None:
    """A gap between them is stepped over, and unknown is no fall."""
    post = subject(1)
    count(engine, post, HOUR, Counts(reactions=10, views=100))
    count(engine, post, 6 * HOUR, Counts(reactions=None, views=90))
    count(engine, post, DAY, Counts(reactions=8, views=90))
    told = found(engine, [asked()])
    assert [(each.metric, each.before, each.after) for each in told.lower] == [
        ("reactions", 10, 8),
        ("views", 100, 90),
    ]
    assert told.all_lower == 2
    assert found(engine, [asked()], 3 * HOUR).lower == ()


def test_a_network_that_gives_no_count_is_remembered(engine: sa.Engine) -> None:
    """The gap says that the network was asked; a count that came later is no gap."""
    posts = [subject(1), subject(2)]

    class Source:
        """Knows the second post alone."""

        def counts(self, channel: str, remote_ids: Sequence[str]) -> dict[str, Counts]:
            """Its counts."""
            return {"r2": Counts(reactions=1)}

    for hours in (1, 2, 6):
        done = collect(engine, posts, Source(), START + hours * HOUR, ages=AGES)
        assert done.missing == 1
    told = found(engine, [asked(1), asked(2)], DAY)
    gaps = [(each.publication, each.age, each.unanswered) for each in told.missed]
    assert gaps == [(1, HOUR, True), (1, 6 * HOUR, True)]


def test_what_is_listed_is_bounded_and_what_is_counted_is_not(
    engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thousand posts that nobody measured."""
    monkeypatch.setattr(quality, "LISTED", 7)
    told = found(engine, [asked(number) for number in range(1, 1001)])
    assert (len(told.missed), told.all_missed) == (7, 4000)
    assert [each.missed for each in told.coverage] == [1000] * 4


def test_channels_are_told_apart(engine: sa.Engine) -> None:
    """Each with its own coverage, by name."""
    count(engine, subject(1), HOUR, Counts(reactions=1))
    told = found(engine, [asked(1), asked(2, channel="eu-a")], 3 * HOUR)
    assert [(each.channel, each.in_time) for each in told.coverage] == [("eu-a", 0), ("eu-x", 1)]


def test_a_first_time_stays_when_it_is_asked_again(engine: sa.Engine) -> None:
    """Nothing is written twice."""
    with engine.begin() as connection:
        for hours in (1, 2):
            store.add_unanswered(connection, [(1, HOUR)], START + hours * HOUR)
        rows = connection.execute(sa.select(store.unanswered)).all()
    assert [(row.publication_id, row.age, row.at) for row in rows] == [(1, 3600, START + HOUR)]


def test_ages_are_summed_up_over_channels(engine: sa.Engine) -> None:
    """The youngest first; each count is in exactly one of the sums."""
    count(engine, subject(1), HOUR, Counts(reactions=1))
    told = found(engine, [asked(1), asked(2, channel="eu-a")], 7 * HOUR)
    sums = [(each.age, each.due, each.in_time, each.missed, each.open) for each in told.by_age()]
    assert sums == [(HOUR, 2, 1, 1, 0), (6 * HOUR, 2, 0, 0, 2)]
