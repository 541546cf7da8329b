"""What of a plan may be out already, because a backup was put back.

::

    due before it was put back               → unknown: the network is asked, or a person
    new, due later, where nobody can ask     → doubtful, unless the journal has everything since,
                                               or a person has looked since

The copy lacks what was planned after it was made, and a post may have been moved ahead and sent
since. A network that can be asked shows that when the post is due. For the other networks, only the
journal knows.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import Final

from sqlalchemy import Connection

from campaign.engine.after_restore.marks import IN_DOUBT, Surely, is_mute
from campaign.engine.after_restore.notice import readable
from campaign.model import Doubt, Planned, Publication
from campaign.plan.diff import Step
from campaign.storage import former_channels, restores
from campaign.storage.journal import Journal
from campaign.storage.restores import Restore

#: A restore that is longer ago than any post may be late causes no doubt any more.
REMEMBERED: Final = timedelta(days=30)


class Doubts:
    """The doubts that the restores of the last days cause, at `now` (UTC).

    `delivery` gives the delivery class of a platform's channel by the channel's options.
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
        self._options = former_channels.options(connection) if self.put_back else {}
        # Where the database is on a server, other machines have journals of their own.
        alone = journal if connection.dialect.name == "sqlite" else None
        self._is_covered = cache(lambda restore: _is_covered(alone, restore))

    def about(self, step: Step, planned: Planned) -> Doubt | None:
        """The doubt about what a step writes; None when there is none.

        Raises StorageError when the journal is needed and cannot be read.
        """
        variant = planned.variant
        is_new = step.stored is None
        return self._about(variant.platform, variant.channel, planned.due, is_new=is_new)

    def about_return(self, publication: Publication) -> Doubt | None:
        """The doubt about a cancelled publication that comes back with the words it had."""
        return self._about(publication.platform, publication.channel, publication.due, is_new=False)

    def _about(self, platform: str, channel: str, due: datetime, *, is_new: bool) -> Doubt | None:
        if not self.put_back:
            return None
        mute = is_mute(platform, self._options.get(channel), self._delivery)
        checked = self._checked.get(channel) if mute else None
        unchecked = [r for r in self.put_back if checked is None or r.at > checked]
        # A post that is new in the calendar was not among those that the person knew of.
        since = restores.doubtful_since(self.put_back if is_new else unchecked, due)
        if since is not None:
            return Doubt(since, IN_DOUBT)
        if is_new and mute:
            lost = [r.known_until for r in unchecked if not self._is_covered(r)]
            if lost:
                return Doubt(min(lost), IN_DOUBT, before_sending=True)
        return None


def _is_covered(journal: Journal | None, restore: Restore) -> bool:
    """True when the journal surely has everything that went out between a copy and its restore.

    That is proved by receipts on both sides of the copy's last instant. A journal that was lost and
    begun anew has none from before. A journal that was put back with the copy has none from after.
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
