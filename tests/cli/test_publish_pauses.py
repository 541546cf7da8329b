"""`campaign publish` says when it stops a channel, and ends with 1, so that cron tells somebody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from campaign.storage.database import Database, open_database
from tests.cli.conftest import Run
from tests.cli.test_hands import put
from tests.platforms.scripted import Reply, Scripted

DEAD = {"error": "The access token is invalid"}


@pytest.fixture
def answers() -> list[Reply]:
    """What the server answers to every request; a test may put another in its place."""
    return [Reply(401, DEAD)]


@pytest.fixture
def server(answers: list[Reply]) -> Iterator[Scripted]:
    """A server that accepts no credential."""
    with Scripted(lambda seen: answers[-1]) as found:
        yield found


@pytest.fixture
def database(
    workspace: Path, server: Scripted, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Database]:
    """The database of a campaign with a channel on that server, which needs no approval."""
    file = workspace / "config.toml"
    text = file.read_text(encoding="utf-8")
    text = text[: text.index("\n[channels]")]
    text += (
        f'\n[channels]\neu-mastodon = {{ platform = "mastodon", region = "eu", language = "en", '
        f'server = "{server.url}", secret = "EU_MASTODON" }}\n'
    )
    assert 'approval = "required"' in text
    text = text.replace('approval = "required"', 'approval = "none"')
    file.write_text(text, encoding="utf-8")
    monkeypatch.setenv("EU_MASTODON", "planted-token-1234")
    opened = open_database(f"sqlite:///{workspace / 'var' / 'campaign.db'}")
    yield opened
    opened.close()


def test_a_channel_that_is_paused_ends_the_command_with_one(database: Database, run: Run) -> None:
    """Once, when it happens: the next tick only holds what waits."""
    put(database, "labs", channel="eu-mastodon")
    said = run("publish")
    assert said.code == 1, said.out + said.err
    assert "✗ eu-mastodon is paused until somebody resumes it: engine paused" in said.out
    assert "planted-token" not in said.out + said.err
    assert run("publish").code == 0
    run("resume", "channel:eu-mastodon")
    again = run("publish", "--json")
    assert again.code == 1
    assert list(again.json["paused"]) == ["eu-mastodon"]


def test_a_channel_that_only_waits_is_not_paused(
    database: Database, run: Run, answers: list[Reply]
) -> None:
    """A network that asks to wait needs no person."""
    answers.append(Reply(429, {"error": "Too many requests"}, {"retry-after": "60"}))
    put(database, "labs", channel="eu-mastodon")
    said = run("publish", "--json")
    assert (said.code, said.json["paused"]) == (0, {}), said.out + said.err
    assert len(said.json["retried"]) == 1
