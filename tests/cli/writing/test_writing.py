"""`compose`, `edit`, `undo` and `new --day`, as a person at a terminal types them."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign.post_files import fingerprint
from tests.cli.conftest import Run

POST = Path("content/calendar/learning-labs-01.yaml")


def test_a_post_is_composed_without_the_rest_of_the_calendar(workspace: Path, run: Run) -> None:
    """Lengths, room and what is left out; machines get all of it."""
    said = run("compose", "learning-labs-01")
    assert "has" in said.out
    assert "left, in weighted characters." in said.out
    found = run("compose", "learning-labs-01", "--json").json
    assert len(found["channels"]) == 34
    text = found["channels"][0]["texts"][0]
    assert text["limit"] - text["length"] == text["left"]
    assert {each["key"] for each in found["room"]} >= {"copy.en.text", "copy.es.text"}


def test_it_is_shown_as_it_would_be_and_nothing_is_written(workspace: Path, run: Run) -> None:
    """A text that is too long blocks, and the command ends with 1."""
    before = POST.read_bytes()
    said = run("compose", "learning-labs-01", "--set", f"en.text={'x' * 400}", "--json")
    assert said.code == 1
    blocked = [each for each in said.json["findings"] if each["level"] == "block"]
    assert {each["key"] for each in blocked} == {"copy.en.text"}
    assert POST.read_bytes() == before
    assert not Path("var/campaign.db").exists()


def test_one_channels_whole_text_is_shown(workspace: Path, run: Run) -> None:
    """Line by line, as it will be read."""
    said = run("compose", str(POST), "--channel", "eu-x", "--set", "en.text=Quite other words.")
    assert "Quite other words." in said.out
    assert "eu-mastodon" not in said.out.replace("eu-mastodon has", "")


def test_a_file_outside_of_the_calendar_is_composed_too(workspace: Path, run: Run) -> None:
    """A draft that somebody sent by mail."""
    draft = workspace / "draft.yaml"
    draft.write_bytes(POST.read_bytes().replace(b"learning-labs-01", b"sent-by-mail"))
    assert run("compose", "draft.yaml", "--json").json["id"] == "sent-by-mail"
    draft.write_text("id: [\n", encoding="utf-8")
    said = run("compose", "draft.yaml")
    assert (said.code, "draft.yaml:2" in said.out or "draft.yaml:1" in said.out) == (1, True)


def test_what_is_not_there_is_said_with_what_is_near(workspace: Path, run: Run) -> None:
    """A post, a channel, a field, a language, a value without its sign."""
    for words, near in (
        (("compose", "learning-lab-01"), "learning-labs-01"),
        (("compose", "learning-labs-01", "--channel", "eu-mastodo"), "eu-mastodon"),
        (("edit", "learning-labs-01", "--set", "en.txt=x"), "copy.en.text"),
        (("edit", "learning-labs-01", "--set", "cat.text=x"), "language"),
        (("edit", "learning-labs-01", "--set", "whem=x"), "when"),
        (("edit", "learning-labs-01", "--set", "when"), "no ="),
        (("edit", "learning-labs-01"), "name what to change"),
        (("edit", "nothing", "--set", "when=2026-12-01 10:00"), "there is no post nothing"),
    ):
        said = run(*words)
        assert said.code in (1, 2), words
        assert near in said.out + said.err, words


def test_an_edit_changes_its_line_and_is_undone(workspace: Path, run: Run) -> None:
    """Twice is already so; undone, the file is what it was."""
    before = POST.read_bytes()
    words = ("edit", "learning-labs-01", "--set", "when=week 2 Friday 09:30")
    first = run(*words, "--json").json
    assert (first["outcome"], first["keys"]) == ("saved", ["when"])
    assert first["base"] == fingerprint(POST.read_bytes())
    assert "says that already" in run(*words).out
    (listed,) = run("undo", "--list", "--json").json["edits"]
    assert listed["id"] == first["edit"]
    assert run("undo").code == 0
    assert POST.read_bytes() == before
    again = run("undo")
    assert (again.code, "nothing to undo" in again.err) == (1, True)


def test_lists_are_typed_with_commas_and_fields_are_taken_away(workspace: Path, run: Run) -> None:
    """Texts of a thread one by one."""
    run(
        *("edit", "learning-labs-01", "--set", "channels=eu, */mastodon", "--set", "hashtags=A,B"),
        *("--set", "en.thread=One, with a comma.", "--set", "en.thread=Two.", "--remove", "ga"),
    )
    text = POST.read_text(encoding="utf-8")
    assert "channels: [eu, '*/mastodon']" in text or 'channels: [eu, "*/mastodon"]' in text
    assert "hashtags: [A, B]" in text
    assert "One, with a comma." in text
    assert "\n  ga:" not in text


def test_a_conflict_is_shown_and_may_be_kept_as_a_copy(workspace: Path, run: Run) -> None:
    """Nothing is written until the person decides; ends with 1."""
    base = fingerprint(POST.read_bytes())
    run("edit", "learning-labs-01", "--set", "en.headline=Theirs")
    mine = ("edit", "learning-labs-01", "--set", "en.headline=Mine", "--base", base)
    said = run(*mine)
    assert said.code == 1
    assert "mine:   Mine" in said.out
    assert "theirs: Theirs" in said.out
    assert run(*mine, "--json").json["outcome"] == "conflict"
    kept = run(*mine, "--copy")
    assert kept.code == 0
    assert "content/calendar/learning-labs-01-copy.yaml" in kept.out
    assert "Theirs" in POST.read_text(encoding="utf-8")
    assert run("check", "--json").json["mistakes"] == []


def test_what_no_post_may_say_is_told_at_its_field(workspace: Path, run: Run) -> None:
    """With what to write instead."""
    before = POST.read_bytes()
    said = run("edit", "learning-labs-01", "--set", "when=tomorrow", "--set", "es.state=redy")
    assert said.code == 1
    assert "when" in said.out
    assert "copy.es.state" in said.out
    assert POST.read_bytes() == before


@pytest.mark.parametrize("day", ["2027-12-18", "2027-12-18 18:00"])
def test_a_day_that_the_register_knows_needs_no_title(workspace: Path, run: Run, day: str) -> None:
    """Another one does."""
    with Path("content/days.toml").open("a", encoding="utf-8") as days:
        days.write('\n[[day]]\ndate = "12-18"\nname = "Migrants’ own day"\nsource = "seen"\n')
    made = run("new", "--day", day, "--json").json
    text = Path(made["file"]).read_text(encoding="utf-8")
    assert "2027-12-18" in text
    other = run("new", "--day", "2027-12-30")
    assert (other.code, "days.toml has nothing" in other.err) == (1, True)
    assert run("new").code == 1
