"""Finds what other programs left in a text: HTML, and letters read in the wrong encoding.

Nothing is rewritten. The finding shows what was probably meant, and a person decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from html.entities import html5

import regex

from campaign.checks.code_pages import read_again
from campaign.checks.context import Desk
from campaign.checks.page import Page
from campaign.model import Finding, Severity

_ENTITY = regex.compile(
    r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|(?P<name>[A-Za-z][A-Za-z0-9]{1,31}));"
    # Browsers read these without a semicolon as well.
    r"|&(?:nbsp|amp|lt|gt|quot|copy|reg|[lr][sd]quo|[nm]dash|hellip|euro|#[0-9]{2,6})\b(?!;)"
)
# The elements of HTML, and those that word processors add ("<o:p>").
_ELEMENT_NAMES = (
    "a abbr address article aside audio b big blockquote body br button caption center "
    "cite code col dd del details div dl dt em embed fieldset figcaption figure font "
    "footer form h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins kbd label "
    "legend li link main mark meta nav noscript object ol option p picture pre q s samp "
    "script section select small source span strike strong style sub summary sup svg "
    "table tbody td textarea tfoot th thead time title tr tt u ul var video wbr o:p "
)
_ELEMENTS = frozenset(_ELEMENT_NAMES.split())
_TAG = regex.compile(
    r"<(?:/\s?)?(?P<name>[A-Za-z][A-Za-z0-9]{0,15}(?::[a-z][A-Za-z]{0,15})?)"
    r"(?:[\s/]+[\w:-]{1,40}\s*=[^<>]{0,300}|\s+(?:controls|disabled|checked|hidden|nowrap|selected))?"
    r"\s*/?>|<!--|<!(?i:doctype)\b|<!\[CDATA\[|<\?xml\b"
)

# UTF-8 that was read in a code page of one byte a letter begins with one of few letters, and a sign
# or a rare letter follows. Only then ftfy is asked, because to load it takes time.
_CAPITALS = r"\u00c2-\u00d4\u0102\u010c\u0110\u0139\u0143\u0413\u0420\u0421"
_DOUBTFUL = regex.compile(
    rf"[{_CAPITALS}][^\x00-\x7f\p{{Ll}}\p{{M}}]"
    rf"|[{_CAPITALS}][\u0153\u017e\u0161\u0192\u0142\u013e\u015b-\u017e]"
    # A small letter before a mark is nothing rare: «és», „ă”.
    r"|[\u00e0-\u00f4\u0103\u013a\u0440\u0441][^\x00-\x7f\p{L}\p{M}«»‹›“”„‘’…–—·]"
    r"|[\u0152\u221a\u2500-\u257f][^\x00-\x7f]"
    r"|[\u00c2\u00c3\u00e2] "
)
# Two signs of one letter within a word, which ftfy leaves alone: "MÃ¥nga", "ZwiÄ…zek". No word has
# a capital and a sign between its letters.
_PAIR = regex.compile(
    r"(?<=\p{L})[\u00c2-\u00c5\u00c8][^\x00-\x7f\p{L}\p{M}](?=\p{Ll})"
    r"|(?<!\p{L})\u00c3[\u00a1-\u00bf\u2020\u2021\u2026\u2030](?=\p{Ll})"
)

# A capital before a closing quotation mark («QUÈ», „Ð“) looks like mojibake to ftfy.
_QUOTED = regex.compile(r"([„“«»‚‹])([\p{L}\p{M}\p{N}’' \-]{1,40}+)[“”»«‘›]")
_AROUND = 20


def html_left(page: Page, desk: Desk) -> Iterator[Finding]:
    """Networks show a text as it is, so readers would see the HTML that another program left."""
    for passage in page.passages:
        words = passage.words
        found = next(_html(words), "") if "&" in words or "<" in words else ""
        if found:
            meant = unescape(found) if found.startswith("&") else ""
            shown = f" for “{meant}”" if meant.strip() and meant != found else ""
            yield page.finding(
                "html-left",
                Severity.WARN,
                passage.path,
                f"“{found}” stands there{shown}, and readers will see it as it is",
                f"write {meant} itself" if shown else "take it out; a text has no HTML",
                passage.language,
            )


def mojibake(page: Page, desk: Desk) -> Iterator[Finding]:
    """Letters such as Ã© come from a text that was saved or pasted in the wrong encoding."""
    for passage in page.passages:
        words = passage.words
        if words.isascii():
            continue
        words = _QUOTED.sub(r"\1\2 ", words)
        meant = read_again(words)
        if meant == words and _DOUBTFUL.search(words):
            from ftfy import fix_encoding  # noqa: PLC0415 - most calendars never need it

            meant = _PAIR.sub(_read_again, fix_encoding(words))
        if meant == words:
            continue
        there, instead = _differing(words, meant)
        yield page.finding(
            "mojibake",
            Severity.WARN,
            passage.path,
            f"“{there}” was probably meant to be “{instead}”",
            "write the letters themselves, and save the file as UTF-8",
            passage.language,
        )


def _read_again(pair: regex.Match[str]) -> str:
    """The letter that two signs stand for; the signs themselves when they stand for none."""
    try:
        letter = pair[0].encode("cp1252").decode()
    except UnicodeError:
        return pair[0]
    return letter if letter.isalpha() else pair[0]


def _html(words: str) -> Iterator[str]:
    for match in _ENTITY.finditer(words):
        name = match["name"]
        if name is None or f"{name};" in html5:
            yield match[0]
    for match in _TAG.finditer(words):
        name = match["name"]
        if name is None or ":" in name or name.lower() in _ELEMENTS:
            yield match[0]


def _differing(words: str, meant: str) -> tuple[str, str]:
    """The first word in which two texts differ, in both forms."""
    both = zip(words, meant, strict=False)
    start = next((at for at, (one, other) in enumerate(both) if one != other), 0)
    while start and not words[start - 1].isspace():
        start -= 1
    return _word(words[start:]), _word(meant[start:])


def _word(rest: str) -> str:
    word = rest[: 3 * _AROUND].split(None, 1)[0]
    return word if len(word) <= _AROUND else word[:_AROUND] + "…"
