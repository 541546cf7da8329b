"""Which publications are skipped, in a file beside the database: an older copy heeds it.

::

    skipped, or let go again (committed)      → one line here
    an older copy of the database is put back → skipped there as well, before anything is sent

A line names a post on a channel and an instant, and no person. As with the receipts
(`storage.journal`), the database is the truth, a line that cannot be written is logged, and a line
that a crash has torn is skipped.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, select, tuple_

from campaign.model import Publication, State
from campaign.storage.desk.tables import skips
from campaign.storage.journal import Journal, append_lines, lines_backwards
from campaign.storage.tables import publications

log = logging.getLogger(__name__)

_NAME: Final = "skipped-posts.jsonl"
_AT_ONCE: Final = 200  # lines compared in one statement
_STAYS: Final = (State.PUBLISHED, State.WITHDRAWN, State.CANCELLED)


@dataclass(frozen=True, slots=True)
class SkippedPost:
    """A publication that a person skipped at an instant (UTC), or let go again (not `skipped`)."""

    at: datetime
    post: str
    occurrence: str
    channel: str
    skipped: bool

    @property
    def identity(self) -> tuple[str, str, str]:
        """Post, occurrence and channel."""
        return (self.post, self.occurrence, self.channel)


def append(
    journal: Journal | None, some: Iterable[Publication], at: datetime, *, skipped: bool
) -> None:
    """Write down what became of these at `at` (UTC), after its commit; raises nothing."""
    instant = at.astimezone(UTC).isoformat()
    lines = [
        {
            "at": instant,
            "post": each.post,
            "occurrence": each.occurrence,
            "channel": each.channel,
            "skipped": skipped,
        }
        for each in some
    ]
    if journal is None or not lines:
        return
    text = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in lines)
    try:
        append_lines(_file(journal), text.encode())
    except OSError as error:
        log.error("A skip is not in the file: %s", error, extra={"action": "skip"})


def forgotten(connection: Connection, journal: Journal | None) -> list[SkippedPost]:
    """What the file says is skipped and the database does not know, usually nothing.

    Of each publication, the last line counts. What is out or cancelled is left out. Raises OSError
    when the file is there and cannot be read.
    """
    found: list[SkippedPost] = []
    seen: set[tuple[str, str, str]] = set()
    lines = _backwards(journal)
    while some := list(islice(lines, _AT_ONCE)):
        newest = []
        for each in some:
            if each.identity not in seen and each.skipped:
                newest.append(each)
            seen.add(each.identity)
        rows = _rows(connection, {each.identity for each in newest})
        lost = [
            each
            for each in newest
            if each.identity in rows and not _knows(connection, each, *rows[each.identity])
        ]
        found += lost
        if newest and not lost:
            break  # the older lines are known as well
    return found


def _knows(connection: Connection, line: SkippedPost, number: int, state: State) -> bool:
    """True when nothing is left to do: it does not go out, or the database has this skip."""
    if state in _STAYS:
        return True
    same = select(skips.c.id).where(skips.c.publication == number, skips.c.at >= line.at)
    return connection.scalar(same.limit(1)) is not None


def _rows(
    connection: Connection, identities: Collection[tuple[str, str, str]]
) -> dict[tuple[str, str, str], tuple[int, State]]:
    fields = publications.c
    query = select(
        *(fields.post, fields.occurrence, fields.channel), fields.id, fields.state
    ).where(tuple_(fields.post, fields.occurrence, fields.channel).in_(sorted(identities)))
    rows = connection.execute(query) if identities else ()
    return {(row[0], row[1], row[2]): (row[3], State(row[4])) for row in rows}


def _backwards(journal: Journal | None) -> Iterator[SkippedPost]:
    for line in lines_backwards(_file(journal)) if journal is not None else ():
        try:
            stored: dict[str, Any] = json.loads(line)
            found = SkippedPost(**{**stored, "at": datetime.fromisoformat(stored["at"])})
        except (ValueError, KeyError, TypeError):
            continue
        are_words = all(isinstance(each, str) for each in found.identity)
        if found.at.tzinfo is not None and are_words and isinstance(found.skipped, bool):
            yield found


def _file(journal: Journal) -> Path:
    return journal.file.with_name(_NAME)
