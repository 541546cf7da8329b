"""The week of the paper table as rows in a database: see `figures.md` for what it must come to."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from analytics import by_hand, store
from analytics.by_hand import About, Entered
from analytics.isoweek import Week
from analytics.kpi import Indicator, Kpis, Point, Series, judge
from analytics.metrics import METRICS, Audience, Counts, Subject
from analytics.parts import Parts
from analytics.period import Period
from analytics.report import ReportFiles, write_report
from analytics.words import Labels, Masthead
from tests.analytics import sample

HERE = Path(__file__).parent
WEEK = Week(2026, 43)
MONDAY_MORNING = datetime(2026, 10, 26, 7, 0, tzinfo=UTC)
#: Channel: its platform, region and language.
CHANNELS = {
    "north-mastodon": ("mastodon", "north", "en"),
    "north-linkedin": ("linkedin", "north", "en"),
    "south-mastodon": ("mastodon", "south", "de"),
    "south-bluesky": ("bluesky", "south", "de"),
    "east-linkedin": ("linkedin", "east", "eu"),
}
LABELS = Labels(
    channel={
        "north-mastodon": "North on Mastodon",
        "north-linkedin": "North on LinkedIn",
        "south-mastodon": "South on Mastodon",
        "south-bluesky": "South on Bluesky",
        "east-linkedin": "East on LinkedIn",
    },
    platform={"mastodon": "Mastodon", "linkedin": "LinkedIn", "bluesky": "Bluesky"},
    region={"north": "The North", "south": "The South", "east": "The East"},
    person={"aina": "Aina"},
)
#: Followers by channel: the UTC day and the count.
FOLLOWERS = {
    "north-mastodon": (("2026-10-18", 100), ("2026-10-25", 110)),
    "north-linkedin": (("2026-10-18", 200), ("2026-10-25", 198)),
    "south-mastodon": (("2026-10-18", 50), ("2026-10-25", 53)),
    "east-linkedin": (("2026-10-22", 10), ("2026-10-25", 16)),
}


def instant(wall: str) -> datetime:
    """A time on the wall in Brussels; "second" is the second of two on the day of the change."""
    local = datetime.fromisoformat(wall.removesuffix(" second")).replace(tzinfo=sample.BRUSSELS)
    return local.replace(fold=int(wall.endswith(" second"))).astimezone(UTC)


def rows() -> list[dict[str, str]]:
    """The snapshots as they are written down."""
    with (HERE / "snapshots.csv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def subjects() -> list[Subject]:
    """The thirty publications of the week, and ten of the week before."""
    found: dict[int, Subject] = {}
    for row in rows():
        number, channel = int(row["number"]), row["channel"]
        platform, region, language = CHANNELS[channel]
        withdrawn: dict[str, Any] = {}
        if number == 11:
            withdrawn = {
                "withdrawn_at": instant("2026-10-23 09:00"),
                "withdrawn_because": "a wrong date",
            }
        found[number] = Subject(
            publication_id=number,
            post=f"post-{number}",
            headline=f"Headline {number}",
            channel=channel,
            platform=platform,
            region=region,
            language=language,
            activity="",
            outcome=None,
            remote_id=f"r{number}",
            url=f"https://social.example/{number}",
            published_at=instant(row["went_out"]),
            card=None,
            text=f"Text {number}",
            **withdrawn,
        )
    return list(found.values())


def fill(engine: sa.Engine) -> None:
    """Write the snapshots, the followers and the figure that a person entered."""
    posts = {each.publication_id: each for each in subjects()}
    with engine.begin() as connection:
        for row in rows():
            if not row["age_hours"]:
                continue
            post = posts[int(row["number"])]
            counts = Counts(**{name: int(row[name]) if row[name] else None for name in METRICS})
            age = timedelta(hours=int(row["age_hours"]))
            taken = post.published_at + timedelta(hours=int(row["taken_after_hours"]))
            snapshot = store.Snapshot(post.publication_id, age, taken, counts)
            assert store.add_snapshots(connection, [snapshot]) == 1
        for channel, days in FOLLOWERS.items():
            for day, number in days:
                when = datetime.fromisoformat(f"{day}T09:00:00+00:00")
                store.add_audience(connection, channel, Audience(number), when)
        about = About(week=str(WEEK))
        entered = Entered(about, "press_mentions", 3, "Press review", "aina", MONDAY_MORNING)
        assert by_hand.add(connection, entered)


def kpis() -> Kpis:
    """Two indicators: one that a person counted, and one of which nobody has entered anything."""
    begins, ends, today = date(2026, 1, 1), date(2026, 12, 31), date(2026, 10, 25)

    def planned(name: str, title: str, target: float) -> Indicator:
        return Indicator(id=name, title={"en": title}, target=target, begins=begins, by=ends)

    counted = Series((Point(date(2026, 10, 20), 40.0),))
    before = date(2026, 10, 18)
    return Kpis(
        (
            judge(
                planned("reached", "Stakeholders reached", 165.0), counted, today, begins, before
            ),
            judge(planned("pilots", "Pilots begun", 11.0), Series(()), today, begins, before),
        ),
        today,
    )


def write(engine: sa.Engine, folder: Path, languages: tuple[str, ...] = ("en",)) -> ReportFiles:
    """Write the report of the week in every face, on Monday morning."""
    return write_report(
        engine,
        subjects(),
        Period.week(WEEK),
        sample.BRUSSELS,
        MONDAY_MORNING,
        folder,
        languages=languages,
        fonts=sample.FONT.parent,
        labels=lambda _language: LABELS,
        masthead=lambda _language: Masthead(campaign="EU-BELONG", statement="Co-funded by the EU"),
        channels=CHANNELS,
        asked=[(About(week=str(WEEK)), "press_mentions")],
        parts=Parts(kpi=kpis()),
    )
