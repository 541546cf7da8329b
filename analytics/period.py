"""A span of whole days that a report is about, and the two instants between which it lies.

A period is a week, a month, a quarter, the whole project, or any span from one day to another. Its
days are days on the calendars of the report's zone, so it may have an hour more or less than
24 times its days.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum

from analytics.isoweek import NoSuchWeek, Week
from analytics.midnight import day_of, midnight

#: Up to how many days a period is shown day by day, and up to how many week by week.
BY_DAY, BY_WEEK = 35, 185


class NoSuchPeriod(ValueError):
    """A period that cannot be read or that lies nowhere; the message says what can."""


class Kind(StrEnum):
    """What a period is; the name is the word that stands in commands."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    PROJECT = "project"
    SPAN = "span"


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, both inside; raises NoSuchPeriod where there are none."""

    kind: Kind
    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise NoSuchPeriod(f"{self.first} to {self.last}: the end comes before the beginning")
        if self.first.year < 2000 or self.last.year > 2999:
            raise NoSuchPeriod(f"{self.first} to {self.last}: years lie between 2000 and 2999")

    def __str__(self) -> str:
        """How it is written, also in the names of files: 2026-W49, 2026-12, 2026-Q4, project."""
        if self.kind is Kind.WEEK:
            found = self.first.isocalendar()
            return f"{found.year:04}-W{found.week:02}"
        if self.kind is Kind.MONTH:
            return f"{self.first:%Y-%m}"
        if self.kind is Kind.QUARTER:
            return f"{self.first.year:04}-Q{(self.first.month + 2) // 3}"
        if self.kind is Kind.PROJECT:
            return "project"
        return f"{self.first}--{self.last}"

    @classmethod
    def week(cls, week: Week) -> Period:
        """An ISO week."""
        return cls(Kind.WEEK, week.monday, week.monday + timedelta(days=6))

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        """A calendar month, 1 to 12."""
        return cls(Kind.MONTH, date(year, month, 1), _before(year, month + 1))

    @classmethod
    def quarter(cls, year: int, quarter: int) -> Period:
        """A calendar quarter, 1 to 4."""
        return cls(Kind.QUARTER, date(year, 3 * quarter - 2, 1), _before(year, 3 * quarter + 1))

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read what `str` writes, but "project"; NoSuchPeriod says how a period is written."""
        words = text.strip()
        try:
            if re.fullmatch(r"\d{4}-?[Ww]\d{2}", words, re.ASCII):
                return cls.week(Week.parse(words))
            if found := re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", words, re.ASCII):
                return cls.month(int(found[1]), int(found[2]))
            if found := re.fullmatch(r"(\d{4})-?[Qq]([1-4])", words, re.ASCII):
                return cls.quarter(int(found[1]), int(found[2]))
            if found := re.fullmatch(r"(\d{4}-\d{2}-\d{2})--(\d{4}-\d{2}-\d{2})", words, re.ASCII):
                first, last = date.fromisoformat(found[1]), date.fromisoformat(found[2])
                return cls(Kind.SPAN, first, last)
        except NoSuchWeek as error:
            raise NoSuchPeriod(str(error)) from error
        except NoSuchPeriod:
            raise
        except ValueError as error:  # a day that its month does not have
            raise NoSuchPeriod(f'"{text}": {error}') from error
        raise NoSuchPeriod(
            f'"{text}" is not a period. Write a week 2026-W49, a month 2026-12, a quarter 2026-Q4, '
            "or two days 2026-12-01--2026-12-18."
        )

    @classmethod
    def of(cls, kind: Kind, moment: datetime, zone: tzinfo) -> Period:
        """The week, month or quarter that an aware instant falls in, on the calendars of a zone."""
        day = day_of(moment, zone)
        if kind is Kind.WEEK:
            return cls.week(Week.of(moment, zone))
        if kind is Kind.MONTH:
            return cls.month(day.year, day.month)
        if kind is Kind.QUARTER:
            return cls.quarter(day.year, (day.month + 2) // 3)
        raise ValueError(f"which {kind} an instant falls in is not known by the instant alone")

    def days(self) -> tuple[date, ...]:
        """Its days."""
        return tuple(
            self.first + timedelta(days=each) for each in range((self.last - self.first).days + 1)
        )

    @property
    def length(self) -> timedelta:
        """How many whole days it has."""
        return self.last - self.first + timedelta(days=1)

    def weeks(self) -> tuple[Week, ...]:
        """The ISO weeks whose Thursday lies in it: each week is of one month and one quarter."""
        found = []
        day = self.first + timedelta(days=(3 - self.first.weekday()) % 7)
        while day <= self.last:
            iso = day.isocalendar()
            found.append(Week(iso.year, iso.week))
            day += timedelta(weeks=1)
        return tuple(found)

    def window(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """Its first instant and the first after it, in UTC."""
        return midnight(self.first, zone), midnight(self.last + timedelta(days=1), zone)

    def previous(self) -> Period | None:
        """The period before, to compare with; None for a project, which has none."""
        eve = self.first - timedelta(days=1)
        if self.kind is Kind.PROJECT:
            return None
        if self.kind is Kind.MONTH:
            return Period.month(eve.year, eve.month)
        if self.kind is Kind.QUARTER:
            return Period.quarter(eve.year, (eve.month + 2) // 3)
        length = self.last - self.first
        return Period(self.kind, eve - length, eve)

    def parts(self) -> tuple[Period, ...]:
        """What it is shown by: days, ISO weeks or months, cut where the period begins and ends."""
        days = self.days()
        if len(days) <= BY_DAY:
            return tuple(Period(Kind.SPAN, day, day) for day in days)
        found: dict[tuple[int, int], list[date]] = {}
        for day in days:
            iso = day.isocalendar()
            key = (iso.year, iso.week) if len(days) <= BY_WEEK else (day.year, day.month)
            found.setdefault(key, []).append(day)
        return tuple(Period(Kind.SPAN, some[0], some[-1]) for some in found.values())


def _before(year: int, month: int) -> date:
    """The day before a month begins; month 13 is January of the next year."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1) - timedelta(days=1)
