"""Sessions: how long they last, whose they are, and what ends them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from campaign.errors import Forbidden
from campaign.model.people import Actor, Role
from campaign.model.sessions import Preferences, WayIn
from campaign.storage.database import Database
from campaign.storage.desk.tables import passkeys, preferences, sign_in_links
from campaign.storage.desk.tables import sessions as table
from campaign.usecases.signing_in import links, profile, sessions
from campaign.usecases.signing_in.sessions import Begun, Browser, begin
from campaign.usecases.trust import people
from campaign.usecases.trust.people import forget
from tests.plan.made import NOW
from tests.storage.conftest import on_both
from tests.usecases.signing_in.made import ALONE, ELSEWHERE, HERE, LASTING, who, whose
from tests.usecases.trust.team import REGIONS, acting, register

pytestmark = on_both
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def signed_in(database: Database, person: str, browser: Browser = HERE) -> Begun:
    """A session of somebody."""
    with database.write() as connection:
        return begin(connection, person, WayIn.MAIL, browser, lasting=LASTING, now=NOW)


def test_a_session_ends_when_nobody_uses_it(database: Database) -> None:
    """Twelve hours after the last request."""
    register(database, "aina", Role.ADMIN)
    token = signed_in(database, "aina").token
    assert whose(database, token, NOW + 11 * HOUR) == "aina"
    assert whose(database, token, NOW + 22 * HOUR) == "aina"
    assert whose(database, token, NOW + 34 * HOUR) is None


def test_a_session_ends_after_seven_days_however_it_is_used(database: Database) -> None:
    """To the second."""
    register(database, "aina", Role.ADMIN)
    token = signed_in(database, "aina").token
    for hours in range(0, 7 * 24, 6):
        assert whose(database, token, NOW + hours * HOUR) == "aina"
    assert whose(database, token, NOW + 7 * DAY - timedelta(seconds=1)) == "aina"
    assert whose(database, token, NOW + 7 * DAY) is None


def test_each_request_has_the_roles_of_its_moment(database: Database) -> None:
    """A role that was given counts at once."""
    admin = register(database, "aina", Role.ADMIN)
    register(database, "jon", Role.READER, by=admin)
    token = signed_in(database, "jon").token
    people.give(database, "jon", Role.EDITOR, "navarra", regions=REGIONS, actor=admin, now=NOW)
    found = who(database, token, NOW)
    assert found is not None and found.actor.person is not None
    assert Role.EDITOR in found.actor.person.roles_in("navarra")


def test_a_role_that_is_taken_ends_the_sessions(database: Database) -> None:
    """All of that person's, and nobody else's."""
    admin = register(database, "aina", Role.ADMIN)
    register(database, "jon", Role.EDITOR, by=admin)
    mine, theirs = signed_in(database, "aina"), signed_in(database, "jon")
    more = signed_in(database, "jon", ELSEWHERE)
    people.take(database, "jon", Role.EDITOR, "all", regions=REGIONS, actor=admin, now=NOW)
    assert [whose(database, each.token, NOW) for each in (theirs, more)] == [None, None]
    assert whose(database, mine.token, NOW) == "aina"


def test_a_person_who_is_disabled_is_out_at_once(database: Database) -> None:
    """And stays out when they are let in again, until they sign in anew."""
    admin = register(database, "aina", Role.ADMIN)
    register(database, "jon", Role.EDITOR, by=admin)
    token = signed_in(database, "jon").token
    people.disable(database, "jon", actor=admin, now=NOW)
    assert whose(database, token, NOW) is None
    people.enable(database, "jon", actor=admin, now=NOW)
    assert whose(database, token, NOW) is None


def test_a_session_written_beside_the_program_counts_for_nobody_disabled(
    database: Database,
) -> None:
    """The person is looked at each time, whatever the table of sessions has."""
    admin = register(database, "aina", Role.ADMIN)
    register(database, "jon", Role.EDITOR, by=admin)
    people.disable(database, "jon", actor=admin, now=NOW)
    assert whose(database, signed_in(database, "jon").token, NOW) is None
    assert whose(database, signed_in(database, "stranger").token, NOW) is None


def test_of_a_person_who_is_forgotten_nothing_stays_by_which_they_signed_in(
    database: Database,
) -> None:
    """Sessions, links, passkeys, wishes."""
    admin = register(database, "aina", Role.ADMIN)
    jon = register(database, "jon", Role.EDITOR, by=admin)
    token = signed_in(database, "jon").token
    links.by_mail(database, "jon@example.org", NOW)
    profile.change(database, "Jon", Preferences("eu", shortcuts=False), actor=jon, now=NOW)
    with database.write() as connection:
        values = {"handle": "h", "public_key": "k", "sign_count": 0, "transports": "[]"}
        connection.execute(
            passkeys.insert().values(id="x", person="jon", name="Jon's", created=NOW, **values)
        )
        forget(connection, "jon", actor=admin, now=NOW)
    assert whose(database, token, NOW) is None
    with database.read() as connection:
        for each in (table, sign_in_links, passkeys, preferences):
            assert connection.execute(select(each).where(each.c.person == "jon")).all() == []


def test_whoever_works_alone_is_out_when_somebody_is_registered(database: Database) -> None:
    """From then on each act is somebody's."""
    token = signed_in(database, "").token
    found = who(database, token, NOW)
    assert found is not None and found.actor == Actor("alone")
    register(database, "aina", Role.ADMIN)
    assert whose(database, token, NOW) is None


def test_people_see_and_end_their_own_sessions(database: Database) -> None:
    """One of them, or all but this one; nobody else's."""
    admin = register(database, "aina", Role.ADMIN)
    jon = register(database, "jon", Role.EDITOR, by=admin)
    here, there, hers = (
        signed_in(database, "jon"),
        signed_in(database, "jon", ELSEWHERE),
        signed_in(database, "aina"),
    )
    mine = sessions.mine(database, jon, idle=LASTING.idle, now=NOW)
    assert {each.device for each in mine} == {"Firefox on Linux", "Safari on iPhone"}
    assert not sessions.end_mine(database, jon, hers.session.id)
    assert sessions.end_mine(database, jon, there.session.id)
    assert not sessions.end_mine(database, jon, there.session.id)
    signed_in(database, "jon", ELSEWHERE)
    assert sessions.end_everywhere(database, jon, but=here.session.id) == 1
    assert whose(database, here.token, NOW) == "jon"
    assert whose(database, hers.token, NOW) == "aina"
    assert len(sessions.mine(database, jon, idle=LASTING.idle, now=NOW)) == 1


def test_signing_out_twice_is_signing_out(database: Database) -> None:
    """And of nothing, nothing."""
    register(database, "aina", Role.ADMIN)
    token = signed_in(database, "aina").token
    for each in (token, token, "nonsense", ""):
        sessions.end(database, each)
    assert whose(database, token, NOW) is None


def test_sessions_that_are_over_are_forgotten(database: Database) -> None:
    """The table does not grow for ever."""
    register(database, "aina", Role.ADMIN)
    signed_in(database, "aina")
    with database.write() as connection:
        begin(connection, "aina", WayIn.MAIL, HERE, lasting=LASTING, now=NOW + 8 * DAY)
    with database.read() as connection:
        assert len(connection.execute(select(table)).all()) == 1


def test_people_change_their_own_name_and_wishes(database: Database) -> None:
    """The record has a new name, once; other wishes are nobody's business."""
    aina = register(database, "aina", Role.ADMIN)
    wanted = Preferences("ca", shortcuts=False)
    assert profile.change(database, " Aina Roca ", wanted, actor=aina, now=NOW)
    assert not profile.change(database, "Aina Roca", wanted, actor=aina, now=NOW)
    assert acting(database, "aina").person.name == "Aina Roca"  # type: ignore[union-attr]
    found = who(database, signed_in(database, "aina").token, NOW)
    assert found is not None and found.preferences == wanted


def test_whoever_was_disabled_changes_nothing_any_more(database: Database) -> None:
    """Though their page is still open."""
    admin = register(database, "aina", Role.ADMIN)
    jon = register(database, "jon", Role.EDITOR, by=admin)
    people.disable(database, "jon", actor=admin, now=NOW)
    for act in (
        lambda: profile.change(database, "J", Preferences(), actor=jon, now=NOW),
        lambda: sessions.end_everywhere(database, jon),
        lambda: sessions.mine(database, jon, idle=LASTING.idle, now=NOW),
        lambda: profile.change(database, "J", Preferences(), actor=ALONE, now=NOW),
    ):
        with pytest.raises(Forbidden):
            act()


def test_a_clock_that_is_set_back_lets_no_idle_session_last_longer(database: Database) -> None:
    """What a clock of tomorrow noted is corrected at the next request."""
    register(database, "aina", Role.ADMIN)
    with database.write() as connection:
        begun = begin(connection, "aina", WayIn.MAIL, HERE, lasting=LASTING, now=NOW)
    ahead = NOW + timedelta(hours=11)
    assert whose(database, begun.token, ahead) == "aina"
    assert whose(database, begun.token, NOW + timedelta(minutes=1)) == "aina"
    assert whose(database, begun.token, NOW + timedelta(hours=12, minutes=2)) is None
