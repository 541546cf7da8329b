"""What of a plan may be out already, because a backup was put back.

::

    due before it was put back               → unknown: the network is asked, or a person
    new, due later, where nobody can ask     → doubtful, unless the journal tells all that went out
                                               or a person has looked since

The copy lacks what was planned after it was made, and a post may have been moved ahead and sent
since. A network that can be asked shows that at its time; of the others only the journal knows.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import Final

from sqlalchemy import Connection

from campaign.engine.restore_watch import readable
from campaign.engine.restored import IN_DOUBT, Surely, is_mute
from campaign.model import Doubt, Planned
from campaign.plan.diff import Step
from campaign.storage import former, restores
from campaign.storage.journal import Journal
from campaign.storage.restores import Restore

#: A backup that was put back longer ago than any post may be late casts no doubt any more.
REMEMBERED: Final = timedelta(days=30)


class Doubts:
    """The doubts that the backups of the last days cast, as they stand at `now` (UTC).

    `delivery` tells of a platform, and a channel's options, how surely it can be asked.
    """

    def __init__(
        self,
        connection: Connection,
        journal: Journal | None,
        now: datetime,
        delivery: Surely,
    ) -> None:
        every = restores.every(connection)
        self.put_back: tuple[Restore, ...] = tuple(r for r in every if now - r.at < REMEMBERED)
        self._checked = restores.checked(connection) if self.put_back else {}
        self._delivery = delivery
        self._options = former.options(connection) if self.put_back else {}
        # Where the database is on a server, other machines have journals of their own.
        alone = journal if connection.dialect.name == "sqlite" else None
        self._is_told = cache(lambda restore: _is_told(alone, restore))

    def about(self, step: Step, planned: Planned) -> Doubt | None:
        """The doubt about what a step writes; None when there is none.

        Raises StorageError when the journal is needed and cannot be read.
        """
        if not self.put_back:
            return None
        variant = planned.variant
        mute = is_mute(variant.platform, self._options.get(variant.channel), self._delivery)
        checked = self._checked.get(variant.channel) if mute else None
        unchecked = [r for r in self.put_back if checked is None or r.at > checked]
        # What is new by the calendar was not among what the person knew of.
        since = restores.doubtful_since(
            unchecked if step.stored is not None else self.put_back, planned.due
        )
        if since is not None:
            return Doubt(since, IN_DOUBT)
        if step.stored is None and mute:
            lost = [r.known_until for r in unchecked if not self._is_told(r)]
            if lost:
                return Doubt(min(lost), IN_DOUBT, before_sending=True)
        return None


def _is_told(journal: Journal | None, restore: Restore) -> bool:
    """True when the journal surely tells what went out after a copy was made, until it came back.

    It does when it has receipts of both sides of the copy's last instant: one that was lost and
    begun anew has none of before, and one that was put back with the copy none of after.
    """
    if journal is None:
        return False
    since = False
    with readable(journal):
        for entry in journal.backwards():
            if entry.at > restore.at:
                continue
            if entry.at <= restore.known_until:
                return since
            since = True
    return False
