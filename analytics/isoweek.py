"""An ISO week and the two instants between which it lies."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from analytics.midnight import day_of, midnight


class NoSuchWeek(ValueError):
    """A week that cannot be read or that its year does not have; the message says what can."""


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """An ISO 8601 week, Monday to Sunday; `2026-W53` is one, since 2026 has 53."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not 2000 <= self.year <= 2999:
            raise NoSuchWeek(f'Week "{self}": the year must lie between 2000 and 2999.')
        last = date(self.year, 12, 28).isocalendar().week  # 28 December is always in the last
        if not 1 <= self.number <= last:
            raise NoSuchWeek(f'Week "{self}" does not exist: {self.year} has weeks 01 to {last}.')

    def __str__(self) -> str:
        return f"{self.year:04}-W{self.number:02}"

    @classmethod
    def parse(cls, text: str) -> Week:
        """Read "2026-W49"; NoSuchWeek says what is wrong and how a week is written."""
        match = re.fullmatch(r"(\d{4})-?[Ww](\d{2})", text.strip(), re.ASCII)
        if match is None:
            raise NoSuchWeek(f'"{text}" is not a week. Write the year and the week: 2026-W49.')
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, moment: datetime, zone: tzinfo) -> Week:
        """The week an aware instant falls in, on the calendars of a zone."""
        found = day_of(moment, zone).isocalendar()
        return cls(found.year, found.week)

    @property
    def monday(self) -> date:
        """Its first day."""
        return date.fromisocalendar(self.year, self.number, 1)

    def days(self) -> tuple[date, ...]:
        """Its seven days."""
        return tuple(self.monday + timedelta(days=each) for each in range(7))

    def previous(self) -> Week:
        """The week before."""
        return self._beside(-1)

    def next(self) -> Week:
        """The week after."""
        return self._beside(+1)

    def _beside(self, weeks: int) -> Week:
        found = (self.monday + timedelta(weeks=weeks)).isocalendar()
        return Week(found.year, found.week)

    def window(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """Its first instant and the first after it, in UTC; 167 or 169 hours at a clock change."""
        return midnight(self.monday, zone), midnight(self.monday + timedelta(weeks=1), zone)
