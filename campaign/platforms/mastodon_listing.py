"""Which of an account's recent statuses is ours; `listing` goes through them.

Ours has the same words, content warning and number of pictures, and is a reply to the same status
if to any.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from typing import Any

import regex

from campaign.model import Absent
from campaign.platforms import listing
from campaign.platforms.listing import Page

_BREAK = regex.compile(r"<br\s*/?>|</p>\s*<p[^>]*>", regex.IGNORECASE)
_LEFT_OUT = regex.compile(r'<p class="quote-inline">.*?</p>', regex.IGNORECASE | regex.DOTALL)
_ELEMENT = regex.compile(r"<[^>]*>")
_SPACE = regex.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: the create call's fields, how many pictures, the first try (UTC).

    `parent` is the id of the status it replies to, "" for none; `floor` the instant since which it
    may have been made, by the server's own clock, where that is known.
    """

    body: Mapping[str, Any]
    pictures: int
    since: datetime
    parent: str = ""
    floor: datetime | None = None


def search(
    query: Query,
    pages: Iterable[Page],
    source: Callable[[str], str | None],
    now: datetime,
    booked: Collection[str] = (),
) -> dict[str, Any] | Absent | None:
    """The status, word that it is not listed, or None when that cannot be known.

    `source` gives a status's text as sent, or None; `now` is UTC; `booked` as in `listing`.
    """
    network = listing.Network(made, lambda status: _same(query, status, source))
    return listing.search(pages, network, query.since, now, query.floor, booked)


def made(status: Mapping[str, Any]) -> datetime | None:
    """The UTC instant at which a status was made; None where the server does not say it."""
    try:
        when = datetime.fromisoformat(str(status.get("created_at")))
    except ValueError:
        return None
    return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)


def _same(
    query: Query, status: Mapping[str, Any], source: Callable[[str], str | None]
) -> bool | None:
    """True for ours, False for another's, None where the server does not let us compare."""
    if len(status.get("media_attachments") or ()) != query.pictures:
        return False
    if str(status.get("in_reply_to_id") or "") != query.parent:
        return False
    if _plain(str(status.get("spoiler_text") or "")) != _plain(query.body.get("spoiler_text", "")):
        return False
    wanted = _plain(str(query.body.get("status", "")))
    if _plain(from_html(str(status.get("content") or ""))) == wanted:
        return True
    # HTML drops the host of a mention and may dress a word up; the source is what was sent.
    sent = source(str(status.get("id")))
    return None if sent is None else _plain(sent) == wanted


def from_html(content: str) -> str:
    """The words of a status's HTML: a link is there in full, part of it in hidden spans."""
    content = _LEFT_OUT.sub("", content)
    return unescape(_ELEMENT.sub("", _BREAK.sub("\n", content)))


def _plain(text: str) -> str:
    return _SPACE.sub(" ", text).strip()
