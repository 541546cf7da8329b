"""A Mastodon server for tests: an account with statuses, what it is, and our adapter for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from campaign.platforms.mastodon.adapter import Mastodon
from tests.platforms.samples import Clock, Shelf, connected
from tests.platforms.scripted import Mishap, Reply, Seen

STATUSES = "/api/v1/statuses"
OWN = {"id": "7", "acct": "catalonia", "followers_count": 41}
TEXT = "Tres dies. Una taula.\n\nhttps://aer.eu/?a=1&b=2 @maria@far.example"
HTML = (
    '<p>Tres dies. Una taula.</p><p><a href="https://aer.eu/?a=1&amp;b=2">'
    '<span class="invisible">https://</span><span class="ellipsis">aer.eu/?a=1</span>'
    '<span class="invisible">&amp;b=2</span></a> '
    '<span class="h-card"><a href="https://far.example/@maria">@<span>maria</span></a></span></p>'
)


def opened(url: str, clock: Clock | None = None, shelf: Shelf | None = None) -> Mastodon:
    """Our adapter."""
    adapter = connected("mastodon", url, shelf, clock)
    assert isinstance(adapter, Mastodon)
    return adapter


def status(number: int, made: datetime, **more: Any) -> dict[str, Any]:
    """A status as a listing shows it."""
    return {
        "id": str(number),
        "url": f"https://m.example/@catalonia/{number}",
        "created_at": made.isoformat(),
        "content": HTML,
        "spoiler_text": "",
        "media_attachments": [],
        **more,
    }


def listing(
    *statuses: dict[str, Any],
    source: Callable[[str], str | None] = lambda number: None,
    size: int = 40,
    instance: Reply | Mishap = Reply(404),  # noqa: B008  # frozen
) -> Callable[[Seen], Reply | Mishap]:
    """A server whose account has these statuses, newest first."""

    def script(seen: Seen) -> Reply | Mishap:
        if seen.path == "/api/v2/instance":
            return instance
        if seen.path.endswith("verify_credentials"):
            return Reply(data=OWN)
        if seen.path.endswith("/source"):
            text = source(seen.path.split("/")[-2])
            return Reply(404) if text is None else Reply(data={"id": "1", "text": text})
        assert seen.path == "/api/v1/accounts/7/statuses"
        before = dict(seen.query).get("max_id")
        older = [s for s in statuses if before is None or int(s["id"]) < int(before)]
        return Reply(data=older[:size])

    return script
