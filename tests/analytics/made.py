"""Short ways to write a subject, a count and an instant in a test."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from analytics import store
from analytics.metrics import Counts, Subject
from analytics.posts import COLUMNS

START = datetime(2026, 12, 1, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def subject(number: int = 1, **changes: Any) -> Subject:
    """A post published on Tuesday 1 December 2026 at 9:00 UTC, unless told otherwise."""
    values: dict[str, Any] = {
        "publication_id": number,
        "post": "learning-labs-01",
        "headline": "Three days. One table.",
        "channel": "eu-mastodon",
        "platform": "mastodon",
        "region": "eu",
        "language": "en",
        "activity": "A02",
        "outcome": "O1",
        "remote_id": f"r{number}",
        "url": f"https://social.example/{number}",
        "published_at": START,
        "card": None,
        "text": "Three days. One table. #EUBelong",
    }
    return Subject(**values | changes)


def count(
    engine: sa.Engine, post: Subject, age: timedelta, counts: Counts, late: timedelta = 0 * HOUR
) -> None:
    """Write one snapshot, taken at its age or `late` after it."""
    snapshot = store.Snapshot(post.publication_id, age, post.published_at + age + late, counts)
    with engine.begin() as connection:
        assert store.add_snapshots(connection, [snapshot]) == 1


class Listed:
    """Posts that a test has made, in a table beside the snapshots: `analytics.posts.Posts`."""

    def __init__(self, engine: sa.Engine, subjects: Iterable[Subject]) -> None:
        self.known = {each.publication_id: each for each in subjects}
        self.outcomes = {each.activity: each.outcome for each in self.known.values()}
        whole = {"id", "at", "withdrawn"}
        columns = [(name, sa.BigInteger() if name in whole else sa.Text()) for name in COLUMNS]
        self.table = sa.Table(
            "posts_of_the_test", sa.MetaData(), *(sa.Column(*each) for each in columns)
        )
        with engine.begin() as connection:
            self.table.drop(connection, checkfirst=True)
            self.table.create(connection)
            if self.known:
                connection.execute(self.table.insert(), [*map(_row, self.known.values())])

    def between(self, since: datetime, until: datetime) -> sa.Select[Any]:
        """Those that went out in a span of time, to the microsecond."""
        some = [
            each.publication_id
            for each in self.known.values()
            if since <= each.published_at < until
        ]
        return sa.select(self.table).where(self.table.c.id.in_(some))

    def outcome(self, activity: str) -> str | None:
        """As one of the posts has it."""
        return self.outcomes.get(activity)

    def subjects(self, connection: sa.Connection, ids: Sequence[int]) -> list[Subject]:
        """As they were made."""
        return [self.known[each] for each in ids if each in self.known]


def _row(each: Subject) -> dict[str, Any]:
    found = {name: getattr(each, name, None) for name in COLUMNS}
    return found | {
        "id": each.publication_id,
        "at": int(each.published_at.timestamp()),
        "withdrawn": int(each.withdrawn_at is not None),
    }
