"""Who is registered, by whom, and what nobody can be left without."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Connection, select

from campaign.errors import CampaignError, Forbidden
from campaign.model.approval import Approval
from campaign.model.people import Actor, Role
from campaign.storage import releases, tables
from campaign.storage.database import Database
from campaign.storage.tables import history, record
from campaign.storage.trust import approvals
from campaign.usecases.trust import people
from campaign.usecases.trust.names import UnfitName, checked_email, checked_id, checked_name
from campaign.usecases.trust.people import CannotChange, UnknownPerson
from tests.plan.made import DAY, NOW
from tests.storage.conftest import on_both
from tests.storage.made import schedule
from tests.usecases.trust.team import ALONE, REGIONS, acting, register

ADMIN, EDITOR, APPROVER = Role.ADMIN, Role.EDITOR, Role.APPROVER


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the id is empty"),
        ("Aina", "such as aina"),
        ("aina puig", "such as aina-puig"),
        (" aina", "such as aina"),
        ("aina\n", "such as aina"),
        ("ai\x1bna", "small letters"),
        ("ai\u202ena", "small letters"),
        ("Núria Roca", "such as nuria-roca"),
        ("-aina", "such as aina"),
        ("aina-", "such as aina"),
        ("а" * 3, "small letters"),  # Cyrillic letters that look like Latin ones
        ("a" * 41, "41 characters, 40 at most"),
        ("engine", "a name of the program itself"),
        ("aina@example.org", "such as aina-example-org"),
        ("٣", "small letters"),
    ],
)
def test_an_id_that_cannot_be_a_name_everywhere_is_refused(text: str, said: str) -> None:
    """It stands in the record, in commands and in addresses for ever."""
    with pytest.raises(UnfitName, match=said):
        checked_id(text)


@pytest.mark.parametrize("text", ["a", "7", "aina", "aina-puig-2", "a" * 40])
def test_a_plain_id_is_taken(text: str) -> None:
    """As it is."""
    assert checked_id(text) == text


@pytest.mark.parametrize(
    "text",
    [
        *("", "aina", "@example.org", "aina@", "aina@example", "aina@@example.org", "a b@x.org"),
        *("aina@exam ple.org", "aina@-x.org", "aina@x-.org", "aina@x..org", ".aina@x.org"),
        *("aina.@x.org", "a..b@x.org", "aina@127.0.0.1", "aina@x.org\nBcc: all@x.org"),
        *("Aina <aina@x.org>", "aina@x.org,jon@x.org", "ai\u200bna@x.org", "aina@x\u202e.org"),
        *("a" * 65 + "@x.org", f"aina@{'x' * 64}.org", f"a@{'x.' * 130}org", "aina@x_y.org"),
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    """Nothing that a mail program would read as two, or as an order."""
    with pytest.raises(UnfitName, match="e-mail address"):
        checked_email(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Aina@Example.ORG", "aina@example.org"),
        (" aina.puig+eu@sub.example.org ", "aina.puig+eu@sub.example.org"),
        ("o'neill@donegal.example.ie", "o'neill@donegal.example.ie"),
        ("józef@kraków.example.pl", "józef@kraków.example.pl"),
        ("aina@xn--bcher-kva.example", "aina@xn--bcher-kva.example"),
    ],
)
def test_an_address_is_kept_in_small_letters(text: str, kept: str) -> None:
    """So that one person has one, however it was typed."""
    assert checked_email(text) == kept


@pytest.mark.parametrize("text", ["", "  ", "Ai\x00na", "Ai\u202ena", "a\u2028b", "x" * 101, "42"])
def test_what_is_no_name_is_refused(text: str) -> None:
    """It is shown to others beside what they read."""
    with pytest.raises(UnfitName, match="name"):
        checked_name(text)


@pytest.mark.parametrize(
    "text", ["Aina Puig", "Ștefan Țepeș", "Zażółć Gęślą", "Γιώργος", "محمد", "مه\u200cسا", "李"]
)
def test_names_of_every_script_are_taken(text: str) -> None:
    """Composed, and with the joiners that a script needs."""
    assert checked_name(f" {text} ") == text


@on_both
def test_the_first_person_is_an_admin_of_all_regions(database: Database) -> None:
    """Nobody else could register the next; what was refused is not there."""
    for roles in ({}, {"all": [EDITOR]}, {"catalonia": [ADMIN]}, {"catalonia": [ADMIN, EDITOR]}):
        with pytest.raises(CannotChange, match="the first person must be an admin"):
            _add(database, "aina", roles=roles)
    assert people.everybody(database) == []
    assert register(database, "aina", ADMIN).person in people.everybody(database)


def _add(database: Database, id: str, **more: object) -> people.Added:
    given: dict[str, object] = {
        "roles": {},
        "regions": REGIONS,
        "actor": ALONE,
        "now": NOW,
        "email": f"{id}@example.org",
        **more,
    }
    email = given.pop("email")
    return people.add(database, id, "Somebody", email, **given)  # type: ignore[arg-type]


def test_what_unregistered_names_approved_falls_with_the_first_person(database: Database) -> None:
    """It is bound to nobody; a second person makes nothing fall."""
    first, second, third = schedule(database, ["labs", "peers", "more"])
    with database.write() as connection:
        hashes = {first.variant_hash, second.variant_hash}
        approvals.add(connection, [Approval(name, "Nobody At All", NOW) for name in hashes])
        releases.release(connection, dict.fromkeys(hashes, "approver"), NOW, alone=True)
    done = _add(database, "aina", roles={"all": [ADMIN]})
    assert (done.first, done.fallen) == (True, 2)
    with database.read() as connection:
        assert _standing(connection, {*hashes, third.variant_hash}) == set()
        assert connection.execute(select(tables.releases)).all() == []
        reasons = list(connection.scalars(select(history.c.reason).order_by(history.c.id)))
    assert sum("bound to nobody" in reason for reason in reasons) == 2
    aina = acting(database, "aina")
    with database.write() as connection:
        approvals.add(connection, [Approval(third.variant_hash, "aina", NOW)])
    again = _add(database, "jon", roles={"navarra": [APPROVER]}, actor=aina)
    assert (again.first, again.fallen) == (False, 0)
    with database.read() as connection:
        assert _standing(connection, {third.variant_hash}) == {third.variant_hash}


def _standing(connection: Connection, hashes: set[str]) -> set[str]:
    """Those of these variants to which somebody said yes that was not taken back."""
    found = approvals.of(connection, hashes)
    return {name for name, some in found.items() if any(each.revoked is None for each in some)}


@on_both
def test_nobody_is_registered_twice(database: Database) -> None:
    """Neither an id nor an address, in whatever letters."""
    aina = register(database, "aina", ADMIN)
    with pytest.raises(CannotChange, match="aina, or the address"):
        _add(database, "aina", actor=aina, email="other@example.org")
    with pytest.raises(CannotChange, match="is the address of aina"):
        _add(database, "aina-2", actor=aina, email="AINA@example.org")
    assert [person.id for person in people.everybody(database)] == ["aina"]


@on_both
def test_of_two_who_register_the_same_at_once_one_is_told(database: Database) -> None:
    """The other has done it; each ends in a sentence."""
    aina = register(database, "aina", ADMIN)
    for email in ("jon@example.org", "same@example.org"):
        ids = ("jon", "jon") if email.startswith("jon") else ("one", "two")
        ends = _at_once(
            *(lambda id=id, email=email: _add(database, id, actor=aina, email=email) for id in ids)
        )
        assert sorted(type(end).__name__ for end in ends) == ["Added", "CannotChange"]


@on_both
def test_two_first_persons_at_once_make_one_first(database: Database) -> None:
    """The second one is registered by nobody who may, and is told."""
    ends = _at_once(
        lambda: _add(database, "aina", roles={"all": [ADMIN]}),
        lambda: _add(database, "jon", roles={"all": [ADMIN]}),
    )
    assert sorted(type(end).__name__ for end in ends) == ["Added", "Forbidden"]
    assert len(people.everybody(database)) == 1


@on_both
def test_two_admins_who_disable_each_other_at_once_leave_one(database: Database) -> None:
    """Whoever comes second may nothing any more, or would be the last."""
    aina = register(database, "aina", ADMIN)
    jon = register(database, "jon", ADMIN, by=aina)
    ends = _at_once(
        lambda: people.disable(database, "jon", actor=aina, now=NOW),
        lambda: people.disable(database, "aina", actor=jon, now=NOW),
    )
    assert sorted(type(end).__name__ for end in ends) == ["Forbidden", "Person"]
    assert sum(person.disabled is None for person in people.everybody(database)) == 1


def _at_once(*calls: Callable[[], object]) -> list[object]:
    """How each of these ends when they begin together."""
    begin = Barrier(len(calls))

    def run(call: Callable[[], object]) -> object:
        begin.wait()
        try:
            return call()
        except CampaignError as error:
            return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_the_last_active_admin_stays(database: Database) -> None:
    """Not disabled, not without the role; an admin of one region, or a disabled one, is none."""
    aina = register(database, "aina", ADMIN)
    register(database, "jon", ADMIN, region="navarra", by=aina)
    register(database, "maeve", ADMIN, by=aina)
    people.disable(database, "maeve", actor=aina, now=NOW)
    with pytest.raises(CannotChange, match="last active admin"):
        people.disable(database, "aina", actor=aina, now=NOW)
    with pytest.raises(CannotChange, match="last active admin"):
        people.take(database, "aina", ADMIN, "all", regions=REGIONS, actor=aina, now=NOW)
    with pytest.raises(CannotChange, match="last active admin"), database.write() as connection:
        people.forget(connection, "aina", actor=aina, now=NOW)
    assert acting(database, "aina") == aina
    people.enable(database, "maeve", actor=aina, now=NOW)
    people.take(database, "aina", ADMIN, "all", regions=REGIONS, actor=aina, now=NOW)
    with pytest.raises(Forbidden):
        people.disable(database, "jon", actor=aina, now=NOW)


def test_who_is_disabled_may_nothing_until_enabled(database: Database) -> None:
    """Also with what was read of them before."""
    aina = register(database, "aina", ADMIN)
    jon = register(database, "jon", ADMIN, by=aina)
    assert people.disable(database, "jon", actor=aina, now=NOW).disabled == NOW
    with pytest.raises(Forbidden, match="jon was disabled on 2026"):
        _add(database, "maeve", actor=jon)
    with pytest.raises(CannotChange, match="has been disabled since"):
        people.disable(database, "jon", actor=aina, now=NOW + DAY)
    assert people.enable(database, "jon", actor=aina, now=NOW).disabled is None
    with pytest.raises(CannotChange, match="is not disabled"):
        people.enable(database, "jon", actor=aina, now=NOW)
    _add(database, "maeve", actor=jon)


@pytest.mark.parametrize(
    ("region", "said"),
    [("catalunya", 'did you mean "catalonia"'), ("", "there is no region"), ("ALL", "no region")],
)
def test_an_unknown_region_comes_with_the_nearest(
    database: Database, region: str, said: str
) -> None:
    """A slip must not give a role nowhere."""
    aina = register(database, "aina", ADMIN)
    with pytest.raises(CannotChange, match=said):
        _add(database, "jon", roles={region: [EDITOR]}, actor=aina)
    with pytest.raises(CannotChange, match=said):
        people.give(database, "aina", EDITOR, region, regions=REGIONS, actor=aina, now=NOW)


def test_roles_are_given_and_taken_once(database: Database) -> None:
    """Twice is said; a role in a region that has left can still be taken away."""
    aina = register(database, "aina", ADMIN)
    register(database, "jon", EDITOR, region="donegal", by=aina)
    given = people.give(database, "jon", APPROVER, "navarra", regions=REGIONS, actor=aina, now=NOW)
    assert people.in_words(given) == "editor in donegal; approver in navarra"
    with pytest.raises(CannotChange, match="jon is approver in navarra already"):
        people.give(database, "jon", APPROVER, "navarra", regions=REGIONS, actor=aina, now=NOW)
    left = people.take(database, "jon", EDITOR, "donegal", regions=(), actor=aina, now=NOW)
    assert people.in_words(left) == "approver in navarra"
    with pytest.raises(CannotChange, match="jon is not editor in all regions"):
        people.take(database, "jon", EDITOR, "all", regions=REGIONS, actor=aina, now=NOW)
    with pytest.raises(UnknownPerson, match='there is no person "jn": did you mean "jon"'):
        people.give(database, "jn", EDITOR, "all", regions=REGIONS, actor=aina, now=NOW)
    with pytest.raises(CannotChange, match='there is no role "edtor": did you mean "editor"'):
        people.role_of("edtor")


def test_an_admin_of_a_region_gives_roles_there_alone(database: Database) -> None:
    """And disables whoever works nowhere else."""
    aina = register(database, "aina", ADMIN)
    mikel = register(database, "mikel", ADMIN, region="navarra", by=aina)
    register(database, "jon", EDITOR, region="navarra", by=mikel)
    with pytest.raises(Forbidden, match="catalonia"):
        _add(database, "ona", roles={"catalonia": [EDITOR]}, actor=mikel)
    with pytest.raises(Forbidden, match="all regions"):
        people.give(database, "mikel", ADMIN, "all", regions=REGIONS, actor=mikel, now=NOW)
    people.give(database, "jon", EDITOR, "catalonia", regions=REGIONS, actor=aina, now=NOW)
    with pytest.raises(Forbidden, match="catalonia"):
        people.disable(database, "jon", actor=mikel, now=NOW)
    people.take(database, "jon", EDITOR, "catalonia", regions=REGIONS, actor=aina, now=NOW)
    assert people.disable(database, "jon", actor=mikel, now=NOW).disabled == NOW


@pytest.mark.parametrize("role", [role for role in Role if role is not ADMIN])
def test_only_admins_register_people(database: Database, role: Role) -> None:
    """Nor anybody who is not registered, once somebody is."""
    aina = register(database, "aina", ADMIN)
    jon = register(database, "jon", role, by=aina)
    for actor in (jon, ALONE, Actor("aina")):
        with pytest.raises(Forbidden):
            _add(database, "maeve", actor=actor)
        with pytest.raises(Forbidden):
            people.give(database, "jon", ADMIN, "all", regions=REGIONS, actor=actor, now=NOW)
        with pytest.raises(Forbidden):
            people.disable(database, "jon", actor=actor, now=NOW)


def test_who_is_forgotten_keeps_the_id_alone(database: Database) -> None:
    """Their address is free again, and they may do nothing."""
    aina = register(database, "aina", ADMIN)
    register(database, "jon", EDITOR, by=aina)
    with database.write() as connection:
        people.forget(connection, "jon", actor=aina, now=NOW)
    (jon,) = [person for person in people.everybody(database) if person.id == "jon"]
    assert (jon.name, jon.email, jon.redacted, jon.disabled) == ("", "", NOW, NOW)
    with pytest.raises(CannotChange, match="redacted"):
        people.enable(database, "jon", actor=aina, now=NOW)
    with pytest.raises(CannotChange, match="redacted before"), database.write() as connection:
        people.forget(connection, "jon", actor=aina, now=NOW)
    _add(database, "jon-2", email="jon@example.org", actor=aina)


def test_every_act_is_in_the_record_without_names_in_the_open(database: Database) -> None:
    """Who, what and where; the name and the address beside it, and chained at once."""
    aina = register(database, "aina", ADMIN)
    register(database, "jon", EDITOR, region="navarra", by=aina)
    people.take(database, "jon", EDITOR, "navarra", regions=REGIONS, actor=aina, now=NOW)
    people.disable(database, "jon", actor=aina, now=NOW)
    people.enable(database, "jon", actor=aina, now=NOW)
    with database.read() as connection:
        every = connection.execute(select(record).order_by(record.c.number)).all()
    rows = [row for row in every if not row.act.startswith("rows.")]
    told = [(row.act, row.private["person"][1], row.private["who"][1]) for row in rows]
    assert told == [
        ("person.added", "aina", "root"),
        ("role.given", "aina", "root"),
        ("person.added", "jon", "aina"),
        ("role.given", "jon", "aina"),
        ("role.taken", "jon", "aina"),
        ("person.disabled", "jon", "aina"),
        ("person.enabled", "jon", "aina"),
    ]
    assert [row.number for row in every] == list(range(1, len(every) + 1))
    assert all(row.hash for row in every)
    for name in ("Puig", "example.org", "jon"):
        assert name not in str([row.public for row in every])
    assert rows[2].private["email"][1] == "jon@example.org"
