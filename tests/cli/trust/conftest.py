"""A small project with a post that is out on a sandbox, for the commands about what is out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from campaign.sandbox import SandboxServer
from campaign.sandbox.accounts import secret_for
from tests.cli.conftest import Run, run
from tests.platforms.samples import standing
from tests.small_project import CONFIG, POST, small_project

__all__ = ["run"]


@dataclass(frozen=True, slots=True)
class Project:
    """The project's folder, the sandbox behind its channel, and the command line in it."""

    folder: Path
    url: str
    run: Run

    @property
    def post(self) -> Path:
        """The file of its one post."""
        return self.folder / "content/calendar/good.yaml"

    def texts(self) -> list[str]:
        """What stands on the network."""
        return [each["text"] for each in standing(self.url, "mastodon")]

    def folders(self) -> list[Path]:
        """What lies in the outbox."""
        return sorted((self.folder / "var/outbox/eu-outbox").glob("*"))

    def put_out(self) -> None:
        """Plan the post, let it go, and publish it."""
        for words in (("apply",), ("approve", "--all"), ("publish",)):
            said = self.run(*words)
            assert said.code == 0, said.out + said.err

    def reword(self, old: str, new: str) -> None:
        """Edit the post's file."""
        text = self.post.read_text("utf-8")
        assert old in text
        self.post.write_text(text.replace(old, new), "utf-8")

    def said(self, *words: str, code: int = 0) -> str:
        """What a command says; it must end with this code."""
        done = self.run(*words)
        assert done.code == code, done.out + done.err
        return done.out

    def json(self, *words: str) -> Any:
        """What a command tells machines."""
        return self.run(*words, "--json").json


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Iterator[Project]:
    """Its post is due since a minute, on Mastodon and in an outbox."""
    folder = tmp_path / "project"
    file = small_project(folder)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("M", secret_for("mastodon", "a"))
    due = datetime.now(UTC) - timedelta(minutes=1)
    with SandboxServer(seed=3, media=folder / "var/media") as box:
        text = CONFIG.replace('approval = "none"\n', "")
        text = text.replace("https://mastodon.example", box.url)
        text = text.replace('"outbox",', '"outbox", min_interval = "0 min",')
        file.write_text(text.replace("2026-12-01", f"{due - timedelta(days=3):%Y-%m-%d}"), "utf-8")
        post = POST.replace("2026-12-01 10:00", f'"{due:%Y-%m-%d %H:%M}"\nzone: UTC')
        (folder / "content/calendar/good.yaml").write_text(post, "utf-8")
        yield Project(folder, box.url, run)
