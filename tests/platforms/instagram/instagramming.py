"""An Instagram account on the sandbox, and scripts that stand for one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from campaign.platforms.instagram.adapter import Instagram
from campaign.sandbox import SandboxServer
from tests.platforms.meta.graphing import instagram
from tests.platforms.samples import Clock, Shelf
from tests.platforms.scripted import Mishap, Reply, Seen
from tests.sandbox.grapher import jpeg, sandbox

PUBLISH = "/media_publish"


@pytest.fixture
def media(tmp_path: Path) -> Path:
    """The publisher's folder of pictures."""
    return tmp_path / "media"


@pytest.fixture
def box(clock: Clock, media: Path) -> Iterator[SandboxServer]:
    """A sandbox that runs by the same clock and has Instagram on it."""
    with sandbox(clock, media) as server:
        yield server


def opened(box: SandboxServer, clock: Clock, server: str = "", **more: Any) -> Instagram:
    """An adapter whose pictures lie where the sandbox finds them."""
    public = f"{box.url}/_sandbox/public-media"
    return instagram(server or box.url, clock, public=public, **more)


def publishes(seen: Seen) -> bool:
    """The one request that makes a post public."""
    return seen.method == "POST" and seen.path.endswith(PUBLISH)


def scripted(*steps: tuple[str, Reply | Mishap], quota: int = 0) -> Callable[[Seen], Any]:
    """A script by the end of the path; the account is 17, and its quota hardly used."""
    limit = {"data": [{"quota_usage": quota, "config": {"quota_total": 50}}]}
    usual = (
        ("/me", Reply(data={"user_id": "17"})),
        ("/refresh_access_token", Reply(400, {"error": {"message": "too young", "code": 100}})),
        ("/content_publishing_limit", Reply(data=limit)),
    )

    def answer(seen: Seen) -> Reply | Mishap:
        for end, reply in (*steps, *usual):
            if seen.path.endswith(end):
                return reply
        raise AssertionError(seen.path)

    return answer


def refused(code: int, sub: int, status: int = 400) -> Reply:
    error = {"message": "words", "code": code, "error_subcode": sub}
    return Reply(status, {"error": error})


def laid_nowhere(**other: Any) -> Any:
    return replace(Shelf().put(jpeg(), mime="image/jpeg"), **other)


POST = {
    "id": "9",
    "caption": "Tres  dies.",
    "timestamp": "2026-12-01T09:00:05+0000",
    "permalink": "https://www.instagram.com/p/A/",
}
