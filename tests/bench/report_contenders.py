"""One contender of `tests.bench.report`, in a process of its own: the same figures, each its way.

::

    python tests/bench/report_contenders.py campaign URL SPAN
    python tests/bench/report_contenders.py duckdb FOLDER SPAN
    python tests/bench/report_contenders.py pandas FOLDER SPAN
    python tests/bench/report_contenders.py faces URL SPAN

Run as a file with the code of any checkout in PYTHONPATH; `campaign` asks the report of that
checkout, as it was at the time. Prints one JSON object: seconds of CPU from opening the database to
the figures (imports not counted), of wall time, the peak of memory in MB, and the figures.

What is computed: of a span and of the week before it, the posts and their latest counts by channel,
network, region, language, activity and day; the engagement at each age that was counted in time;
both weeks at the age of the comparison, by the same groups; medians and quartiles; the first posts.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

METRICS = ("reactions", "reposts", "replies", "quotes", "clicks", "saves", "views")
DIMENSIONS = ("channel", "platform", "region", "language", "activity")
ZONE = ZoneInfo("Europe/Brussels")
END = datetime(2026, 12, 6, 23, tzinfo=UTC)
WEEK = timedelta(days=7)
NOW = END + timedelta(days=1)
AGE = 24 * 3600
"""The age at which the weeks are compared: the oldest one that nearly all posts have."""

Figures = dict[str, Any]


def span(name: str) -> tuple[datetime, datetime]:
    """Where a span begins and ends (UTC): the last "week", or all of "project" in a history."""
    return (END - 100 * WEEK if name == "project" else END - WEEK), END


@contextmanager
def measured(found: dict[str, Any], name: str) -> Iterator[None]:
    """Put the seconds of CPU and of wall time that a block takes under a name.

    What processes take that it starts and waits for counts too.
    """
    wall, cpu = time.perf_counter(), time.process_time() + _of_children()
    yield
    spent = time.process_time() + _of_children() - cpu
    found[name] = {"cpu": spent, "wall": time.perf_counter() - wall}


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def peak(whose: int = resource.RUSAGE_SELF) -> float:
    """The most memory that this process has had, or the largest that it started, in MB."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(whose).ru_maxrss * unit / 1e6


def campaign(url: str, name: str) -> tuple[dict[str, Any], Figures]:
    """The report of the checkout that is in PYTHONPATH."""
    from campaign.storage.database import open_database

    begin, end = span(name)
    found: dict[str, Any] = {}
    try:
        from analytics.period import Kind, Period
        from analytics.reading import read_report
        from campaign.usecases.reporting.published import Published
    except ImportError:
        return _earlier(url)
    last = (END - timedelta(hours=12)).astimezone(ZONE).date()
    kind = Kind.PROJECT if name == "project" else Kind.WEEK
    period = Period(kind, begin.astimezone(ZONE).date(), last)
    with measured(found, "figures"):
        database = open_database(url)
        report = read_report(database.engine, Published(database), period, ZONE, NOW, as_of=end)
    return found, _of_report(report)


def _earlier(url: str) -> tuple[dict[str, Any], Figures]:
    """As it was when a report read every post as a value, and was one of a week."""
    import importlib

    from campaign.storage.database import open_database

    week: Any = importlib.import_module("analytics.week")
    collect: Any = importlib.import_module("campaign.usecases.reporting.collect")
    found: dict[str, Any] = {}
    with measured(found, "posts"):
        database = open_database(url)
        posts = collect.subjects(database, since=END - 2 * WEEK, until=END, withdrawn=True)
    with measured(found, "figures"):
        which = week.Week.of(END - WEEK / 2, ZONE)
        report = week.weekly_report(database.engine, posts, which, ZONE, NOW)
    return found, _of_report(report)


def _of_report(report: Any) -> Figures:
    comparison = report.comparison
    groups = {
        name: [row for row in report.groups[name] if row.figures.posts] for name in DIMENSIONS
    }
    return {
        "posts": report.total.posts,
        "measured": report.total.measured,
        **{name: report.total.value(name) for name in (*METRICS, "engagement")},
        "at_age": [comparison.now.engagement, comparison.before.engagement] if comparison else None,
        "growth": [
            [int(each.age.total_seconds()), each.now_posts, each.before_posts]
            for each in report.growth
        ],
        "groups": {
            name: {row.key: row.figures.engagement for row in groups[name]} for name in DIMENSIONS
        },
        "changes": {
            name: {row.key: _pair(row.change.now, row.change.before) for row in groups[name]}
            for name in DIMENSIONS
        },
        "top": [each.subject.publication_id for each in report.top],
    }


def _pair(now: int | None, before: int | None) -> list[int] | None:
    """Two figures that can be compared; None where one is not known."""
    return None if now is None or before is None else [now, before]


def faces(url: str, name: str) -> tuple[dict[str, Any], Figures]:
    """All faces of the present report, in one language, each told apart."""
    from io import BytesIO
    from tempfile import TemporaryFile

    from analytics.faces.csv_files import csv_file, csv_tables
    from analytics.faces.markdown import markdown
    from analytics.faces.page import page
    from analytics.faces.pdf import pdf
    from analytics.faces.workbook import workbook
    from analytics.language import Words
    from analytics.make import document
    from analytics.parts import Parts
    from analytics.period import Kind, Period
    from analytics.posts_file import posts_csv
    from analytics.reading import read_report
    from analytics.report import OF_ALL_IDS
    from analytics.words import Labels, Masthead
    from campaign.storage.database import open_database
    from campaign.usecases.reporting.published import Published

    begin, end = span(name)
    found: dict[str, Any] = {}
    last = (END - timedelta(hours=12)).astimezone(ZONE).date()
    kind = Kind.PROJECT if name == "project" else Kind.WEEK
    period = Period(kind, begin.astimezone(ZONE).date(), last)
    fonts = Path(__file__).parents[2] / "assets" / "fonts"

    def card(_sha256: str) -> bytes | None:
        return None

    with measured(found, "figures"):
        database = open_database(url)
        report = read_report(database.engine, Published(database), period, ZONE, NOW, as_of=end)
    words = Words("en")
    with measured(found, "document"):
        made = document(report, Parts(), words, Labels(), Masthead())
    with measured(found, "page"):
        html = page(made, words, card)
    with measured(found, "markdown"):
        markdown(made, words)
    with measured(found, "pdf"):
        pdf(made, words, fonts, card)
    with measured(found, "workbook"), TemporaryFile() as out:
        workbook(made, words, out)
    with measured(found, "csv"):
        for table in csv_tables(made):
            if table.id in OF_ALL_IDS:
                continue
            with TemporaryFile() as out:
                csv_file(table, out)
        with TemporaryFile() as out:
            posts_csv(report, out)
    assert BytesIO(html.encode()).getbuffer().nbytes
    return found, _of_report(report)


_ENGAGEMENT = f"CASE WHEN coalesce({', '.join(METRICS[:-1])}) IS NOT NULL THEN " + " + ".join(
    f"coalesce({name}, 0)" for name in METRICS[:-1]
)


def duckdb(folder: str, name: str) -> tuple[dict[str, Any], Figures]:
    """DuckDB on its own file of the same rows."""
    import duckdb as engine

    begin, end = span(name)
    sums = ", ".join(f"sum({each}), count({each})" for each in METRICS)
    sets = ", ".join(f"({each})" for each in DIMENSIONS)
    found: dict[str, Any] = {}
    with measured(found, "figures"), engine.connect(f"{folder}/rows.duckdb", read_only=True) as db:
        db.execute(
            "CREATE TEMP TABLE counted AS SELECT p.*, s.age, s.taken_at - p.went <= 1.5 * s.age AS "
            f"in_time, {_ENGAGEMENT} END AS engagement, {', '.join(METRICS)} FROM (SELECT id, "
            "published_at >= $start AS now, epoch(published_at) AS went, date_trunc('day', "
            f"published_at + INTERVAL 1 HOUR) AS day, {', '.join(DIMENSIONS)} FROM publications "
            "WHERE published_at >= $earlier AND published_at < $end AND state IN ('published', "
            "'withdrawn')) p LEFT JOIN snapshots s ON s.publication_id = p.id AND s.taken_at <= "
            "CASE WHEN p.now THEN $until ELSE $until_before END",
            {
                "start": begin.replace(tzinfo=None),
                "earlier": (begin - WEEK if name == "week" else begin).replace(tzinfo=None),
                "end": end.replace(tzinfo=None),
                "until": int(end.timestamp()),
                "until_before": int((end - WEEK).timestamp()),
            },
        )
        ages = db.execute(
            "SELECT age, now, count(*), count(engagement), sum(engagement) FROM counted "
            "WHERE in_time GROUP BY age, now"
        ).fetchall()
        latest = db.execute(
            f"SELECT {', '.join(DIMENSIONS)}, day, count(*), count(age), {sums}, sum(engagement), "
            "quantile_cont(engagement, [0.25, 0.5, 0.75]) FROM (SELECT c.* FROM counted c JOIN "
            "(SELECT id, max(age) AS last FROM counted WHERE now GROUP BY id) l ON l.id = c.id AND "
            f"l.last IS NOT DISTINCT FROM c.age) GROUP BY GROUPING SETS ((), {sets}, (day))"
        ).fetchall()
        at_age = db.execute(
            f"SELECT now, {', '.join(DIMENSIONS)}, count(*), {sums}, sum(engagement), "
            f"count(engagement) FROM counted WHERE in_time AND age = {AGE} "
            f"GROUP BY GROUPING SETS ((now), {', '.join(f'(now, {d})' for d in DIMENSIONS)})"
        ).fetchall()
        top = db.execute(
            f"SELECT id FROM counted WHERE now AND in_time AND age = {AGE} AND engagement IS NOT "
            "NULL ORDER BY engagement DESC, went, id LIMIT 200"
        ).fetchall()
    wide = len(DIMENSIONS)
    by = {key: _group(latest, place, wide) for place, key in enumerate(DIMENSIONS)}
    (total,) = (row for row in latest if not any(row[: wide + 1]))
    at: dict[bool, dict[str, dict[str, int]]] = {
        now: {
            key: {row[1 + i]: row[-2] for row in at_age if row[0] is now and row[1 + i]}
            for i, key in enumerate(DIMENSIONS)
        }
        for now in (True, False)
    }
    both = {row[0]: row[-2] for row in at_age if not any(row[1 : 1 + wide])}
    seen = sorted({row[0] for row in ages})
    engaged = {(row[0], row[1]): row[3] for row in ages}
    return found, {
        "posts": total[wide + 1],
        "measured": total[wide + 2],
        **{each: total[wide + 3 + 2 * i] for i, each in enumerate(METRICS)},
        "engagement": total[-2],
        "at_age": [both[True], both[False]] if False in both else None,
        "growth": [
            [age, engaged.get((age, True), 0), engaged.get((age, False), 0)] for age in seen
        ],
        "groups": {key: {name: row[-2] for name, row in by[key].items()} for key in DIMENSIONS},
        "changes": _changes(by, at),
        "top": [row[0] for row in top[:6]],
    }


def _group(rows: list[Any], place: int, wide: int) -> dict[str, Any]:
    return {
        row[place]: row
        for row in rows
        if row[place] is not None and sum(each is not None for each in row[: wide + 1]) == 1
    }


def _changes(
    by: dict[str, dict[str, Any]], at: dict[bool, dict[str, dict[str, int]]]
) -> dict[str, dict[str, list[int] | None]]:
    """The figures of each group in both weeks at the same age."""
    return {
        dimension: {
            key: _pair(at[True][dimension].get(key), at[False][dimension].get(key)) for key in rows
        }
        for dimension, rows in by.items()
    }


def pandas(folder: str, name: str) -> tuple[dict[str, Any], Figures]:
    """Pandas on Parquet files of the same rows, of which it reads what it needs."""
    import pandas as pd

    begin, end = span(name)
    earlier = begin - WEEK if name == "week" else begin
    found: dict[str, Any] = {}
    with measured(found, "figures"):
        when = [("published_at", ">=", earlier.replace(tzinfo=None))]
        columns = ["id", "published_at", "state", *DIMENSIONS]
        posts = pd.read_parquet(f"{folder}/publications.parquet", columns=columns, filters=when)
        posts = posts[posts["state"].isin(["published", "withdrawn"])]
        posts["now"] = posts["published_at"] >= begin.replace(tzinfo=None)
        posts["at"] = posts["published_at"].astype("datetime64[s]").astype("int64")
        which = [("publication_id", ">=", int(posts["id"].min()))]
        counts = pd.read_parquet(f"{folder}/snapshots.parquet", filters=which)
        done = counts[list(METRICS[:-1])]
        counts["engagement"] = done.sum(axis=1, min_count=1)
        joined = counts.merge(posts, left_on="publication_id", right_on="id")
        until = joined["now"].map({True: end.timestamp(), False: (end - WEEK).timestamp()})
        joined = joined[joined["taken_at"] <= until]
        in_time = joined[joined["taken_at"] - joined["at"] <= 1.5 * joined["age"]]
        ages = in_time.groupby(["age", "now"])["engagement"].agg(["size", "count", "sum"])
        present = joined[joined["now"]]
        latest = present.loc[present.groupby("publication_id")["age"].idxmax()]
        summed = [*METRICS, "engagement"]
        total = latest[summed].sum(min_count=1)
        by = {key: latest.groupby(key)[summed].sum(min_count=1) for key in DIMENSIONS}
        for key in DIMENSIONS:
            groups = latest.groupby(key)["engagement"]
            for part in (0.25, 0.5, 0.75):
                groups.quantile(part)
        latest.groupby(latest["published_at"].dt.date)[summed].sum(min_count=1)
        same = in_time[in_time["age"] == AGE]
        at = {
            now: {
                key: same[same["now"] == now].groupby(key)["engagement"].sum(min_count=1)
                for key in DIMENSIONS
            }
            for now in (True, False)
        }
        both = same.groupby("now")["engagement"].sum(min_count=1)
        ranked = same[same["now"] & same["engagement"].notna()]
        ranked = ranked.sort_values(["engagement", "at", "id"], ascending=[False, True, True])
        top = ranked["id"].head(200)

    def known(series: Any) -> dict[str, Any]:
        return {key: None if pd.isna(value) else int(value) for key, value in series.items()}

    return found, {
        "posts": int(posts["now"].sum()),
        "measured": len(latest),
        **known(total),
        "at_age": [int(both[True]), int(both[False])] if False in both.index else None,
        "growth": [
            [int(age)] + [int(ages["count"].get((age, now), 0)) for now in (True, False)]
            for age in sorted(in_time["age"].unique())
        ],
        "groups": {key: known(rows["engagement"]) for key, rows in by.items()},
        "changes": _changes(
            {key: known(rows["engagement"]) for key, rows in by.items()},
            {now: {key: known(some) for key, some in each.items()} for now, each in at.items()},
        ),
        "top": [int(each) for each in top[:6]],
    }


CONTENDERS: dict[str, Callable[[str, str], tuple[dict[str, Any], Figures]]] = {
    each.__name__: each for each in (campaign, duckdb, pandas, faces)
}


if __name__ == "__main__":
    which, where, of = sys.argv[1:]
    parts, figures = CONTENDERS[which](where, of)
    rss = max(peak(), peak(resource.RUSAGE_CHILDREN))
    told = {"parts": parts, "rss": rss, "whole_cpu": time.process_time(), "figures": figures}
    sys.stdout.write(json.dumps(told) + "\n")
