"""How the campaign stands: what is due, late, in flight, open, failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from campaign.model import Publication, State
from campaign.storage import publications, variants
from campaign.storage.database import Database


@dataclass(frozen=True, slots=True)
class Status:
    """The state of everything at one instant (UTC).

    `counts` by state; `late` are due and not out; `unapproved` wait for a person although they are
    due within a day; `open` are those a person or a network still has to settle; `oldest` is how
    long the oldest due publication has been waiting, None when nothing waits.
    """

    now: datetime
    counts: dict[State, int]
    next_due: datetime | None
    late: tuple[Publication, ...]
    unapproved: tuple[Publication, ...]
    open: tuple[Publication, ...]
    oldest: timedelta | None

    @property
    def healthy(self) -> bool:
        """True when nothing waits for a person."""
        return not self.open and not self.late


def status(database: Database, now: datetime, *, approval_required: bool = True) -> Status:
    """Read the state of everything."""
    with database.read() as connection:
        counts = publications.counted(connection)
        scheduled = publications.in_states(connection, State.SCHEDULED)
        troubled = publications.in_states(
            connection, State.UNKNOWN, State.FAILED, State.MISSED, State.PUBLISHING, State.PENDING
        )
        soon = [p for p in scheduled if p.due <= now + timedelta(days=1)]
        done = variants.approved(connection, {p.variant_hash for p in soon})
    late = tuple(p for p in scheduled if p.due < now)
    return Status(
        now=now,
        counts=counts,
        next_due=min((p.not_before for p in scheduled), default=None),
        late=late,
        unapproved=tuple(p for p in soon if approval_required and p.variant_hash not in done),
        open=tuple(troubled),
        oldest=now - min(p.due for p in late) if late else None,
    )
