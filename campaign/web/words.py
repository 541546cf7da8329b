"""One language of the interface: its words, and how it writes days, hours and numbers.

Browsers know no Basque and no Irish, so everything is written on the server, by Babel.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

#: The languages of the interface, each by its own name, in the order in which they are offered.
LANGUAGES: Final = {
    "en": "English",
    "es": "Español",
    "ca": "Català",
    "eu": "Euskara",
    "pl": "Polski",
    "it": "Italiano",
    "de": "Deutsch",
    "sv": "Svenska",
    "ro": "Română",
    "ga": "Gaeilge",
}
#: The language of whoever asks for none of them.
USUAL: Final = "en"
_LOCALES: Final = Path(__file__).with_name("locales")
#: English hours and days as people in Europe write them.
_LOCALE_OF: Final = {"en": "en_GB"}


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for it
    """Mark a message for the catalogues, where it is translated later."""
    return message


def NN_(one: str, several: str) -> tuple[str, str]:  # noqa: N802 - a plural's N_
    """Mark a message and its plural for the catalogues; `Words.many` says them later."""
    return one, several


class Words:
    """The words of one language; calling it translates a message.

    A message is plain English with named places: `words("%(count)s go out", count=3)`.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self.locale = Locale.parse(_LOCALE_OF.get(language, language))
        self.catalogue = catalogue(language)

    def __call__(self, message: str, /, **values: object) -> str:
        """The message in this language, with its values in their places."""
        found = self.catalogue.gettext(message)
        return found % values if values else found

    def many(self, one: str, several: str, n: int, /, **values: object) -> str:
        """The message in the form that `n` takes in this language; `%(n)s` is the number."""
        found = self.catalogue.ngettext(one, several, n)
        return found % {"n": self.number(n), **values}

    def number(self, value: float) -> str:
        """A number with this language's separators."""
        return _decimal(value, self.locale)

    def percent(self, value: float) -> str:
        """A share between 0 and 1 in percent."""
        return numbers.format_percent(value, locale=self.locale)

    def share(self, value: float) -> str:
        """A share between 0 and 1 in percent, with one decimal: 2.6%."""
        return numbers.format_percent(value, format="#,##0.0\u202f%", locale=self.locale)

    def day(self, value: date) -> str:
        """Short: Wed 9 Dec."""
        return self._form("MMMEd", value)

    def short_day(self, value: date) -> str:
        """The shortest: Wed 9."""
        return self._form("Ed", value)

    def near_day(self, value: date) -> str:
        """Name and number alone, among days of one week: Wed 9."""
        return self._form("Ed", value)

    def short_date(self, value: date) -> str:
        """Day and month alone: 9 Dec."""
        return self._form("MMMd", value)

    def days(self, first: date, last: date) -> str:
        """From one day to another: 7–13 December."""
        if self.language == "eu":  # its pattern has a stray apostrophe
            return f"{self._form('MMMMd', first)} – {self._form('MMMMd', last)}"
        return _interval(first, last, self.locale)

    def long_day(self, value: date) -> str:
        """Whole: Wednesday 9 December."""
        return self._form("MMMMEEEEd", value)

    def full_date(self, value: date) -> str:
        """With the year: 9 Dec 2026."""
        return dates.format_date(value, "medium", locale=self.locale)

    def month(self, value: date) -> str:
        """Month and year: December 2026; as a title, with a capital."""
        found = self._form("yMMMM", value)
        return found[:1].upper() + found[1:]

    def weekday(self, value: date) -> str:
        """The day's name alone: Wednesday; as a title, with a capital."""
        found = dates.format_date(value, "cccc", locale=self.locale)
        return found[:1].upper() + found[1:]

    def hour(self, value: datetime, zone: tzinfo | None = None) -> str:
        """The time of day, on 24 hours: 09:45."""
        local = value.astimezone(zone) if zone else value
        return f"{local:%H:%M}"

    def moment(self, value: datetime, zone: tzinfo) -> str:
        """Day and hour of an instant in a zone: Wed 9 Dec, 09:45."""
        local = value.astimezone(zone)
        return f"{self.day(local.date())}, {self.hour(local)}"

    def span(self, value: timedelta) -> str:
        """How long: 23 hours."""
        return dates.format_timedelta(value, locale=self.locale, threshold=1.2)

    def ago(self, then: datetime, now: datetime) -> str:
        """How long ago, or in how long: 12 seconds ago, in 2 hours."""
        return dates.format_timedelta(
            then - now, locale=self.locale, add_direction=True, threshold=1.2
        )

    def city(self, zone: ZoneInfo) -> str:
        """The place that names a zone, in this language: Brussels."""
        return dates.get_timezone_location(zone.key, locale=self.locale, return_city=True)

    def language_name(self, code: str) -> str:
        """A language's name in this language: Catalan."""
        return _name_of_language(code, self.locale)

    def _form(self, skeleton: str, value: date) -> str:
        found = _in_form(skeleton, date(value.year, value.month, value.day), self.locale)
        # British English has a comma after the name of the day only in some forms.
        if self.language == "en":
            return found.replace(",", "")
        return found


@lru_cache(maxsize=4096)
def _in_form(skeleton: str, value: date, locale: Locale) -> str:
    """A day in a form; a page of the calendar asks for the same ones again and again."""
    return dates.format_skeleton(skeleton, value, locale=locale)


@lru_cache(maxsize=1024)
def _decimal(value: float, locale: Locale) -> str:
    return numbers.format_decimal(value, locale=locale)


@lru_cache(maxsize=1024)
def _interval(first: date, last: date, locale: Locale) -> str:
    return dates.format_interval(first, last, "MMMMd", locale=locale)


@lru_cache(maxsize=1024)
def _name_of_language(code: str, locale: Locale) -> str:
    try:
        found = Locale.parse(code.replace("-", "_")).get_display_name(locale) or code
    except ValueError:
        return code
    return found[:1].upper() + found[1:]


@cache
def words_of(language: str) -> Words:
    """The words of a language, made once."""
    return Words(language)


@cache
def catalogue(language: str) -> NullTranslations:
    """The translations of a language; those that are missing stay English."""
    file = _LOCALES / language / "LC_MESSAGES" / "desk.po"
    if not file.is_file():
        return NullTranslations()
    compiled = BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return Translations(compiled, domain="desk")


def best_of(accepted: str, among: tuple[str, ...] = tuple(LANGUAGES), usual: str = USUAL) -> str:
    """The best of some languages by an Accept-Language header; `usual` when none fits."""
    ranked = []
    for number, each in enumerate(accepted.split(",")[:20]):
        name, _, quality = each.strip().partition(";q=")
        try:
            weight = float(quality or 1)
        except ValueError:
            continue
        ranked.append((-weight, number, name.strip().partition("-")[0].lower()))
    return next((name for _, _, name in sorted(ranked) if name in among), usual)
