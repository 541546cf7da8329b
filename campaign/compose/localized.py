"""Prints numbers, amounts, days and times by the rules of a language.

The rules are those of Unicode CLDR, by Babel, which is imported when the first of them is needed:
most facts are small whole numbers and need no rules. Every space within a number is a no-break
space, so that no line ends in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, time
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

import regex

from campaign.compose.basque import in_basque
from campaign.errors import RenderError
from campaign.model import Fact

if TYPE_CHECKING:
    from babel import Locale

# The European form of a language, where CLDR's own default is that of another continent.
_EUROPEAN = {"en": "en_GB", "pt": "pt_PT", "no": "nb"}
_FEW = 1000  # below it no language sets a mark
_NO_BREAK = "\u00a0"
_DAY = regex.compile(r"\d{4}-\d{2}-\d{2}")
_CLOCK = regex.compile(r"(?:[01]?\d|2[0-3])[:.][0-5]\d")
#: How `date("2026-12-03", "…")` may print a day; the first is how it does without a word.
DATE_STYLES = ("long", "day", "weekday", "short")


def printed(fact: Fact, language: str) -> str:
    """A fact's value as readers of a language (BCP 47) write it.

    A fact's own form comes first; a value in quotes stays as it is.
    """
    if fact.forms:
        form = fact.forms.get(language) or fact.forms.get(language.partition("-")[0])
        if form:
            return form
    return fact.value if fact.quoted else number(fact.value, fact.unit, language)


@lru_cache(maxsize=4096)
def number(written: str, unit: str, language: str) -> str:
    """A number with its unit: per cent, a currency, a sign, or "year" for one without marks.

    What is not written as digits with a decimal point stays as it is.
    """
    try:
        value = Decimal(written)
    except InvalidOperation:
        return written
    if not value.is_finite():
        return written
    whole = value == value.to_integral_value()
    if whole and (unit == "year" or (not unit and 0 <= value < _FEW)):
        return str(int(value))
    locale = _locale(language)
    if locale is None:
        return f"{value:f}{_NO_BREAK if unit else ''}{unit}"
    from babel import numbers  # noqa: PLC0415 - most facts need no rules

    if unit == "%":
        return numbers.format_percent(
            value.scaleb(-2), locale=locale, decimal_quantization=False
        ).replace(" ", _NO_BREAK)
    if regex.fullmatch("[A-Z]{3}", unit):
        pattern = locale.currency_formats["standard"].pattern
        if whole:
            pattern = pattern.replace(".00", "")
        return numbers.format_currency(
            value, unit, pattern, locale, currency_digits=False, decimal_quantization=False
        ).replace(" ", _NO_BREAK)
    shown = numbers.format_decimal(value, locale=locale, decimal_quantization=False)
    return f"{shown}{_NO_BREAK}{unit}" if unit else shown


def day(written: object, style: str, language: str) -> str:
    """A day, written as year-month-day, in words of the language.

    Raises RenderError for what is no day, and for a style that is not in DATE_STYLES.
    """
    if style not in DATE_STYLES:
        raise RenderError(
            f'`date` has no style "{style}"; there is '
            + ", ".join(f'"{one}"' for one in DATE_STYLES)
        )
    right = 'write it as year-month-day: {{ date("2026-12-03") }}'
    if not isinstance(written, str) or not _DAY.fullmatch(written):
        raise RenderError(f'`date` cannot read "{written}"; {right}')
    try:
        wanted = date.fromisoformat(written)
    except ValueError:
        raise RenderError(f"there is no day {written}; {right}") from None
    locale = _locale(language) or _locale("en")
    assert locale is not None  # Babel knows English
    from babel.dates import format_date, format_skeleton  # noqa: PLC0415 - few copies name a day

    if style == "day":
        shown = format_skeleton("MMMMd", wanted, locale=locale)
    else:
        shown = format_date(wanted, "full" if style == "weekday" else style, locale=locale)
    return in_basque(shown, wanted) if locale.language == "eu" else shown


def clock(written: object, language: str) -> str:
    """A time of day, written as hours:minutes, as the language writes it.

    Raises RenderError for what is no time of day.
    """
    if not isinstance(written, str) or not _CLOCK.fullmatch(written):
        raise RenderError(
            f'`time` cannot read "{written}"; write it as hours:minutes: {{{{ time("19:30") }}}}'
        )
    hours, minutes = (int(part) for part in regex.split("[:.]", written))
    locale = _locale(language)
    if locale is None:
        return f"{hours:02}:{minutes:02}"
    from babel.dates import format_time  # noqa: PLC0415 - few copies name a time

    return format_time(time(hours, minutes), "short", locale=locale)


@lru_cache(maxsize=64)
def functions(language: str) -> Mapping[str, Callable[..., str]]:
    """What a copy in a language may call, by name: `date` and `time`."""

    def date_(*words: object) -> str:
        if not 1 <= len(words) <= 2:
            raise RenderError('`date` takes one day: {{ date("2026-12-03") }}')
        return day(words[0], str(words[1]) if len(words) == 2 else DATE_STYLES[0], language)

    def time_(*words: object) -> str:
        if len(words) != 1:
            raise RenderError('`time` takes one time of day: {{ time("19:30") }}')
        return clock(words[0], language)

    return MappingProxyType({"date": date_, "time": time_})


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale | None:
    """Babel's data of a language (BCP 47), or of its first part; None for one it does not know."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - most facts need no rules

    first = language.partition("-")[0]
    for name in (_EUROPEAN.get(language, language.replace("-", "_")), _EUROPEAN.get(first, first)):
        try:
            return Locale.parse(name)
        except (UnknownLocaleError, ValueError):
            continue
    return None
