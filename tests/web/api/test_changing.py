"""What programs change: once, by the use cases, with the rights of whom they act as."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from campaign.model import State
from campaign.model.machines import Scope
from campaign.model.people import Role
from campaign.storage import publications
from campaign.storage.desk import repeats
from tests.web.api.asking import Program, problem, program, unhurried
from tests.web.stage import Stage, staged

POST = "platforms-01"
DRAFT = {"title": "Open doors", "day": "2026-12-20"}


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """One post, planned and approved."""
    with unhurried(), staged(tmp_path / "campaign", posts=(POST,)) as made:
        made.plan(approved=True)
        yield made


@pytest.fixture
def asked(stage: Stage) -> Program:
    """A program that may do what a machine may."""
    return program(stage, name="cms")


def state(stage: Stage, number: int) -> State:
    """How one publication stands."""
    with stage.opened.database.read() as connection:
        found = publications.one(connection, number)
    assert found is not None
    return found.state


def files(stage: Stage) -> set[str]:
    """The calendar's files."""
    return {path.name for path in (stage.folder / "content" / "calendar").iterdir()}


def test_a_draft_is_written_once_however_often_it_is_sent(stage: Stage, asked: Program) -> None:
    """The same key gives the same answer; another key another post."""
    first = asked.change("POST", "/posts", DRAFT, "key-1")
    assert first.status_code == 201, first.text
    again = asked.change("POST", "/posts", DRAFT, "key-1")
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["location"] == first.headers["location"] == "/api/v1/posts/open-doors"
    assert again.headers["idempotent-replayed"] == "true"
    assert "idempotent-replayed" not in first.headers
    assert files(stage) == {f"{POST}.yaml", "open-doors.yaml"}
    assert asked.get("/posts/open-doors").headers["etag"] == first.headers["etag"]
    asked.change("POST", "/posts", DRAFT, "key-2")
    assert len(files(stage)) == 3


def test_a_draft_takes_fields_and_channels(stage: Stage, asked: Program) -> None:
    """As its file has them; what cannot be written is told at its field."""
    fields = {"copy.en.text": "Come and see.", "hashtags": ["EUBelong", "Doors"]}
    made = asked.change("POST", "/posts", {**DRAFT, "channels": ["catalonia"], "fields": fields})
    assert made.status_code == 201, made.text
    found = asked.get(f"/posts/{made.json()['id']}").json()["fields"]
    assert found["copy.en.text"] == "Come and see."
    assert found["hashtags"] == ["EUBelong", "Doors"]
    assert found["when"] == "2026-12-20 10:00"
    wrong = asked.change("POST", "/posts", {**DRAFT, "fields": {"card": "no such layout"}})
    assert problem(wrong, 422, "content")["errors"][0]["at"].startswith("card")


@pytest.mark.parametrize(
    "body",
    [
        {**DRAFT, "title": "Other doors"},
        {**DRAFT, "day": "2026-12-21"},
        {**DRAFT, "at": "11:00"},
        {**DRAFT, "fields": {"copy.en.text": "x"}},
        {**DRAFT, "channels": ["catalonia"]},
    ],
)
def test_the_same_key_for_another_body_is_refused(
    stage: Stage, asked: Program, body: dict[str, Any]
) -> None:
    """422, and nothing is written."""
    asked.change("POST", "/posts", DRAFT, "key-1")
    before = files(stage)
    problem(asked.change("POST", "/posts", body, "key-1"), 422, "key-reused")
    path = "/publications/1/skip"
    problem(asked.change("POST", path, {"reason": "x"}, "key-1"), 422, "key-reused")
    assert files(stage) == before
    # A key is its token's own.
    other = program(stage, name="other")
    assert other.change("POST", "/posts", body, "key-1").status_code == 201


@pytest.mark.parametrize("key", [None, "", "x" * 201, "a b", "\x7f"])
def test_a_change_without_a_key_is_refused(stage: Stage, asked: Program, key: str | None) -> None:
    """It could not be told from its repeat."""
    headers = {} if key is None else {"Idempotency-Key": key}
    problem(asked.ask("POST", "/posts", json=DRAFT, headers=headers), 422, "invalid")
    assert files(stage) == {f"{POST}.yaml"}


def test_a_refused_request_frees_its_key(stage: Stage, asked: Program) -> None:
    """What was wrong is mended, and sent again."""
    problem(
        asked.change("POST", "/posts", {**DRAFT, "channels": ["atlantis"]}, "k"), 422, "content"
    )
    assert asked.change("POST", "/posts", DRAFT, "k").status_code == 201


def test_of_many_equal_requests_at_once_one_is_carried_out(stage: Stage) -> None:
    """The others are given its answer, or told to wait for it."""
    programs = [program(stage, name="cms")]
    programs += [Program(stage, programs[0].text) for _ in range(5)]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda p: p.change("POST", "/posts", DRAFT, "k"), programs))
    codes = {each.status_code for each in answers}
    assert codes <= {201, 409}
    assert 201 in codes
    for each in answers:
        if each.status_code == 409:
            problem(each, 409, "at-work")
    assert len(files(stage)) == 2
    assert programs[0].change("POST", "/posts", DRAFT, "k").status_code == 201
    assert len(files(stage)) == 2


def test_a_request_that_was_killed_is_finished_by_its_repeat(stage: Stage, asked: Program) -> None:
    """After the act, before its answer was kept: the repeat does nothing twice."""
    for method, path, body in (
        ("POST", "/posts", DRAFT),
        ("POST", "/publications/1/skip", {"reason": "not here"}),
        ("POST", "/pauses", {"scope": "region:navarra", "reason": "a storm"}),
    ):
        first = asked.change(method, path, body, "k-" + path)
        assert first.status_code in (200, 201), first.text
        with stage.opened.database.write() as connection:
            answered = """UPDATE repeats SET outcome = :o WHERE outcome LIKE '%status%'"""
            kept = '{"begun":"2026-12-01T00:00:00+00:00"}'
            connection.execute(sa.text(answered), {"o": kept})
        again = asked.change(method, path, body, "k-" + path)
        assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert len(files(stage)) == 2
    assert len(asked.get("/pauses").json()["pauses"]) == 1


def test_an_edit_writes_its_fields_alone(stage: Stage, asked: Program) -> None:
    """Against the state that was read."""
    path = stage.folder / "content" / "calendar" / f"{POST}.yaml"
    before = path.read_text("utf-8").splitlines()
    read = asked.get(f"/posts/{POST}")
    edit = {"fields": {"copy.en.headline": "Another headline"}}
    base = {"If-Match": read.headers["etag"]}
    saved = asked.change("PATCH", f"/posts/{POST}", edit, **base)
    assert saved.status_code == 200, saved.text
    assert saved.json()["keys"] == ["copy.en.headline"]
    after = path.read_text("utf-8").splitlines()
    assert sum(one != other for one, other in zip(before, after, strict=True)) == 1
    assert asked.get(f"/posts/{POST}").headers["etag"] == saved.headers["etag"]
    problem(asked.change("PATCH", f"/posts/{POST}", edit), 428, "no-base")
    for wrong in ('"nonsense"', "*", '"' + "é" * 32 + '"'):
        base = {"If-Match": wrong.encode().decode("latin-1")}
        problem(asked.change("PATCH", f"/posts/{POST}", edit, **base), 412, "changed")


def test_who_edits_what_others_changed_is_told_and_overwrites_nothing(
    stage: Stage, asked: Program
) -> None:
    """The same field: refused. Another one: joined."""
    path = stage.folder / "content" / "calendar" / f"{POST}.yaml"
    base = {"If-Match": asked.get(f"/posts/{POST}").headers["etag"]}
    first = {"fields": {"copy.en.headline": "Mine"}}
    assert asked.change("PATCH", f"/posts/{POST}", first, **base).status_code == 200
    held = path.read_bytes()
    theirs = {"fields": {"copy.en.headline": "Theirs"}}
    refused = problem(asked.change("PATCH", f"/posts/{POST}", theirs, **base), 412, "changed")
    assert [each["at"] for each in refused["errors"]] == ["copy.en.headline"]
    assert path.read_bytes() == held
    other = {"fields": {"copy.en.alt": "A door that stands open."}}
    joined = asked.change("PATCH", f"/posts/{POST}", other, **base)
    assert joined.status_code == 200, joined.text
    assert joined.json()["elsewhere"] == ["copy.en.headline"]


def test_what_no_post_may_say_is_told_at_its_field(stage: Stage, asked: Program) -> None:
    """And nothing is written."""
    path = stage.folder / "content" / "calendar" / f"{POST}.yaml"
    held = path.read_bytes()
    base = {"If-Match": asked.get(f"/posts/{POST}").headers["etag"]}
    for key, value in (
        ("when", "some day"),
        ("channels", ["atlantis"]),
        ("copy.en.text", "a\u0007b"),
        ("activity", "A99"),
        ("nonsense", "x"),
    ):
        answer = asked.change("PATCH", f"/posts/{POST}", {"fields": {key: value}}, **base)
        found = problem(answer, 422, "content")
        assert found["errors"][0]["at"].startswith(key), found
    answer = asked.change("PATCH", f"/posts/{POST}", {"fields": {"id": "other"}}, **base)
    problem(answer, 409, "refused")
    problem(asked.change("PATCH", "/posts/none", {"fields": {}}, **base), 404, "not-found")
    assert path.read_bytes() == held


def test_a_publication_is_skipped_rescheduled_and_paused(stage: Stage, asked: Program) -> None:
    """By the use cases of the desk; who did it is the machine."""
    skipped = asked.change("POST", "/publications/1/skip", {"reason": "not here"})
    assert skipped.json()["shown"] == "cancelled", skipped.text
    assert state(stage, 1) is State.CANCELLED
    at = (stage.opened.now() + timedelta(days=3)).isoformat()
    moved = asked.change("POST", "/publications/1/reschedule", {"at": at}, "k")
    assert moved.status_code == 200, moved.text
    assert state(stage, 1) is State.SCHEDULED
    assert asked.change("POST", "/publications/1/reschedule", {"at": at}, "k2").status_code == 200
    past = (stage.opened.now() - timedelta(days=3)).isoformat()
    problem(asked.change("POST", "/publications/2/reschedule", {"at": past}), 409, "refused")
    paused = asked.change("POST", "/pauses", {"scope": "region:navarra", "reason": "a storm"})
    assert paused.status_code == 201, paused.text
    wrong = asked.change("POST", "/pauses", {"scope": "region:navara", "reason": "x"})
    assert "navarra" in problem(wrong, 409, "refused")["detail"]
    with stage.opened.database.read() as connection:
        who = set(connection.scalars(sa.text("SELECT who FROM pauses")))
    assert who == {"machine:cms"}
    problem(asked.change("POST", "/publications/999999/skip", {"reason": "x"}), 404, "not-found")
    for reason in ("", "  ", "x" * 1001):
        body = {"reason": reason}
        problem(asked.change("POST", "/publications/2/skip", body), 422, "invalid")


def test_figures_are_entered_once_with_their_source(stage: Stage, asked: Program) -> None:
    """A figure that stands there already is left; a wrong one is told."""
    figure = {"week": "2026-W49", "metric": "site_visits", "number": 12}
    body = {"figures": [figure], "source": "Matomo"}
    first = asked.change("POST", "/figures", body)
    assert first.status_code == 201, first.text
    assert first.json() == {"entered": 1, "corrected": 0, "unchanged": 0}
    assert asked.change("POST", "/figures", body).json()["unchanged"] == 1
    reports = asked.get("/reports/2026-W49").json()["by_hand"]
    assert [each["number"] for each in reports if each["metric"] == "site_visits"] == [12]
    slip = {"figures": [{**figure, "metric": "visits"}], "source": "Matomo"}
    assert (
        "site_visits" in problem(asked.change("POST", "/figures", slip), 422, "invalid")["detail"]
    )
    for number in (-1, 1.5, "12", True, 10**12):
        wrong = {"figures": [{**figure, "number": number}], "source": "x"}
        problem(asked.change("POST", "/figures", wrong), 422, "invalid")
    both = {"figures": [{**figure, "publication": 1}], "source": "x"}
    problem(asked.change("POST", "/figures", both), 422, "invalid")


def test_a_machine_may_do_nothing_outside_its_region(stage: Stage) -> None:
    """What is in the way is said with the region."""
    asked = program(stage, role=Role.COORDINATOR, region="catalonia")
    everywhere = program(stage)
    found = everywhere.get("/publications", post=POST, limit=200).json()["publications"]
    other = next(each["id"] for each in found if each["region"] == "navarra")
    mine = next(each["id"] for each in found if each["region"] == "catalonia")
    problem(asked.change("POST", f"/publications/{other}/skip", {"reason": "x"}), 404, "not-found")
    own = asked.change("POST", f"/publications/{mine}/skip", {"reason": "x"})
    assert own.status_code == 200, own.text
    pause = {"scope": "region:navarra", "reason": "x"}
    assert "navarra" in problem(asked.change("POST", "/pauses", pause), 403, "forbidden")["detail"]
    base = {"If-Match": everywhere.get(f"/posts/{POST}").headers["etag"]}
    edit = {"fields": {"copy.en.headline": "For all regions"}}
    problem(asked.change("PATCH", f"/posts/{POST}", edit, **base), 403, "forbidden")


def test_a_reader_s_token_changes_nothing_whatever_its_scopes(stage: Stage) -> None:
    """A scope gives no right."""
    asked = program(stage, list(Scope), role=Role.READER)
    problem(asked.change("POST", "/posts", DRAFT), 403, "forbidden")
    problem(asked.change("POST", "/publications/1/skip", {"reason": "x"}), 403, "forbidden")
    problem(asked.change("POST", "/pauses", {"scope": "all", "reason": "x"}), 403, "forbidden")
    assert files(stage) == {f"{POST}.yaml"}
    assert state(stage, 1) is State.SCHEDULED


def test_keys_are_kept_for_a_day(stage: Stage, asked: Program) -> None:
    """Then the same request is a new one."""
    asked.change("POST", "/posts", DRAFT, "k")
    stage.clock.move_to(stage.opened.now() + repeats.KEPT + timedelta(minutes=1))
    assert "idempotent-replayed" not in asked.change("POST", "/posts", DRAFT, "k").headers
    assert len(files(stage)) == 3
