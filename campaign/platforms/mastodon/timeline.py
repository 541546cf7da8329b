"""Finds our status among an account's recent ones, which `listing` goes through.

Our status has the same words, the same content warning and the same number of media. It replies to
the same status, or to none.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any

import regex

from campaign.model import Absent
from campaign.platforms import addresses, listing
from campaign.platforms.http import timestamps
from campaign.platforms.listing import PAGES, Page
from campaign.platforms.mastodon import responses as answers
from campaign.platforms.mastodon.responses import is_id, url
from campaign.platforms.protocols import Seen

_BREAK = regex.compile(r"<br\s*/?>", regex.IGNORECASE)
_PARAGRAPH = regex.compile(r"</p>\s*<p[^>]*>", regex.IGNORECASE)
_QUOTE = regex.compile(r'<p class="quote-inline">', regex.IGNORECASE)
_ELEMENT = regex.compile(r"<[^>]*>")
_SPACE = regex.compile(r"\s+")
_WORD = regex.compile(r"\w+")
_OTHER_WORDS = "it has other words"


@dataclass(frozen=True, slots=True)
class Query:
    """The status that we look for: the fields of the create call, its number of pictures.

    `since` is the instant of the first try (UTC). `parent` is the id of the status it replies to,
    "" for none. `floor` is the earliest instant at which it may have been made, by the server's own
    clock, if that is known.
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
    """The status; `Absent` when it is not listed; None when we cannot know.

    `source` gives the text of a status as it was sent, or None; `now` is UTC; `booked` is as in
    `listing`.
    """
    matcher = listing.Matcher(made, lambda status: _same(query, status, source))
    return listing.search(pages, matcher, query.since, now, query.floor, booked)


def made(status: Mapping[str, Any]) -> datetime | None:
    """The UTC instant at which a status was made; None when the server does not give it."""
    return timestamps.instant(status.get("created_at"))


def _same(
    query: Query, status: Mapping[str, Any], source: Callable[[str], str | None]
) -> bool | None:
    """True for our status, False for another, None when the server does not let us compare."""
    attached = status.get("media_attachments") or []
    if not isinstance(attached, list) or not is_id(status.get("id")):
        return None
    if len(attached) != query.pictures:
        return False
    if str(status.get("in_reply_to_id") or "") != query.parent:
        return False
    if _plain(str(status.get("spoiler_text") or "")) != _plain(query.body.get("spoiler_text", "")):
        return False
    wanted = _plain(str(query.body.get("status", "")))
    if _plain(from_html(str(status.get("content") or ""))) == wanted:
        return True
    # The HTML has no host in a mention and may add markup to words; the source is as it was sent.
    sent = source(str(status["id"]))
    return None if sent is None else _plain(sent) == wanted


def misplaced(
    query: Query, status: Mapping[str, Any], account: str, source: Callable[[str], str | None]
) -> str:
    """Why the answer to a create is about another status; "" when it is, or may be, about ours.

    `account` is our own id, "" while we do not know it; `source` is as in `search`. Servers add
    markup, drop hosts and shorten links. So the words belong to another status only when hardly any
    of them are ours. An empty `status` means that there is no such status.
    """
    if not status:
        return "the server has no such status"
    theirs = answers.account(status)
    if account and theirs and theirs != account:
        return "it is the status of another account"
    attached = status.get("media_attachments")
    if isinstance(attached, list) and len(attached) != query.pictures:
        return f"it has {len(attached)} pictures or films, and {query.pictures} were sent"
    if "in_reply_to_id" in status and str(status["in_reply_to_id"] or "") != query.parent:
        return "it replies to another status"
    content = status.get("content")
    wanted = _plain(str(query.body.get("status", "")))
    shown = _plain(from_html(content)) if isinstance(content, str) else ""
    if not shown or shown == wanted:
        return ""
    sent = source(str(status["id"]))
    if sent is None:
        return "" if _resembles(wanted, shown) else _OTHER_WORDS
    return "" if _plain(sent) == wanted else _OTHER_WORDS


def from_html(content: str, paragraph: str = "\n") -> str:
    """The words in a status's HTML; links are in full, because hidden spans hold their rest.

    `paragraph` is what stands between two paragraphs.
    """
    content = _PARAGRAPH.sub(paragraph, _BREAK.sub("\n", _without_quotes(content)))
    # No element ends behind the last >: a search for an end from each < there would take too long.
    elements, end, rest = content.rpartition(">")
    text = _ELEMENT.sub("", elements + end) + rest
    try:
        return unescape(text)
    except ValueError:  # a character reference with thousands of digits
        return text


def _without_quotes(content: str) -> str:
    """HTML without the paragraph that names a quoted status for software without quotes."""
    pieces, at = [], 0
    for opening in _QUOTE.finditer(content):
        if opening.start() < at:
            continue
        end = content.find("</p>", opening.end())
        if end < 0:
            break
        pieces.append(content[at : opening.start()])
        at = end + len("</p>")
    return "".join([*pieces, content[at:]])


def _resembles(wanted: str, shown: str) -> bool:
    """True when the shown text has at least half of the words that were sent."""
    words = set(_WORD.findall(wanted.casefold()))
    return 2 * len(words & set(_WORD.findall(shown.casefold()))) >= len(words)


def _plain(text: str) -> str:
    return _SPACE.sub(" ", addresses.readable(text)).strip()


def seen(pages: Iterable[Page], since: datetime) -> list[Seen]:
    """The statuses since an instant (UTC), the newest first, of a few pages at most."""
    found: list[Seen] = []
    for number, page in enumerate(pages, start=1):
        older = False
        for status in page.posts:
            at = made(status)
            if at is None or not is_id(status.get("id")):
                continue
            # The last status of a page decides: pages are in order, single statuses may not be.
            older = at < since
            if not older:
                text = from_html(str(status.get("content") or ""))
                found.append(Seen(str(status["id"]), url(status), text, at))
        if older or number >= PAGES:
            break
    return sorted(found, key=lambda each: each.at, reverse=True)
