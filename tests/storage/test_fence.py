"""The fence's one question: each thing that it heeds holds a post back by itself."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from campaign.errors import Withheld
from campaign.model import Hold, Publication, State
from campaign.model.approval import Policy
from campaign.storage import pauses, publications, queue, releases, variants
from campaign.storage.database import Database
from campaign.storage.fence import Question
from campaign.storage.tables import publications as table
from tests.plan.made import HOUR, NOW, variant
from tests.storage.conftest import on_both
from tests.storage.made import schedule
from tests.storage.sqlite.test_database_file import taken_away

pytestmark = on_both

SECOND = timedelta(seconds=1)
POLICY = Policy().asked_in("catalonia")
SCOPES = ("all", "platform:scripted", "region:catalonia", "channel:catalonia")


@pytest.fixture
def claimed(database: Database) -> Publication:
    """A post that may leave: claimed, due now, its words approved."""
    (held,) = schedule(database, ["labs"])
    with database.write() as connection:
        releases.release(connection, {held.variant_hash: POLICY}, NOW, alone=False)
        (taken,) = queue.claim(connection, [held], worker="w", lease_until=NOW + HOUR, now=NOW)
    assert may_leave(database, taken)
    return taken


@pytest.fixture
def pending(database: Database, claimed: Publication) -> Publication:
    """The same after its first step, taken up for the second one."""
    with database.write() as connection:
        assert publications.change(
            connection, claimed, State.PENDING, who="w", now=NOW, token="job-7"
        )
        seen = publications.one(connection, claimed.id)
        assert seen is not None
        taken = publications.take_up(connection, seen, "w", NOW + HOUR)
    assert taken is not None
    assert may_leave(database, taken)
    return taken


def may_leave(
    database: Database,
    publication: Publication,
    *,
    approved: bool = True,
    after: timedelta = timedelta(0),
) -> bool:
    """What the fence says, some time later."""
    try:
        database.fence.ask(Question(publication, SCOPES, POLICY if approved else None), NOW + after)
    except Withheld:
        return False
    return True


def changed(database: Database, **values: Any) -> None:
    """The row becomes another one."""
    with database.write() as connection:
        connection.execute(update(table).values(**values))


@pytest.mark.parametrize(
    "asked",
    [{"id": 2}, {"claim": 2}, {"worker": "another"}, {"variant_hash": "0" * 64}],
    ids=lambda asked: next(iter(asked)),
)
@pytest.mark.parametrize("step", ["claimed", "pending"])
def test_a_claim_that_is_not_exactly_the_one_that_holds_is_refused(
    database: Database, step: str, asked: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    """Another post's, an older or newer one, another worker's, or one for other words."""
    held: Publication = request.getfixturevalue(step)
    if asked == {"claim": 2} and step == "pending":
        asked = {"claim": 1}
    assert not may_leave(database, replace(held, **asked))


def test_what_holds_a_post_back_by_now_holds_it_here(
    database: Database, claimed: Publication
) -> None:
    """A finding or a mark that came since it was claimed."""
    changed(database, hold=Hold.FINDINGS, hold_detail="consent-expired")
    assert not may_leave(database, claimed)


@pytest.mark.parametrize("state", [s for s in State if s not in (State.PUBLISHING, State.PENDING)])
def test_what_is_no_longer_being_published_does_not_leave(
    database: Database, claimed: Publication, state: State
) -> None:
    """Whatever else still fits."""
    changed(database, state=state.value)
    assert not may_leave(database, claimed)


def test_a_claim_ends_with_its_lease(database: Database, claimed: Publication) -> None:
    """At that very instant another worker may say that it has ended."""
    assert may_leave(database, claimed, after=HOUR - SECOND)
    assert not may_leave(database, claimed, after=HOUR)


def test_nothing_leaves_before_its_time(database: Database, claimed: Publication) -> None:
    """The clock was put right since it was claimed."""
    assert not may_leave(database, claimed, after=-SECOND)


def test_a_second_step_is_let_through_until_another_worker_may_take_it_up(
    database: Database, pending: Publication
) -> None:
    """And not at that instant."""
    assert may_leave(database, pending, after=HOUR - SECOND)
    assert not may_leave(database, pending, after=HOUR)


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("step", ["claimed", "pending"])
def test_each_scope_that_is_paused_holds_both_steps_until_it_goes_on(
    database: Database, scope: str, step: str, request: pytest.FixtureRequest
) -> None:
    """A pause that someone ended counts no more."""
    held: Publication = request.getfixturevalue(step)
    with database.write() as connection:
        pauses.begin(connection, scope, who="aina", reason="mourning", now=NOW)
    assert not may_leave(database, held)
    with database.write() as connection:
        pauses.end(connection, scope, who="aina", now=NOW)
    assert may_leave(database, held)


def test_a_pause_of_something_else_holds_nothing(database: Database, claimed: Publication) -> None:
    """Another region's mourning is not ours."""
    with database.write() as connection:
        pauses.begin(connection, "region:navarra", who="aina", reason="mourning", now=NOW)
    assert may_leave(database, claimed)


def test_a_pause_with_an_end_holds_until_then(database: Database, claimed: Publication) -> None:
    """From that instant on it is over by itself."""
    with database.write() as connection:
        until = NOW + 10 * SECOND
        pauses.begin(connection, "all", who="aina", reason="mourning", now=NOW, until=until)
    assert not may_leave(database, claimed, after=9 * SECOND)
    assert may_leave(database, claimed, after=10 * SECOND)


def revoked(database: Database, held: Publication) -> None:
    """Whoever said yes takes it back."""
    with database.write() as connection:
        assert releases.recall(connection, [held.variant_hash], NOW)


def never(database: Database, held: Publication) -> None:
    """Nobody ever said yes to these words; somebody did to others."""
    with database.write() as connection:
        name = variants.store(connection, variant(texts=("Bon vespre.",)), NOW)
        connection.execute(update(table).values(variant_hash=name))


@pytest.mark.parametrize("how", [revoked, never], ids=lambda how: how.__name__)
def test_without_a_yes_that_stands_nothing_leaves(
    database: Database, claimed: Publication, how: Callable[[Database, Publication], None]
) -> None:
    """Where nobody has to say yes, that holds nothing."""
    how(database, claimed)
    with database.read() as connection:
        now = publications.one(connection, claimed.id)
    assert now is not None
    assert not may_leave(database, now)
    assert may_leave(database, now, approved=False)


@pytest.mark.parametrize("ended", ["one", "all"])
def test_connections_that_ended_while_nobody_asked_are_opened_again(
    database: Database, claimed: Publication, ended: str
) -> None:
    """A firewall, or a restart of the database, ends what stands idle."""
    idle = database.fence._idle
    while ended == "all" and len(idle) < 3:
        idle.append(database.fence._new())
    for each in idle:
        each.close()
    assert may_leave(database, claimed)
    assert len(idle) == 1
    assert may_leave(database, claimed)


def test_a_file_that_was_replaced_lets_nothing_leave(
    database: Database,
    claimed: Publication,
    kind: str,
    url: str,
    migrated: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its answer is that of a file which nobody else sees any more."""
    monkeypatch.setattr("campaign.storage.sqlite.database_file.SOON", 0.0)
    if kind != "sqlite":
        pytest.skip("a server's database is no file")
    taken_away(Path(url.removeprefix("sqlite:///")))
    with pytest.raises(Withheld, match="moved away or deleted"):
        database.fence.ask(Question(claimed, SCOPES, POLICY), NOW)
    shutil.copyfile(migrated, url.removeprefix("sqlite:///"))
    with pytest.raises(Withheld, match="the database was replaced"):
        database.fence.ask(Question(claimed, SCOPES, POLICY), NOW)
