"""No secret shows in a run on servers that repeat them all: not even one that has no mark.

Over all other tests `tests/guard.py` watches in the same way, for the secrets that are marked.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import sleep

import pytest

from analytics.isoweek import Week
from campaign.bootstrap import Workspace, open_workspace
from campaign.cli.collect import collect_now
from campaign.cli.compiled import compiled
from campaign.cli.report import write_weekly
from campaign.engine.tick import tick
from campaign.model.people import Actor
from campaign.platforms.oauth import read
from campaign.sandbox import SandboxServer
from campaign.sandbox.accounts import secret_for
from campaign.storage.secrets.credentials import Safe
from campaign.usecases.planning.apply import apply
from campaign.usecases.planning.plan import plan
from campaign.usecases.trust.approve import approve, waiting
from tests import guard
from tests.cli.conftest import Run, on_sandbox, run, workspace
from tests.platforms.scripted import Mishap, Reply, Scripted, Seen

__all__ = ["run", "workspace"]

START = datetime(2026, 11, 30, 6, tzinfo=UTC)
POST = "learning-labs-01"
KEY = "cGxhbnRlZC1rZXktb2YtdGhpcnR5LXR3by1ieXRlcy4="
FAILS: dict[str, int | Mishap] = {
    "catalonia-mastodon-ca": 400,
    "catalonia-mastodon-es": 401,
    "catalonia-bluesky-ca": 400,
    "catalonia-bluesky-es": 401,
    "navarra-mastodon-es": 500,
    "navarra-bluesky-es": 500,
    "navarra-mastodon-eu": Mishap.RESET,
    "navarra-bluesky-eu": Mishap.TORN,
    "arad-mastodon": 429,
    "arad-bluesky": 200,
}


class Clock:
    """A clock that a test moves on."""

    now = START

    def __call__(self) -> datetime:
        return self.now


def echo(how: int | Mishap) -> Callable[[Seen], Reply | Mishap]:
    """A server that fails in a way and repeats whatever it was sent, where people will read it."""

    def script(seen: Seen) -> Reply | Mishap:
        if isinstance(how, Mishap):
            return how
        said = f"{seen.headers.get('authorization')} {seen.body.decode(errors='replace')}"
        return Reply(how, {"error": said, "message": said, "error_description": said})

    return script


@pytest.fixture
def logged(pytestconfig: pytest.Config) -> Iterator[list[str]]:
    """Every log line there is, from DEBUG up, of libraries too."""
    with guard.of(pytestconfig).keeping() as lines:
        yield lines


def settings(file: Path, sandbox: str, servers: dict[str, str]) -> None:
    """Point all channels at the sandbox, and some of them at servers that fail."""
    text = file.read_text(encoding="utf-8")
    text = on_sandbox(text, sandbox)
    for name, server in servers.items():
        text = text.replace(f"{name} = {{ ", f'{name} = {{ server = "{server}", ')
    file.write_text(text, encoding="utf-8")


def publish(opened: Workspace, clock: Clock) -> None:
    """One post on all channels, tried for two days, with its figures."""
    made, mistakes = compiled(opened)
    wanted = plan(made, opened.database, opened.config, clock(), unreadable=bool(mistakes))
    more = {"actor": Actor("test"), "now": clock(), "picture": opened.picture_bytes}
    apply(wanted, opened.database, opened.media, opened.brand, **more)  # type: ignore[arg-type]
    approve(opened.database, waiting(opened.database), actor=Actor("test"), now=clock())
    clock.now += timedelta(days=1)
    for _ in range(8):
        clock.now += timedelta(hours=1)
        tick(opened.engine_context())
        collect_now(opened)


def sessions(opened: Workspace, clock: Clock) -> list[str]:
    """The tokens of all sessions that are kept."""
    found = []
    for channel in opened.config.channels:
        kept = Safe(lambda: opened.database, opened.keyring, channel, "test", clock, sleep).get()
        if kept.text:
            told = json.loads(kept.text)
            if "session" in told:
                found += [told["session"]["access"], told["session"]["renewal"]]
            else:
                found.append(read(told["grant"]).access)
    return found


@pytest.mark.slow
def test_no_secret_shows_anywhere(
    workspace: Path, run: Run, monkeypatch: pytest.MonkeyPatch, logged: list[str]
) -> None:
    """Published, collected, tested and reported, on servers that work, fail and repeat all."""
    for file in (workspace / "content/calendar").glob("*.yaml"):
        if file.stem != POST:
            file.unlink()
    clock, shown = Clock(), []
    with ExitStack() as stack:
        box = stack.enter_context(SandboxServer(seed=1, clock=clock))
        servers = {
            name: stack.enter_context(Scripted(echo(how))).url for name, how in FAILS.items()
        }
        settings(workspace / "config.toml", box.url, servers)
        names = re.findall(r'\bsecret = "(\w+)"', (workspace / "config.toml").read_text())
        planted = {
            name: secret_for("telegram" if "TELEGRAM" in name else "x", f"planted{number:02}")
            for number, name in enumerate(names)
        }
        for name, secret in planted.items():
            monkeypatch.setenv(name, secret)
        monkeypatch.setenv("CAMPAIGN_KEY", KEY)
        environ = {**planted, "CAMPAIGN_KEY": KEY}
        opened = open_workspace(workspace / "config.toml", environ, clock, sleep)
        publish(opened, clock)
        write_weekly(opened, Week.of(clock(), opened.config.zone))
        tokens = sessions(opened, clock)
        adapters = [opened.connect(channel) for channel in opened.config.channels.values()]
        shown.append(repr(opened.engine_context()) + repr(adapters))
        opened.close()
        for words in (["channels", "test"], ["publish"], ["collect"], ["status"]):
            for more in ([], ["--json"]):
                said = run(*words, *more)
                assert said.out, words
                shown.append(said.out + said.err)
    assert len(tokens) >= 2 * 8
    database = workspace / "var/campaign.db"
    sqlite3.connect(database).execute("PRAGMA wal_checkpoint(TRUNCATE)").connection.close()
    files = [path for path in (workspace / "var").rglob("*") if path.is_file()]
    assert database in files and any(path.suffix == ".html" for path in files)
    assert any("planted" in line for line in logged + shown), "the account's name is shown"
    for secret in (*planted.values(), *tokens, KEY):
        for text in (*logged, *shown):
            assert secret not in text, text
        for path in files:
            assert secret.encode() not in path.read_bytes(), path
