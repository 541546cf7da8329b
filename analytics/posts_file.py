"""The file of all posts: a CSV file that is written row by row, however many there are."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from io import TextIOWrapper
from typing import BinaryIO

from analytics.faces.csv_files import FORMULA, MISSING
from analytics.metrics import METRICS
from analytics.posts import PostFigures
from analytics.reading import Report

#: The first is named of a time when a report was always one of a week; people build on the names.
POSTS = (
    *("week", "as_of_utc"),
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
    "withdrawn_at_utc",
    "withdrawn_because",
)

Cell = str | int | float | datetime | None


def posts_csv(report: Report, out: BinaryIO) -> None:
    """Write one row a published post, measured or not, in the order in which they went out.

    UTF-8 with the mark that spreadsheet programs need, lines ended by CR LF. A gap is "n/a";
    instants are in UTC, as in ISO 8601.
    """
    text = TextIOWrapper(out, "utf-8-sig", newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(POSTS)
    writer.writerows(map(_written, row) for row in _rows(report))
    text.detach()


def _rows(report: Report) -> Iterator[tuple[Cell, ...]]:
    of_report = (str(report.period), report.as_of)
    for each in report.every():
        yield (*of_report, *_row(each))


def _row(each: PostFigures) -> tuple[Cell, ...]:
    subject, counts = each.subject, each.counts
    return (
        subject.publication_id,
        subject.post,
        subject.headline,
        subject.channel,
        subject.platform,
        subject.region,
        subject.language,
        subject.activity,
        subject.outcome,
        subject.published_at,
        subject.url,
        subject.remote_id,
        *(counts.values() if counts else (None,) * len(METRICS)),
        counts.engagement if counts else None,
        each.age.total_seconds() / 3600 if each.age else None,
        each.taken_at,
        subject.card,
        subject.withdrawn_at,
        subject.withdrawn_because or None,
    )


def _written(cell: Cell) -> str | int:
    match cell:
        case None:
            return MISSING
        case str():
            # Words that a spreadsheet would run as a formula stay words.
            return f"'{cell}" if cell.startswith(FORMULA) else cell
        case float():
            return int(cell) if cell == int(cell) else repr(cell)
        case datetime():
            return cell.isoformat()
        case _:
            return cell
