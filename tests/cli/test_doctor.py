"""`campaign doctor`: what it says, how it ends, and that it changes nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from campaign.model import Receipt
from campaign.sandbox import SandboxServer
from campaign.storage.database import open_database
from campaign.storage.journal import Journal, booked
from tests.cli.conftest import Run, on_sandbox, sandbox_secrets
from tests.cli.test_hands import CHANNEL, put
from tests.platforms.samples import standing


@pytest.fixture
def box(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SandboxServer]:
    """A sandbox on which every channel's credential works."""
    with SandboxServer(seed=3) as server:
        file = workspace / "config.toml"
        text = on_sandbox(file.read_text(encoding="utf-8"), server.url)
        file.write_text(text, encoding="utf-8")
        for variable, secret in sandbox_secrets(text).items():
            monkeypatch.setenv(variable, secret)
        yield server


def test_before_anything_was_stored_nothing_is_wrong(workspace: Path, run: Run) -> None:
    """And nothing is made by looking."""
    said = run("doctor")
    assert said.code == 0, said.out + said.err
    assert "there is none yet" in said.out
    assert not (workspace / "var").exists()


def test_all_is_well_on_a_good_day(workspace: Path, run: Run, box: SandboxServer) -> None:
    """Every account is asked, every clock agrees, nothing is posted."""
    opened = open_database(f"sqlite:///{workspace / 'var' / 'campaign.db'}")
    put(opened, "labs")
    opened.close()
    said = run("doctor")
    assert said.code == 0, said.out + said.err
    found = run("doctor", "--json").json
    checks = {each["name"]: each["standing"] for each in found["checks"]}
    assert found["healthy"]
    program = dict.fromkeys(("python", "sqlite", "zones", "pictures", "fonts"), "good")
    folders = dict.fromkeys(("configuration", "content", "var"), "good")
    assert checks == {
        **program,
        **folders,
        "time": "good",
        "schema": "good",
        "database": "good",
        "journal": "good",
        "disk": "good",
        "receipts": "unknown",
        "rights": "good",
        "approval": "unknown",  # nobody is registered
        "accounts": "good",
        "clock": "good",
    }
    assert standing(box.url, "mastodon") == []


def test_a_backup_that_was_put_back_ends_with_one_and_the_command_that_helps(
    workspace: Path, run: Run, box: SandboxServer
) -> None:
    """By the journal, and by what the account shows."""
    opened = open_database(f"sqlite:///{workspace / 'var' / 'campaign.db'}")
    labs = put(opened, "labs")
    opened.close()
    journal = Journal(workspace / "var" / "receipts.jsonl")
    booked(journal, [(labs, Receipt("7"), None)], datetime.now(UTC))
    requests.post(
        f"{box.url}/api/v1/statuses",
        data={"status": "Bon dia a tothom."},
        headers={"Authorization": "Bearer sandbox-eubelong_arad"},
        timeout=10,
    ).raise_for_status()
    said = run("doctor")
    assert said.code == 1
    assert "lacks 1 receipts of the journal" in said.out
    assert "run `campaign restore --mark-only` before anything is published" in said.out
    found = {each["name"]: each for each in run("doctor", "--json").json["checks"]}
    assert found["receipts"]["standing"] == found[CHANNEL]["standing"] == "bad"
    assert "has the words of no. 1 (labs)" in found[CHANNEL]["says"]


def test_an_older_or_damaged_database_is_told_and_left_as_it_is(workspace: Path, run: Run) -> None:
    """It reads only: another command brings it up to this version."""
    file = workspace / "var" / "campaign.db"
    open_database(f"sqlite:///{file}").close()
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute(
            "UPDATE alembic_version SET version_num='0003' WHERE version_num NOT LIKE 'analytics%'"
        )
    said = run("doctor", "--json")
    assert said.code == 1
    (bad,) = [each for each in said.json["checks"] if each["standing"] == "bad"]
    assert "of an earlier version of this program" in bad["says"]
    with closing(sqlite3.connect(file)) as connection:
        assert ("0003",) in connection.execute("SELECT version_num FROM alembic_version").fetchall()
    file.write_text("Minutes of the meeting\n" * 300)
    found = run("doctor", "--json")
    standings = {each["name"]: each["standing"] for each in found.json["checks"]}
    assert (found.code, standings["database"]) == (1, "bad")


def test_what_cannot_be_asked_is_said_and_is_no_fault(workspace: Path, run: Run) -> None:
    """No secret is set: all channels are named in one line, and the rest is looked at."""
    open_database(f"sqlite:///{workspace / 'var' / 'campaign.db'}").close()
    said = run("doctor", "--json")
    assert said.code == 0, said.out
    by_name = {each["name"]: each for each in said.json["checks"]}
    assert by_name["credentials"]["standing"] == "unknown"
    says = by_name["credentials"]["says"]
    assert "`campaign channels test`" in says
    listed = run("channels", "list", "--json").json["channels"]
    names = [each["channel"] for each in listed if not each["paused"]]
    assert f"{len(names)} channels have none" in says and len(names) > 1
    assert sum(name in says for name in names) < 10 and f"and {len(names) - 3} more" in says
    assert not {*names} & {*by_name}


def test_a_group_in_which_all_is_well_is_one_line(workspace: Path, run: Run) -> None:
    """And each of its checks another one when asked."""
    said = run("doctor")
    assert said.out.count("\n") < 12
    assert "✓ program: Python 3." in said.out and "zone data: " in said.out
    assert "✓ folders: " in said.out and "posts in " in said.out
    assert said.out.endswith("Nothing is missing.\n")
    every = run("doctor", "--verbose").out
    assert "    ✓ python: Python 3." in every and "    ✓ fonts: " in every


def test_without_a_configuration_the_rest_is_looked_at(workspace: Path, run: Run) -> None:
    """It is the first thing that is missing, and no reason to say nothing else."""
    (workspace / "config.toml").unlink()
    said = run("doctor")
    assert said.code == 1
    assert "✓ program: " in said.out
    assert "✗ configuration: " in said.out and said.out.endswith("1 fault.\n")


def test_what_is_missing_comes_with_what_to_do(workspace: Path, run: Run) -> None:
    """The calendar, and a font."""
    (workspace / "content").rename(workspace / "texts")
    fonts = workspace / "assets" / "fonts"
    name = next(each.name for each in sorted(fonts.iterdir()) if each.suffix == ".ttf")
    brand = workspace / "assets" / "brand.toml"
    text = brand.read_text(encoding="utf-8")
    assert name in text
    if (workspace / "assets").is_symlink():
        pytest.skip("the assets are shared by all tests")
    brand.write_text(text.replace(name, "Lost.ttf"), encoding="utf-8")
    said = run("doctor")
    assert said.code == 1
    assert "✗ content: " in said.out and "→ put it there, or name the right folder" in said.out
    assert "✗ fonts: " in said.out and "→ put the files under assets/fonts" in said.out
    assert said.out.endswith("2 faults.\n")


def test_a_database_that_lacks_a_table_is_a_fault(workspace: Path, run: Run) -> None:
    """It is told in its line, beside all that is well."""
    file = workspace / "var" / "campaign.db"
    open_database(f"sqlite:///{file}").close()
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("DROP TABLE attempts")
    said = run("doctor")
    assert said.code == 1
    assert "✓ program: " in said.out and "no such table" in said.out


def test_a_version_that_nobody_knows_is_a_fault(
    workspace: Path, run: Run, box: SandboxServer
) -> None:
    """One line for each version, before a network refuses it; `status` tells the same."""
    file = workspace / "config.toml"
    text = file.read_text(encoding="utf-8")
    assert "\n[platforms.facebook]" not in text
    text += '\n[platforms.facebook]\nversion = "v99.0"\n'
    file.write_text(text, encoding="utf-8")
    open_database(f"sqlite:///{workspace / 'var' / 'campaign.db'}").close()
    said = run("doctor")
    assert said.code == 1, said.out + said.err
    found = [each for each in run("doctor", "--json").json["checks"] if each["name"] == "versions"]
    assert [each["standing"] for each in found] == ["bad"]
    assert found[0]["says"] == (
        "version v99.0 of facebook's API is not known here, nor when it ends"
    )
    assert "version-ends" in run("status", "--json").json["attention"]
