"""The rows that reports are measured on: publications, their texts and their counts, made up.

::

    python tests/bench/report_rows.py CASE URL        SQLite or PostgreSQL
    python tests/bench/report_rows.py CASE FOLDER     for DuckDB and pandas: rows.duckdb, *.parquet

Run as a file with the code of any checkout in PYTHONPATH: that checkout makes the tables, so an
earlier one reads the same rows in the form that it knows. Everything follows from the numbers of
the rows; nothing is drawn by lot, so that each database holds the same.
"""

from __future__ import annotations

import heapq
import json
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

HOUR = 3600
AGES = tuple(each * HOUR for each in (1, 2, 4, 6, 12, 24))
END = int(datetime(2026, 12, 6, 23, tzinfo=UTC).timestamp())
"""Where week 2026-W49 ends in Brussels."""

WEEK = 7 * 24 * HOUR
SPREAD = 6 * 24 * HOUR - HOUR
"""Posts go out from Monday to Saturday, so that each was counted at each age in its week."""

CHANNELS = 120
NETWORKS = ("mastodon", "bluesky", "x", "facebook", "instagram", "threads", "linkedin", "telegram")
LANGUAGES = ("en", "es", "ca", "de", "fr", "it", "pt", "nl", "el", "hr")
REGIONS = 11
ACTIVITIES = 12
TEXTS = 168_000
"""Texts that differ; in a long history they come again, as evergreen posts do."""

_AT_ONCE = 200_000  # rows

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """How many publications there are, over how many weeks that end with 2026-W49."""

    publications: int
    weeks: int

    @property
    def snapshots(self) -> int:
        """How many counts there are: six a publication, but of eight in 168."""
        return len(AGES) * self.publications - self.publications // 21

    def published(self, number: int) -> int:
        """When a publication went out, in seconds since 1970; they go out in their order."""
        each = self.publications // self.weeks
        week, place = divmod(number - 1, each)
        return END - (self.weeks - week) * WEEK + place * SPREAD // each


CASES = {
    "tiny": Case(2_100, 2),
    "two-weeks": Case(168_000, 2),
    "history": Case(1_680_000, 100),
}

PUBLICATIONS = (
    *("id", "post", "occurrence", "channel", "platform", "region", "language", "activity"),
    *("state", "due", "not_before", "variant_hash", "recipe", "key", "tries", "worker"),
    *("remote_id", "url", "published_at", "reason", "hold_detail", "token", "claim"),
)
SNAPSHOTS = (
    *("publication_id", "age", "taken_at"),
    *("reactions", "reposts", "replies", "quotes", "clicks", "saves", "views"),
)
VARIANTS = ("hash", "body", "created")


def publications(case: Case) -> Iterator[Row]:
    """The rows of the table of this name."""
    for number in range(1, case.publications + 1):
        channel = number % CHANNELS
        post, time = number // CHANNELS, datetime.fromtimestamp(case.published(number), UTC)
        yield (
            *(number, f"post-{post % 1400}", f"{post // 1400}", f"channel-{channel:03}"),
            *(NETWORKS[channel % 8], f"region-{channel % REGIONS:02}", LANGUAGES[channel % 10]),
            *(f"A{post % ACTIVITIES + 1:02}", "withdrawn" if number % 1000 == 3 else "published"),
            *(time, time, _hash(number), "0" * 64, f"{number:040x}", 1, "host:1:0"),
            *(f"remote-{number}", f"https://network.example/{number}", time, "", "", "", 1),
        )


def variants(case: Case) -> Iterator[Row]:
    """The rows of the table of this name: what went out, in the form in which it is kept."""
    made = datetime.fromtimestamp(END - case.weeks * WEEK, UTC)
    for number in range(1, min(case.publications, TEXTS) + 1):
        headline = f"Learning labs, number {number}: three days at one table"
        body = {
            "post": f"post-{number // CHANNELS}",
            "channel": f"channel-{number % CHANNELS:03}",
            "platform": NETWORKS[number % 8],
            "language": LANGUAGES[number % 10],
            "texts": [f"{headline}. The doors open on Tuesday, and all are welcome. " * 3],
            "headline": headline,
            "link": "https://campaign.example/labs",
            "alt": headline,
            "hashtags": ["EUBelong", "LearningLabs"],
            "card": None,
            "card_key": "0" * 64,
            "media": [
                {"sha256": f"{number:064x}", "mime": "image/png", "width": 1080, "height": 1080}
                | {"size": 100_000, "alt": headline, "seconds": 0.0, "frames": 1}
            ],
            "commented": False,
            "beside": [],
            "consents": [],
            "machine": [],
        }
        yield _hash(number), json.dumps(body), made


def snapshots(case: Case) -> Iterator[Row]:
    """The rows of the table of this name, in the order in which they are taken."""
    return heapq.merge(*(_at_age(case, place) for place in range(len(AGES))), key=lambda r: r[2])


def _at_age(case: Case, place: int) -> Iterator[Row]:
    """The counts at one age: some are late, some are missing, and some posts have none at all."""
    age = AGES[place]
    for number in range(1, case.publications + 1):
        if number % 210 == 0 or (number % 105 == 1 and place in (3, 4)):
            continue
        late = 2 * age if number % 97 == 0 and place < 4 else number * 31 % 600
        dice = (number * 2_654_435_761 + place * 40_503) >> 3
        counts: list[int | None] = [(dice >> 3 * bit) % (17 + 9 * place) for bit in range(6)]
        counts.append(dice % 5_000 + 400 * place)
        match NETWORKS[number % CHANNELS % 8]:
            case "mastodon" | "bluesky":
                counts[4] = counts[5] = counts[6] = None
            case "telegram":
                counts[:6] = [None] * 6
            case "linkedin" if number % 4 == 0:
                counts[6] = None
            case _:
                pass
        yield number, age, case.published(number) + age + late, *counts


def _tables(case: Case) -> dict[str, tuple[tuple[str, ...], Iterator[Row]]]:
    return {
        "publications": (PUBLICATIONS, publications(case)),
        "snapshots": (SNAPSHOTS, snapshots(case)),
    }


def _hash(number: int) -> str:
    return f"{(number - 1) % TEXTS + 1:064x}"


def fill(url: str, case: Case) -> None:
    """Make the tables in an empty database and fill them."""
    from campaign.storage.database import open_database

    database = open_database(url)
    database.close()
    tables = {"variants": (VARIANTS, variants(case)), **_tables(case)}
    if url.startswith("sqlite"):
        _fill_sqlite(url.removeprefix("sqlite:///"), tables)
    else:
        _fill_postgres(url.replace("+psycopg", ""), tables)


def _fill_sqlite(path: str, tables: Mapping[str, tuple[tuple[str, ...], Iterable[Row]]]) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous=OFF")
    for name, (columns, rows) in tables.items():
        places = ", ".join("?" for _ in columns)
        connection.executemany(
            f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({places})", map(_stored, rows)
        )
    connection.commit()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _stored(row: Row) -> Row:
    """As SQLAlchemy stores instants in SQLite."""
    return tuple(
        f"{each:%Y-%m-%d %H:%M:%S.%f}" if isinstance(each, datetime) else each for each in row
    )


def _fill_postgres(url: str, tables: Mapping[str, tuple[tuple[str, ...], Iterable[Row]]]) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        for name, (columns, rows) in tables.items():
            words = f"COPY {name} ({', '.join(columns)}) FROM STDIN"
            with connection.cursor().copy(words) as copy:
                for row in rows:
                    copy.write_row(row)
            connection.execute(f"VACUUM ANALYZE {name}")


def files(folder: str, case: Case) -> None:
    """Write the rows for DuckDB, and from there as Parquet."""
    import duckdb
    import pyarrow as pa

    with duckdb.connect(f"{folder}/rows.duckdb") as db:
        for name, (columns, rows) in _tables(case).items():
            made = False
            while some := list(islice(rows, _AT_ONCE)):
                values = zip(*some, strict=True)
                table = pa.table(dict(zip(columns, map(_array, values), strict=True)))
                db.register("portion", table)
                verb = f"INSERT INTO {name}" if made else f"CREATE TABLE {name} AS"
                db.execute(f"{verb} SELECT * FROM portion")
                made = True
            db.execute(f"COPY {name} TO '{folder}/{name}.parquet' (FORMAT parquet)")


def _array(values: tuple[Any, ...]) -> Any:
    import pyarrow as pa

    if isinstance(values[0], datetime):
        return pa.array([each.replace(tzinfo=None) for each in values], pa.timestamp("us"))
    return pa.array(values, None if isinstance(values[0], str) else pa.int64())


if __name__ == "__main__":
    where = sys.argv[2]
    (fill if "://" in where else files)(where, CASES[sys.argv[1]])
