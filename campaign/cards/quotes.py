"""The quotation marks of each language, as its publishers set them.

Sources: the Interinstitutional Style Guide of the EU (each language's part on punctuation), Unicode
CLDR (`delimiters`), and where both allow several, what the language's own authority prefers: Dansk
Sprognævn (»…«), Eesti Keele Instituut („…”), Institut za hrvatski jezik („…”).
"""

from __future__ import annotations

import re
from itertools import cycle

# The marks of a quotation, and those of a quotation within it.
_MARKS = {
    "ar": ("«»", "“”"),  # text shaping mirrors them, as it mirrors brackets
    "bg": ("„“", "‚‘"),
    "bs": ("„”", "’’"),
    "ca": ("«»", "“”"),
    "cs": ("„“", "‚‘"),
    "cy": ("‘’", "“”"),
    "da": ("»«", "›‹"),
    "de": ("„“", "‚‘"),
    "de-CH": ("«»", "‹›"),
    "el": ("«»", "“”"),
    "en": ("“”", "‘’"),
    "es": ("«»", "“”"),
    "et": ("„”", "‚’"),
    "eu": ("«»", "“”"),
    "fi": ("””", "’’"),
    "fr": ("«»", "“”"),
    "fr-CH": ("«»", "‹›"),
    "ga": ("“”", "‘’"),
    "gl": ("«»", "“”"),
    "hr": ("„”", "‚’"),
    "hu": ("„”", "»«"),
    "is": ("„“", "‚‘"),
    "it": ("«»", "“”"),
    "lb": ("„“", "‚‘"),
    "lt": ("„“", "‚‘"),
    "lv": ("“”", "‘’"),
    "mk": ("„“", "‚‘"),
    "mt": ("“”", "‘’"),
    "nb": ("«»", "‘’"),
    "nl": ("“”", "‘’"),
    "nn": ("«»", "‘’"),
    "no": ("«»", "‘’"),
    "pl": ("„”", "«»"),
    "pt": ("«»", "“”"),
    "pt-BR": ("“”", "‘’"),
    "ro": ("„”", "«»"),
    "ru": ("«»", "„“"),
    "sk": ("„“", "‚‘"),
    "sl": ("„“", "‚‘"),
    "sq": ("“”", "‘’"),
    "sr": ("„“", "‚‘"),
    "sv": ("””", "’’"),
    "tr": ("“”", "‘’"),
    "uk": ("«»", "„“"),
}
#: The languages whose marks the first cards had.
FIRST = frozenset(
    {"ar", "bg", "ca", "cs", "de", "el", "en", "es", "eu", "fi", "fr", "ga", "hu", "it", "pl"}
    | {"pt", "ro", "ru", "sk", "sv", "uk"}
)
_OPENING, _CLOSING = "\"'“”„«»‘’‚‹›", "\"'“”«»‘’‹›"
_STOPS = ".!?…,"
_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")


def marks(language: str) -> tuple[str, str]:
    """The opening and the closing mark of a language (BCP 47); English ones for others."""
    outer = _pairs(language)[0]
    return outer[0], outer[1]


def within(text: str, language: str) -> str:
    """Words that stand between a language's marks, with marks of the second order in them.

    So «… «aquí» …» does not end before its end. What is not in pairs stays as it is.
    """
    opens, closes = marks(language)
    inner = _pairs(language)[1]
    first, second = inner[0], inner[1]
    if opens == closes:
        return _alternating(text, opens, first, second)
    if text.count(opens) != text.count(closes):
        return text
    return text.replace(opens, first).replace(closes, second)


def bare(text: str) -> str:
    """The text without the quotation marks around it, because the card draws its own.

    A stop behind the closing mark moves into the quotation.
    """
    text = text.strip()
    words = text.rstrip(_STOPS)
    stop = text[len(words) :]
    if len(words) > 1 and words[0] in _OPENING and words[-1] in _CLOSING:
        inner = words[1:-1].strip()
        marked = _APOSTROPHE.sub("", inner)
        if inner and words[0] not in marked and words[-1] not in marked:
            return inner + ("" if stop == "," or inner[-1] in _STOPS else stop)
    return text


def _pairs(language: str) -> tuple[str, str]:
    return _MARKS.get(language) or _MARKS.get(language.partition("-")[0]) or _MARKS["en"]


def _alternating(text: str, mark: str, first: str, second: str) -> str:
    """A mark that opens and closes, replaced in turn by two others; as it is when it is odd."""
    if text.count(mark) % 2:
        return text
    turns = cycle((first, second))
    return "".join(next(turns) if c == mark else c for c in text)
