"""The first start: whoever has the server's link registers themselves, and nobody else does."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from campaign.errors import CampaignError
from campaign.model.people import EVERYWHERE, Role
from campaign.storage.database import Database
from campaign.usecases.signing_in import links
from campaign.usecases.signing_in.errors import CannotSignIn
from campaign.usecases.signing_in.first_person import register_first
from campaign.usecases.signing_in.links import Made
from campaign.usecases.signing_in.sessions import Begun, Browser
from campaign.usecases.trust import people
from campaign.usecases.trust.names import UnfitName
from tests.plan.made import NOW
from tests.storage.conftest import on_both
from tests.usecases.signing_in.made import ELSEWHERE, HERE, LASTING, whose
from tests.usecases.trust.team import REGIONS, acting, register

pytestmark = on_both
MINUTE = timedelta(minutes=1)


def started(database: Database) -> Made:
    """The link that the server prints."""
    made = links.start(database, NOW)
    assert made is not None
    return made


def first(
    database: Database, token: str, id: str = "aina", browser: Browser = HERE, name: str = "Aina"
) -> Begun:
    """Register the first person."""
    return register_first(
        database,
        token,
        id,
        name,
        f"{id}@example.org",
        browser,
        regions=REGIONS,
        lasting=LASTING,
        now=NOW + MINUTE,
    )


def test_the_first_person_is_admin_and_coordinator_and_signed_in(database: Database) -> None:
    """In all regions."""
    begun = first(database, started(database).token)
    assert whose(database, begun.token, NOW + MINUTE) == "aina"
    person = acting(database, "aina").person
    assert person is not None
    assert person.roles == {EVERYWHERE: frozenset({Role.ADMIN, Role.COORDINATOR})}


def test_the_same_form_again_registers_nobody_twice(database: Database) -> None:
    """The server ended between the click and the answer."""
    token = started(database).token
    first(database, token)
    again = first(database, token)
    assert whose(database, again.token, NOW + MINUTE) == "aina"
    assert len(people.everybody(database)) == 1


def test_what_is_mistyped_uses_no_link(database: Database) -> None:
    """The form is shown again, and works then."""
    token = started(database).token
    for id, name in (("Aina Puig", "Aina"), ("aina", "")):
        with pytest.raises(UnfitName):
            first(database, token, id, name=name)
    first(database, token)


def test_once_somebody_is_registered_the_link_registers_nobody(database: Database) -> None:
    """It lies in a log since the first start."""
    token = started(database).token
    register(database, "root", Role.ADMIN)
    assert links.look(database, token, NOW) is None
    assert links.start(database, NOW) is None
    with pytest.raises(CannotSignIn):
        first(database, token)
    with pytest.raises(CannotSignIn):
        links.use(database, token, HERE, lasting=LASTING, now=NOW)
    assert [each.id for each in people.everybody(database)] == ["root"]


def test_a_link_for_a_person_registers_nobody(database: Database) -> None:
    """Whatever is sent with it."""
    admin = register(database, "root", Role.ADMIN)
    given = links.give(database, "root", actor=admin, now=NOW)
    with pytest.raises(CannotSignIn):
        first(database, given.token)


def test_whoever_only_tries_it_out_works_alone(database: Database) -> None:
    """And may register a moment later, from the same browser."""
    token = started(database).token
    begun = links.use(database, token, HERE, lasting=LASTING, now=NOW)
    assert whose(database, begun.token, NOW) == "alone"
    registered = first(database, token)
    assert whose(database, registered.token, NOW + MINUTE) == "aina"
    assert whose(database, begun.token, NOW + MINUTE) is None


def test_a_new_start_ends_the_link_of_the_former(database: Database) -> None:
    """One link begins, the newest."""
    former, newest = started(database), started(database)
    assert links.look(database, former.token, NOW) is None
    assert links.look(database, newest.token, NOW) is not None
    assert links.look(database, newest.token, NOW + timedelta(hours=1)) is None


def test_of_two_who_register_at_once_one_is_the_first(database: Database) -> None:
    """The other is told, and is nobody."""
    token, gate = started(database).token, Barrier(2)

    def run(id: str, browser: Browser) -> bool:
        gate.wait()
        try:
            first(database, token, id, browser)
        except CampaignError:
            return False
        return True

    each: Callable[[tuple[str, Browser]], bool] = lambda pair: run(*pair)  # noqa: E731
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(each, (("aina", HERE), ("jon", ELSEWHERE)))) == [False, True]
    assert len(people.everybody(database)) == 1


def test_the_demonstration_opens_as_its_officer(database: Database) -> None:
    """By a link for one person that registers nobody."""
    register(database, "olga", Role.ADMIN)
    made = links.as_whom(database, "olga", NOW)
    assert made is not None and links.as_whom(database, "nobody", NOW) is None
    with pytest.raises(CannotSignIn):
        first(database, made.token)
    begun = links.use(database, made.token, HERE, lasting=LASTING, now=NOW)
    assert whose(database, begun.token, NOW) == "olga"
