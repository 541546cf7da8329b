"""`campaign channels test` on the terminal and for machines."""

from __future__ import annotations

import re
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from campaign.sandbox import SandboxServer
from tests.cli.conftest import Run, on_sandbox, sandbox_secrets
from tests.platforms.samples import standing
from tests.platforms.scripted import free_port


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


def test_all_channels_work_and_nothing_is_posted(run: Run, box: SandboxServer) -> None:
    """Exit code 0, one row a channel with the account's own name, the same for machines."""
    said = run("channels", "test")
    assert said.code == 0, said.out + said.err
    assert "34 of 34 channels work; nothing was posted." in said.out
    assert re.search(r"✓ +catalonia-mastodon-ca +works +@eubelong_catalonia_ca at http", said.out)
    found = run("channels", "test", "--json").json["channels"]
    assert len(found) == 34 and {row["standing"] for row in found} == {"works"}
    assert all(row["works"] and row["account"] in row["says"] for row in found)
    assert standing(box.url, "mastodon") == standing(box.url, "bluesky") == []


def test_what_does_not_work_is_told_channel_by_channel(
    run: Run, box: SandboxServer, monkeypatch: pytest.MonkeyPatch, workspace: Path
) -> None:
    """One that is missing holds nobody back; exit code 1."""
    monkeypatch.delenv("EU_MASTODON_TOKEN")
    monkeypatch.setenv("EU_BLUESKY_PASSWORD", "hunter2")
    monkeypatch.setenv("ARAD_MASTODON_TOKEN", "sandbox-somebody_else")
    file = workspace / "config.toml"
    text = file.read_text(encoding="utf-8")
    gone = f'arad-bluesky = {{ server = "http://127.0.0.1:{free_port()}", '
    text = text.replace("arad-bluesky = { ", gone)
    text = text.replace("timis-bluesky = { ", "timis-bluesky = { paused = true, ")
    file.write_text(text, encoding="utf-8")
    said = run("channels", "test", "--json")
    assert said.code == 1 and "hunter2" not in said.out
    found = {row["channel"]: row for row in said.json["channels"]}
    wrong = {name: row["standing"] for name, row in found.items() if row["standing"] != "works"}
    assert wrong == {
        "eu-mastodon": "missing",
        "eu-bluesky": "wrong-kind",
        "arad-mastodon": "wrong-account",
        "arad-bluesky": "unreachable",
        "timis-bluesky": "paused",
    }
    assert found["arad-mastodon"]["says"] == (
        f"this token opens @somebody_else at {box.url}, the configuration says eubelong_arad"
    )
    told = run("channels", "test")
    assert told.code == 1 and "29 of 34 channels work" in told.out
    assert "Set each missing NAME, or NAME_FILE" in told.out


def test_testing_again_opens_no_more_sessions(
    run: Run, box: SandboxServer, workspace: Path
) -> None:
    """A server opens 30 in five minutes for one account: forty tests in a row all work."""
    file = workspace / "config.toml"
    text = file.read_text(encoding="utf-8")
    only = re.sub(
        r"^(?!eu-bluesky)([\w-]+ = \{ )(?=platform|server)", r"\1paused = true, ", text, flags=re.M
    )
    file.write_text(only, encoding="utf-8")
    for _ in range(40):
        rows = run("channels", "test", "--json").json["channels"]
        [row] = [row for row in rows if row["standing"] != "paused"]
        assert row["standing"] == "works", row["says"]


def test_a_key_that_is_lost_is_told_and_sessions_are_opened_anew(
    run: Run, box: SandboxServer, workspace: Path
) -> None:
    """With the app passwords nothing is lost but the sessions."""
    assert run("channels", "test").code == 0
    key = workspace / "var" / "credentials.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    before = key.read_text()
    key.unlink()
    assert run("channels", "test").code == 0
    assert key.read_text() != before


def test_a_key_that_is_none_is_told_before_anything_is_published(
    run: Run, box: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one sentence, with exit code 2 as for any wrong setting."""
    monkeypatch.setenv("CAMPAIGN_KEY", "too-short")
    said = run("publish")
    assert said.code == 2 and "CAMPAIGN_KEY: number 1 is no key" in said.err
    assert "too-short" not in said.out + said.err and "Traceback" not in said.err


def test_a_database_that_cannot_be_read_spoils_only_what_needs_it(
    run: Run, box: SandboxServer, workspace: Path
) -> None:
    """Mastodon's tokens are tried all the same."""
    var = workspace / "var"
    shutil.rmtree(var, ignore_errors=True)
    var.mkdir()
    (var / "campaign.db").write_bytes(b"no database, but long enough to be taken for one" * 9)
    rows = run("channels", "test", "--json").json["channels"]
    standings = {row["standing"] for row in rows if "mastodon" in row["channel"]}
    assert standings == {"works"}
    told = {row["says"] for row in rows if "bluesky" in row["channel"]}
    assert len(told) == 1 and "this file is no database" in told.pop()


def test_a_name_that_nobody_has_is_told_before_anything_goes_out(
    run: Run, box: SandboxServer, workspace: Path
) -> None:
    """Networks that can be asked are asked; the name of an account that is there is passed."""
    post = next((workspace / "content" / "calendar").glob("assessment-01.yaml"))
    text = post.read_text(encoding="utf-8")
    names = "@nobody.example and @eu.example and @a@b.example"
    post.write_text(text.replace("What would you ask?", names), encoding="utf-8")
    said = run("channels", "test")
    assert said.code == 1, said.out + said.err
    told = [line for line in said.out.splitlines() if "whom nobody knows" in line]
    assert told and all("assessment-01 mentions @nobody.example, whom" in line for line in told)
    assert all("bluesky" in line for line in told)
    found = run("channels", "test", "--json").json["unknown_names"]
    assert {(row["name"], row["post"]) for row in found} == {("@nobody.example", "assessment-01")}
    assert standing(box.url, "bluesky") == []
