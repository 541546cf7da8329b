"""One language: its words, and how it writes days, hours and numbers.

Browsers know no Basque and no Irish, so everything is written here, by Babel. A message that has
no translation stays English and is counted: `Words.missing`.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo
from functools import cache, lru_cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers, units
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from analytics.marks import LANGUAGES, N_, NN_

__all__ = ["LANGUAGES", "NN_", "N_", "Words", "best_of", "translations"]

#: English hours and days as people in Europe write them.
_LOCALE_OF: Final = {"en": "en_GB"}
_LOCALES: Final = Path(__file__).with_name("locales")
NARROW: Final = "\u202f"
"""A narrow space that does not break: it joins a number to its sign."""


class Words:
    """The words of one language; calling it translates a message.

    A message is plain English with named places: `words("%(count)s go out", count=3)`. Without
    `found` the catalogue is the report's. `missing` holds the messages that had to stay English.
    """

    def __init__(self, language: str, found: NullTranslations | None = None) -> None:
        self.language = language
        self.locale = Locale.parse(_LOCALE_OF.get(language, language))
        self.catalogue = translations(_LOCALES, language, "report") if found is None else found
        self.missing: set[str] = set()
        if language != "en":
            self.catalogue.add_fallback(_English(self.missing))

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

    def decimal(self, value: float, digits: int) -> str:
        """A number with so many decimals: 3.40."""
        form = "#,##0" + ("." + "0" * digits if digits else "")
        return numbers.format_decimal(value, format=form, locale=self.locale)

    def signed(self, value: float, digits: int = 0) -> str:
        """A difference: +12, −3 (with a minus, not a hyphen), ±0."""
        shown = self.decimal(abs(value), digits)
        if not any(each in "123456789" for each in shown):
            return f"±{self.decimal(0, 0)}" if not value else f"±{shown}"
        return f"{'+' if value > 0 else '−'}{shown}"

    def change(self, value: float) -> str:
        """A change in percent of what was before: +12 %; under half a percent is <1 %, not 0."""
        if 0 < abs(value) < 0.5:
            return f"{'+' if value > 0 else '−'}<{self.decimal(1, 0)}{NARROW}%"
        return f"{self.signed(value)}{NARROW}%"

    def percent(self, value: float) -> str:
        """A share between 0 and 1 in percent."""
        return numbers.format_percent(value, locale=self.locale)

    def share(self, value: float) -> str:
        """A share between 0 and 1 in percent, with one decimal: 2.6%."""
        return numbers.format_percent(value, format="#,##0.0\u202f%", locale=self.locale)

    def age(self, value: timedelta) -> str:
        """How long since something, in the largest unit that holds it whole: 24 hours, 3 days."""
        return _length(value, "long", self.locale)

    def short_age(self, value: timedelta) -> str:
        """The same in short, as on an axis: 24 hrs, 3 days."""
        return _length(value, "short", self.locale)

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

    def full_days(self, first: date, last: date) -> str:
        """From one day to another, with the year: 7–13 December 2026; one day alone as it is."""
        if first == last:
            return self._form("yMMMMd", first)
        if self.language == "eu":  # its pattern has a stray apostrophe
            return f"{self._form('yMMMMd', first)} – {self._form('yMMMMd', last)}"
        return dates.format_interval(first, last, "yMMMMd", locale=self.locale)

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

    def short_month(self, value: date) -> str:
        """Month and year in short, as on an axis: Dec 2026."""
        return self._form("yMMM", value)

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

    def full_moment(self, value: datetime, zone: tzinfo) -> str:
        """Day with its year, and hour, of an instant in a zone: 9 Dec 2026, 09:45."""
        local = value.astimezone(zone)
        return f"{self.full_date(local.date())}, {self.hour(local)}"

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


class _English(NullTranslations):
    """What stands in for a catalogue: the message as it is, noted down."""

    def __init__(self, missing: set[str]) -> None:
        super().__init__()
        self.asked = missing

    def gettext(self, message: str) -> str:
        self.asked.add(message)
        return message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        self.asked.add(msgid1)
        return msgid1 if n == 1 else msgid2


@lru_cache(maxsize=256)  # a report has few ages, and says them of every post
def _length(value: timedelta, length: str, locale: Locale) -> str:
    """A length of time in minutes, hours or days; a day is 24 hours up to the first."""
    minutes = round(value / timedelta(minutes=1))
    hours = minutes // 60
    if minutes % 60:
        number, unit = minutes, "minute"
    elif hours <= 24 or hours % 24:
        number, unit = hours, "hour"
    else:
        number, unit = hours // 24, "day"
    kind = "long" if length == "long" else "short"
    return units.format_unit(number, unit, length=kind, locale=locale)  # type: ignore[arg-type]


@lru_cache(maxsize=4096)
def _in_form(skeleton: str, value: date, locale: Locale) -> str:
    """A day in a form; a page of the calendar asks for the same ones again and again."""
    return dates.format_skeleton(skeleton, value, locale=locale)


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


@lru_cache(maxsize=1024)
def _decimal(value: float, locale: Locale) -> str:
    return numbers.format_decimal(value, locale=locale)


def translations(locales: Path, language: str, domain: str) -> NullTranslations:
    """The translations of a language from `<locales>/<language>/LC_MESSAGES/<domain>.po`.

    Empty where there is no such file. Each call gives another object, with no fallback yet.
    """
    compiled = _compiled(locales, language, domain)
    return Translations(BytesIO(compiled), domain=domain) if compiled else NullTranslations()


@cache
def _compiled(locales: Path, language: str, domain: str) -> bytes:
    file = locales / language / "LC_MESSAGES" / f"{domain}.po"
    if not file.is_file():
        return b""
    compiled = BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    return compiled.getvalue()


def best_of(accepted: str, among: tuple[str, ...] = tuple(LANGUAGES), usual: str = "en") -> str:
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
