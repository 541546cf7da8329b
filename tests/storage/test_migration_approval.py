"""Migration 0009: what was approved before stays so, and nothing that is planned stops."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from campaign.model.approval import USUAL, ApprovalRules, Policy
from campaign.model.people import Person, Role
from campaign.storage import publications, queue, releases
from campaign.storage.database import open_database
from campaign.storage.trust import approvals, people
from tests.plan.made import NOW
from tests.storage.conftest import Postgres, on_both
from tests.storage.test_migration_reasons import _publication, _upgrade

pytestmark = on_both


@pytest.fixture
def empty(tmp_path: Path, kind: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database without any table."""
    if kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'campaign.db'}"
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    name = postgres.create(empty=True)
    yield postgres.url_of(name)
    postgres.drop(name)


def before(url: str) -> None:
    """A database of the program before: three variants, of which one yes stands."""
    _upgrade(url, "0008", "analytics_0002")
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        known = sa.MetaData()
        known.reflect(connection)
        for number, (name, revoked) in enumerate(
            (("yes", None), ("revoked", NOW), ("never", None)), start=1
        ):
            connection.execute(
                known.tables["variants"].insert().values(hash=name, body={}, created=NOW)
            )
            later = dict.fromkeys(("hold", "hold_detail", "cancelled", "query_result"), "")
            row = _publication(number, {"variant_hash": name}) | later
            row = {k: v for k, v in row.items() if k in known.tables["publications"].c}
            connection.execute(known.tables["publications"].insert().values(**row))
            if name == "never":
                continue
            for at in (NOW, NOW + timedelta(hours=1)):
                yes = {"variant_hash": name, "who": "aina", "at": at, "note": ""}
                more = {"revoked": revoked, "revoked_by": ""}
                connection.execute(known.tables["approvals"].insert().values(**yes, **more))
    engine.dispose()


def test_what_was_approved_goes_out_and_nothing_else(empty: str) -> None:
    """Under the usual policy, as long as nobody is registered."""
    before(empty)
    database = open_database(empty)
    other = ApprovalRules(Policy((Role.COORDINATOR,)))
    with database.write() as connection:
        every = publications.all_of(connection)
        assert releases.released(connection, every, USUAL) == {1}
        assert [p.id for p in queue.ready(connection, NOW, rules=USUAL)] == [1]
        assert releases.released(connection, every, other) == frozenset()
        kept = approvals.of(connection, ["yes"])["yes"]
        assert [(y.step, y.basis, y.policy) for y in kept] == [
            ("approver", "alone", "approver/one/own@catalonia")
        ] * 2
        people.add(connection, Person("aina", "Aina", "a@example.org"), NOW)
        assert releases.released(connection, every, USUAL) == frozenset()
        assert queue.ready(connection, NOW, rules=USUAL) == []
    database.close()
