"""A calendar month in a zone: when it begins, when it ends, and which one follows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One month of the calendar; `number` counts from 1 for January."""

    year: int
    number: int

    @classmethod
    def of(cls, moment: datetime, zone: ZoneInfo) -> Month:
        """The month that an instant falls into, by the clocks of a zone."""
        local = moment.astimezone(zone)
        return cls(local.year, local.month)

    @property
    def following(self) -> Month:
        """The month after this one."""
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def first_day(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    def begins(self, zone: ZoneInfo) -> datetime:
        """The instant (UTC) at which it begins in a zone; it ends where the following begins."""
        return datetime(self.year, self.number, 1, tzinfo=zone).astimezone(UTC)

    @property
    def in_words(self) -> str:
        """As people read it: "December 2026"."""
        return f"{self.first_day:%B %Y}"

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"
