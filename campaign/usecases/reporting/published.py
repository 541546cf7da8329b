"""What was published, in the form in which reports read it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select

from analytics.metrics import Subject
from campaign.model import Registers, State
from campaign.model.changes import Change, ChangeKind
from campaign.storage import reported
from campaign.storage.database import Database
from campaign.storage.reported import Row
from campaign.storage.trust import changes


class Published:
    """The publications of a database that are out or were: `analytics.posts.Posts`.

    With `registers`, each has the outcome that its activity serves. With `regions`, those of other
    regions are left aside.
    """

    def __init__(
        self,
        database: Database,
        registers: Registers | None = None,
        regions: Collection[str] | None = None,
    ) -> None:
        self._dialect = database.engine.dialect.name
        self._activities = registers.activities if registers else {}
        self._regions = regions

    def between(self, since: datetime, until: datetime) -> Select[Any]:
        """What went out in [since, until) (UTC)."""
        return reported.between(self._dialect, since, until, self._regions)

    def outcome(self, activity: str) -> str | None:
        """The outcome that an activity serves; None where nothing says so."""
        known = self._activities.get(activity)
        return (known.outcome or None) if known else None

    def subjects(self, connection: Connection, ids: Sequence[int]) -> list[Subject]:
        """These publications, in this order."""
        rows = list(reported.rows(connection, ids))
        gone: dict[int, list[Change]] = {}
        if taken_back := [row.id for row in rows if row.state == State.WITHDRAWN]:
            gone = changes.done(connection, taken_back, ChangeKind.WITHDRAWAL)
        return [self._subject(row, gone.get(row.id, ())) for row in rows]

    def _subject(self, row: Row, taken_back: Sequence[Change]) -> Subject:
        ended = [each.ended for each in taken_back if each.ended is not None]
        media = row.body.get("media", ())
        pictures = (each["sha256"] for each in media if not _is_film(each["mime"]))
        return Subject(
            publication_id=row.id,
            post=row.post,
            headline=row.body["headline"],
            channel=row.channel,
            platform=row.platform,
            region=row.region,
            language=row.language,
            activity=row.activity,
            outcome=self.outcome(row.activity),
            remote_id=row.remote_id,
            url=row.url or None,
            published_at=row.published_at,
            card=next(pictures, None),
            text=row.body["texts"][0],
            withdrawn_at=max(ended, default=None),
            withdrawn_because=taken_back[-1].reason if taken_back else "",
            format=format_of([each["mime"] for each in media]),
        )


def format_of(mimes: Sequence[str]) -> str:
    """What goes out beside the words, by the types of it; see `analytics.metrics.FORMATS`."""
    if any(map(_is_film, mimes)):
        return "film"
    return ("text", "picture", "pictures")[min(len(mimes), 2)]


def _is_film(mime: str) -> bool:
    return mime.startswith("video/")
