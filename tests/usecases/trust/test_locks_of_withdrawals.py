"""Two at once on PostgreSQL: who withdraws and who changes people never wait for each other."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import monotonic, sleep

import pytest
from sqlalchemy import text

from campaign.model import Channel, State
from campaign.platforms.protocols import Writer
from campaign.storage.trust import changes, people
from campaign.usecases.trust.correcting_reply import reply
from campaign.usecases.trust.withdraw import done_by_hand, withdraw
from tests.engine.changes.taking import AINA, WHY, published, taking
from tests.engine.conftest import network, stage
from tests.engine.stage import Stage
from tests.storage.conftest import database, kind, migrated, postgres, url

__all__ = ["database", "kind", "migrated", "network", "postgres", "stage", "url"]

pytestmark = pytest.mark.parametrize("kind", ["postgresql"], indirect=True)


def _withdraws(stage: Stage) -> None:
    withdraw(stage.database, [1], actor=AINA, reason=WHY, now=stage.now)


def _says_done(stage: Stage) -> None:
    done_by_hand(stage.database, [1], actor=AINA, reason=WHY, now=stage.now)


def _replies(stage: Stage) -> None:
    def writer(channel: Channel) -> Writer:
        return stage.network.payloads

    reply(
        stage.database,
        [1],
        "It is on Tuesday.",
        channels={},
        writer_of=writer,
        actor=AINA,
        reason=WHY,
        now=stage.now,
    )


@pytest.mark.parametrize("act", [_withdraws, _says_done, _replies])
def test_the_right_is_demanded_before_any_row_is_locked(
    stage: Stage, act: Callable[[Stage], None]
) -> None:
    """Somebody changes people and then a publication, while another one takes it back."""
    taking(stage)
    published(stage)
    with ThreadPoolExecutor(1) as pool:
        with stage.database.write() as connection:
            people.lock(connection)
            acting = pool.submit(act, stage)
            _until_somebody_waits(stage)
            connection.execute(text("SET LOCAL lock_timeout = '2s'"))
            found = changes.lock(connection, 1)
        acting.result()
    assert found is not None and found.state is State.PUBLISHED


def _until_somebody_waits(stage: Stage) -> None:
    ends = monotonic() + 30
    query = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    while monotonic() < ends:
        with stage.database.read() as connection:
            if connection.scalar(query):
                return
        sleep(0.02)
    raise AssertionError("nobody waits for the people's lock")
