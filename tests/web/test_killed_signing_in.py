"""The desk is killed between click and answer of what concerns people: it is done once."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from campaign.model.people import EVERYWHERE, Actor, Role
from campaign.storage.trust import people as stored
from campaign.usecases.signing_in import links
from campaign.usecases.trust import people
from tests.web.killed_process import Place, killed, place, send
from tests.web.stage import Visit

__all__ = ["place"]

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="SIGKILL")]

WHEN = pytest.mark.parametrize("after", ["at once", "when it is done"])
REGISTER = {"id": "jon", "name": "Jon Etxea", "email": "jon@project.example", "role": "editor"}


def jon(place: Place) -> Any:
    """Jon as he is registered, None while he is not."""
    with place.opened.database.read() as connection:
        return stored.one(connection, "jon")


def registered(place: Place) -> None:
    """Register Jon as an editor everywhere."""
    ada = next(each for each in people.everybody(place.opened.database) if each.id == "ada")
    people.add(
        place.opened.database,
        "jon",
        "Jon Etxea",
        "jon@project.example",
        roles={"all": {Role.EDITOR}},
        regions=(),
        actor=Actor(ada.id, ada),
        now=datetime.now(UTC),
    )


def twice(place: Place, path: str, form: dict[str, str], page: str, act: str, after: str) -> str:
    """Send a form, kill the desk, send it again; gives what the second one says."""
    with place.desk() as (process, visit):
        there = send(visit, path, form, page)
        killed(process, there, lambda: after == "at once" or place.acts(act))
    before = place.acts(act)
    assert before <= 1 and (after == "at once" or before == 1)
    with place.desk() as (_, visit):
        answer = visit.post(path, form, page=page)
        assert answer.status_code in (303, 409, 422)
        if answer.status_code == 303:
            answer = visit.get(answer.headers["location"])
    assert place.acts(act) == 1
    found: str = answer.text + answer.headers.get("location", "")
    return found


@WHEN
def test_a_person_is_registered_once(place: Place, after: str) -> None:
    """The second form says that they are there already."""
    form = {**REGISTER, "region": EVERYWHERE}
    said = twice(place, "/people", form, "/new-person", "person.added", after)
    assert jon(place).roles == {EVERYWHERE: {Role.EDITOR}}
    assert after == "at once" or "Was done already." in said


@WHEN
@pytest.mark.parametrize(
    ("path", "form", "act", "stands"),
    [
        (
            "/people/jon/roles",
            {"act": "give", "role": "approver", "region": EVERYWHERE},
            "role.given",
            lambda found: Role.APPROVER in found.roles[EVERYWHERE],
        ),
        (
            "/people/jon/roles",
            {"act": "take", "role": "editor", "region": EVERYWHERE},
            "role.taken",
            lambda found: not found.roles,
        ),
        ("/people/jon/disable", {}, "person.disabled", lambda found: found.disabled is not None),
    ],
    ids=["give", "take", "disable"],
)
def test_what_somebody_may_do_changes_once(
    place: Place,
    after: str,
    path: str,
    form: dict[str, str],
    act: str,
    stands: Callable[[Any], bool],
) -> None:
    """Whichever of the two forms did it."""
    registered(place)
    earlier = place.acts(act)
    with place.desk() as (process, visit):
        there = send(visit, path, form, "/people/jon")
        killed(process, there, lambda: after == "at once" or place.acts(act) > earlier)
    with place.desk() as (_, visit):
        assert visit.post(path, form, page="/people/jon").status_code in (303, 409)
    assert place.acts(act) == earlier + 1
    assert stands(jon(place))


@WHEN
def test_a_link_whose_answer_was_lost_signs_in_by_the_same_form(place: Place, after: str) -> None:
    """Once: of the session that nobody got to know of, nothing is left."""
    registered(place)
    ada = next(each for each in people.everybody(place.opened.database) if each.id == "ada")
    database, now = place.opened.database, datetime.now(UTC)
    made = links.give(database, "jon", actor=Actor(ada.id, ada), now=now)

    def used() -> bool:
        return links.look(database, made.token, datetime.now(UTC)) is None

    guest = Visit("", "")
    with place.desk() as (process, visit):
        guest.url = visit.url
        token = guest.token(made.path)
        there = send(guest, made.path, {}, made.path)
        killed(process, there, lambda: after == "at once" or used())
    assert after == "at once" or used()
    with place.desk() as (_, visit):
        guest.url = visit.url
        answer = guest.send(made.path, {"csrf": token})
        assert answer.status_code == 303
        assert "Jon Etxea" in guest.get("/").text
        page = guest.get("/me").text
        assert page.count("link that was handed over") == 1


@WHEN
@pytest.mark.parametrize("whose", ["jon", "ada"])
def test_an_address_is_changed_once(place: Place, after: str, whose: str) -> None:
    """Of somebody, and one's own; the second form finds it done."""
    registered(place)
    path, page = ("/me/mail", "/me") if whose == "ada" else ("/people/jon/mail", "/people/jon")
    shown = next(each.email for each in people.everybody(place.opened.database) if each.id == whose)
    form = {"email": "new@project.example", "shown": shown}
    twice(place, path, form, page, "person.address-changed", after)
    found = next(each for each in people.everybody(place.opened.database) if each.id == whose)
    assert found.email == "new@project.example"


@WHEN
def test_a_new_name_is_kept_once(place: Place, after: str) -> None:
    """And the record has it once."""
    form = {"name": "Ada Lovelace", "language": "", "shortcuts": "on"}
    twice(place, "/me", form, "/me", "person.renamed", after)
