"""What was stopped by a person, in a file beside the database: an older copy does not let it go.

::

    a yes taken back, or words sent back (committed) → one line here
    an older copy of the database is put back        → its releases of before that line fall

Each line names variants and an instant: no release up to then lets them go. A yes that is given
anew is later, and counts. As with the receipts (`storage.journal`), the database is the truth, a
line that cannot be written is logged, and a line that a crash has torn is skipped.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, select

from campaign.storage.journal import Journal, append_lines, lines_backwards
from campaign.storage.releases import recall
from campaign.storage.tables import releases

log = logging.getLogger(__name__)

_NAME: Final = "recalls.jsonl"
_PORTION: Final = 500  # variants in one line, and in one question


def append(journal: Journal | None, hashes: Collection[str], now: datetime) -> None:
    """Write down that no release of these variants up to `now` (UTC) counts; raises nothing."""
    names = sorted(set(hashes))
    if journal is None or not names:
        return
    at = now.astimezone(UTC).isoformat()
    lines = b"".join(
        json.dumps({"at": at, "variants": names[start : start + _PORTION]}).encode() + b"\n"
        for start in range(0, len(names), _PORTION)
    )
    try:
        append_lines(_file(journal), lines)
    except OSError as error:
        log.error("What was stopped is not in the file: %s", error, extra={"action": "recall"})


def heed(connection: Connection, journal: Journal | None, now: datetime) -> set[str]:
    """Let the releases fall at `now` (UTC) that a person had stopped; gives their variants.

    To be called before anything is sent. There are some only where an older copy of the database
    was put back. Raises OSError when the file is there and cannot be read.
    """
    fallen: set[str] = set()
    for at, names in _backwards(journal):
        fallen |= recall(connection, names, now, until=at)
    return fallen


def due(connection: Connection, journal: Journal | None) -> bool:
    """True when `heed` would change anything. Raises OSError as it does."""
    for at, names in _backwards(journal):
        older = releases.c.variant_hash.in_(names) & (releases.c.at <= at)
        if connection.scalar(select(releases.c.variant_hash).where(older).limit(1)) is not None:
            return True
    return False


def _backwards(journal: Journal | None) -> Iterator[tuple[datetime, list[str]]]:
    for line in lines_backwards(_file(journal)) if journal is not None else ():
        try:
            stored = json.loads(line)
            at = datetime.fromisoformat(stored["at"])
            names = [name for name in stored["variants"] if isinstance(name, str)]
        except (ValueError, KeyError, TypeError):
            continue
        if at.tzinfo is not None and names:
            yield at, names


def _file(journal: Journal) -> Path:
    return journal.file.with_name(_NAME)
