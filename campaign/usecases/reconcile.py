"""Ask the networks about what may have gone out; nothing unknown is ever sent again blindly."""

from __future__ import annotations

import logging
from datetime import datetime

from campaign.errors import CampaignError
from campaign.model import Absent, Publication, Receipt, State
from campaign.platforms.base import Finds
from campaign.storage import attempts, publications
from campaign.usecases.publish import Desk, Tick, record_receipt, stored_payload

log = logging.getLogger(__name__)


def reconcile(desk: Desk, report: Tick) -> None:
    """Settle every unknown publication whose network can be asked.

    Found: published. Proved absent: scheduled again, to be sent under the same key. Neither: it
    stays unknown, for a person to decide.
    """
    with desk.database.read() as connection:
        unknown = publications.in_states(connection, State.UNKNOWN)
    for publication in unknown:
        try:
            answer = _ask(desk, publication)
        except CampaignError as error:
            log.warning(
                "Cannot ask about %s: %s", publication.id, error, extra={"action": "find_failed"}
            )
            continue
        if isinstance(answer, Receipt) and record_receipt(desk, publication, answer):
            report.published.append(publication.id)
        elif isinstance(answer, Absent):
            _again(desk, publication, answer.because, desk.clock(), report)


def _ask(desk: Desk, publication: Publication) -> Receipt | Absent | None:
    channel = desk.channels.get(publication.channel)
    if channel is None:
        return None
    with desk.database.read() as connection:
        tries = attempts.of(connection, publication.id)
    payload = stored_payload(tries, publication.variant_hash)
    if payload is None:
        return None
    platform = desk.connect(channel)
    if not isinstance(platform, Finds):
        return None
    return platform.find(payload, publication.key, tries[0].started)


def _again(desk: Desk, publication: Publication, because: str, now: datetime, report: Tick) -> None:
    with desk.database.write() as connection:
        done = publications.change(
            connection,
            publication,
            State.SCHEDULED,
            who=desk.worker,
            now=now,
            reason=f"it did not arrive: {because}",
            not_before=now,
        )
    if done:
        report.retried[publication.id] = because
