"""Reads a time as people write it by hand, so that a mistake can show the right form.

Nothing is planned by what is read here: "9.30" is refused, and the remedy says 09:30.
"""

from __future__ import annotations

import re
from functools import lru_cache

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY = re.compile(
    r"(?:(?P<year>\d{4})[-/.]?(?P<month>\d{1,2})[-/.]?(?P<day>\d{1,2})"
    r"|(?P<first>\d{1,2})(?:st|nd|rd|th|\.)? (?P<name>[a-z]{3,9})\.?,? (?P<last>\d{4})"
    r"|(?P<week>week \d{1,3},? [a-z]+)\.?)"
    r"(?:[ ,t]+(?P<clock>\S.*))?",
    re.I,
)
_BEFORE = r"(?:at|kl\.?|klo|um|à|a las|a les|alle|ore|ora|o|ob|om|kell|plkst\.?|в|at about)"
_AFTER = r"(?:uhr|h|hrs?|o[’']clock|uur|u|val\.?|ч\.?|kloka|sharp)"
_CLOCK = re.compile(
    rf"(?:{_BEFORE} )?(?P<hour>\d{{1,2}})(?: ?[:.,hu] ?(?P<minute>\d{{1,2}})|(?P<joined>\d\d))?"
    rf"(?::\d\d(?:\.\d+)?)?(?: ?(?P<half>[ap])\.? ?m\.?)?(?: ?{_AFTER})?",
    re.I,
)
_WORDS = {"noon": "12:00", "midday": "12:00", "midnight": "00:00"}
_NOON, _HOURS, _MINUTES = 12, 24, 60
_LANGUAGES = (
    "bg ca cs da de el es et eu fi fr ga gl hr hu is it lt lv mt nb nl pl pt ro sk sl sv tr uk"
)
_ENGLISH = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def as_written(text: str) -> str | None:
    """The day and time of a text in the calendar's own form; None when it cannot be told."""
    found = _DAY.fullmatch(text)
    if not found:
        return None
    day, clock = _day(found), _clock(found["clock"] or "10:00")
    return f"{day} {clock}" if day and clock else None


@lru_cache(maxsize=64)
def english_weekday(name: str) -> str | None:
    """The English name of a weekday in another language of Europe; None when it is none of them.

    A name that means two days in two languages gives None.
    """
    from babel import Locale  # noqa: PLC0415 - only for a mistake

    meant = {
        _ENGLISH[number]
        for language in _LANGUAGES.split()
        for width in ("wide", "abbreviated")
        for number, each in Locale.parse(language).days["stand-alone"][width].items()
        if each.casefold().rstrip(".") == name.casefold()
    }
    return meant.pop() if len(meant) == 1 else None


def _day(found: re.Match[str]) -> str | None:
    if found["week"]:
        return found["week"]
    if found["name"]:
        name = found["name"][:3].casefold()
        month = _MONTHS.index(name) + 1 if name in _MONTHS else 0
        year, day = found["last"], int(found["first"])
    else:
        year, month, day = found["year"], int(found["month"]), int(found["day"])
    known = 1 <= month <= 12 and 1 <= day <= 31
    return f"{year}-{month:02}-{day:02}" if known else None


def _clock(text: str) -> str | None:
    if text.casefold() in _WORDS:
        return _WORDS[text.casefold()]
    found = _CLOCK.fullmatch(text)
    if not found:
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or found["joined"] or 0)
    if found["half"]:
        hour = hour % _NOON + (_NOON if found["half"] in "pP" else 0)
    return f"{hour:02}:{minute:02}" if hour < _HOURS and minute < _MINUTES else None
