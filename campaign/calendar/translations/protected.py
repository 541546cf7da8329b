"""What a translator must keep as it stands: placeholders and links."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

import regex

# No repetition passes the next braces, so that no text takes long to search.
_PIECES = regex.compile(
    r"(?P<placeholder>\{\{(?:[^{}]|\{(?!\{)|\}(?!\}))*+\}\}|\{%(?:[^{}%]|%(?!\}))*+%\})"
    r"|(?P<note>\{#(?:[^{}#]|#(?!\}))*+#\})"
    r"|(?P<link>https?://[^\s<>\"]+[^\s<>\".,;:!?)\]»”’])",
    regex.IGNORECASE,
)


_BRACES = regex.compile(r"\{[{%#]|[}%#]\}")
_FIGURE = regex.compile(r"[-+\d.,/:E%\s]+|TRUE|FALSE")

#: How much longer than the old target one is that holds it as well, and how much is alike then.
_TWICE, _ALIKE = 1.5, 0.6


class Kind(StrEnum):
    """What a piece of a text is."""

    WORDS = "words"
    PLACEHOLDER = "placeholder"
    LINK = "link"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text; a note (`{# … #}`) is one to the authors and does not go out."""

    kind: Kind
    text: str

    @property
    def is_protected(self) -> bool:
        """True for what a translation has to have as well."""
        return self.kind in (Kind.PLACEHOLDER, Kind.LINK)


def pieces(text: str) -> Iterator[Piece]:
    """The text in its pieces, in order; together they are the text."""
    at = 0
    for match in _PIECES.finditer(text):
        if match.start() > at:
            yield Piece(Kind.WORDS, text[at : match.start()])
        yield Piece(Kind(match.lastgroup or Kind.WORDS), match[0])
        at = match.end()
    if at < len(text):
        yield Piece(Kind.WORDS, text[at:])


@dataclass(frozen=True, slots=True)
class Difference:
    """Placeholders and links that a translation lost, and those that it has of its own."""

    lost: tuple[str, ...]
    added: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.lost or self.added)


def difference(source: str, target: str, before: str = "", *, fresh: bool = False) -> Difference:
    """What a new target lacks of its source, or has and its source has not.

    `before` is the target until now. What that has of its own, such as a link to its language's
    page, may stay. With `fresh`, that target translates the source as it is now, so what it lacks
    already may be lacking still.
    """
    wanted, has, had = _protected(source), _protected(target), _protected(before)
    lost = [text for form, text in wanted.items() if form not in has]
    if fresh and before:
        lost = [text for text in lost if _form(text) in had]
    added = [text for form, text in has.items() if form not in wanted and form not in had]
    return Difference(tuple(lost), tuple(added))


def open_braces(source: str, target: str) -> tuple[str, ...]:
    """Braces of a placeholder that a new target opens or closes alone, and its source does not."""
    return tuple(each for each in _loose(target) if each not in _loose(source))


def turned_into_number(source: str, target: str) -> bool:
    """True when only a figure or a truth value is there for words.

    Spreadsheets make numbers of days, and TRUE of a word.
    """
    return bool(_FIGURE.fullmatch(target.strip())) and len(source.split()) > 1


def _loose(text: str) -> list[str]:
    words = "\0".join(each.text for each in pieces(text) if each.kind is Kind.WORDS)
    return list(dict.fromkeys(_BRACES.findall(words)))


def stands_twice(old: str, new: str) -> bool:
    """True when a new target is followed by what is left of the old one.

    Some programs (translate-toolkit 3.20) put new words before the protected elements of the old
    target and leave those, with all that stands between them.
    """
    at = 0
    for piece in pieces(old):
        if piece.is_protected:
            break
        at += len(piece.text)
    left = old[at:]
    if not left or not new.endswith(left) or len(new) < _TWICE * len(old):
        return False
    words, before = _plain(old), _plain(new.removesuffix(left))
    return SequenceMatcher(a=words, b=before, autojunk=False).ratio() > _ALIKE


def _plain(text: str) -> list[str]:
    return [word for each in pieces(text) if not each.is_protected for word in each.text.split()]


def _protected(text: str) -> dict[str, str]:
    """Each protected piece once, by the form in which two of them are the same."""
    return {_form(each.text): each.text for each in pieces(text) if each.is_protected}


def _form(text: str) -> str:
    """`{{fact.F01}}` and `{{ fact.F01 }}` are the same placeholder."""
    return "".join(text.split()) if text.startswith("{") else text
