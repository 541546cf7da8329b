"""Whether a status of ours is among an account's recent ones: how a lost answer is found again.

Ours is the status that was made since the first try, with the same words, content warning and
number of pictures, and a reply to the same status if to any. Absence is claimed only when the
listing reaches back beyond the first try, every status in it could be compared, and long enough
has passed that a request still on its way would have arrived.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any

import regex

from analytics.metrics import utc
from campaign.model import Absent

SETTLE = timedelta(minutes=2)  # how long a server may still work on what it was sent
DRIFT = timedelta(minutes=5)  # how far two clocks may be apart without either being wrong
PAGES = 5  # of 40: more than any account posts between two tries

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


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the listing, newest first, and the `Date` header it came with."""

    statuses: list[dict[str, Any]]
    date: str


def search(
    query: Query, pages: Iterable[Page], source: Callable[[str], str | None], now: datetime
) -> dict[str, Any] | Absent | None:
    """The status, proof that there is none, or None when that cannot be known (yet).

    `source` gives a status's text as sent, or None; `now` is UTC.
    """
    floor = query.floor
    seen: set[str] = set()
    doubtful = False
    for count, page in enumerate(pages, start=1):
        if floor is None:
            floor = _floor(query.since, now, page.date)
        fresh = [each for each in page.statuses if str(each.get("id")) not in seen]
        seen.update(str(each.get("id")) for each in fresh)
        older = False
        for status in fresh:
            when = made(status)
            if when is not None and when < floor:
                older = True
                continue
            same = _same(query, status, source)
            if same:
                return status
            doubtful = doubtful or same is None
        if older or not page.statuses:
            return None if doubtful else _absent(query, now)
        if not fresh or count >= PAGES:
            return None
    return None


def _absent(query: Query, now: datetime) -> Absent | None:
    if now - query.since < SETTLE:
        return None
    return Absent("none of the account's statuses since the first try has these words")


def _floor(since: datetime, now: datetime, date: str) -> datetime:
    """The instant since which a status may be ours, by the server's clock.

    Where the two clocks disagree by more than they should, the earlier reading is taken: looking
    at too many statuses is harmless, at too few is not.
    """
    try:
        ahead = utc(parsedate_to_datetime(date)) - now
    except ValueError:
        ahead = timedelta(0)
    return min(since, since + ahead) - DRIFT


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
