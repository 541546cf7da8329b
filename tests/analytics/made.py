"""Short ways to write a subject, a count and an instant in a test."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from analytics import store
from analytics.metrics import Counts, Subject

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
