"""Figures and days as English writes them, for a terminal and for files."""

from __future__ import annotations

from analytics.period import Period

MISSING = "n/a"


def number(value: float | None, digits: int = 0) -> str:
    """ "1,234", or "n/a"."""
    return MISSING if value is None else f"{value:,.{digits}f}"


def span(period: Period) -> str:
    """ "30 November to 6 December 2026"; one day is "6 December 2026"."""
    first, last = period.first, period.last
    if first == last:
        return f"{last.day} {last:%B %Y}"
    start = f"{first.day}"
    if first.month != last.month:
        start += f" {first:%B}"
    if first.year != last.year:
        start += f" {first.year}"
    return f"{start} to {last.day} {last:%B %Y}"
