"""A person gets another e-mail address: by whom, what ends by it, and what the record keeps."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Row, select

from campaign.errors import CampaignError, Forbidden
from campaign.model.people import Actor, Person, Role
from campaign.model.sessions import WayIn
from campaign.storage.database import Database
from campaign.storage.tables import record
from campaign.usecases.signing_in import links
from campaign.usecases.signing_in.sessions import begin
from campaign.usecases.trust import addresses, people
from campaign.usecases.trust.names import UnfitName
from campaign.usecases.trust.people import CannotChange, UnknownPerson
from campaign.usecases.trust.redact import redact
from campaign.usecases.trust.verify_record import Outside, verify
from tests.plan.made import NOW
from tests.storage.conftest import on_both
from tests.usecases.signing_in.made import HERE, LASTING, whose
from tests.usecases.trust.small_campaign import Recorded
from tests.usecases.trust.team import acting, register

pytestmark = on_both
NEW = "jon@new.example"


@pytest.fixture
def team(database: Database) -> tuple[Actor, Actor]:
    """An admin, and Jon, who edits."""
    admin = register(database, "aina", Role.ADMIN)
    return admin, register(database, "jon", Role.EDITOR, region="navarra", by=admin)


def entries(database: Database) -> list[Row[Any]]:
    """The entries of the record about addresses."""
    with database.read() as connection:
        query = select(record).where(record.c.act == "person.address-changed")
        return list(connection.execute(query.order_by(record.c.id)))


def test_an_admin_and_the_person_change_it_and_nobody_else(
    database: Database, team: tuple[Actor, Actor]
) -> None:
    """An editor changes only the own one; a machine none."""
    admin, jon = team
    carla = register(database, "carla", Role.COORDINATOR, by=admin)
    done = addresses.change(database, "jon", " Jon@New.Example ", actor=admin, now=NOW)
    assert done.is_new and done.person.email == NEW and done.before == "jon@example.org"
    own = addresses.change(database, "jon", "j@new.example", actor=jon, now=NOW)
    assert own.person.email == "j@new.example" and acting(database, "jon").person == own.person
    machine = Actor("cms", Person("cms", "cms", "", {"*": frozenset({Role.ADMIN})}, machine=True))
    bare = register(database, "bo", by=admin)
    for actor, id in ((carla, "jon"), (jon, "aina"), (machine, "jon"), (bare, "bo")):
        with pytest.raises(Forbidden):
            addresses.change(database, id, "x@new.example", actor=actor, now=NOW)
    people.disable(database, "jon", actor=admin, now=NOW)
    with pytest.raises(Forbidden):
        addresses.change(database, "jon", NEW, actor=jon, now=NOW)
    assert acting(database, "jon").person == people.everybody(database)[3]
    assert len(entries(database)) == 2


def test_a_region_s_admin_changes_only_the_people_of_the_region(
    database: Database, team: tuple[Actor, Actor]
) -> None:
    """As they give roles there alone."""
    admin, _ = team
    local = register(database, "nora", Role.ADMIN, region="navarra", by=admin)
    register(database, "tom", Role.EDITOR, region="catalonia", by=admin)
    assert addresses.change(database, "jon", NEW, actor=local, now=NOW).is_new
    for id in ("tom", "aina", "nobody"):
        with pytest.raises(Forbidden):
            addresses.change(database, id, "x@new.example", actor=local, now=NOW)


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "jon",
        "jon@",
        "@new.example",
        "jon@new",
        "a b@new.example",
        "j@new.example\r\nBcc: x@y.z",
        "j\u202e@new.example",
        "x" * 300 + "@new.example",
        "jon@10.0.0.1",
        "aina@example.org",
    ],
)
def test_what_is_no_address_or_somebody_elses_is_refused(
    database: Database, team: tuple[Actor, Actor], wrong: str
) -> None:
    """And nothing changes."""
    admin, jon = team
    with pytest.raises(CampaignError) as refused:
        addresses.change(database, "jon", wrong, actor=admin, now=NOW)
    assert isinstance(refused.value, UnfitName | CannotChange)
    assert acting(database, "jon") == jon and entries(database) == []


def test_nobody_unknown_or_redacted_gets_one(
    database: Database, team: tuple[Actor, Actor], tmp_path: Path
) -> None:
    """An unknown id names a near one."""
    admin, _ = team
    with pytest.raises(UnknownPerson, match='did you mean "jon"'):
        addresses.change(database, "jom", NEW, actor=admin, now=NOW)
    made = Recorded(tmp_path)
    outside = Outside(made.media, made.heads, made.stamps)
    addresses.change(database, "jon", NEW, actor=admin, now=NOW)
    redact(database, outside, "jon", actor=admin, now=NOW)
    with pytest.raises(CampaignError):
        addresses.change(database, "jon", "j@new.example", actor=admin, now=NOW)
    assert verify(database, outside).holds


def test_the_record_has_no_address_in_clear_and_forgets_both(
    database: Database, team: tuple[Actor, Actor], tmp_path: Path
) -> None:
    """The addresses lie beside the entry, and go with the person."""
    admin, _ = team
    addresses.change(database, "jon", NEW, actor=admin, now=NOW)
    (entry,) = entries(database)
    assert "jon" not in str(entry.public) and "aina" not in str(entry.public)
    assert NEW in str(entry.private) and "jon@example.org" in str(entry.private)
    made = Recorded(tmp_path)
    redact(database, Outside(made.media, made.heads, made.stamps), "jon", actor=admin, now=NOW)
    with database.read() as connection:
        everything = str(connection.execute(select(record)).all())
    assert NEW not in everything and "jon@example.org" not in everything


def test_links_under_way_end_and_sessions_where_that_is_wished(
    database: Database, team: tuple[Actor, Actor]
) -> None:
    """The new address gets new links; those of other people go on."""
    admin, jon = team
    mailed = links.by_mail(database, "jon@example.org", NOW)
    given = links.give(database, "jon", actor=admin, now=NOW)
    other = links.by_mail(database, "aina@example.org", NOW)
    assert mailed is not None and other is not None
    with database.write() as connection:
        here, there = (
            begin(connection, "jon", WayIn.MAIL, HERE, lasting=LASTING, now=NOW) for _ in "12"
        )
    addresses.change(database, "jon", NEW, actor=jon, now=NOW)
    assert links.look(database, mailed.token, NOW) is None
    assert links.look(database, given.token, NOW) is None
    assert links.look(database, other.token, NOW) is not None
    assert links.by_mail(database, "jon@example.org", NOW) is None
    assert links.by_mail(database, NEW, NOW) is not None
    assert whose(database, there.token, NOW) == "jon"
    last = "j@new.example"
    addresses.change(database, "jon", last, sign_out=True, but=here.session.id, actor=jon, now=NOW)
    assert whose(database, here.token, NOW) == "jon"
    assert whose(database, there.token, NOW) is None


def test_the_same_again_changes_nothing_and_a_page_of_before_is_told(
    database: Database, team: tuple[Actor, Actor]
) -> None:
    """By whom it was changed meanwhile, and when."""
    admin, jon = team
    shown = "jon@example.org"
    for _ in "12":
        addresses.change(database, "jon", NEW, shown=shown, actor=admin, now=NOW)
    assert len(entries(database)) == 1
    later = NOW + timedelta(minutes=5)
    with pytest.raises(CannotChange, match="changed meanwhile, by Aina Puig at"):
        addresses.change(database, "jon", "j@other.example", shown=shown, actor=jon, now=later)
    assert acting(database, "jon").person.email == NEW  # type: ignore[union-attr]


def test_of_two_at_once_who_want_the_same_address_one_has_it(
    database: Database, team: tuple[Actor, Actor]
) -> None:
    """The other one is told so."""
    admin, jon = team
    carla = register(database, "carla", Role.EDITOR, by=admin)
    start = Barrier(2)

    def change(actor: Actor) -> bool:
        start.wait(10)
        try:
            return addresses.change(database, actor.name, NEW, actor=actor, now=NOW).is_new
        except CannotChange as error:
            assert "somebody else" in str(error)
            return False

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(change, (jon, carla))) == [False, True]
