"""What was skipped after an older copy of the database was made: skipped there as well.

::

    scheduled, missed, failed       → cancelled
    publishing, pending, unknown    → held; cancelled when it comes back unsent
    out, withdrawn, cancelled       → as it is
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from campaign.engine.skipped import STOPPABLE, stop
from campaign.model import Hold
from campaign.storage import publications, restores
from campaign.storage.desk import skips
from campaign.storage.desk.skipped_posts import SkippedPost, forgotten
from campaign.storage.journal import Journal
from campaign.storage.trust import changes

#: Who skipped it: the file that outlives the database names no person.
_SOMEBODY: Final = "a person"
_REASON: Final = "it was skipped before an older copy of the database was put back"


def skip_again(
    connection: Connection, journal: Journal | None, who: str, now: datetime
) -> list[SkippedPost]:
    """Skip what the database has forgotten, at `now` (UTC); gives what that was.

    `who` writes it down. Raises OSError when the file is there and cannot be read.
    """
    found = forgotten(connection, journal)
    for line in found:
        stored = restores.by_identity(connection, line.identity)
        publication = None if stored is None else changes.lock(connection, stored.id)
        if publication is None:
            continue
        skips.end(connection, publication.id, who=who, now=now)  # an older one that was open
        made = skips.begin(
            connection, publication.id, line.post, who=_SOMEBODY, reason=_REASON, now=now
        )
        if publication.state in STOPPABLE:
            stop(connection, publication, made, who=who, now=now)
        else:
            publications.mark(connection, publication, Hold.SKIPPED, who=who, now=now)
    return found
