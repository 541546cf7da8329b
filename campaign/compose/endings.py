"""Finds where a sentence certainly ends, whatever its language, so that none is cut inside.

A full stop ends many words and few sentences: "am 15. Dezember", "przy ul. Długiej", "de la Avda.
Constitución". No list of abbreviations is complete. So a stop is an end only where something says
so: the word before it is no abbreviation by its form, or the word behind it opens sentences and
begins no name. Where nothing says so, there is no end, and a person shortens the text.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from campaign.compose.emoji import EMOJI
from campaign.compose.sentence_words import (
    ABBREVIATED,
    ARTICLES,
    CUT_OFF,
    INFLECTED,
    LAST_WORDS,
    OPENERS,
)

# Every repetition is possessive, so that no text takes long to search.
_BREAK = r"(?<![^\S\n])[^\S\n]*+\n\s*+"
_END = regex.compile(
    rf"(?P<mark>[.!?‼⁇-⁉;;؟۔։።।॥။។。｡！？]++)(?P<close>[\"'”’“‘»«›‹)\]}}」』）]*+)"
    rf"(?P<emoji>(?:[^\S\n]*+(?:{EMOJI.pattern}))*+)(?P<space>\s*+)"
    rf"|(?P<break>{_BREAK})"
)
_NEXT = regex.compile(r"(?P<open>[\"'“„‚‘«»‹›¿¡(\[{「『（#]*+)(?P<word>[\p{L}\p{M}]*+)")
_WORD = regex.compile(r"[\p{L}\p{M}]+(?:[’'\-‑][\p{L}\p{M}]+)*+(?!\.)")
_BARE_WORD = regex.compile(r"[\p{L}\p{M}’'\-‑]+")
_JOINT = regex.compile(r"[’'\-‑]")

# Marks that end nothing but sentences, in scripts that know no capitals.
_ALWAYS = frozenset("۔։።।॥။។。｡")
_BESIDE_A_CAPITAL = frozenset("!?‼⁇⁈⁉؟！？")
_GREEK_QUESTION = frozenset(";;")
_GREEK = regex.compile(r"\p{Greek}")
_NO_CAPITALS = regex.compile(r"\p{Lo}")
_CLOSING = frozenset('”“»«›"')
_CLOSED = frozenset(")]")
_INVERTED = frozenset("¿¡")
_UNFINISHED = frozenset(":,;–—-/&(")

_OPENS = {
    "(": ")",
    "[": "]",
    "{": "}",
    "（": "）",
    "「": "」",
    "『": "』",
    "„": '“”"',
    "“": '”"',
    "«": "»",
    "»": "«»",
    "”": "”",
    "‹": "›",
    '"': '"',
}
_PAIRED = regex.compile(r"[()\[\]{}（）「」『』„“”«»‹›\"]")

_VOWELS = frozenset("aeiouyąęåäöøæœàáâãèéêëìíîïòóôõùúûüýăıőűůěāēīūėįų") | frozenset(
    "аеёиіїйоуыэюяьєъαεηιουωάέήίόύώϊϋ"
)
_LONG = 8
_WHOLE = 5
_LONGEST_WORD = 64
_AROUND = 80
_FAR = 400


def whole_sentences(text: str) -> list[str]:
    """The pieces of a text that each end where a sentence certainly ends; joined, they are it."""
    found, at = [], 0
    for end in _ends(text):
        if text[at:end].strip():
            found.append(text[at:end])
            at = end
    if at < len(text):
        found.append(text[at:])
    return found


def _ends(text: str) -> Iterator[int]:
    """Where each sentence that certainly ends is over, with the white space behind it."""
    whole: frozenset[str] | None = None
    within = _Within(text)
    start = 0
    for match in _END.finditer(text):
        if match.end() == len(text) or within.quotes(match.end()):
            continue
        if match["break"] is not None:
            certain = _at_break(text, match, start)
        elif "\n" in match["space"] and _paragraph(match["space"]):
            certain = not _goes_on(text, match) and not _numeral(text, start, match.start())
        elif not match["space"] or match["close"]:
            # A mark inside a quotation may stand in the middle of the sentence around it.
            certain = not match["close"] and match["mark"][-1] in _ALWAYS
        else:
            if whole is None and match["mark"] == ".":
                whole = frozenset(word.casefold() for word in _WORD.findall(text))
            certain = _at_mark(text, match, start, whole or frozenset())
        if certain:
            start = match.end()
            yield start


class _Within:
    """Follows the brackets and quotation marks of a text from its beginning."""

    def __init__(self, text: str) -> None:
        self._marks = _PAIRED.finditer(text)
        self._next = next(self._marks, None)
        self._open: list[str] = []

    def quotes(self, end: int) -> bool:
        """True when the character before `end` stands in quotation marks or brackets.

        Calls come in the order of the text.
        """
        while self._next is not None and self._next.start() < end:
            mark = self._next[0]
            if self._open and mark in _OPENS[self._open[-1]]:
                self._open.pop()
            elif mark in _OPENS:
                self._open.append(mark)
            self._next = next(self._marks, None)
        return bool(self._open)


def _paragraph(space: str) -> bool:
    return space.count("\n") > 1


def _at_break(text: str, match: regex.Match[str], start: int) -> bool:
    """An empty line ends a sentence, unless it goes on behind it; the end of a line does not."""
    before = text[max(start, match.start() - _AROUND) : match.start()].rstrip()
    if not _paragraph(match["break"]) or not before or before[-1] in _UNFINISHED:
        return False
    return not _goes_on(text, match)


def _goes_on(text: str, match: regex.Match[str]) -> bool:
    """True when the word behind an end begins with a small letter."""
    follows = _NEXT.match(text, match.end())
    return follows is not None and follows["word"][:1].islower()


def _numeral(text: str, start: int, at: int) -> bool:
    """True when there is nothing but a number before a mark: "1." begins a list."""
    return text[start:at].strip().isdecimal() if at - start < _LONGEST_WORD else False


def _at_mark(text: str, match: regex.Match[str], start: int, whole: frozenset[str]) -> bool:
    """True when a mark with white space behind it certainly ends the sentence."""
    mark = match["mark"]
    follows = _NEXT.match(text, match.end())
    assert follows is not None  # it may be empty
    opened, word = follows.groups()
    if mark[-1] in _ALWAYS:
        return True
    if mark[-1] in _GREEK_QUESTION:
        return _GREEK.match(text, match.start() - 1) is not None and word[:1].isupper()
    if _BESIDE_A_CAPITAL.issuperset(mark):
        if _NO_CAPITALS.match(word):
            return True
        return word[:1].isupper() and not _exclaimed_inside(text, start, match.start())
    if mark != ".":
        return False  # an ellipsis may go on, and so may every other run of marks
    before = _word_before(text, start, match.start())
    if _NO_CAPITALS.match(word):
        return len(before) >= _WHOLE and _NO_CAPITALS.match(before) is not None
    if not word[:1].isupper():
        return False
    if text[match.start() - 1] in _CLOSED and not before:
        return False  # a label such as "b). "
    if text[match.start() - 1] in _CLOSING:
        return True  # nobody quotes an abbreviation and leaves its stop outside
    question = opened in _INVERTED
    return _is_last(before, word if question or not opened else "", whole, question=question)


def _exclaimed_inside(text: str, start: int, at: int) -> bool:
    """True when the mark ends only an exclamation within a sentence: "Dije ¡basta! María …"."""
    start = max(start, at - _FAR)
    opening = max(text.rfind("¡", start, at), text.rfind("¿", start, at))
    before = text[start:opening].rstrip() if opening > start else ""
    return bool(before) and before[-1].isalpha()


def _word_before(text: str, start: int, at: int) -> str:
    """The last word before a stop; "" when it is none, such as a number or part of an address."""
    token = text[max(start, at - _LONGEST_WORD) : at].rsplit(None, 1)[-1:]
    if not token or text[at - 1 : at].isspace():
        return ""
    bare = token[0].lstrip("\"'“„‚‘«»‹›¿¡([{")
    closed = bare.rstrip('"”“»«›)]')
    if not _BARE_WORD.fullmatch(closed):
        return ""
    return _JOINT.split(closed)[-1]


def _is_last(word: str, opener: str, whole: frozenset[str], *, question: bool) -> bool:
    """True when a word with a stop certainly ends a sentence before the word `opener`.

    `whole` are the words of the text that stand in it without a stop; `question` says that ¿ or ¡
    stands before `opener`.
    """
    plain = word.casefold()
    if len(word) < 2 or plain in ABBREVIATED:
        return False
    if question or opener in OPENERS or plain in LAST_WORDS:
        return True
    if len(word) < _WHOLE:
        return False
    complete = _is_complete(plain)
    if len(word) >= _LONG and complete:
        return True
    return plain in whole or (plain[-1] in _VOWELS and complete and opener in ARTICLES)


def _is_complete(word: str) -> bool:
    """True when the end of a word is not that of an abbreviation: "Izqda" has none."""
    if word[-1] in _VOWELS:
        cluster = word[-4:-1]
        return not (len(cluster) == 3 and _VOWELS.isdisjoint(cluster))
    return word.endswith(INFLECTED) and not word.endswith(CUT_OFF)
