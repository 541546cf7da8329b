"""Measures a text as a network counts it, in the unit of its `Limits`."""

from __future__ import annotations

import re
from collections.abc import Callable

import regex

from campaign.compose.little_text import little
from campaign.compose.urls import find_urls
from campaign.compose.x_length import x_length
from campaign.model import Limits, Unit

_GRAPHEME = regex.compile(r"\X")
# Latin, Greek and Cyrillic letters and the usual marks: each is a character of its own, and to
# count them so is ten times as fast. Combining marks, joiners and emoji stand outside.
_SINGLE = re.compile(
    r"[\x00-\u02ff\u0370-\u0482\u048a-\u058f\u2010-\u2027\u2030-\u205e\u20a0-\u20bf"
    r"\u2100-\u214f]*"
)
# https://docs.joinmastodon.org/user/posting/#text: of @user@host only @user counts.
_NAME = r"\w++(?:[.\-]++\w++)*+"
_MENTION = regex.compile(rf"(?<![\w/])(@{_NAME})@{_NAME}")
_URL_LENGTH = 23


def measure(text: str, limits: Limits) -> int:
    """The length of a text in `limits.unit`."""
    return _RULES[limits.unit](text, limits)


def excess(text: str, limits: Limits) -> int:
    """How many units a text is too long, by the first bound that it breaks; 0 when it fits."""
    over = measure(text, limits) - limits.text
    if over <= 0 and limits.text_bytes:
        over = len(text.encode()) - limits.text_bytes
    return max(over, 0)


def overrun(text: str, limits: Limits) -> str:
    """Says which bound a text breaks and by how much; "" when it fits."""
    counted = measure(text, limits)
    if counted > limits.text:
        allowed, unit = limits.text, _WORDS[limits.unit]
    elif limits.text_bytes and (counted := len(text.encode())) > limits.text_bytes:
        allowed, unit = limits.text_bytes, _WORDS[Unit.UTF8]
    else:
        return ""
    return f"{counted} {unit}, {counted - allowed} more than the {allowed} allowed"


def unit_of(limits: Limits) -> str:
    """The unit in which a text is measured, in words."""
    return _WORDS[limits.unit]


def graphemes(text: str) -> int:
    """How many characters a reader sees in a text (Unicode extended grapheme clusters)."""
    if text.isascii() or _SINGLE.fullmatch(text):
        return len(text) - text.count("\r\n")
    return len(_GRAPHEME.findall(text))


def _mastodon(text: str, limits: Limits) -> int:
    """Graphemes; a link with a scheme counts as `url_length`, and a mention without its host.

    https://github.com/mastodon/mastodon/blob/main/app/validators/status_length_validator.rb
    """
    if "@" in text:
        text = _MENTION.sub(r"\1", text)
    total, at = 0, 0
    for start, end in find_urls(text, bare=False):
        total += graphemes(text[at:start]) + (limits.url_length or _URL_LENGTH)
        at = end
    return total + graphemes(text[at:])


def _strictest(text: str, limits: Limits) -> int:
    """As Mastodon counts, or in code points with links in full, whichever is more."""
    return max(_mastodon(text, limits), len(text))


def _utf16(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


_RULES: dict[Unit, Callable[[str, Limits], int]] = {
    Unit.X_WEIGHTED: lambda text, limits: x_length(text, limits.url_length or _URL_LENGTH),
    Unit.MASTODON: _mastodon,
    Unit.MASTODON_STRICTEST: _strictest,
    Unit.GRAPHEMES: lambda text, limits: graphemes(text),
    Unit.UTF16: lambda text, limits: _utf16(text),
    Unit.CODE_POINTS: lambda text, limits: len(text),
    Unit.UTF8: lambda text, limits: len(text.encode()),
    Unit.LITTLE_TEXT: lambda text, limits: _utf16(little(text)),
}

_WORDS = {
    Unit.X_WEIGHTED: "weighted characters",
    Unit.MASTODON: "characters (a link counts as one length)",
    Unit.MASTODON_STRICTEST: "characters (by the strictest rule: what the server runs is unknown)",
    Unit.GRAPHEMES: "characters as seen",
    Unit.UTF16: "UTF-16 units",
    Unit.CODE_POINTS: "characters",
    Unit.UTF8: "bytes",
    Unit.LITTLE_TEXT: "UTF-16 units (a bracket and a hashtag count as they are escaped)",
}
