"""Whether approved words and links are still whole in what a service is given. Pure."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Final

#: A link with every character at which a rewriting is known to break one.
HARD_LINK: Final = "https://one-campaign.example/a_b_c/d.e~f/p%20q/(r)?utm_source=so_me&n=x*y#top_2"

_LINK = re.compile(r"https?://[^\s<>\"\\]+")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_TAG = re.compile(r"<[^>]*>")
_TRAILING = ".,;:!?'*_~`"

# What CommonMark and its kin read as markup, and what it is called. Links are taken out before.
_MARKS: Final = tuple(
    (name, re.compile(pattern, re.MULTILINE))
    for name, pattern in (
        ("a pair of `*`", r"\*(?=[^\s*])(?:(?!\n\s*\n)[^*])*(?<=[^\s*])\*"),
        ("a pair of `_`", r"(?<!\w)_(?=[^\s_])(?:(?!\n\s*\n)[^_])*(?<=[^\s_])_(?!\w)"),
        ("a pair of `~`", r"(?<!\w)~{1,2}(?=[^\s~])[^~\n]*(?<=[^\s~])~{1,2}(?!\w)"),
        ("a pair of backquotes", r"`[^`]+`"),
        ("a link in brackets", r"\[[^\]\n]*\](?:\(|\[|:)"),
        ("a tag", r"</?[A-Za-z][^<>]*>|<!--"),
        ("an entity", r"&#?[0-9A-Za-z]{1,32};"),
        ("a backslash", r"\\[!-/:-@\[-`{-~]"),
        ("a heading", r"^ {0,3}#{1,6}(?:\s|$)"),
        ("a line of `-` or `=`", r"^ {0,3}(?:-[- ]*|=+) *$"),
        ("a quotation", r"^ {0,3}>"),
        ("a line that begins with four spaces or a tab", r"^(?: {4}|\t)\s*\S"),
    )
)


def links(text: str, written: str = "text") -> tuple[str, ...]:
    """The links in a text, each once; `written` is the text's format."""
    found = dict.fromkeys(_found(text))
    if written == "html":
        found = dict.fromkeys(html.unescape(link) for link in found)
    return tuple(found)


def undone(text: str, what: str) -> str:
    """A text as a service shows it that undoes "entities" or "backslashes"; others change nothing.

    A space that does not break becomes a plain one: Apprise writes all spaces of a text so in HTML.
    """
    if what == "entities":
        return html.unescape(text).replace("\xa0", " ")
    return _ESCAPE.sub(r"\1", text) if what == "backslashes" else text


def lost_link(text: str, written: str, shown: str) -> str:
    """The first link of a text that is not whole in what a service shows; "" when all are."""
    return next((link for link in links(text, written) if link not in shown), "")


def read_as_markup(text: str) -> str:
    """What of a plain text a service that reads Markdown would not show as it stands; "" if none.

    Lists are none: their marks are shown as marks. Hashtags are none either.
    """
    plain = _LINK.sub("link", text)
    return next((name for name, mark in _MARKS if mark.search(plain)), "")


def visible(text: str) -> str:
    """The words of an HTML text, without its tags."""
    return html.unescape(_TAG.sub("", text))


def _found(text: str) -> Iterator[str]:
    for match in _LINK.finditer(text):
        link = match[0].rstrip(_TRAILING)
        # A bracket that nothing in the link opens belongs to the sentence or to Markdown.
        while link.endswith((")", "]")) and link.count(link[-1]) > link.count(_opens(link[-1])):
            link = link[:-1].rstrip(_TRAILING)
        yield link


def _opens(closing: str) -> str:
    return {")": "(", "]": "["}[closing]
