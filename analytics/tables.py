"""The report's CSV files: one file a table, the same columns every week.

UTF-8 with a byte order mark, which spreadsheet programs need to read names in ten languages. A
missing figure is written "n/a": it is no number, so no program adds it up as a zero.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from analytics.compare import Change
from analytics.figures import Figures
from analytics.metrics import METRICS
from analytics.say import MISSING
from analytics.week import GROUPS, WeeklyReport
from analytics.words import Labels

FIGURES = ("posts", "measured", *METRICS, "engagement", "engagement_per_post", "engagement_rate")
KNOWN = tuple(f"{name}_posts" for name in (*METRICS, "engagement"))
CHANGE = (
    "compared_at_hours",
    "engagement_at_age",
    "engagement_at_age_week_before",
    "change",
    "change_percent",
)
WEEK = ("week", "as_of_utc")

TOTALS = (*WEEK, "dimension", "key", "name", *FIGURES, *KNOWN, *CHANGE)
CHANNELS = (
    *WEEK,
    "channel",
    "name",
    *FIGURES,
    *KNOWN,
    *CHANGE,
    "followers",
    "followers_day",
    "followers_since",
    "followers_change",
    "followers_change_percent",
)
POSTS = (
    *WEEK,
    "publication_id",
    "post",
    "headline",
    "channel",
    "platform",
    "region",
    "language",
    "activity",
    "outcome",
    "published_at_utc",
    "url",
    "remote_id",
    *METRICS,
    "engagement",
    "counted_at_age_hours",
    "counted_at_utc",
    "card_sha256",
)

Cell = str | int | float | None


def totals_csv(report: WeeklyReport, labels: Labels) -> str:
    """One row for the week and one for each group of each dimension."""
    moved = report.comparison.change if report.comparison else Change(None, None)
    groups: list[tuple[str, str | None, str, Figures, Change]] = [
        ("total", "total", "All posts", report.total, moved)
    ]
    groups += [
        ("day", day.isoformat(), f"{day:%A}", figures, Change(None, None))
        for day, figures in report.days
    ]
    groups += [
        (each, row.key, labels.name(each, row.key), row.figures, row.change)
        for each in GROUPS
        for row in report.groups[each]
    ]
    rows = [
        (*_week(report), each, key, name, *_figures(figures), *_change(report, moved))
        for each, key, name, figures, moved in groups
    ]
    return _write(TOTALS, rows)


def channels_csv(report: WeeklyReport, labels: Labels) -> str:
    """One row a channel, with its followers."""
    groups = {row.key: row for row in report.groups["channel"]}
    rows = []
    for followers in report.followers.rows:
        name = labels.name("channel", followers.channel)
        group = groups.get(followers.channel)
        figures = group.figures if group else Figures()
        moved = group.change if group else Change(None, None)
        rows.append(
            (
                *_week(report),
                followers.channel,
                name,
                *_figures(figures),
                *_change(report, moved),
                followers.followers,
                followers.day.isoformat() if followers.day else None,
                followers.since.isoformat() if followers.since else None,
                followers.change.difference,
                _rounded(followers.change.percent),
            )
        )
    return _write(CHANNELS, rows)


def posts_csv(report: WeeklyReport) -> str:
    """One row a published post, measured or not."""
    rows = []
    for each in report.posts:
        subject = each.subject
        rows.append(
            (
                *_week(report),
                subject.publication_id,
                subject.post,
                subject.headline,
                subject.channel,
                subject.platform,
                subject.region,
                subject.language,
                subject.activity,
                subject.outcome,
                subject.published_at.isoformat(),
                subject.url,
                subject.remote_id,
                *(each.counts.values() if each.counts else (None,) * len(METRICS)),
                each.counts.engagement if each.counts else None,
                each.age.total_seconds() / 3600 if each.age else None,
                each.taken_at.isoformat() if each.taken_at else None,
                subject.card,
            )
        )
    return _write(POSTS, rows)


def _week(report: WeeklyReport) -> tuple[str, str]:
    return str(report.week), report.as_of.isoformat()


def _figures(figures: Figures) -> tuple[Cell, ...]:
    return (
        figures.posts,
        figures.measured,
        *figures.counts.values(),
        figures.engagement,
        _rounded(figures.per_post),
        None if figures.rate is None else round(figures.rate, 5),
        *figures.known,
        figures.engaged,
    )


def _change(report: WeeklyReport, moved: Change) -> tuple[Cell, ...]:
    age = report.comparison.age.total_seconds() / 3600 if report.comparison else None
    return (age, moved.now, moved.before, moved.difference, _rounded(moved.percent))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _write(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(header)
    for row in rows:
        if len(row) != len(header):
            raise ValueError(f"a row has {len(row)} cells, its header {len(header)}")
        writer.writerow([_cell(value) for value in row])
    return "\ufeff" + buffer.getvalue()


def _cell(value: Cell) -> str:
    """A cell as text; words that a spreadsheet would run as a formula are made plain words."""
    if value is None:
        return MISSING
    if isinstance(value, float):
        return f"{value:g}" if value == int(value) else repr(value)
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{value}"
    return str(value)
