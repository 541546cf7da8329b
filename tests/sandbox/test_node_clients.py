"""Clients of Node.js that nobody here wrote post, read back and delete on the sandbox."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from campaign.sandbox import SandboxServer
from tests.sandbox.visitors import ledger, picture

FOLDER = Path(__file__).with_name("clients")
TEXT = "Tres dies. «Una taula» 🇪🇺"
ALT = "Una taula amb tretze cadires, «parada» 🪑"

pytestmark = pytest.mark.slow


@pytest.fixture
def running() -> Iterator[SandboxServer]:
    """A sandbox whose time runs, as these clients expect of a server."""
    with SandboxServer(seed=7) as server:
        yield server


def journey(client: str, box: SandboxServer, folder: Path) -> dict[str, Any]:
    """What a client read back of the picture that it posted and deleted."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node.js is not here; with it, `make clients` sets these clients up")
    if not (FOLDER / "node_modules/.ready").is_file():
        pytest.skip("the clients are not set up; `make clients` does it")
    path = folder / "card.png"
    path.write_bytes(picture())
    done = subprocess.run(
        [node, "run.mjs", client, box.url, str(path), TEXT, ALT],
        cwd=FOLDER,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    read: dict[str, Any] = json.loads(done.stdout)
    return read


@pytest.mark.parametrize(
    "client", ["atproto", "masto", "megalodon", "telegraf", "twitter-api-v2", "xdk"]
)
def test_a_picture_with_its_alt_text_is_posted_read_back_and_deleted(
    running: SandboxServer, tmp_path: Path, client: str
) -> None:
    """The words, the description and the picture's bytes come back, and then it is gone."""
    read = journey(client, running, tmp_path)
    assert (read["text"], read["alt"], read["gone"]) == (TEXT, ALT, True)
    assert read["sha256"] == sha256(picture()).hexdigest()
    [post] = [each for each in ledger(running.url)["posts"] if each["id"] == read["id"]]
    assert post["deleted_at"]
    assert [each["sha256"] for each in post["media"]] == [read["sha256"]]
