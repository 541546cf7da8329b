"""The quotation marks of each language, as its publishers set them."""

from __future__ import annotations

_MARKS = {
    "ar": "«»",  # text shaping mirrors them, as it mirrors brackets
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
    """The opening and the closing mark of a language (BCP 47); English ones for others."""
    pair = _MARKS.get(language) or _MARKS.get(language.partition("-")[0]) or _MARKS["en"]
    return pair[0], pair[1]


def bare(text: str) -> str:
    """The text without the quotation marks around it, because the card draws its own."""
    text = text.strip()
    if len(text) > 1 and text[0] in '"“”„«»' and text[-1] in '"“”«»':
        inner = text[1:-1].strip()
        if not any(mark in inner for mark in '"“”„«»'):
            return inner
    return text
