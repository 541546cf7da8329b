"""Passkeys: made by whoever is signed in, and signing in nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from campaign.errors import CampaignError, Forbidden
from campaign.model.people import Actor, Role
from campaign.model.sessions import Passkey, WayIn
from campaign.storage.database import Database
from campaign.storage.tables import record
from campaign.usecases.signing_in import passkeys
from campaign.usecases.signing_in.errors import CannotSignIn
from campaign.usecases.signing_in.passkeys import MOST, Site
from campaign.usecases.signing_in.sessions import Begun, Browser
from campaign.usecases.trust import people
from tests.plan.made import NOW
from tests.storage.conftest import on_both
from tests.usecases.signing_in.authenticator import Authenticator, encoded
from tests.usecases.signing_in.made import ALONE, ELSEWHERE, HERE, LASTING, whose
from tests.usecases.trust.team import register

pytestmark = on_both
SITE = Site("desk.example", "https://desk.example", "Harbour")
MINUTE = timedelta(minutes=1)


def added(
    database: Database,
    actor: Actor,
    device: Authenticator,
    name: str = "Laptop",
    browser: Browser = HERE,
    **wrong: Any,
) -> Passkey:
    """A passkey that somebody made."""
    options = passkeys.ask_to_add(database, SITE, HERE, actor=actor, now=NOW)
    answer = device.make(options, **wrong)
    return passkeys.add(database, SITE, answer, name, browser, actor=actor, now=NOW + MINUTE)


def used(database: Database, device: Authenticator, browser: Browser = HERE, **wrong: Any) -> Begun:
    """A session by a passkey."""
    options = passkeys.ask_to_sign_in(database, SITE, HERE, NOW)
    answer = device.sign(options, **wrong)
    return passkeys.sign_in(database, SITE, answer, browser, lasting=LASTING, now=NOW + MINUTE)


def test_a_passkey_signs_its_person_in(database: Database) -> None:
    """Several a person, each by its name."""
    admin = register(database, "aina", Role.ADMIN)
    jon = register(database, "jon", Role.EDITOR, by=admin)
    phone, laptop = Authenticator(), Authenticator()
    added(database, jon, phone, "Phone")
    added(database, jon, laptop, "Laptop")
    added(database, admin, Authenticator())
    for device in (phone, laptop):
        begun = used(database, device)
        assert whose(database, begun.token, NOW + MINUTE) == "jon"
        assert begun.session.how is WayIn.PASSKEY
    mine = passkeys.mine(database, jon)
    assert [each.name for each in mine] == ["Phone", "Laptop"]
    assert len({each.handle for each in mine}) == 1
    assert mine[0].transports == ("hybrid", "internal")
    assert all(each.used == NOW + MINUTE for each in mine)


def test_what_is_asked_demands_that_the_user_is_verified(database: Database) -> None:
    """And names the passkeys that a person has, so that a device makes no second one."""
    aina = register(database, "aina", Role.ADMIN)
    device = Authenticator()
    added(database, aina, device)
    options = passkeys.ask_to_add(database, SITE, HERE, actor=aina, now=NOW)
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["excludeCredentials"][0]["id"] == encoded(device.id)
    assert "aina" not in options["user"]["id"]
    asked = passkeys.ask_to_sign_in(database, SITE, HERE, NOW)
    assert asked["userVerification"] == "required" and not asked.get("allowCredentials")


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://desk.example"},
        {"host": "evil.example"},
        {"kind": "webauthn.create"},
        {"challenge": encoded(b"another challenge")},
        {"signature": b"0" * 70},
        {"handle": encoded(b"somebody else")},
        {"id": b"never made"},
        {"id": b""},
    ],
    ids=str,
)
def test_a_wrong_answer_signs_nobody_in(database: Database, wrong: dict[str, Any]) -> None:
    """Each in the same words, and what was asked is used up."""
    aina = register(database, "aina", Role.ADMIN)
    device = Authenticator()
    added(database, aina, device)
    options = passkeys.ask_to_sign_in(database, SITE, HERE, NOW)
    with pytest.raises(CannotSignIn, match="signs nobody in here"):
        passkeys.sign_in(
            database, SITE, device.sign(options, **wrong), HERE, lasting=LASTING, now=NOW
        )
    if "challenge" not in wrong:
        with pytest.raises(CannotSignIn):
            passkeys.sign_in(database, SITE, device.sign(options), HERE, lasting=LASTING, now=NOW)


def test_a_device_that_did_not_verify_its_user_is_refused(database: Database) -> None:
    """When a passkey is made, and when it is used."""
    aina = register(database, "aina", Role.ADMIN)
    with pytest.raises(CannotSignIn):
        added(database, aina, Authenticator(verifies=False))
    device = Authenticator()
    added(database, aina, device)
    device.verifies = False
    with pytest.raises(CannotSignIn):
        used(database, device)


def test_a_challenge_is_answered_once_in_time_and_in_its_browser(database: Database) -> None:
    """What somebody recorded, or began elsewhere, is worth nothing."""
    aina = register(database, "aina", Role.ADMIN)
    device = Authenticator()
    added(database, aina, device)
    options = passkeys.ask_to_sign_in(database, SITE, HERE, NOW)
    answer = device.sign(options)
    with pytest.raises(CannotSignIn):
        used(database, device, ELSEWHERE)
    with pytest.raises(CannotSignIn):
        late = NOW + 6 * MINUTE
        passkeys.sign_in(database, SITE, answer, HERE, lasting=LASTING, now=late)
    passkeys.sign_in(database, SITE, answer, HERE, lasting=LASTING, now=NOW)
    with pytest.raises(CannotSignIn):
        passkeys.sign_in(database, SITE, answer, HERE, lasting=LASTING, now=NOW)


def test_a_counter_that_goes_back_is_a_copy_of_the_device(database: Database) -> None:
    """It signs nobody in; the true device still does."""
    aina = register(database, "aina", Role.ADMIN)
    device = Authenticator(count=5)
    added(database, aina, device)
    used(database, device)
    device.count = 3
    with pytest.raises(CannotSignIn):
        used(database, device)
    device.count = 20
    used(database, device)


def test_who_was_disabled_signs_in_by_no_passkey(database: Database) -> None:
    """Nor makes one."""
    admin = register(database, "aina", Role.ADMIN)
    jon = register(database, "jon", Role.EDITOR, by=admin)
    device = Authenticator()
    added(database, jon, device)
    people.disable(database, "jon", actor=admin, now=NOW)
    with pytest.raises(CannotSignIn):
        used(database, device)
    with pytest.raises(Forbidden):
        added(database, jon, Authenticator())


def test_a_passkey_that_was_removed_signs_nobody_in(database: Database) -> None:
    """One's own; that of somebody else stays. The record has both acts."""
    admin = register(database, "aina", Role.ADMIN)
    jon = register(database, "jon", Role.EDITOR, by=admin)
    device = Authenticator()
    made = added(database, jon, device, "Phone")
    assert not passkeys.remove(database, made.id, actor=admin, now=NOW)
    assert passkeys.remove(database, made.id, actor=jon, now=NOW)
    assert not passkeys.remove(database, made.id, actor=jon, now=NOW)
    with pytest.raises(CannotSignIn):
        used(database, device)
    with database.read() as connection:
        acts = select(record).where(record.c.act.like("passkey.%")).order_by(record.c.number)
        entries = connection.execute(acts).all()
    assert [each.act for each in entries] == ["passkey.added", "passkey.removed"]
    assert all(each.private["name"][1] == "Phone" for each in entries)


def test_the_same_passkey_again_is_left_as_it_is(database: Database) -> None:
    """The server ended between the click and the answer, and the form came once more."""
    aina = register(database, "aina", Role.ADMIN)
    options = passkeys.ask_to_add(database, SITE, HERE, actor=aina, now=NOW)
    answer = Authenticator().make(options)
    for _ in range(2):
        passkeys.add(database, SITE, answer, "Laptop", HERE, actor=aina, now=NOW)
    assert len(passkeys.mine(database, aina)) == 1


def test_nobody_takes_over_the_passkey_of_another(database: Database) -> None:
    """An id that is taken is taken."""
    admin = register(database, "aina", Role.ADMIN)
    jon = register(database, "jon", Role.EDITOR, by=admin)
    device = Authenticator()
    added(database, jon, device)
    handle = device.handle
    with pytest.raises(CannotSignIn, match="belongs to another"):
        added(database, admin, device)
    device.handle = handle
    with pytest.raises(CannotSignIn):
        added(database, admin, Authenticator(), browser=ELSEWHERE)
    assert whose(database, used(database, device).token, NOW + MINUTE) == "jon"


@pytest.mark.parametrize(
    "answer",
    [
        *("", "[]", "nonsense", "{}", '{"response": 3}', "[" * 100_000),
        '{"id": 7, "response": {"clientDataJSON": 1}}',
        '{"id": "\\ud800", "response": {"clientDataJSON": "e30"}}',
    ],
    ids=lambda each: each[:20],
)
def test_whatever_a_browser_sends_ends_in_an_answer(database: Database, answer: str) -> None:
    """And not in an error of the program."""
    aina = register(database, "aina", Role.ADMIN)
    with pytest.raises(CannotSignIn):
        passkeys.sign_in(database, SITE, answer, HERE, lasting=LASTING, now=NOW)
    with pytest.raises(CannotSignIn):
        passkeys.add(database, SITE, answer, "Laptop", HERE, actor=aina, now=NOW)
    assert passkeys.id_of(answer) == ""


def test_there_are_at_most_twenty_and_none_while_nobody_is_registered(database: Database) -> None:
    """A person needs a few."""
    with pytest.raises(CampaignError, match="nobody is registered"):
        passkeys.ask_to_add(database, SITE, HERE, actor=ALONE, now=NOW)
    aina = register(database, "aina", Role.ADMIN)
    for number in range(MOST):
        added(database, aina, Authenticator(), f"Key {number}")
    with pytest.raises(CampaignError, match="enough"):
        passkeys.ask_to_add(database, SITE, HERE, actor=aina, now=NOW)
