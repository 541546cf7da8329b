"""What each tool answers, and in which words it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from campaign.model.machines import Scope
from campaign.model.people import Role
from tests.mcp.calling import call, plain, refused, source_of, told, tools
from tests.web.stage import Stage, staged

POST = "learning-labs-02"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Everything is planned and approved, and what was due went out."""
    with staged(tmp_path_factory.mktemp("assistants") / "campaign") as made:
        made.plan(approved=True)
        yield made


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Stage]:
    """A campaign of one's own to write in."""
    with staged(tmp_path / "campaign") as made:
        yield made


def test_the_agenda_has_a_day_and_a_span_with_states(stage: Stage) -> None:
    """In the campaign's zone, in the order of time, of a region where one is named."""
    source = source_of(stage)
    week = told(source, "agenda", first="2026-12-07", last="2026-12-13")
    assert len(week) > 10
    assert [each["at"] for each in week] == sorted(each["at"] for each in week)
    assert {each["shown"] for each in week} <= {"ready", "late", "out"}
    some = told(source, "agenda", first="2026-12-07", last="2026-12-13", region="navarra")
    assert {each["region"] for each in some} == {"navarra"}
    assert told(source, "agenda", first="2020-01-01") == []


def test_posts_are_found_by_words_region_and_language(stage: Stage) -> None:
    """And one is read with its fields, its states, and the hash that an edit names."""
    source = source_of(stage)
    assert {each["id"] for each in told(source, "posts")} >= {POST}
    assert [each["id"] for each in told(source, "posts", words=POST)] == [POST]
    assert told(source, "posts", words="no such words") == []
    assert told(source, "posts", page=7) == []
    post = told(source, "post", id=POST)
    assert post["fields"]["id"] == POST
    assert len(post["base"]) == 64
    assert set(post["channels"].values()) <= {"ready", "late", "out", "not-planned"}


def test_findings_can_be_narrowed(stage: Stage) -> None:
    """By post and by level."""
    source = source_of(stage)
    all_of_them = told(source, "findings")
    assert all(each["code"] and each["message"] for each in all_of_them)
    some = told(source, "findings", post=POST)
    assert {each["post"] for each in some} <= {POST}
    assert told(source, "findings", level="block") == []


def test_a_draft_is_composed_for_its_channels_and_saved_nowhere(stage: Stage) -> None:
    """With lengths, and what is wrong at its field."""
    source = source_of(stage)
    long = "A very long text. " * 200
    made = told(source, "compose", post=POST, fields={"copy.en.text": long})
    english = [each for each in made["variants"] if each["language"] == "en"]
    assert any(each["dropped"] or each["findings"] for each in english)
    assert long.strip() not in plain(told(source, "post", id=POST))
    new = told(source, "compose", post="", fields={"when": "nonsense"})
    assert new["blocked"]
    assert any(each["field"] == "when" for each in new["findings"])


def test_a_week_is_reported_with_nulls_where_nothing_is_known(stage: Stage) -> None:
    """A gap is no zero."""
    found = told(source_of(stage), "report", period="2026-W50")
    assert found["week"] == "2026-W50"
    assert found["total"]["metrics"]["views"] is None
    assert found["total"]["known"]["views"] == 0


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("agenda", {"first": "tomorrow"}, "is no day"),
        ("agenda", {"first": "2026-12-07", "last": "2026-12-01"}, "must come after"),
        ("agenda", {"first": "2026-12-07", "last": "2027-12-01"}, "62 days at most"),
        ("agenda", {"first": "9999-12-31"}, "no day that a calendar has"),
        ("agenda", {"first": "2026-12-07", "region": "atlantis"}, 'no region "atlantis"'),
        ("agenda", {}, "first"),
        ("post", {"id": "no-such-post"}, "there is no post no-such-post"),
        ("post", {"id": "../../config"}, "there is no post"),
        ("post", {"id": ""}, "at least 1 character"),
        ("posts", {"page": 0}, "greater than or equal to 1"),
        ("report", {"week": "2026-W99"}, "2026-W99"),
        ("compose", {"post": "no-such-post", "fields": {}}, "there is no post"),
        ("compose", {"post": POST, "fields": {"when": 5}}, "valid string"),
        ("propose_edit", {"post": "no-such-post", "copies": {"en": {"text": "x"}}}, "no post"),
        ("propose_edit", {"post": POST, "copies": {}}, "there are no words"),
        ("propose_edit", {"post": POST, "copies": {"en": {}}}, "there are no words in en"),
        ("propose_edit", {"post": POST, "copies": {"a.b": {"text": "x"}}}, "no language code"),
        ("propose_edit", {"post": POST, "copies": {"en": {"origin": ""}}}, "Extra inputs"),
        ("draft_post", {"title": "T", "day": "soon", "copies": {"en": {"text": "x"}}}, "no day"),
        (
            "draft_post",
            {"title": " ", "day": "2026-12-20", "copies": {"en": {"text": "x"}}},
            "empty",
        ),
        (
            "draft_post",
            {"title": "T", "day": "2026-12-20", "copies": {"en": {"text": "a\u0007b"}}},
            "copy.en.text",
        ),
    ],
)
def test_what_cannot_be_done_is_said_in_words(
    stage: Stage, name: str, arguments: dict[str, Any], words: str
) -> None:
    """And never as a traceback, or as "error executing tool"."""
    found = refused(source_of(stage), name, **arguments)
    assert words in found
    assert "Traceback" not in found


def test_a_draft_is_a_file_that_goes_nowhere_and_says_who_wrote_it(own: Stage) -> None:
    """Repeated, it makes no second one."""
    source = source_of(own)
    words = {"en": {"headline": "Open doors", "text": "Come and see.", "alt": "A door."}}
    arguments: dict[str, Any] = {"title": "Open doors", "day": "2026-12-20", "copies": words}
    made = told(source, "draft_post", **arguments, model="some model")
    assert told(source, "draft_post", **arguments, model="some model") == made
    file = (own.folder / made["file"]).read_text("utf-8")
    assert file.count("origin: ai") == 1
    assert "model: some model" in file
    post = told(source, "post", id=made["id"])
    assert post["fields"]["copy.en.text"] == "Come and see."
    assert post["channels"] == {}
    other = told(source, "draft_post", **{**arguments, "day": "2026-12-21"})
    assert other["id"] != made["id"]


def test_a_proposed_edit_is_a_copy_beside_the_post(own: Stage) -> None:
    """The post's own file stays byte for byte."""
    source = source_of(own)
    path = own.folder / "content" / "calendar" / f"{POST}.yaml"
    before = path.read_bytes()
    made = told(source, "propose_edit", post=POST, copies={"es": {"text": "Ven y mira."}})
    assert made["id"] == f"{POST}-copy"
    assert path.read_bytes() == before
    post = told(source, "post", id=made["id"])
    assert post["fields"]["copy.es.text"] == "Ven y mira."
    assert post["fields"]["copy.es.origin"] == "ai"
    assert post["channels"] == {}
    assert "copy.en.origin" not in post["fields"]


@pytest.mark.parametrize("name", ["draft_post", "propose_edit"])
def test_writing_takes_the_right_and_the_scope(own: Stage, name: str) -> None:
    """A reader may not, and nobody with a token for reading alone."""
    words = {"en": {"text": "x"}}
    arguments = {
        "draft_post": {"title": "T", "day": "2026-12-20", "copies": words},
        "propose_edit": {"post": POST, "copies": words},
    }[name]
    before = sorted((own.folder / "content" / "calendar").iterdir())
    assert "may not edit" in refused(source_of(own, "rita"), name, **arguments)
    assert "scope posts" in refused(source_of(own, scopes=[Scope.READ]), name, **arguments)
    assert "scope read" in refused(source_of(own, scopes=[Scope.READ_METRICS]), "posts")
    assert sorted((own.folder / "content" / "calendar").iterdir()) == before


def test_everybody_reads_what_their_roles_let_them_read(own: Stage) -> None:
    """Who has a role in one region sees that one's publications."""
    own.plan()
    source = source_of(own, "marta")
    found = told(source, "agenda", first="2026-12-07", last="2026-12-13")
    assert {each["region"] for each in found} == {"catalonia"}
    assert "no region" in refused(source, "agenda", first="2026-12-07", region="navarra")
    own.register("nobody", {"catalonia": [Role.READER]})
    assert told(source_of(own, "nobody"), "posts")


def test_each_tool_says_what_it_does_to_things(stage: Stage) -> None:
    """Hints for those who ask their users before; the use cases hold anyway."""
    for name, tool in tools(source_of(stage)).items():
        hints = tool.annotations
        assert hints is not None, name
        assert hints.read_only_hint is (name not in ("draft_post", "propose_edit"))
        assert hints.destructive_hint is False
        assert hints.open_world_hint is False
        assert tool.description
        assert tool.output_schema is not None


def test_an_unforeseen_error_tells_nothing_of_the_machine(stage: Stage) -> None:
    """The log has it."""
    source = source_of(stage)
    answer = call(source, "no_such_tool")
    assert answer.is_error
