"""Checks that a text is in the language that it says it is in.

The detector is py3langid (https://github.com/adbar/py3langid), offline, with the languages of the
campaign and the ten that it was measured on: `docs/translations.md` has the figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import regex

from campaign.checks.context import Desk
from campaign.checks.page import Page
from campaign.model import Finding, Severity

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

#: Gives the language of a text that should be in one language, of that and some others, and how
#: certain that is (0 to 1).
Detect = Callable[[str, str, tuple[str, ...]], tuple[str, float]]

MEASURED: Final = ("ca", "de", "en", "es", "eu", "ga", "it", "pl", "ro", "sv")
"""The languages that the detector was measured on; it always looks for them."""
LEAST: Final = 40
"""Characters below which languages are taken for their neighbours, so that nothing is said."""
CERTAIN: Final = 0.9
"""How certain the detector must be, of 1."""

# Hashtags, names of accounts, addresses, words in capitals (names in every language), figures and
# signs.
_NO_LANGUAGE: Final = regex.compile(
    r"https?://\S+|www\.\S+|[#@]\S+|\b\p{Lu}[\p{Lu}\d-]+\b|\d+|[\p{So}\p{Sk}\p{Cn}\p{Cf}]"
)
_SPACES: Final = regex.compile(r"\s+")


def other_language(page: Page, desk: Desk) -> Iterator[Finding]:
    """A text that stands under the wrong language reaches nobody, and is read out wrongly."""
    if desk.detect is None:
        return
    names = _names(desk)
    for passage in page.of("headline", "text", "alt"):
        if len(passage.words) < LEAST or not passage.language:
            continue
        words = without_names(passage.words, names)
        found = language_of(words, passage.language, desk.campaign.languages, desk.detect)
        if found is not None:
            language, certainty = found
            yield page.finding(
                "other-language",
                Severity.WARN,
                passage.path,
                f"this stands under {passage.language}, but it reads as {language} "
                f"({min(certainty, 0.99):.0%} certain)",
                "move it to its language, or translate it; a text that is right may stay",
                passage.language,
            )


def without_names(text: str, names: regex.Pattern[str] | None = None) -> str:
    """The words of a text that show its language: without hashtags, names and figures."""
    if names is not None:
        text = names.sub(" ", text)
    return _SPACES.sub(" ", _NO_LANGUAGE.sub(" ", text)).strip()


def language_of(
    text: str, stated: str, languages: tuple[str, ...], detect: Detect
) -> tuple[str, float] | None:
    """The other language that a text is in, and how certain that is (0.9 to 1).

    None where it is in the one that it states, where nobody can tell, and where the detector does
    not know the stated one. `languages` are those of the campaign.
    """
    wanted = _first(stated)
    if len(text) < LEAST:
        return None
    among = tuple(sorted({*MEASURED, *map(_first, languages), wanted}))
    language, certainty = detect(text, wanted, among)
    return (language, certainty) if language != wanted and certainty >= CERTAIN else None


def detect(text: str, stated: str, languages: tuple[str, ...]) -> tuple[str, float]:
    """The language of a text, of these, and how certain that is (0 to 1).

    Where the detector does not know the one that the text states, nothing is certain.
    """
    identifier = _identifier(languages)
    if stated not in identifier.labels:
        return "", 0.0
    language, certainty = identifier.classify(text)
    return language, float(certainty)


def _first(language: str) -> str:
    """The language of a tag such as "pt-BR"."""
    return language.partition("-")[0].casefold()


@lru_cache(maxsize=4)
def _identifier(languages: tuple[str, ...]) -> LanguageIdentifier:
    """The detector for these languages, without those that it does not know."""
    # Its model takes half a second and 130 MB, and the publisher starts every minute without it.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    known = set(identifier.labels)
    identifier.set_languages([language for language in languages if language in known])
    return identifier


def _names(desk: Desk) -> regex.Pattern[str] | None:
    """The names of the campaign and of its regions, in every language."""
    setting = desk.setting
    named = {setting.campaign.title, setting.campaign.name}
    for region in setting.regions.values():
        named |= set(region.names.values())
    return _pattern(tuple(sorted((n for n in named if n.strip()), key=lambda n: (-len(n), n))))


@lru_cache(maxsize=16)
def _pattern(names: tuple[str, ...]) -> regex.Pattern[str] | None:
    if not names:
        return None
    return regex.compile(rf"\b(?:{'|'.join(map(regex.escape, names))})\b", regex.IGNORECASE)
