"""A running sandbox, its visitors, and the networks' own descriptions."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from campaign.sandbox import SandboxServer
from tests.sandbox.visitors import Skywriter, Tooter, sandbox, start


@pytest.fixture
def media(tmp_path: Path) -> Path:
    """The publisher's folder of pictures."""
    return tmp_path / "media"


@pytest.fixture
def box(media: Path) -> Iterator[SandboxServer]:
    """A sandbox in memory whose clock stands at the start."""
    with sandbox(start, media) as server:
        yield server


@pytest.fixture
def tooter(box: SandboxServer) -> Tooter:
    """Somebody on Mastodon."""
    return Tooter(box.url)


@pytest.fixture
def sky(box: SandboxServer) -> Skywriter:
    """Somebody on Bluesky."""
    return Skywriter(box.url)


@pytest.fixture(scope="session")
def mastodon_schemas(specs: Path) -> dict[str, Any]:
    """Mastodon's OpenAPI description."""
    described: dict[str, Any] = json.loads((specs / "mastodon/openapi.schema.json").read_text())
    return described


@pytest.fixture(scope="session")
def lexicons(specs: Path) -> list[dict[str, Any]]:
    """Bluesky's lexicons."""
    folder = specs / "bluesky" / "lexicons"
    return [json.loads(path.read_text()) for path in sorted(folder.rglob("*.json"))]
