"""A Facebook page on the sandbox, and scripts that stand for one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from campaign.model import Pending
from campaign.platforms.facebook.drafts import FILM
from campaign.platforms.meta.ticket import Ticket
from campaign.sandbox import SandboxServer
from tests.platforms.samples import START, Clock, standing
from tests.platforms.scripted import Mishap, Reply, Scripted, Seen
from tests.sandbox.grapher import sandbox

PAGE = {"id": "17", "name": "Catalonia"}
WORDS = "Tres dies."
GONE = Reply(400, {"error": {"message": "does not exist", "code": 100, "error_subcode": 33}})
NO_FIELD = Reply(400, {"error": {"message": "nonexisting field", "code": 100}})
DRAFT = {"id": "17_4", "message": WORDS, "is_published": False, "permalink_url": "/17/posts/4"}
OUT = {**DRAFT, "is_published": True}
VIDEO = {
    "id": "5",
    "description": WORDS,
    "status": {"video_status": "ready"},
    "published": False,
    "post_id": "4",
}
DONE = Reply(data={"success": True})


@pytest.fixture
def box(clock: Clock) -> Iterator[SandboxServer]:
    """A sandbox that runs by the same clock and has Facebook on it."""
    with sandbox(clock) as server:
        yield server


def texts(box: SandboxServer) -> list[str]:
    """What stands on the page and under its posts."""
    return [each["text"] for each in standing(box.url, "facebook")]


def answering(script: dict[str, Any]) -> Any:
    """A script by method and path; `/v25.0/me` is the page."""

    def answer(seen: Seen) -> Reply | Mishap:
        found = {"GET /v25.0/me": Reply(data=PAGE), **script}[f"{seen.method} {seen.path}"]
        reply: Reply | Mishap = found(seen) if callable(found) else found
        return reply

    return answer


def token(words: str = WORDS, made: datetime = START) -> Pending:
    """What is kept of a draft."""
    return Pending(Ticket("17_4", made, words).written())


def film_token(words: str = WORDS) -> Pending:
    """What is kept of a film."""
    return Pending(FILM + Ticket("5", START, words).written())


def page(*posts: dict[str, Any]) -> Reply:
    """What the page has published."""
    return Reply(data={"data": list(posts)})


def posted(server: Scripted) -> list[str]:
    """Where something was to be changed."""
    return [seen.path for seen in server.seen if seen.method == "POST"]


def in_turn(*replies: Reply | Mishap) -> Callable[[Seen], Reply | Mishap]:
    """One answer after the other, the last one for ever."""
    left = list(replies)
    return lambda seen: left.pop(0) if len(left) > 1 else left[0]
