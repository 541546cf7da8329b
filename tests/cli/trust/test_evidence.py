"""`evidence` and `user redact`: the record as a person checks, seals and shortens it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def paused(workspace: Path, run: Run) -> Path:
    """A campaign in which somebody has done something; gives its database."""
    assert run("pause", "all", "--reason", "a moment", "--who", "aina").code == 0
    return workspace / "var" / "campaign.db"


def changed(file: Path, statement: str) -> None:
    """Change the database behind the program's back."""
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(statement)


def test_what_was_done_is_checked_and_sealed(paused: Path, run: Run) -> None:
    """Each command that wrote something leaves a line outside the database."""
    done = run("evidence", "verify")
    assert done.code == 0
    assert "Nothing was changed" in done.out
    assert "2 entries chained" in done.out, "the act, and how its row stands"
    heads = paused.parent / "evidence" / "heads.jsonl"
    assert len(heads.read_text().splitlines()) == 1
    assert "Entry 2 is sealed" in run("evidence", "seal").out
    assert "Nothing has happened" in run("evidence", "seal").out
    told = run("evidence", "verify", "--json").json
    assert (told["holds"], told["entries"], told["wrong"]) == (True, 3, [])


def test_a_change_ends_with_1_and_names_the_entry(paused: Path, run: Run) -> None:
    """Its number, its act, and when."""
    changed(paused, "UPDATE record SET act = 'pause.ended' WHERE number = 1")
    done = run("evidence", "verify")
    assert done.code == 1
    assert "record: was changed, or does not follow (entry 1, pause.ended" in done.out
    wrong = run("evidence", "verify", "--json").json["wrong"]
    assert (wrong[0]["number"], wrong[0]["where"]) == (1, "record")


def test_a_record_that_was_cut_off_is_found(paused: Path, run: Run) -> None:
    """The line outside names what is missing."""
    run("resume", "all", "--who", "aina")
    changed(paused, "DELETE FROM record WHERE number > 2")
    done = run("evidence", "verify")
    assert done.code == 1
    assert "cut off: entry 4" in done.out


def test_a_person_is_forgotten_at_the_command_line(paused: Path, run: Run) -> None:
    """Under a placeholder, and the record holds."""
    done = run("user", "redact", "aina", "--json")
    assert done.code == 0
    assert done.json["placeholder"].startswith("redacted-")
    assert b"aina" not in paused.read_bytes()
    assert run("evidence", "verify").code == 0


def test_nothing_is_pruned_unless_the_configuration_says_so(
    workspace: Path, paused: Path, run: Run
) -> None:
    """For ever is the usual; with years, what is older goes."""
    assert run("evidence", "prune").code == 1
    file = workspace / "config.toml"
    file.write_text(file.read_text() + '\n[evidence]\nkeep = "1 year"\n')
    assert "0 entries of before" in run("evidence", "prune").out


@pytest.mark.parametrize("years", ["7", "years", "0 years", "7 months", "-1 years"])
def test_other_words_for_years_are_a_mistake(workspace: Path, run: Run, years: str) -> None:
    """With the line, and what to write."""
    file = workspace / "config.toml"
    file.write_text(file.read_text() + f'\n[evidence]\nkeep = "{years}"\n')
    done = run("status")
    assert done.code == 2
    assert 'write for example "7 years"' in done.err + done.out


def test_an_authority_that_is_away_is_told_and_the_head_is_sealed(
    workspace: Path, paused: Path, run: Run
) -> None:
    """It ends with 1, because somebody wanted a stamp."""
    file = workspace / "config.toml"
    text = '\n[evidence]\ntimestamp = "http://127.0.0.1:9/tsr"\n'
    file.write_text(file.read_text() + text)
    done = run("evidence", "seal")
    assert done.code == 1
    assert "is sealed" in done.out
    assert "cannot be reached" in done.err
