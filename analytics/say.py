"""Figures as people read them: thousands, percentages, dates, and the report in one sentence."""

from __future__ import annotations

from datetime import datetime, tzinfo

from analytics.cadence import age_words
from analytics.compare import Change
from analytics.period import Kind, Period
from analytics.reading import Report

MISSING = "n/a"
NARROW = "\u202f"
"""A narrow space that does not break: it joins a number to its sign."""


def number(value: float | None, digits: int = 0) -> str:
    """ "1,234", or "n/a"."""
    return MISSING if value is None else f"{value:,.{digits}f}"


def signed(value: float | None) -> str:
    """ "+12", "−3" (with a minus, not a hyphen), "±0", or "n/a"."""
    if value is None:
        return MISSING
    return f"{'+' if value > 0 else '−' if value < 0 else '±'}{abs(value):,.0f}"


def percent(value: float | None) -> str:
    """ "+12 %", "±0 %", or "n/a"; less than half a percent is "<1 %", not a zero."""
    if value is None:
        return MISSING
    if 0 < abs(value) < 0.5:
        return f"{'+' if value > 0 else '−'}<1{NARROW}%"
    return f"{signed(value)}{NARROW}%"


def rate(value: float | None) -> str:
    """A part of one as "3.4 %", or "n/a"."""
    return MISSING if value is None else f"{100 * value:.1f}{NARROW}%"


def plural(count: int, one: str, many: str = "") -> str:
    """ "1 post", "2 posts"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def moment(when: datetime, zone: tzinfo) -> str:
    """ "Monday 7 December 2026, 08:05"."""
    local = when.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B %Y}, {local:%H:%M}"


def short_moment(when: datetime, zone: tzinfo) -> str:
    """ "Tue 1 Dec, 10:00"."""
    local = when.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b}, {local:%H:%M}"


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


def noun(period: Period) -> str:
    """What the period is called in a sentence: "week", "month", "quarter", "project", "time"."""
    return "time" if period.kind is Kind.SPAN else period.kind.value


def kind(period: Period) -> str:
    """What a report of the period is called: "Weekly report"."""
    return {
        Kind.WEEK: "Weekly report",
        Kind.MONTH: "Monthly report",
        Kind.QUARTER: "Quarterly report",
        Kind.PROJECT: "Project report",
        Kind.SPAN: "Report",
    }[period.kind]


def title(period: Period) -> str:
    """ "Week 49", "December 2026", "Quarter 4 of 2026", "The whole project", or its days."""
    if period.kind is Kind.WEEK:
        return f"Week {period.first.isocalendar().week}"
    if period.kind is Kind.MONTH:
        return f"{period.first:%B %Y}"
    if period.kind is Kind.QUARTER:
        return f"Quarter {(period.first.month + 2) // 3} of {period.first.year}"
    return "The whole project" if period.kind is Kind.PROJECT else span(period)


def part(period: Period) -> str:
    """A part of a period under a chart: "Mon 7", "from 7 Dec", "Dec 2026"."""
    if period.first == period.last:
        return f"{period.first:%a} {period.first.day}"
    if (period.last - period.first).days < 7:
        return f"from {period.first.day} {period.first:%b}"
    return f"{period.first:%b %Y}"


def more_or_less(change: Change) -> str:
    """ "12 % more", "3 % less", "as much as"; empty when there is nothing to say."""
    value = change.percent
    if value is None:
        return ""
    if abs(value) < 0.5:
        return "about as much as"
    return f"{abs(value):,.0f}{NARROW}% {'more' if value > 0 else 'less'} than"


def summary(report: Report) -> str:
    """The period in one sentence, with its name: for a terminal or a message."""
    sentence = findings(report)
    return f"{title(report.period)}: {sentence[0].lower()}{sentence[1:]}"


def findings(report: Report) -> str:
    """The period in one sentence: what went out, what came back, against what, and how sure."""
    total = report.total
    if not total.posts:
        return _nothing(report)
    channels = len([row for row in report.groups["channel"] if row.figures.posts])
    sentence = f"{plural(total.posts, 'post')} on {plural(channels, 'channel')}"
    measured = f"{total.measured:,} of {plural(total.posts, 'post')} measured."
    if total.engagement is None:
        return f"{sentence}; no network has said yet how people responded; {measured}"
    sentence += f", {plural(total.engagement, 'interaction')}"
    if total.counts.reactions is not None:
        sentence += f" ({plural(total.counts.reactions, 'reaction')})"
    comparison = report.comparison
    if comparison is not None and (words := more_or_less(comparison.change)):
        sentence += (
            f", {words} the {noun(report.period)} before at the same age "
            f"({age_words(comparison.age)})"
        )
    return f"{sentence}; {measured}"


def _nothing(report: Report) -> str:
    """What is said of a period without posts: that it is over, still runs, or has not begun."""
    begins = moment(report.start, report.zone)
    if report.generated < report.start:
        return f"Nothing is out: the {noun(report.period)} begins on {begins}."
    if report.generated < report.end:
        return f"Nothing is out so far, as of {moment(report.as_of, report.zone)}."
    return "Nothing was published."
