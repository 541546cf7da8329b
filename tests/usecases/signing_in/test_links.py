"""Links that sign in: once, in time, and only whom they are for."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from campaign.errors import CampaignError, Forbidden
from campaign.model.people import Role
from campaign.model.sessions import LinkKind, WayIn
from campaign.storage.database import Database
from campaign.storage.desk.tables import sessions as table
from campaign.storage.desk.tables import sign_in_links
from campaign.storage.tables import record
from campaign.usecases.signing_in import links
from campaign.usecases.signing_in.errors import CannotSignIn
from campaign.usecases.signing_in.links import HOLDS, Made
from campaign.usecases.signing_in.sessions import Browser
from campaign.usecases.trust import people
from campaign.usecases.trust.people import UnknownPerson
from tests.plan.made import NOW
from tests.storage.conftest import on_both
from tests.usecases.signing_in.made import ELSEWHERE, HERE, LASTING, whose
from tests.usecases.trust.team import acting, register

pytestmark = on_both
MINUTE = timedelta(minutes=1)


def mailed(database: Database, email: str = "aina@example.org") -> Made:
    """A link that was asked for by e-mail."""
    found = links.by_mail(database, email, NOW)
    assert found is not None
    return found


def test_a_link_signs_in_whom_it_was_made_for(database: Database) -> None:
    """The session is a new one, and the database has neither of the two secrets."""
    register(database, "aina", Role.ADMIN)
    made = mailed(database)
    begun = links.use(database, made.token, HERE, lasting=LASTING, now=NOW + MINUTE)
    assert whose(database, begun.token, NOW + MINUTE) == "aina"
    assert (begun.session.how, begun.session.device) == (WayIn.MAIL, "Firefox on Linux")
    with database.read() as connection:
        stored = str(
            [*connection.execute(select(table)), *connection.execute(select(sign_in_links))]
        )
    assert made.token not in stored and begun.token not in stored


def test_looking_at_a_link_uses_nothing(database: Database) -> None:
    """Mail scanners open every link, some of them several times."""
    register(database, "aina", Role.ADMIN)
    made = mailed(database)
    for _ in range(5):
        found = links.look(database, made.token, NOW)
        assert found is not None and found.person == "aina"
    links.use(database, made.token, ELSEWHERE, lasting=LASTING, now=NOW)


def test_a_link_works_once(database: Database) -> None:
    """In any other browser than the one that used it; and there for two minutes only."""
    register(database, "aina", Role.ADMIN)
    made = mailed(database)
    links.use(database, made.token, HERE, lasting=LASTING, now=NOW)
    assert links.look(database, made.token, NOW) is None
    for browser, now in ((ELSEWHERE, NOW), (HERE, NOW + 3 * MINUTE)):
        with pytest.raises(CannotSignIn):
            links.use(database, made.token, browser, lasting=LASTING, now=now)


def test_whoever_got_no_answer_asks_again_and_has_one_session(database: Database) -> None:
    """The server ended between the click and the answer: nobody knows the first session's token."""
    register(database, "aina", Role.ADMIN)
    made = mailed(database)
    lost = links.use(database, made.token, HERE, lasting=LASTING, now=NOW)
    found = links.use(database, made.token, HERE, lasting=LASTING, now=NOW + MINUTE)
    assert whose(database, lost.token, NOW + MINUTE) is None
    assert whose(database, found.token, NOW + MINUTE) == "aina"


@pytest.mark.parametrize("token", ["", "x", "é" * 43, "A" * 43, "a" * 100_000, "../../etc"])
def test_what_is_no_link_signs_nobody_in(database: Database, token: str) -> None:
    """Whatever stands where the token belongs."""
    register(database, "aina", Role.ADMIN)
    mailed(database)
    assert links.look(database, token, NOW) is None
    with pytest.raises(CannotSignIn):
        links.use(database, token, HERE, lasting=LASTING, now=NOW)


def test_a_link_ends_after_its_time(database: Database) -> None:
    """Fifteen minutes by mail, a day when it is handed over."""
    admin = register(database, "aina", Role.ADMIN)
    given = links.give(database, "aina", actor=admin, now=NOW)
    for made, kind in ((mailed(database), LinkKind.MAIL), (given, LinkKind.GIVEN)):
        assert made.until == NOW + HOLDS[kind]
        assert links.look(database, made.token, made.until - MINUTE) is not None
        assert links.look(database, made.token, made.until) is None
        with pytest.raises(CannotSignIn):
            links.use(database, made.token, HERE, lasting=LASTING, now=made.until)
    assert HOLDS[LinkKind.MAIL] == timedelta(minutes=15)


@pytest.mark.parametrize(
    "email", ["nobody@example.org", "", "not an address", "gone@example.org", "aina@example.org\n."]
)
def test_nobody_else_gets_a_link_by_mail(database: Database, email: str) -> None:
    """Neither strangers nor people who were disabled."""
    admin = register(database, "aina", Role.ADMIN)
    register(database, "gone", Role.EDITOR, by=admin)
    people.disable(database, "gone", actor=admin, now=NOW)
    assert links.by_mail(database, email, NOW) is None


def test_an_address_is_found_however_it_is_written(database: Database) -> None:
    """Capitals and blanks around it are no other address."""
    register(database, "aina", Role.ADMIN)
    assert links.by_mail(database, "  Aina@Example.ORG ", NOW) is not None


def test_the_link_of_a_person_who_was_disabled_opens_nothing(database: Database) -> None:
    """Also when it was made before."""
    admin = register(database, "aina", Role.ADMIN)
    register(database, "jon", Role.EDITOR, by=admin)
    made = mailed(database, "jon@example.org")
    people.disable(database, "jon", actor=admin, now=NOW)
    assert links.look(database, made.token, NOW) is None
    with pytest.raises(CannotSignIn):
        links.use(database, made.token, HERE, lasting=LASTING, now=NOW)
    with pytest.raises(CampaignError, match="jon is disabled"):
        links.give(database, "jon", actor=admin, now=NOW)


def test_a_link_is_given_by_those_who_register_people_and_recorded(database: Database) -> None:
    """Whoever has it is that person: so an admin of one region gives none for all regions."""
    admin = register(database, "aina", Role.ADMIN)
    register(database, "jon", Role.ADMIN, region="navarra", by=admin)
    register(database, "ane", Role.EDITOR, region="navarra", by=admin)
    jon = acting(database, "jon")
    links.give(database, "ane", actor=jon, now=NOW)
    for other, actor in (("aina", jon), ("aina", acting(database, "ane"))):
        with pytest.raises(Forbidden):
            links.give(database, other, actor=actor, now=NOW)
    with pytest.raises(Forbidden):
        links.give(database, "nobody", actor=jon, now=NOW)
    with pytest.raises(UnknownPerson):
        links.give(database, "nobody", actor=admin, now=NOW)
    with database.read() as connection:
        acts = select(record).where(record.c.act == "sign-in.link-given")
        (entry,) = connection.execute(acts).all()
    assert (entry.private["who"][1], entry.private["person"][1]) == ("jon", "ane")


def test_a_second_link_that_is_given_ends_the_first(database: Database) -> None:
    """One lies on a slip of paper, and nobody knows where."""
    admin = register(database, "aina", Role.ADMIN)
    first = links.give(database, "aina", actor=admin, now=NOW)
    second = links.give(database, "aina", actor=admin, now=NOW)
    assert links.look(database, first.token, NOW) is None
    assert links.look(database, second.token, NOW) is not None


def test_signing_in_ends_the_session_that_the_browser_had(database: Database) -> None:
    """A session that somebody put into the browser before is of no use to them."""
    register(database, "aina", Role.ADMIN)
    first = links.use(database, mailed(database).token, HERE, lasting=LASTING, now=NOW)
    again = Browser(HERE.id, HERE.device, former=first.token)
    second = links.use(database, mailed(database).token, again, lasting=LASTING, now=NOW)
    assert whose(database, first.token, NOW) is None
    assert whose(database, second.token, NOW) == "aina"
    assert first.token != second.token


def test_of_two_browsers_that_use_a_link_at_once_one_is_signed_in(database: Database) -> None:
    """The database decides."""
    register(database, "aina", Role.ADMIN)
    made, gate = mailed(database), Barrier(2)

    def use(browser: Browser) -> bool:
        gate.wait()
        try:
            links.use(database, made.token, browser, lasting=LASTING, now=NOW)
        except CannotSignIn:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(use, (HERE, ELSEWHERE))) == [False, True]


def test_a_link_of_a_clock_that_was_ahead_opens_nothing_after_it_was_set_back(
    database: Database,
) -> None:
    """It would hold for a day; clocks that differ by minutes are let be."""
    register(database, "aina", Role.ADMIN)
    tomorrow, soon = NOW + timedelta(days=1), NOW + timedelta(minutes=4)
    far = links.by_mail(database, "aina@example.org", tomorrow)
    near = links.by_mail(database, "aina@example.org", soon)
    assert far is not None and near is not None
    assert links.look(database, far.token, NOW) is None
    assert links.look(database, near.token, NOW) is not None
    with pytest.raises(CannotSignIn):
        links.use(database, far.token, HERE, lasting=LASTING, now=NOW)
