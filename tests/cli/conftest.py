"""A workspace of its own for every test, and the command line as a person would call it."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from campaign.cli.__main__ import main
from campaign.sandbox.accounts import secret_for

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Said:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The object on the last line."""
        return json.loads(self.out.strip().splitlines()[-1])


Run = Callable[..., Said]

#: A channel of the example: its name, network, account, and the variable of its secret.
CHANNEL = re.compile(
    r'^([\w-]+) = \{.*platform = "(\w+)".*account = "@?([\w.-]+)", secret = "(\w+)"', re.M
)


def on_sandbox(text: str, url: str) -> str:
    """The example's configuration with all channels on a sandbox, also those that name none."""
    for real in ("https://mastodon.example", "https://bsky.social"):
        text = text.replace(real, url)
    for name in ("facebook", "instagram", "linkedin", "telegram", "threads", "x"):
        text = text.replace(f"\neu-{name} = {{ ", f'\neu-{name} = {{ server = "{url}", ')
    return text


def sandbox_secrets(text: str) -> dict[str, str]:
    """The credentials under which a sandbox knows the example's accounts, by variable."""
    return {
        variable: secret_for(network, account)
        for _, network, account, variable in CHANNEL.findall(text)
    }


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The starter campaign in a folder of its own, entered; no secret is set."""
    folder = tmp_path / "campaign"
    folder.mkdir()
    shutil.copytree(ROOT / "content", folder / "content")
    shutil.copytree(ROOT / "assets", folder / "assets")
    shutil.copy(ROOT / "config.example.toml", folder / "config.toml")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Call `campaign` with these words, in this process."""

    def call(*words: str) -> Said:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(words)
        out, err = capsys.readouterr()
        code = ended.value.code
        return Said(code if isinstance(code, int) else 0 if code is None else 1, out, err)

    return call
