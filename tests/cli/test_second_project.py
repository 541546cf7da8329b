"""A second, small project goes from its answers to a published week and a report, with no code."""

from __future__ import annotations

import hashlib
import json
import tomllib
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Run

ANSWERS = ROOT / "tests" / "projects" / "shared-harbour" / "answers.toml"


def written(folder: Path) -> dict[str, str]:
    """A hash of each file that a person could have edited."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).parts[0] != "var"
    }


@pytest.fixture
def project(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project as `campaign init` leaves it, entered."""
    monkeypatch.chdir(tmp_path)
    assert run("init", "--from", str(ANSWERS)).code == 0
    return tmp_path


def test_the_answers_are_of_two_regions_two_languages_and_three_networks() -> None:
    """Small, and of another kind than the starter campaign."""
    answers = tomllib.loads(ANSWERS.read_text(encoding="utf-8"))
    assert len(answers["regions"]) == 2
    assert {code for r in answers["regions"].values() for code in r["languages"]} == {"da", "en"}
    assert len(answers["networks"]) == 3


@pytest.mark.slow
def test_from_the_answers_to_a_week_on_the_sandbox_and_its_report(project: Path, run: Run) -> None:
    """Four posts for nine channels; after `init`, nobody edits a file."""
    begun = written(project)
    titles = ("Open day at the harbour", "Who mends the nets?", "A table by the water")
    weekdays = ("Wednesday", "Thursday", "Saturday")
    for title, weekday in zip(titles, weekdays, strict=True):
        made = run("new", title, "--channels", "all", "--day", f"week 1 {weekday}")
        assert made.code == 0, made.err
    after = written(project)
    assert {path: after[path] for path in begun} == begun
    new = sorted(after.keys() - begun.keys())
    assert len([path for path in new if path.startswith("content/calendar/")]) == 3
    assert len([path for path in new if path.startswith("content/sources/")]) == len(new) - 3 == 3

    checked = run("check", "--json")
    assert checked.code == 0, checked.out
    assert checked.json["variants"] == 4 * 9
    assert run("preview").code == 0
    assert "36" in run("plan").out

    done = run("demo", "--weeks", "1", "--json")
    assert done.code == 0, done.err
    assert done.json["published"] == done.json["publications"] == 36
    assert done.json["failed"] == done.json["unknown"] == done.json["duplicates"] == 0
    page = (project / done.json["report"]).read_text(encoding="utf-8")
    assert "Shared Harbour" in page
    assert "Co-funded by the European Union" in page
    assert "Danish" in page
    assert "By activity" not in page, "the project has none"
    assert "By outcome" not in page
    assert "not stated" not in page
    assert written(project) == after


@pytest.mark.slow
def test_the_calendar_is_applied_approved_and_exported(project: Path, run: Run) -> None:
    """What people do daily works without activities, pillars and a glossary."""
    assert run("apply").code == 0
    assert run("approve", "--all", "--drafts").code == 0
    assert run("status", "--json").code in (0, 1)
    exported = run("sheet", "export", "calendar.csv")
    assert exported.code == 0, exported.err
    again = run("sheet", "import", "calendar.csv", "--json")
    assert again.code == 0, again.err
    schema = run("schema")
    assert schema.code == 0, schema.err
    assert "activity" not in json.loads(schema.out)["required"]
