"""The words of the desk in one language: the report's way of speaking, with a catalogue of its own.

How days, hours and numbers are written stands in `analytics.language`.
"""

from __future__ import annotations

from functools import cache
from gettext import NullTranslations
from pathlib import Path
from typing import Final

from analytics import language
from analytics.language import LANGUAGES, N_, NN_, best_of

__all__ = ["LANGUAGES", "NN_", "N_", "USUAL", "Words", "best_of", "catalogue", "words_of"]

#: The language of whoever asks for none of them.
USUAL: Final = "en"
_LOCALES: Final = Path(__file__).with_name("locales")


class Words(language.Words):
    """The words of one language on the desk."""

    def __init__(self, language: str) -> None:
        super().__init__(language, catalogue(language))


@cache
def words_of(language: str) -> Words:
    """The words of a language, made once."""
    return Words(language)


def catalogue(name: str) -> NullTranslations:
    """The desk's translations of a language; those that are missing stay English."""
    return language.translations(_LOCALES, name, "desk")
