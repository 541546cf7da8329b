"""Quotation marks, each language's own, as its publishers set them."""

from __future__ import annotations

_MARKS = {
    "ar": "«»",  # mirrored by the shaping, as every bracket is
    "bg": "„“",
    "ca": "«»",
    "cs": "„“",
    "de": "„“",
    "de-CH": "«»",
    "el": "«»",
    "en": "“”",
    "es": "«»",
    "eu": "«»",
    "fi": "””",
    "fr": "«»",
    "ga": "“”",
    "hu": "„”",
    "it": "«»",
    "pl": "„”",
    "pt": "«»",
    "ro": "„”",
    "ru": "«»",
    "sk": "„“",
    "sv": "””",
    "uk": "«»",
}


def marks(language: str) -> tuple[str, str]:
    """The opening and the closing mark of a language (BCP 47); English ones when it is unknown."""
    pair = _MARKS.get(language) or _MARKS.get(language.partition("-")[0]) or _MARKS["en"]
    return pair[0], pair[1]


def bare(text: str) -> str:
    """The text without quotation marks around it, so that they are not set twice."""
    text = text.strip()
    if len(text) > 1 and text[0] in '"“”„«»' and text[-1] in '"“”«»':
        inner = text[1:-1].strip()
        if not any(mark in inner for mark in '"“”„«»'):
            return inner
    return text
