"""Tokens let programs in: as whom and for what they were made, and no longer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from campaign.errors import CampaignError, Forbidden
from campaign.model.machines import Scope
from campaign.model.people import EVERYWHERE, Actor, Role
from campaign.plan.rights import NEVER_BY_MACHINES, Act
from campaign.storage.database import Database
from campaign.storage.tables import metadata
from campaign.storage.trust import people as stored
from campaign.storage.trust.tables import tokens as table
from campaign.usecases.machines import tokens
from campaign.usecases.machines.tokens import CannotMake, Made
from campaign.usecases.trust import people
from tests.plan.made import NOW
from tests.storage.conftest import on_both
from tests.usecases.trust.team import ALONE, REGIONS, register

pytestmark = on_both

READ = frozenset({Scope.READ})


def make(database: Database, name: str = "cms", actor: Actor = ALONE, **other: Any) -> Made:
    """A token of a machine that edits in Catalonia, unless said otherwise."""
    values: dict[str, Any] = {"scopes": READ, "role": Role.EDITOR, "region": "catalonia"}
    values |= {"regions": REGIONS, "actor": actor, "now": NOW} | other
    return tokens.make(database, name, **values)


def test_a_token_lets_in_as_the_machine_that_it_was_made_for(database: Database) -> None:
    """With its role in its region, and nowhere else."""
    made = make(database, scopes={Scope.READ, Scope.WRITE_POSTS})
    found = tokens.let_in(database, made.text, NOW)
    assert found is not None
    assert found.token.scopes == {Scope.READ, Scope.WRITE_POSTS}
    assert found.actor.name == "machine:cms"
    with database.write() as connection:
        stored.demand(connection, found.actor, Act.EDIT, ["catalonia"])
        with pytest.raises(Forbidden, match="may not edit posts and translations in navarra"):
            stored.demand(connection, found.actor, Act.EDIT, ["catalonia", "navarra"])


def test_the_text_of_a_token_is_stored_nowhere(database: Database) -> None:
    """Neither in a table nor in the record, whole or in part."""
    text = make(database).text
    with database.read() as connection:
        everything = "\n".join(
            str(row)
            for each in metadata.sorted_tables
            for row in connection.execute(sa.select(each))
        )
    assert tokens.digest(text) in everything
    assert text.removeprefix(tokens.PREFIX)[:12] not in everything


@pytest.mark.parametrize("act", sorted(NEVER_BY_MACHINES))
def test_what_takes_a_person_no_machine_may_do(database: Database, act: Act) -> None:
    """Not even with the highest role that a machine can have, in all regions."""
    made = make(database, role=Role.COORDINATOR, region="all")
    found = tokens.let_in(database, made.text, NOW)
    assert found is not None
    for region in ("catalonia", EVERYWHERE):
        with database.write() as connection, pytest.raises(Forbidden, match="takes a person"):
            stored.demand(connection, found.actor, act, [region])


@pytest.mark.parametrize("role", [Role.APPROVER, Role.ADMIN, None])
def test_a_machine_is_neither_approver_nor_admin(database: Database, role: Role | None) -> None:
    """These roles are for people."""
    with pytest.raises(CannotMake):
        make(database, role=role)


def test_a_token_of_a_person_acts_with_the_roles_of_the_moment(database: Database) -> None:
    """A role that was taken is gone at once, and so is a person who was disabled."""
    admin = register(database, "aina", Role.ADMIN)
    jon = register(database, "jon", Role.EDITOR, region="navarra", by=admin)
    text = make(database, "jons", jon, person="jon", role=None, region="").text
    found = tokens.let_in(database, text, NOW)
    assert found is not None
    assert (found.actor.name, found.token.who) == ("jon", "jon")
    more: Any = {"regions": REGIONS, "actor": admin, "now": NOW}
    people.take(database, "jon", Role.EDITOR, "navarra", **more)
    again = tokens.let_in(database, text, NOW)
    assert again is not None
    assert again.actor.person is not None
    assert again.actor.person.roles == {}
    people.disable(database, "jon", actor=admin, now=NOW)
    assert tokens.let_in(database, text, NOW) is None


def test_nobody_makes_a_token_that_acts_as_somebody_else(database: Database) -> None:
    """Not even an admin: what is done with it would be written down as done by that person."""
    admin = register(database, "aina", Role.ADMIN)
    jon = register(database, "jon", Role.EDITOR, region="navarra", by=admin)
    for actor, person in ((admin, "jon"), (jon, "aina"), (jon, "nobody")):
        with pytest.raises(Forbidden, match="as no other"):
            make(database, "other", actor, person=person, role=None, region="")
    with pytest.raises(Forbidden, match="give machines access"):
        make(database, "machine", jon)
    with pytest.raises(Forbidden, match="none of them"):
        make(database, "alone", ALONE)


def test_while_nobody_is_registered_a_token_is_a_machine_s(database: Database) -> None:
    """There is no person it could act as."""
    with pytest.raises(CannotMake, match="nobody is registered"):
        make(database, person="aina", role=None, region="")


def test_a_token_ends_by_itself_and_by_a_word(database: Database) -> None:
    """From that moment on it lets nobody in, and what it was let in as may do nothing."""
    made = make(database, lasts=timedelta(days=1))
    later = NOW + timedelta(days=1)
    assert tokens.let_in(database, made.text, later - timedelta(microseconds=1)) is not None
    assert tokens.let_in(database, made.text, later) is None
    inside = tokens.let_in(database, made.text, NOW)
    assert inside is not None
    ended = tokens.end(database, made.token.id, actor=ALONE, now=NOW)
    assert (ended.ended, ended.ended_by) == (NOW, "root")
    assert tokens.let_in(database, made.text, NOW) is None
    with database.write() as connection, pytest.raises(Forbidden, match="was ended"):
        stored.demand(connection, inside.actor, Act.READ, ["catalonia"])
    again = tokens.end(database, made.token.id, actor=ALONE, now=later)
    assert again.ended == NOW


@pytest.mark.parametrize(
    "text",
    ["", "campaign_", "x" * 52, "campaign_" + "é" * 43, "campaign_" + "A" * 43, "campaign_\n" * 9],
)
def test_what_is_no_token_lets_nobody_in(database: Database, text: str) -> None:
    """Of any form, and of the right one."""
    make(database)
    assert tokens.let_in(database, text, NOW) is None


def test_a_name_is_free_again_when_its_token_is_over(database: Database) -> None:
    """Two that are open would be one machine in what is written down."""
    first = make(database)
    with pytest.raises(CannotMake, match="already"):
        make(database)
    tokens.end(database, first.token.id, actor=ALONE, now=NOW)
    second = make(database, lasts=timedelta(days=2))
    third = make(database, now=NOW + timedelta(days=2))
    assert len({first.text, second.text, third.text}) == 3


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"name": "Big CMS"}, "such as big-cms"),
        ({"name": ""}, "is empty"),
        ({"name": "a" * 41}, "40 at most"),
        ({"scopes": ()}, "what the token is for: read, posts"),
        ({"region": "navara"}, "did you mean"),
        ({"region": ""}, "where the machine has its role"),
        ({"lasts": timedelta()}, "a day at least"),
        ({"lasts": timedelta(days=367)}, "366 days at most"),
        ({"person": "aina"}, "as whom"),
    ],
)
def test_what_no_token_can_be_is_said_in_words(
    database: Database, values: dict[str, Any], words: str
) -> None:
    """With what to write instead; nothing is stored."""
    with pytest.raises(CampaignError, match=words):
        make(database, **values)
    with database.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(table)) == 0


def test_everybody_sees_and_ends_their_own_and_an_admin_all(database: Database) -> None:
    """What others have is nobody's business but an admin's."""
    admin = register(database, "aina", Role.ADMIN)
    jon = register(database, "jon", Role.EDITOR, region="navarra", by=admin)
    own = make(database, "jons", jon, person="jon", role=None, region="").token
    cms = make(database, "cms", admin).token
    assert [each.id for each in tokens.every(database, actor=admin)] == [own.id, cms.id]
    assert [each.id for each in tokens.every(database, actor=jon)] == [own.id]
    for number in (cms.id, 99):
        with pytest.raises(Forbidden):
            tokens.end(database, number, actor=jon, now=NOW)
    with pytest.raises(CannotMake, match="no token 99"):
        tokens.end(database, 99, actor=admin, now=NOW)
    tokens.end(database, own.id, actor=jon, now=NOW)


def test_when_it_was_last_used_is_known_to_the_minute(database: Database) -> None:
    """Not each of many requests writes."""
    made = make(database)
    for seconds, known in ((0, 0), (59, 0), (61, 61), (100, 61), (130, 130)):
        assert tokens.let_in(database, made.text, NOW + timedelta(seconds=seconds))
        (found,) = tokens.every(database, actor=ALONE)
        assert found.used == NOW + timedelta(seconds=known)
