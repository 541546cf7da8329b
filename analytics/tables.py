"""The report's tables as pandas frames: the same columns every time, in every file.

Every column has a type that knows a gap: what is not known stays `<NA>` (`NaT` in dates), and is
never a zero and never an empty text. Instants are in UTC. The posts, of which there may be very
many, have a file of their own: `analytics.posts_file`. How the frames become files: see
`analytics.sheets`. Only a report imports this module, for pandas takes its time to load.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import pandas as pd

from analytics import say
from analytics.compare import Change
from analytics.figures import Figures
from analytics.metrics import METRICS
from analytics.period import Period
from analytics.reading import GROUPS, Report
from analytics.spread import Spread
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
    "engagement_median",
    "engagement_median_low",
    "engagement_median_high",
)
BY_HAND = (
    *WEEK,
    "of",
    "channel",
    "publication_id",
    "post",
    "metric",
    "number",
    "source",
    "entered_by",
    "entered_at_utc",
    "number_before",
    "corrections",
)

TEXT, WHOLE, REAL = "string", "Int64", "Float64"
INSTANT, DAY = "datetime64[us, UTC]", "datetime64[s]"
_NOT_WHOLE = {
    TEXT: "week dimension key name post channel of metric source entered_by",
    REAL: "engagement_per_post engagement_rate compared_at_hours change_percent "
    "followers_change_percent engagement_median engagement_median_low engagement_median_high",
    INSTANT: "as_of_utc entered_at_utc",
    DAY: "followers_day followers_since",
}
KINDS: Mapping[str, str] = dict.fromkeys((*TOTALS, *CHANNELS, *BY_HAND), WHOLE) | {
    name: kind for kind, names in _NOT_WHOLE.items() for name in names.split()
}
"""The pandas type of each column; what is not named above is a count."""

Cell = str | int | float | date | datetime | None


def tables(report: Report, labels: Labels) -> Mapping[str, pd.DataFrame]:
    """The tables "totals", "channels" and "by-hand", with the columns of these names.

    `engagement_rate` is a part of one; percentages are in percent; names come from `labels`.
    """
    return {
        "totals": _frame(TOTALS, _totals(report, labels)),
        "channels": _frame(CHANNELS, _channels(report, labels)),
        "by-hand": _frame(BY_HAND, _by_hand(report, labels)),
    }


def _totals(report: Report, labels: Labels) -> list[tuple[Cell, ...]]:
    """One row for the period and one for each group of each dimension."""
    moved = report.comparison.change if report.comparison else Change(None, None)
    groups: list[tuple[str, str | None, str, Figures, Change]] = [
        ("total", "total", "All posts", report.total, moved)
    ]
    groups += [(*_part(part), figures, Change(None, None)) for part, figures in report.parts]
    groups += [
        (each, row.key, labels.name(each, row.key), row.figures, row.change)
        for each in GROUPS
        if report.tells_apart(each)
        for row in report.groups[each]
    ]
    return [
        (*_week(report), each, key, name, *_figures(figures), *_change(report, moved))
        for each, key, name, figures, moved in groups
    ]


def _channels(report: Report, labels: Labels) -> list[tuple[Cell, ...]]:
    """One row a channel, with its followers."""
    groups = {row.key: row for row in report.groups["channel"]}
    rows: list[tuple[Cell, ...]] = []
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
                followers.day,
                followers.since,
                followers.change.difference,
                _rounded(followers.change.percent),
                *_median(report.spreads.of("channel", followers.channel)),
            )
        )
    return rows


def _by_hand(report: Report, labels: Labels) -> list[tuple[Cell, ...]]:
    """One row a figure that only a person can give, entered or not."""
    rows: list[tuple[Cell, ...]] = []
    for each in report.by_hand:
        about, entered = each.about, each.entered
        subject = each.subject
        of = "publication" if about.publication else "channel" if about.channel else "campaign"
        rows.append(
            (
                *_week(report),
                of,
                (subject.channel if subject else about.channel) or None,
                about.publication or None,
                subject.post if subject else None,
                each.metric,
                each.number,
                (entered.source if entered else "") or None,
                labels.name("person", entered.who) if entered else None,
                entered.at if entered else None,
                each.before[0].number if each.before else None,
                len(each.before),
            )
        )
    return rows


def _part(part: Period) -> tuple[str, str, str]:
    """What a part of the period is in the totals: its dimension, key and name."""
    if part.first == part.last:
        return "day", part.first.isoformat(), f"{part.first:%A}"
    return "part", str(part), say.span(part)


def _week(report: Report) -> tuple[Cell, ...]:
    return str(report.period), report.as_of


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


def _change(report: Report, moved: Change) -> tuple[Cell, ...]:
    age = report.comparison.age.total_seconds() / 3600 if report.comparison else None
    return (age, moved.now, moved.before, moved.difference, _rounded(moved.percent))


def _median(spread: Spread | None) -> tuple[float | None, ...]:
    """The engagement of the middle post, and between what the middle half of the posts lies."""
    if spread is None:
        return (None, None, None)
    return (_rounded(spread.median), _rounded(spread.low), _rounded(spread.high))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _frame(header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> pd.DataFrame:
    for row in rows:
        if len(row) != len(header):
            raise ValueError(f"a row has {len(row)} cells, its header {len(header)}")
    return pd.DataFrame(
        {
            name: pd.Series([row[index] for row in rows], dtype=KINDS[name])
            for index, name in enumerate(header)
        }
    )
