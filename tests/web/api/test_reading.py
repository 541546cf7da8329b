"""What programs read: lists in portions, single things, and only what their roles let them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from campaign.model.machines import Scope
from campaign.model.people import Role
from tests.web.api.asking import Program, problem, program, unhurried
from tests.web.stage import Stage, staged

POST = "learning-labs-02"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Everything is planned; half a region was approved by nobody yet."""
    with unhurried(), staged(tmp_path_factory.mktemp("read") / "campaign") as made:
        made.plan()
        yield made


@pytest.fixture(scope="module")
def reader(stage: Stage) -> Program:
    """A program that reads everything."""
    return program(stage, [Scope.READ], role=Role.READER)


def whole(asked: Program, path: str, name: str, **query: Any) -> list[Any]:
    """A list from its first to its last portion."""
    found: list[Any] = []
    cursor = ""
    for _ in range(200):
        answer = asked.get(path, cursor=cursor, **query)
        assert answer.status_code == 200, answer.text
        body = answer.json()
        assert len(body[name]) <= query.get("limit", 50)
        found += body[name]
        cursor = body["next"] or ""
        if not cursor:
            return found
    raise AssertionError("the list has no end")


@pytest.mark.parametrize("limit", [1, 3, 7, 50, 200])
def test_publications_come_in_portions_without_a_gap(reader: Program, limit: int) -> None:
    """Many stand at the same instant: none is missed, none comes twice."""
    span = {"from": "2026-12-07T00:00:00Z", "to": "2026-12-12T00:00:00Z"}
    found = whole(reader, "/publications", "publications", limit=limit, **span)
    numbers = [each["id"] for each in found]
    assert len(numbers) == len(set(numbers)) > 30
    assert [each["at"] for each in found] == sorted(each["at"] for each in found)
    one = reader.get(f"/publications/{numbers[-1]}").json()
    assert one == found[-1]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/posts", "posts"),
        ("/findings", "findings"),
        ("/approvals", "requests"),
        ("/plan", "steps"),
    ],
)
def test_every_list_comes_in_portions(reader: Program, path: str, name: str) -> None:
    """The same entries, whatever the size of a portion."""
    small, large = (whole(reader, path, name, limit=limit) for limit in (2, 200))
    assert small == large


def test_a_post_is_read_with_its_etag(reader: Program) -> None:
    """Fields, states, and the hash that an edit names."""
    answer = reader.get(f"/posts/{POST}")
    found = answer.json()
    assert answer.headers["etag"] == f'"{found["base"]}"'
    assert found["fields"]["id"] == POST
    assert found["mistakes"] == []
    listed = reader.get("/posts", words=POST).json()["posts"]
    assert [each["id"] for each in listed] == [POST]


def test_what_waits_for_a_yes_is_listed_and_cannot_be_said_here(reader: Program) -> None:
    """There is no way to approve, whatever the method and the token."""
    found = reader.get("/approvals").json()["requests"]
    assert found
    assert all(each["steps"] and each["texts"] for each in found)
    strongest = program(reader.stage, person="olga", name="strongest")
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        problem(strongest.change(method, "/approvals", {}), 405, "method")
        number = found[0]["publication"]
        problem(strongest.change(method, f"/approvals/{number}", {}), 404, "not-found")
        problem(strongest.change(method, f"/publications/{number}/approve", {}), 404, "not-found")


def test_a_machine_reads_its_own_region(stage: Stage) -> None:
    """Publications, posts, requests and steps of other regions are not there for it."""
    asked = program(stage, [Scope.READ], role=Role.READER, region="catalonia")
    span = {"from": "2026-12-07T00:00:00Z", "to": "2026-12-20T00:00:00Z"}
    some = whole(asked, "/publications", "publications", **span)
    assert {each["region"] for each in some} == {"catalonia"}
    assert {each["region"] for each in whole(asked, "/approvals", "requests")} == {"catalonia"}
    problem(asked.get("/publications", region="navarra"), 404, "not-found")
    everywhere = program(stage, [Scope.READ], role=Role.READER)
    other = next(
        each
        for each in whole(everywhere, "/publications", "publications", **span)
        if each["region"] == "navarra"
    )
    problem(asked.get(f"/publications/{other['id']}"), 404, "not-found")


def test_unsaved_fields_are_composed(reader: Program) -> None:
    """As in the desk's preview; nothing is saved."""
    body = {"post": POST, "fields": {"copy.en.text": "Short."}}
    answer = reader.ask("POST", "/compose", json=body)
    assert answer.status_code == 200, answer.text
    texts = [t["text"] for v in answer.json()["variants"] for t in v["texts"]]
    assert any("Short." in text for text in texts)
    assert reader.get(f"/posts/{POST}").json()["fields"]["copy.en.text"] != "Short."


def test_a_report_and_the_health_are_read(reader: Program) -> None:
    """With null where nothing is known."""
    report = reader.get("/reports/2026-W50").json()
    assert report["total"]["metrics"]["views"] is None
    assert reader.get("/health").json()["reasons"] == []
    assert reader.get("/pauses").json() == {"pauses": []}


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/publications", {"limit": 0}),
        ("/publications", {"limit": 201}),
        ("/publications", {"limit": "ten"}),
        ("/publications", {"cursor": "nonsense"}),
        ("/publications", {"cursor": "WyJhIiwgMV0"}),
        ("/publications", {"cursor": "é" * 200}),
        ("/publications", {"from": "2026-12-07"}),
        ("/publications", {"from": "2026-12-07T00:00:00"}),
        ("/publications", {"from": "2026-12-07T00:00:00Z", "to": "2026-12-01T00:00:00Z"}),
        ("/publications", {"from": "0001-01-01T00:00:00+14:00"}),
        ("/publications", {"from": "9999-12-31T23:59:59-14:00"}),
        ("/posts", {"cursor": "WzEsIDBd"}),
        ("/posts", {"words": "x" * 201}),
        ("/findings", {"level": "loud"}),
        ("/reports/2026-W99", {}),
        ("/reports/0000-W01", {}),
        ("/reports/9999-W52", {}),
        ("/reports/last", {}),
        ("/publications/0", {}),
        ("/publications/99999999999999999999", {}),
    ],
)
def test_what_is_not_as_described_is_said_to_be_so(
    reader: Program, path: str, query: dict[str, Any]
) -> None:
    """422, with what is wrong."""
    problem(reader.get(path, **query), 422, "invalid")


@pytest.mark.parametrize(
    "path",
    [
        "/posts/none",
        "/posts/..%2f..%2fconfig",
        "/publications/999999",
        "/nothing",
        "/",
        "/posts/%0a",
        "/%0a",
    ],
)
def test_what_is_not_there_is_said_to_be_so(reader: Program, path: str) -> None:
    """404, as a problem too."""
    problem(reader.get(path), 404, "not-found")


def test_the_description_is_openapi_3_1_and_shows_no_page_of_others(reader: Program) -> None:
    """Every answer of every route is declared; no documentation loads from elsewhere."""
    stranger = Program(reader.stage, "")
    found = stranger.get("/openapi.json").json()
    assert found["openapi"].startswith("3.1")
    assert found["servers"] == [{"url": "/api/v1"}]
    assert found["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"
    for path, operations in found["paths"].items():
        for method, operation in operations.items():
            assert {"401", "403", "404", "422", "429"} <= set(operation["responses"]), path
            assert operation["security"], path
            if method in ("post", "patch") and path != "/compose":
                names = {each["name"] for each in operation["parameters"]}
                assert "Idempotency-Key" in names, path
    for path in ("/docs", "/redoc"):
        problem(stranger.get(path), 404, "not-found")
