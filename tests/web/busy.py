"""A desk on a day on which people are needed: one of each trouble, and texts to approve."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from campaign.sandbox.faults import Fault, Kind
from campaign.storage import publications
from campaign.usecases.operations.pause import pause
from campaign.usecases.trust.approve import approve, waiting
from tests.web.stage import Stage, staged

#: On the Tuesday the first post went out, partly; the second is for Thursday.
TUESDAY = datetime(2026, 12, 8, 8, 16, tzinfo=UTC)
WEDNESDAY = datetime(2026, 12, 9, 8, 20, tzinfo=UTC)
POSTS = ("platforms-01", "platforms-02", "capacity-building-01", "capacity-building-02")
FAULTS = (
    Fault("instagram", Kind.IMAGE_FETCH_FAILURE, 1.0),
    Fault("telegram", Kind.TIMEOUT_AFTER_ACCEPT, 1.0),
)


@contextmanager
def busy(folder: Path, *, database: str = "") -> Iterator[Stage]:
    """Run it; nothing of Thursday is approved in Catalonia and Navarra, and week 3 not at all."""
    with staged(folder, posts=POSTS, faults=FAULTS, database=database) as stage:
        stage.plan()
        opened, rules = stage.opened, stage.opened.config.approval
        thursday = datetime(2026, 12, 11, tzinfo=UTC)
        approve(
            opened.database,
            [
                each
                for each in waiting(opened.database, rules)
                if each.due < WEDNESDAY
                or (each.due < thursday and each.region not in ("catalonia", "navarra"))
            ],
            actor=stage.person("avery"),
            now=opened.now(),
            rules=rules,
        )
        pause(
            opened.database,
            "channel:timis-bluesky",
            actor=stage.person("olga"),
            reason="the app password ended",
            now=opened.now(),
            channels=opened.config.channels,
        )
        moment = TUESDAY
        while moment < WEDNESDAY:
            stage.publish(moment)
            moment += timedelta(minutes=30) if moment.hour < 16 else timedelta(hours=5)
        stage.clock.move_to(WEDNESDAY)
        with opened.database.read() as connection:
            states = {each.state.value for each in publications.all_of(connection)}
        assert {"published", "failed", "unknown", "missed", "scheduled"} <= states, states
        yield stage
