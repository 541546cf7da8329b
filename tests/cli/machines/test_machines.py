"""Tokens and webhooks at the command line."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from campaign.cli.context import clock
from campaign.storage.database import open_database
from campaign.usecases.machines import tokens
from tests.cli.conftest import Run, run
from tests.platforms.scripted import Reply, Scripted, always

__all__ = ["run"]


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is named in the environment."""
    monkeypatch.delenv("CAMPAIGN_USER", raising=False)


def made(run: Run, *words: str) -> dict[str, object]:
    """A token, as the command tells it to programs."""
    scopes = ("--scope", "read", "--scope", "posts")
    done = run("token", "make", "cms", *scopes, *words, "--json")
    assert done.code == 0, done.err
    found: dict[str, object] = done.json
    return found


def test_a_token_is_shown_once_and_lets_in_until_it_is_ended(workspace: Path, run: Run) -> None:
    """Made, listed without its text, ended."""
    machine = ("--role", "editor", "--region", "catalonia")
    found = made(run, *machine)
    text = str(found.pop("token"))
    assert text.startswith("campaign_")
    listed = run("token", "list", "--json").json["tokens"]
    assert listed == [found]
    assert (found["acts_as"], found["scopes"]) == ("machine:cms", ["posts", "read"])
    assert text not in run("token", "list").out
    again = run("token", "make", "cms", "--scope", "read", *machine)
    assert (again.code, "already" in again.err) == (1, True)
    ended = run("token", "end", "1")
    assert ended.code == 0
    assert "lets nobody in any more" in ended.out
    database = open_database(f"sqlite:///{workspace / 'var' / 'campaign.db'}")
    assert tokens.let_in(database, text, clock()) is None
    database.close()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--role", "approver", "--region", "all"), "take a person"),
        (("--role", "editor"), "say where"),
        (("--person", "aina"), "nobody is registered"),
        ((), "as whom the token acts"),
        (("--role", "editr", "--region", "all"), 'did you mean "editor"'),
    ],
)
def test_what_cannot_be_made_is_said_in_words(
    workspace: Path, run: Run, words: tuple[str, ...], told: str
) -> None:
    """And ends with 1."""
    done = run("token", "make", "cms", "--scope", "read", *words)
    assert (done.code, done.out) == (1, "")
    assert told in done.err


def test_a_webhook_hears_of_what_happens_once_it_is_delivered(workspace: Path, run: Run) -> None:
    """In the own network where the configuration lets it stand there."""
    config = workspace / "config.toml"
    with Scripted(always(Reply(204, raw=b""))) as receiver:
        refused = run("webhooks", "add", "Site", receiver.url)
        assert refused.code == 1
        assert "public" in refused.err
        config.write_text(config.read_text("utf-8") + "\n[machines]\ninside = true\n", "utf-8")
        added = run(
            "webhooks", "add", "Site", receiver.url + "/x", "--event", "pause.began", "--json"
        )
        assert added.code == 0, added.err
        assert added.json["secret"].startswith("whsec_")
        assert run("pause", "all", "--reason", "a storm").code == 0
        assert run("webhooks", "deliver", "--json").json == {
            "made": 1,
            "arrived": 1,
            "failed": 0,
            "given_up": 0,
        }
        (seen,) = receiver.seen
        assert seen.data["type"] == "pause.began"
        assert b"storm" not in seen.body
        (message,) = run("webhooks", "list", "1", "--json").json["messages"]
        assert message["status"] == 204
        assert "arrived" in run("webhooks", "list", "1").out
        for word, state in (("pause", "paused by"), ("resume", "on"), ("end", "ended by")):
            assert state in run("webhooks", word, "1").out
        assert "ended by" in run("webhooks", "list").out


def test_what_did_not_arrive_ends_with_1(workspace: Path, run: Run) -> None:
    """So that cron says so."""
    config = workspace / "config.toml"
    config.write_text(config.read_text("utf-8") + "\n[machines]\ninside = true\n", "utf-8")
    with Scripted(always(Reply(500))) as receiver:
        run("webhooks", "add", "Site", receiver.url)
        run("pause", "all", "--reason", "a storm")
        failed = run("webhooks", "deliver")
    assert (failed.code, failed.out) == (1, "0 arrived, 1 did not.\n")
    again = run("webhooks", "resend", "1")
    assert "is sent again" in again.out


def test_without_the_extra_the_assistants_command_says_what_to_install(
    workspace: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one sentence, and not as a traceback."""
    for name in [each for each in sys.modules if each.startswith("campaign.mcp")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "mcp", None)
    monkeypatch.setitem(sys.modules, "mcp.server", None)
    monkeypatch.setitem(sys.modules, "mcp_types", None)
    done = run("mcp")
    assert (done.code, done.out) == (1, "")
    assert 'install "campaign[mcp]"' in done.err
    assert "Traceback" not in done.err
