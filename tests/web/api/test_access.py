"""Who is let in by a token, for what, how often; and everybody else is told so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import requests

from campaign.model.machines import Scope
from campaign.model.people import Role
from campaign.usecases.machines import tokens
from campaign.usecases.trust import people
from tests.web.api.asking import Program, problem, program
from tests.web.stage import Stage, staged


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A desk with people, and one post."""
    folder = tmp_path_factory.mktemp("access") / "campaign"
    with staged(folder, posts=("platforms-01",)) as made:
        made.plan()
        yield made


#: Every route with what it takes, and the scope that it is for.
ROUTES = [
    ("GET", "/posts", Scope.READ),
    ("GET", "/posts/platforms-01", Scope.READ),
    ("POST", "/compose", Scope.READ),
    ("GET", "/publications", Scope.READ),
    ("GET", "/publications/1", Scope.READ),
    ("GET", "/approvals", Scope.READ),
    ("GET", "/pauses", Scope.READ),
    ("GET", "/findings", Scope.READ),
    ("GET", "/plan", Scope.READ),
    ("GET", "/reports/2026-W50", Scope.READ),
    ("GET", "/health", Scope.READ),
    ("POST", "/posts", Scope.WRITE_POSTS),
    ("PATCH", "/posts/platforms-01", Scope.WRITE_POSTS),
    ("POST", "/publications/1/skip", Scope.MOVE_PUBLICATIONS),
    ("POST", "/publications/1/reschedule", Scope.MOVE_PUBLICATIONS),
    ("POST", "/pauses", Scope.PAUSE),
    ("POST", "/figures", Scope.ENTER_FIGURES),
]


def test_every_route_of_the_description_is_tried_here(stage: Stage) -> None:
    """A new one needs a scope too."""
    paths = Program(stage, "").get("/openapi.json").json()["paths"]
    described = {(m.upper(), path) for path, some in paths.items() for m in some}
    examples = {"/posts/{id}": "/posts/platforms-01", "/reports/{period}": "/reports/2026-W50"}
    tried = {(method, path) for method, path, _ in ROUTES}
    for method, path in described:
        example = examples.get(path, path.replace("{number}", "1"))
        assert (method, example) in tried, path


@pytest.mark.parametrize(("method", "path", "scope"), ROUTES)
def test_a_route_takes_its_scope(stage: Stage, method: str, path: str, scope: Scope) -> None:
    """No token: 401. A token for everything else: 403."""
    found = problem(Program(stage, "").change(method, path, {}), 401, "no-token")
    assert "Bearer" in found["detail"]
    others = program(stage, [each for each in Scope if each is not scope])
    refused = problem(others.change(method, path, {}), 403, "forbidden")
    assert scope.value in refused["detail"]


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Basic dXNlcjpwYXNz",
        "Bearer campaign_" + "A" * 43,
        "Bearer " + "x" * 5000,
        "Bearer \xe9\xe9",
        "bearer null",
    ],
)
def test_what_is_no_token_lets_nobody_in(stage: Stage, header: str) -> None:
    """401 with what is wanted."""
    url = f"{stage.url}/api/v1/posts"
    answer = requests.get(url, headers={"Authorization": header.encode("latin-1")}, timeout=30)
    bearer, _, text = header.partition(" ")
    kind = "bad-token" if bearer.casefold() == "bearer" and text else "no-token"
    assert problem(answer, 401, kind)["detail"]
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_a_cookie_of_the_desk_is_no_token(stage: Stage) -> None:
    """A browser that is signed in asks nothing here."""
    visit = stage.visit("ada")
    assert visit.get("/").status_code == 200
    problem(visit.get("/api/v1/posts"), 401, "no-token")


def test_an_ended_and_an_old_token_let_nobody_in(stage: Stage) -> None:
    """At once, and at their time."""
    first, second = program(stage, name="first", days=1), program(stage, name="second", days=2)
    ada = stage.person("ada")
    assert first.get("/health").status_code == second.get("/health").status_code == 200
    for token in tokens.every(stage.opened.database, actor=ada):
        if token.name == "second":
            tokens.end(stage.opened.database, token.id, actor=ada, now=stage.opened.now())
    problem(second.get("/health"), 401, "bad-token")
    stage.clock.move_to(stage.opened.now() + timedelta(days=1))
    problem(first.get("/health"), 401, "bad-token")


def test_a_role_that_was_taken_is_gone_at_once(stage: Stage) -> None:
    """A token of a person has the roles of the moment; a right is more than a scope."""
    stage.register("pau", {"catalonia": [Role.EDITOR]})
    asked = program(stage, person="pau")
    assert asked.get("/posts").status_code == 200
    refused = asked.change("POST", "/pauses", {"scope": "all", "reason": "x"})
    assert "may not pause in" in problem(refused, 403, "forbidden")["detail"]
    people.take(
        stage.opened.database,
        "pau",
        Role.EDITOR,
        "catalonia",
        regions=stage.opened.config.regions,
        actor=stage.person("ada"),
        now=stage.opened.now(),
    )
    problem(asked.get("/posts"), 403, "forbidden")
    people.disable(stage.opened.database, "pau", actor=stage.person("ada"), now=stage.opened.now())
    problem(asked.get("/posts"), 401, "bad-token")


def test_a_token_that_asks_too_often_is_slowed_down_alone(stage: Stage) -> None:
    """429, with when to come back; others go on."""
    hasty, calm = program(stage), program(stage)
    answers = [hasty.get("/pauses") for _ in range(150)]
    slowed = [each for each in answers if each.status_code == 429]
    assert slowed
    problem(slowed[0], 429, "too-often")
    assert int(slowed[0].headers["retry-after"]) >= 1
    assert calm.get("/pauses").status_code == 200


@pytest.mark.parametrize(
    ("method", "path"), [("DELETE", "/posts"), ("PUT", "/posts/x"), ("POST", "/health")]
)
def test_another_method_is_refused_as_a_problem(stage: Stage, method: str, path: str) -> None:
    """405, with what there is."""
    answer = program(stage).change(method, path, {})
    problem(answer, 405, "method")
    assert answer.headers["allow"]


def test_too_large_a_body_is_refused_as_a_problem(stage: Stage) -> None:
    """413, before it is read."""
    answer = program(stage).change(
        "POST", "/posts", {"title": "x" * 2_000_000, "day": "2026-12-20"}
    )
    problem(answer, 413, "too-large")


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"[" * 100_000, b'{"title": 1}', b"NaN"],
)
def test_a_body_that_cannot_be_read_is_refused_as_a_problem(stage: Stage, body: bytes) -> None:
    """422, whatever it holds."""
    headers = {"Idempotency-Key": "k", "Content-Type": "application/json"}
    answer = program(stage).ask("POST", "/posts", data=body, headers=headers)
    assert answer.status_code in (400, 422), answer.text
    problem(answer, answer.status_code, "invalid" if answer.status_code == 422 else "unreadable")
