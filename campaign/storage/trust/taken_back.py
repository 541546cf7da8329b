"""Which posts were taken back, in a file beside the database: an older copy does not forget it.

::

    a withdrawal asked for, or done (committed) → one line here
    an older copy of the database is put back   → the same there, before anything is sent

A line names a post on a channel and an instant, and no person. As with the receipts
(`storage.journal`), the database is the truth, a line that cannot be written is logged, and a line
that a crash has torn is skipped.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, select, tuple_

from campaign.model import Publication, State
from campaign.model.changes import ENDED, ChangeKind
from campaign.storage.journal import Journal, append_lines, lines_backwards
from campaign.storage.tables import history, publications
from campaign.storage.trust.tables import changes

log = logging.getLogger(__name__)

_NAME: Final = "withdrawn-posts.jsonl"
_AT_ONCE: Final = 200  # lines compared in one statement


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A publication that a person took back, at an instant (UTC).

    `gone` says that nothing of it is out any more; without that, it was asked for. `remote_id`,
    `url` and `published` (UTC, ISO 8601) are those of the post, "" where there are none.
    """

    at: datetime
    post: str
    occurrence: str
    channel: str
    gone: bool
    remote_id: str
    url: str
    published: str

    @property
    def identity(self) -> tuple[str, str, str]:
        """Post, occurrence and channel."""
        return (self.post, self.occurrence, self.channel)

    @property
    def published_at(self) -> datetime:
        """When it went out (UTC); when it was taken back, where nobody knows."""
        try:
            found = datetime.fromisoformat(self.published)
        except ValueError:
            return self.at
        return found if found.tzinfo is not None else self.at


def append(
    journal: Journal | None, some: Iterable[Publication], at: datetime, *, gone: bool
) -> None:
    """Write down that these were taken back at `at` (UTC), after their commit; raises nothing."""
    lines = [
        TakenBack(
            at.astimezone(UTC),
            *(each.post, each.occurrence, each.channel, gone, each.remote_id, each.url),
            each.published_at.astimezone(UTC).isoformat() if each.published_at else "",
        )
        for each in some
    ]
    if journal is None or not lines:
        return
    plain = ({**asdict(each), "at": each.at.isoformat()} for each in lines)
    text = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in plain)
    try:
        append_lines(_file(journal), text.encode())
    except OSError as error:
        log.error("A withdrawal is not in the file: %s", error, extra={"action": "withdrawal"})


def forgotten(connection: Connection, journal: Journal | None) -> list[TakenBack]:
    """What the file says was taken back and the database does not know, usually nothing.

    Of each publication, the last line counts. Raises OSError when the file is there and cannot be
    read.
    """
    found: list[TakenBack] = []
    seen: set[tuple[str, str, str]] = set()
    lines = _backwards(journal)
    while some := list(islice(lines, _AT_ONCE)):
        rows = _rows(connection, {each.identity for each in some})
        fresh = []
        for each in some:
            if each.identity in rows and each.identity not in seen:
                fresh.append(each)
            seen.add(each.identity)
        lost = [each for each in fresh if not _knows(connection, each, *rows[each.identity])]
        found += lost
        if fresh and not lost:
            break  # the older lines are known as well
    return found


def _knows(connection: Connection, line: TakenBack, number: int, state: State) -> bool:
    if line.gone or state is State.WITHDRAWN:
        return state is State.WITHDRAWN
    fields = changes.c
    asked = select(fields.id).where(
        fields.publication == number,
        fields.kind == ChangeKind.WITHDRAWAL.value,
        (fields.asked == line.at) | fields.state.not_in([each.value for each in ENDED]),
    )
    stopped = select(history.c.id).where(history.c.publication == number, history.c.at == line.at)
    return any(connection.scalar(query.limit(1)) is not None for query in (asked, stopped))


def _rows(
    connection: Connection, identities: Iterable[tuple[str, str, str]]
) -> dict[tuple[str, str, str], tuple[int, State]]:
    fields = publications.c
    query = select(
        *(fields.post, fields.occurrence, fields.channel), fields.id, fields.state
    ).where(tuple_(fields.post, fields.occurrence, fields.channel).in_(sorted(identities)))
    return {(row[0], row[1], row[2]): (row[3], State(row[4])) for row in connection.execute(query)}


def _backwards(journal: Journal | None) -> Iterator[TakenBack]:
    for line in lines_backwards(_file(journal)) if journal is not None else ():
        try:
            stored: dict[str, Any] = json.loads(line)
            found = TakenBack(**{**stored, "at": datetime.fromisoformat(stored["at"])})
        except (ValueError, KeyError, TypeError):
            continue
        words = (*found.identity, found.remote_id, found.url, found.published)
        if found.at.tzinfo is not None and all(isinstance(each, str) for each in words):
            yield found


def _file(journal: Journal) -> Path:
    return journal.file.with_name(_NAME)
