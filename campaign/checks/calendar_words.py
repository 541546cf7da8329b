"""The names of months and weekdays in a language, as patterns; from Unicode CLDR, by Babel."""

from __future__ import annotations

from functools import lru_cache

import regex

# Names that CLDR does not have: what people write short.
_MORE = {
    "ca": ("gen", "febr", "des"),
    "en": ("Sept",),
    "es": ("sept", "set"),
    "pt": ("set", "dez"),
}
_SHORTEST = 3  # letters of a short name: fewer mean too much else
_STEM = 4  # letters that stay when a name takes an ending: abenduaren, grudnia


# Catalan names a month with its "of": «d’octubre», «de març».
_OF = regex.compile(r"^(?:de |d[’'])")


@lru_cache(maxsize=32)
def month_names(language: str) -> str:
    """A pattern of the months in all their cases, "" for a language that Babel does not know."""
    return _pattern(language, "months")


@lru_cache(maxsize=32)
def weekday_names(language: str) -> str:
    """A pattern of the weekdays in all their cases, "" for a language that Babel does not know."""
    return _pattern(language, "days")


def _pattern(language: str, kind: str) -> str:
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - only for texts with a digit

    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return ""
    names = locale.months if kind == "months" else locale.days
    full: set[str] = set()
    short = set(_MORE.get(language, ())) if kind == "months" else set()
    for context in ("format", "stand-alone"):
        full.update(names[context]["wide"].values())
        short.update(names[context]["abbreviated"].values())
    full, short = ({_OF.sub("", name) for name in names} for names in (full, short))
    full = {name for name in full if any(letter.isalpha() for letter in name)}
    stems = {_stem(name) for name in full}
    forms = [rf"{regex.escape(stem)}\p{{L}}*" for stem in sorted(stems, key=len, reverse=True)]
    short_forms = sorted({name.rstrip(".") for name in short}, key=len, reverse=True)
    forms += [
        rf"{regex.escape(name)}(?!\p{{L}})\.?"
        for name in short_forms
        if len(name) >= _SHORTEST and name.isalpha()
    ]
    return "|".join(forms)


def _stem(name: str) -> str:
    """The beginning of a name that all its cases share."""
    return name if len(name) <= _STEM else name[: max(_STEM, len(name) - 3)]
