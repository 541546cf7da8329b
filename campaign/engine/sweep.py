"""Find the claims whose lease has ended: nobody tells how they ended, so their networks must."""

from __future__ import annotations

import logging

from campaign.engine.context import Desk, Tick
from campaign.model import State
from campaign.storage import attempts, publications, queue

log = logging.getLogger(__name__)


def sweep(desk: Desk, report: Tick) -> None:
    """Say of every claim whose lease ran out that its outcome is unknown."""
    now = desk.clock()
    with desk.database.read() as connection:
        ended = queue.expired(connection, now)
    for publication in ended:
        now = desk.clock()
        reason = f"{publication.worker} took it and did not say how it ended"
        with desk.database.write() as connection:
            done = publications.change(
                connection,
                publication,
                State.UNKNOWN,
                who=desk.worker,
                now=now,
                reason=reason,
                not_before=now,
            )
            if done:
                attempts.abandon(connection, publication.id, attempts.NO_ANSWER, reason, now)
        if done:
            report.unknown.append(publication.id)
            log.warning(
                "The outcome of %s is unknown", publication.id, extra={"action": "lease_ended"}
            )
