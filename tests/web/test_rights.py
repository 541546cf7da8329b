"""Every route × everybody: who comes in, and what an unsafe request has to bring along."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
import requests
from fastapi.routing import APIRoute

from campaign.model.people import EVERYWHERE, Role
from campaign.plan.rights import RIGHTS, Act
from campaign.usecases.trust import people
from campaign.web.app import PAGES, create_app
from campaign.web.routing import NEEDS, PUBLIC, SIGNED_IN, Needs
from tests.web.stage import PEOPLE, Stage, Visit, staged

#: What stands for each parameter of a path: nothing that there is, so that nothing is done.
VALUES = {"week": "2026-W40", "number": "999999", "channel": "eu-mastodon", "language": "eu"}
#: Who was disabled, and who had a role until a moment ago.
GONE, BARE = "dora", "tom"


@dataclass(frozen=True, slots=True)
class Door:
    """One method of one route, and the right that it names."""

    method: str
    path: str
    needs: Needs

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def address(self) -> str:
        """A path of this kind."""
        return re.sub(r"{(\w+)}", lambda found: VALUES.get(found[1], "no-such-thing"), self.path)


def doors() -> list[Door]:
    """All doors of the desk's pages."""
    return [
        Door(method, route.path, (route.openapi_extra or {})[NEEDS])
        for page in PAGES
        for route in page.pages.routes
        if isinstance(route, APIRoute)
        for method in sorted(route.methods or ())
    ]


DOORS = doors()
UNSAFE = [door for door in DOORS if door.method not in ("GET", "HEAD")]


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A desk with people of every role, one who was disabled, and one who has lost the role."""
    with staged(tmp_path_factory.mktemp("team") / "campaign") as stage:
        stage.plan(approved=True)
        everything = frozenset(Role)
        for id in (GONE, BARE):
            stage.register(id, {EVERYWHERE: everything})
        now, ada, database = stage.opened.now(), stage.person("ada"), stage.opened.database
        people.disable(database, GONE, actor=ada, now=now)
        for role in everything:
            people.take(database, BARE, role, "all", regions=(), actor=ada, now=now)
        yield stage


def may(id: str, needs: Needs) -> bool:
    """Whether somebody is let in, by the table of rights and the roles of the stage."""
    if needs is PUBLIC:
        return True
    if id in ("", GONE):
        return False
    if needs is SIGNED_IN:
        return True
    assert isinstance(needs, Act)
    held = {role for some in PEOPLE.get(id, {}).values() for role in some}
    return bool(held & RIGHTS[needs])


def knock(visit: Visit, door: Door, token: str) -> requests.Response:
    """Ask at a door as a page of the desk would."""
    return visit.http.request(
        door.method,
        visit.url + door.address,
        data={"csrf": token} if door in UNSAFE else None,
        headers={"Origin": visit.url, "Sec-Fetch-Site": "same-origin"},
        allow_redirects=False,
        timeout=60,
    )


def is_turned_away(answer: requests.Response, door: Door) -> bool:
    """Whether somebody was not let in: sent to the sign-in, or told that it takes the right."""
    if answer.status_code == 303 and answer.headers["location"] == "/sign-in":
        return "notice" not in answer.cookies  # whoever signs out is told so there
    return answer.status_code == 403 and "in any region" in answer.text


@pytest.mark.slow
@pytest.mark.parametrize("id", ["", *PEOPLE, GONE, BARE])
def test_everybody_comes_in_where_their_role_lets_them(team: Stage, id: str) -> None:
    """And nowhere else; whatever is asked, nothing breaks."""
    wrong = []
    for door in DOORS:
        visit = team.visit(id)
        page = "/me" if id and id != GONE else "/sign-in"
        answer = knock(visit, door, visit.token(page) if door in UNSAFE else "")
        if door.method == "HEAD":  # it has no words, so it is compared with what GET says
            if answer.status_code != knock(visit, replace(door, method="GET"), "").status_code:
                wrong.append(f"{door}: {answer.status_code}, unlike GET")
        elif is_turned_away(answer, door) is may(id, door.needs):
            wrong.append(f"{door}: {answer.status_code}, needs {door.needs}")
        if answer.status_code >= 500:
            wrong.append(f"{door}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
@pytest.mark.parametrize("door", UNSAFE, ids=str)
def test_no_door_opens_without_a_token_or_for_another_site(team: Stage, door: Door) -> None:
    """Whoever asks: the admin with a valid session, and guests."""
    for id in ("ada", ""):
        if id == "" and door.needs is not PUBLIC:
            continue
        visit = team.visit(id)
        token = visit.token("/" if id else "/sign-in")
        ours = {"Origin": team.url, "Sec-Fetch-Site": "same-origin"}
        for headers, given in (
            (ours, ""),
            (ours, "0" * 192),
            (ours, team.visit("olga").token("/")),
            ({"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}, token),
            ({"Origin": "https://evil.example"}, token),
            ({}, token),
        ):
            answer = visit.http.request(
                door.method,
                team.url + door.address,
                data={"csrf": given},
                headers=headers,
                allow_redirects=False,
                timeout=60,
            )
            assert answer.status_code == 403, (id, headers)
            assert re.search("This form cannot be used|from another site", answer.text)


def test_a_role_that_is_taken_counts_at_once(stage: Stage) -> None:
    """The session of before is over; a new one opens nothing that took the role."""
    stage.register("tom", {EVERYWHERE: [Role.EDITOR]})
    visit = stage.visit("tom")
    assert visit.get("/", allow_redirects=False).status_code == 200
    now, ada = stage.opened.now(), stage.person("ada")
    people.take(stage.opened.database, "tom", Role.EDITOR, "all", regions=(), actor=ada, now=now)
    assert visit.get("/", allow_redirects=False).headers["location"] == "/sign-in"
    again = stage.visit("tom")
    assert again.get("/", allow_redirects=False).status_code == 403
    assert again.get("/me").status_code == 200


def test_a_person_who_is_disabled_is_out_at_once(stage: Stage) -> None:
    """In the middle of the day, with a page open."""
    visit = stage.visit("edgar")
    token = visit.token("/")
    now, ada = stage.opened.now(), stage.person("ada")
    people.disable(stage.opened.database, "edgar", actor=ada, now=now)
    assert visit.get("/", allow_redirects=False).headers["location"] == "/sign-in"
    answer = visit.send("/me", {"csrf": token, "name": "Mallory"})
    assert answer.status_code == 401 and "Nothing was done" in answer.text
    assert stage.person("edgar").person.name == "Edgar"  # type: ignore[union-attr]
    answer = visit.send("/me/sessions/end-all", {"csrf": token})
    assert answer.headers["location"] == "/sign-in"


def test_every_path_of_the_desk_names_a_right_or_is_known_to_need_none(seen: Stage) -> None:
    """A route that was hung in beside the pages would be walked by nobody."""
    app = create_app(seen.desk)
    walked = {door.path for door in DOORS}
    others = {str(getattr(route, "path", "")) for route in _flat(app.routes)} - walked
    machines = ("/api/", "/mcp")
    assert {each for each in others if not each.startswith(machines)} <= {
        *("/static", "/health", "/metrics"),
    }


def _flat(routes: list[Any]) -> Iterator[Any]:
    """Routes, and those of routers that were included whole."""
    for route in routes:
        inner = getattr(getattr(route, "router", None), "routes", None)
        inner = inner or getattr(getattr(route, "original_router", None), "routes", None)
        if inner:
            yield from _flat(inner)
        else:
            yield route


def test_the_walk_is_of_all_pages() -> None:
    """Pages that this file does not see would not be tested."""
    assert len(DOORS) > 80 and len(UNSAFE) > 30
