"""Makes readings of what networks show comparable: one form of text, of links, of languages.

A network may trim lines, join blank ones, compose letters, and write an address in its own way.
None of this is a difference to a reader. Both sides go through the same functions: what a network
shows (`read`), and what was sent (`intended`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final
from unicodedata import normalize

from campaign.model import Upload
from campaign.platforms import addresses
from campaign.platforms.fitting import is_film

LONGEST: Final = 200_000  # characters of a text; no post has as many
_SPACE = re.compile(r"[^\S\n]+")
_BLANK = re.compile(r"\n{3,}")


def plain(text: str) -> str:
    """A text in the form in which texts are compared: NFC, single spaces, one blank line at most.

    Lines stay apart, and each loses the spaces at its ends.
    """
    text = normalize("NFC", text[:LONGEST].replace("\r\n", "\n").replace("\r", "\n"))
    lines = (_SPACE.sub(" ", line).strip() for line in text.split("\n"))
    return _BLANK.sub("\n\n", "\n".join(lines)).strip()


def in_text(text: str, *, bare: bool = False) -> tuple[str, ...]:
    """The addresses in a text, in order; with `bare` also host names without a scheme.

    An address with a scheme may have any host: what a network links is its own affair.
    """
    text = text[:LONGEST]
    text = addresses.with_schemes(text) if bare else text
    return links(text[start:end] for start, end in addresses.spans(text))


def links(*some: Iterable[str]) -> tuple[str, ...]:
    """The addresses of several places as one list, in canonical form, each once."""
    return tuple(dict.fromkeys(addresses.canonical(each) for one in some for each in one if each))


def language(tag: Any) -> str | None:
    """The language's own subtag of a tag such as "pt-BR"; None for no tag."""
    return tag.partition("-")[0].lower() or None if isinstance(tag, str) else None


def alts(uploads: Sequence[Upload], *, films: bool = False) -> tuple[str, ...] | None:
    """The alt texts that were sent; None when a film is among the uploads and none have one there.

    `films` says that the network keeps the alt text of a film.
    """
    if not films and any(is_film(each.mime) for each in uploads):
        return None
    return tuple(plain(each.alt) for each in uploads)


def alt(value: Any) -> str:
    """An alt text out of an answer; "" for none."""
    return plain(value) if isinstance(value, str) else ""


def text(value: Any) -> str | None:
    """A text out of an answer, in comparable form; None when the answer has none."""
    return plain(value) if isinstance(value, str) else None
