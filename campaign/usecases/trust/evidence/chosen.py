"""Which publications an export is about: what was due or went out on some days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from campaign.storage import record_format
from campaign.storage.trust import spans


@dataclass(frozen=True, slots=True)
class Span:
    """Days on the calendar of one zone, both included."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def since(self) -> datetime:
        """The first instant of the first day."""
        return datetime.combine(self.first, time(), self.zone)

    @property
    def until(self) -> datetime:
        """The first instant after the last day."""
        return datetime.combine(self.last + timedelta(days=1), time(), self.zone)

    @property
    def bounds(self) -> tuple[str, str]:
        """Both instants as the record writes them, so that they compare with its entries."""
        return record_format.instant(self.since), record_format.instant(self.until)


def chosen(connection: Connection, span: Span) -> Mapping[str, frozenset[int]]:
    """The publications that were due or went out in the span, by post, in the order of posts."""
    found: dict[str, set[int]] = {}
    for post, publication in spans.publications_of(connection, span.since, span.until):
        found.setdefault(post, set()).add(publication)
    return {post: frozenset(found[post]) for post in sorted(found)}
