"""Notice that an older copy of the database was put back, before anything is sent from it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection

from campaign.engine.after_restore.marks import Marked, knows, mark
from campaign.engine.after_restore.skipped_again import skip_again
from campaign.engine.after_restore.taken_back import take_back_again
from campaign.errors import StorageError
from campaign.storage import recalls, restores
from campaign.storage.database import Database
from campaign.storage.desk import skipped_posts
from campaign.storage.journal import Entry, Journal
from campaign.storage.trust import taken_back, withdrawals

log = logging.getLogger(__name__)


def notice_restore(
    database: Database, journal: Journal | None, *, who: str, now: datetime
) -> Marked | None:
    """Notice that an older copy was put back, and mark it; None when the database is the newest.

    To be called before anything is sent. It is cheap: it compares the journal's last line with the
    database. Raises StorageError when the database cannot be used. A journal that cannot be read is
    logged.
    """
    _heed_recalls(database, journal, now)
    _heed_withdrawals(database, journal, who, now)
    marked = _mark_older(database, journal, who, now)
    # These two last: by now the receipts are booked, and it is known until when the copy knew.
    _heed_taken_back(database, journal, who, now)
    _heed_skips(database, journal, who, now)
    return marked


def _mark_older(
    database: Database, journal: Journal | None, who: str, now: datetime
) -> Marked | None:
    last = _last(journal)
    if last is None:
        return None
    with database.read() as connection:
        if not _is_older(connection, last):
            return None
    with readable(journal), database.write() as connection:
        if not _is_older(connection, last):
            return None  # another process was faster
        marked = mark(connection, journal, who=who, now=now)
    log.error(
        "A backup was put back that ends at %s: %s were booked from the journal, %s are asked "
        "about, %s wait for a person, and %s to be sent later wait until one has looked",
        marked.known_until.isoformat(timespec="seconds"),
        *map(len, (marked.booked, marked.asked, marked.person)),
        sum(marked.unlooked.values()),
        extra={"action": "backup_noticed"},
    )
    return marked


def _heed_taken_back(database: Database, journal: Journal | None, who: str, now: datetime) -> None:
    """Take back once more what a person took back after this copy was made."""
    with readable(journal), database.read() as connection:
        if not taken_back.forgotten(connection, journal):
            return
    with readable(journal), database.write() as connection:
        found = take_back_again(connection, journal, who, now)
    log.error(
        "A backup was put back: %s had been taken back since, and that holds",
        ", ".join(sorted({f"{each.post} on {each.channel}" for each in found})),
        extra={"action": "taken_back_again"},
    )


def _heed_skips(database: Database, journal: Journal | None, who: str, now: datetime) -> None:
    """Skip once more what a person skipped after this copy was made."""
    with readable(journal), database.read() as connection:
        if not skipped_posts.forgotten(connection, journal):
            return
    with readable(journal), database.write() as connection:
        found = skip_again(connection, journal, who, now)
    log.error(
        "A backup was put back: %s had been skipped since, and that holds",
        ", ".join(sorted({f"{each.post} on {each.channel}" for each in found})),
        extra={"action": "skipped_again"},
    )


def _heed_withdrawals(database: Database, journal: Journal | None, who: str, now: datetime) -> None:
    """Let nothing go that shows somebody who took a consent back after this copy was made."""
    with readable(journal), database.read() as connection:
        if not withdrawals.forgotten(connection, journal):
            return
    with readable(journal), database.write() as connection:
        ended = withdrawals.heed(connection, journal, who, now)
    log.error(
        "A backup was put back: %s had been withdrawn since, and nothing goes out with it",
        ", ".join(ended),
        extra={"action": "withdrawals_heeded"},
    )


def _heed_recalls(database: Database, journal: Journal | None, now: datetime) -> None:
    """Let nothing go of which a person took the approval back after this copy was made."""
    with readable(journal), database.read() as connection:
        if not recalls.due(connection, journal):
            return
    with readable(journal), database.write() as connection:
        fallen = recalls.heed(connection, journal, now)
    log.error(
        "A backup was put back: the approval of %s had been taken back since, and is asked anew",
        len(fallen),
        extra={"action": "recalls_heeded"},
    )


def _is_older(connection: Connection, last: Entry) -> bool:
    """True when the database lacks the journal's last receipt, and that was not marked yet."""
    if knows(connection, last):
        return False
    return not any(last.at <= each.at for each in restores.every(connection)[:1])


def _last(journal: Journal | None) -> Entry | None:
    if journal is None:
        return None
    try:
        return journal.last()
    except OSError as error:
        log.error("The journal cannot be read: %s", error, extra={"action": "journal_failed"})
        return None


@contextmanager
def readable(journal: Journal | None) -> Iterator[None]:
    """A block in which a journal that cannot be read raises StorageError."""
    try:
        yield
    except OSError as error:
        where = journal.file if journal is not None else ""
        raise StorageError(
            f"{where}: the journal of receipts cannot be read ({error.strerror or error}): "
            "nothing was changed"
        ) from error
