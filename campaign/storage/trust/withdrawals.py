"""Which consents were withdrawn, in a file beside the database: an older copy does not forget it.

::

    a consent withdrawn (committed)           → one line here
    an older copy of the database is put back → it is withdrawn there too, before anything is sent

Each line has a reference and an instant, and no word about the person. As with the receipts
(`storage.journal`), the database is the truth, a line that cannot be written is logged, and a line
that a crash has torn is skipped.
"""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from campaign.storage.journal import Journal, append_lines, lines_backwards
from campaign.storage.trust import consents

log = logging.getLogger(__name__)

_NAME: Final = "withdrawn-consents.jsonl"
_REASON: Final = "it was withdrawn before an older copy of the database was put back"


def append(journal: Journal | None, reference: str, at: datetime) -> None:
    """Write down that a consent does not hold from `at` (UTC) on; raises nothing."""
    if journal is None:
        return
    line = json.dumps({"at": at.astimezone(UTC).isoformat(), "consent": reference})
    try:
        append_lines(_file(journal), line.encode() + b"\n")
    except OSError as error:
        log.error("A withdrawal is not in the file: %s", error, extra={"action": "withdrawal"})


def forgotten(connection: Connection, journal: Journal | None) -> dict[str, datetime]:
    """The consents that the file calls withdrawn and the database does not, usually none.

    There are some only where an older copy of the database was put back. Raises OSError when the
    file is there and cannot be read.
    """
    found: dict[str, datetime] = {}
    for line in lines_backwards(_file(journal)) if journal is not None else ():
        try:
            stored = json.loads(line)
            at, reference = datetime.fromisoformat(stored["at"]), stored["consent"]
        except (ValueError, KeyError, TypeError):
            continue
        if at.tzinfo is not None and isinstance(reference, str):
            found[reference] = at  # read backwards: the first withdrawal is the last one read
    if found:
        found = {each: found[each] for each in found.keys() - consents.withdrawn(connection)}
    return found


def heed(connection: Connection, journal: Journal | None, who: str, now: datetime) -> list[str]:
    """Withdraw what the database has forgotten, at `now` (UTC); gives the references."""
    consents.lock(connection)
    found = forgotten(connection, journal)
    for reference, at in sorted(found.items()):
        consents.end(connection, reference, who=who, reason=_REASON, at=at, now=now)
    return sorted(found)


def _file(journal: Journal) -> Path:
    return journal.file.with_name(_NAME)
