"""An import that was killed is finished or undone by the next command that reads the calendar."""

from __future__ import annotations

import base64
import json
from hashlib import sha256
from pathlib import Path

import pytest

from tests.cli.conftest import Run

POST = "calendar/platforms-01.yaml"


def interrupted(content: Path, name: str) -> bytes:
    """A journal of an import that was killed; gives what it would write."""
    old = (content / POST).read_bytes()
    new = old.replace(b"cta: contact", b"cta: join")
    assert new != old
    entry = {"name": POST, "before": sha256(old).hexdigest()}
    text = json.dumps({"files": [{**entry, "after": base64.b64encode(new).decode()}]}).encode()
    (content / name).write_bytes(sha256(text).hexdigest().encode() + b"\n" + text)
    return new


def hidden(content: Path) -> list[str]:
    """The hidden files in the content."""
    return [path.name for path in content.rglob(".*")]


@pytest.mark.slow
@pytest.mark.parametrize("command", ["check", "plan", "apply", "sheet export a.csv", "schema"])
def test_any_command_that_reads_the_calendar_finishes_it(
    workspace: Path, run: Run, command: str
) -> None:
    """And leaves no hidden file; one that does not read it leaves it for the next."""
    content = workspace / "content"
    new = interrupted(content, ".sheet-import.journal")
    said = run(*command.split())
    assert said.code in (0, 1)
    if command == "schema":
        assert hidden(content) == [".sheet-import.journal"]
        return
    assert (content / POST).read_bytes() == new
    assert hidden(content) == []


@pytest.mark.slow
def test_what_had_not_begun_is_undone(workspace: Path, run: Run) -> None:
    """The calendar is as it was."""
    content = workspace / "content"
    before = (content / POST).read_bytes()
    interrupted(content, ".sheet-import.begun")
    run("check")
    assert (content / POST).read_bytes() == before
    assert hidden(content) == []


@pytest.mark.slow
def test_a_post_that_was_edited_meanwhile_is_told_once(workspace: Path, run: Run) -> None:
    """As a mistake of its file: nothing is applied before a person has seen it."""
    content = workspace / "content"
    interrupted(content, ".sheet-import.journal")
    with (content / POST).open("a", encoding="utf-8") as file:
        file.write("# mine\n")
    said = run("check")
    assert said.code == 1
    assert f"content/{POST}: an import of a sheet was interrupted" in said.out
    assert "# mine" in (content / POST).read_text("utf-8")
    assert "was interrupted" not in run("check").out
