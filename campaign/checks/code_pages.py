"""Reads letters again that were read in the wrong code page: “niÃ±o”, “GroĂźes”, “cafГ©”, “ðŸŽ‰”.

UTF-8 writes a letter outside ASCII as a first byte and one to three further ones. A program that
takes them for another code page shows signs that stand so in no word. ftfy knows the code pages of
Western Europe well; this module knows those of the rest, and asks for more certainty: the signs
must be the whole run of letters outside ASCII, all of it must be UTF-8, and a letter that people
write must come out.
"""

from __future__ import annotations

import regex

_PAGES = (
    "cp1252",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1257",
    "iso8859-2",
    "cp437",
    "cp850",
    "mac_roman",
)
# No code page has further bytes of UTF-8 where small Cyrillic or Greek letters are.
_RUN = regex.compile(r"[^\x00-\x7f]{2,}+")
_WORDS = regex.compile("[а-яα-ωά-ώ]{2}")
_WRITTEN = regex.compile(
    r"[\u00a0-\u017e\u0218-\u021b\u0386-\u03ce\u0400-\u045f\u0490\u0491\u2010-\u2030\u2039\u203a"
    r"\u20ac\u2116\u2122\u2190-\u21ff\u2600-\u27bf\ufe0f\u200d\U0001f000-\U0001faff]+"
)
_TWO_BYTES = "\u07ff"


def read_again(words: str) -> str:
    """The words with each run of signs that UTF-8 explains replaced by what was meant."""
    return _RUN.sub(_meant, words)


def _meant(run: regex.Match[str]) -> str:
    shown = run[0]
    if _WORDS.search(shown):
        return shown
    for page in _PAGES:
        meant = _read(shown, page)
        if meant and (_certain(meant) or _within_a_word(run)):
            return meant
    return shown


def _read(shown: str, page: str, again: bool = True) -> str:
    """What the signs stand for when they were read in a code page, once or twice; "" if nothing."""
    try:
        meant = shown.encode(page).decode()
    except UnicodeError:
        return ""
    if again and not meant.isascii() and (twice := _read(meant, page, again=False)):
        return twice
    return meant if _WRITTEN.fullmatch(meant) else ""


def _certain(meant: str) -> bool:
    """True for a letter of three bytes or more, and for several letters: no accident."""
    return len(meant) > 1 or meant > _TWO_BYTES


def _within_a_word(run: regex.Match[str]) -> bool:
    """True beside a small letter: “NÅ«” may be Danish in capitals, “nÅ«” is nothing."""
    before, after = run.string[: run.start()][-1:], run.string[run.end() :][:1]
    return before.islower() or after.islower()
