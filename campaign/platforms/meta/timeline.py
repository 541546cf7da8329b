"""Reads the posts, comments and insights in the listings of Meta's networks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from unicodedata import normalize

from campaign.platforms import addresses
from campaign.platforms.http.timestamps import instant
from campaign.platforms.listing import PAGES, Matcher, Page
from campaign.platforms.meta.graph import id_of, number
from campaign.platforms.protocols import Seen

_LONGEST = 2000  # characters of an address
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Names:
    """One network's fields for the text, the instant and the address of a post or a comment."""

    text: str
    made: str
    url: str

    @property
    def fields(self) -> str:
        """The fields to ask for, separated by commas."""
        return ",".join(("id", self.text, self.made, *((self.url,) if self.url else ())))

    def made_at(self, post: Mapping[str, Any]) -> datetime | None:
        """The UTC instant at which a post was made; None when the network does not give it."""
        return instant(post.get(self.made))

    def matcher(self, words: str) -> Matcher:
        """How `listing` finds the post with these words."""
        wanted = _alike(words)
        return Matcher(
            self.made_at, lambda post: known(post) if _alike(self.words(post)) == wanted else False
        )

    def words(self, post: Mapping[str, Any]) -> str:
        """A post's text; "" for a post without text."""
        text = post.get(self.text)
        return text if isinstance(text, str) else ""

    def address(self, post: Mapping[str, Any]) -> str:
        """The address at which people see a post; "" when the network gives none."""
        return address(post.get(self.url)) if self.url else ""

    def seen(self, pages: Iterable[Page], since: datetime) -> list[Seen]:
        """The posts since an instant (UTC), the newest first, out of a few pages at most."""
        found: list[Seen] = []
        for count, page in enumerate(pages, start=1):
            older = False
            for post in page.posts:
                at, id = self.made_at(post), id_of(post)
                if at is None or not id:
                    continue
                # The last post of a page decides: pages are in order, single posts may not be.
                older = at < since
                if not older:
                    found.append(Seen(id, self.address(post), self.words(post), at))
            if older or count >= PAGES:
                break
        return sorted(found, key=lambda each: each.at, reverse=True)


def known(post: Mapping[str, Any]) -> bool | None:
    """True for a post with an id; None for one without, which gives no receipt."""
    return True if id_of(post) else None


def address(value: Any) -> str:
    """The value if it is an address that people can open, "" otherwise."""
    if not isinstance(value, str) or len(value) > _LONGEST:
        return ""
    return value if value.startswith(("https://", "http://")) else ""


def plain(text: str) -> str:
    """A text with its white space and its accents normalized, as networks also do."""
    return normalize("NFC", _SPACE.sub(" ", text).strip())


def _alike(text: str) -> str:
    return plain(addresses.readable(text))


def figures(insights: Mapping[str, Any]) -> dict[str, int]:
    """Insights by name, read from either of their two formats."""
    found = {}
    data = insights.get("data")
    for each in data if isinstance(data, list) else ():
        if not isinstance(each, dict):
            continue
        values = each.get("values")
        last = values[-1] if isinstance(values, list) and values else {}
        for value in (number(last, "value"), number(each, "total_value", "value")):
            if value is not None:
                found[str(each.get("name"))] = value
                break
    return found
