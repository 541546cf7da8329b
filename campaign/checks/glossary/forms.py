"""Reads the written forms of a glossary, in which one line stands for many forms of a word.

::

    illegal (im|)migrant(s)    (a|b): one of these    (s): with it, or without
    assimilat*                 *: any letters here
    invasion … Ukrain*         …: up to five words between
    ^Illegals                  ^: where a sentence begins
    the illegals$              $: where a clause ends, before . , ; : ! ? or a dash

A space also finds a hyphen, and a straight apostrophe a round one.
"""

from __future__ import annotations

from collections.abc import Iterable
from unicodedata import is_normalized, normalize

import regex

# Two ways to write the same letter: apostrophes, and Romanian letters with comma or cedilla.
_ALIKE = (
    *(("’", "'"), ("ʼ", "'"), ("\u00a0", " "), ("\u202f", " "), ("\u2011", "-")),
    *(("ş", "ș"), ("ţ", "ț"), ("Ş", "Ș"), ("Ţ", "Ț")),
)
_PIECE = regex.compile(r"\s*…\s*|[\s\-]+|\(([^()]*)\)|\*|\^|\$|.")
_OPTIONS = regex.compile(r"\([^()]*\)")
_BREAK = regex.compile(r"[\s\-*^$…]+|\0")
_BETWEEN = r"[\s\-]+"
_SOME_WORDS = r"[\s\-]+(?:[^\s.!?]+\s+){0,5}?"
_BEGINS = r"(?<=^\W*|[.!?:…\n]\W*)"
_ENDS = r"(?=\s*(?:[.,;:!?…)»”\"\n]|\s[–—\-]\s|$))"


def alike(words: str) -> str:
    """The words with one way of writing for each letter, composed."""
    if words.isascii():
        return words
    if not is_normalized("NFC", words):
        words = normalize("NFC", words)
    for other, letter in _ALIKE:
        if other in words:
            words = words.replace(other, letter)
    return words


def pieces(form: str) -> tuple[tuple[str, ...], ...]:
    """What stands in every text with the form, in small letters: one piece of each tuple.

    The tuple whose pieces are longest comes first.
    """
    form = alike(form)
    needed: list[tuple[str, ...]] = [
        (piece,) for piece in _BREAK.split(_OPTIONS.sub("\0", form)) if piece
    ]
    for options in _OPTIONS.findall(form):
        if "|" in options:
            each = options[1:-1].split("|")
            needed.append(tuple(max(_BREAK.split(piece), key=len) for piece in each))
    small = [tuple(dict.fromkeys(piece.casefold() for piece in some)) for some in needed]
    # An empty piece stands in every text.
    some = [each for each in small if all(each)]
    return tuple(sorted(some, key=lambda each: min(map(len, each)), reverse=True))


def examples(form: str, most: int) -> list[str]:
    """Some words and phrases that a form stands for, as a person reads them: `most` at most.

    What may be left out is left out, and any letters are shown as "…".
    """
    shown = [""]
    for match in _PIECE.finditer(form):
        piece, options = match[0], match[1]
        if options is None:
            more = [{"*": "…", "^": "", "$": ""}.get(piece, piece)]
        else:
            more = options.split("|") if "|" in options else [""]
        shown = [begun + each.replace("*", "…") for begun in shown for each in more][:most]
    return list(dict.fromkeys(" ".join(each.split()) for each in shown))


def is_acronym(form: str) -> bool:
    """True of a form in capitals, which is another word in small letters."""
    return _OPTIONS.sub("", form).isupper()


def pattern(form: str) -> str:
    """The regular expression of a form: whole words."""
    return rf"(?<!\w){_inside(alike(form))}(?!\w)"


def any_of(forms: Iterable[str], *, exact: bool = False) -> regex.Pattern[str] | None:
    """An expression that finds each of the forms, longer ones first; None where there are none."""
    choices = [
        rf"(?{'-i' if exact or is_acronym(form) else 'i'}:{pattern(form)})"
        for form in sorted(forms, key=len, reverse=True)
    ]
    return regex.compile("|".join(choices)) if choices else None


def _inside(form: str) -> str:
    made = ""
    for match in _PIECE.finditer(form):
        piece, options = match[0], match[1]
        if options is not None:
            choices = "|".join(_inside(each) for each in options.split("|"))
            made += f"(?:{choices})" if "|" in options else f"(?:{choices})?"
        elif "…" in piece:
            made += _SOME_WORDS
        elif piece.isspace() or set(piece) <= set(" -"):
            made += _BETWEEN
        else:
            made += {"*": r"\w*", "^": _BEGINS, "$": _ENDS}.get(piece) or regex.escape(piece)
    return made
