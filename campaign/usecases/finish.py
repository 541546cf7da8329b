"""Ask the networks how far they have come with what they are still working on."""

from __future__ import annotations

import logging

from campaign.errors import CampaignError, Rejected
from campaign.model import Channel, Pending, Publication, Receipt, State
from campaign.platforms.base import Finishes
from campaign.storage import publications
from campaign.usecases.desk import Desk, Tick
from campaign.usecases.send import record_receipt

log = logging.getLogger(__name__)


def finish(desk: Desk, report: Tick) -> None:
    """Settle every pending publication as far as its network lets us."""
    with desk.database.read() as connection:
        pending = publications.in_states(connection, State.PENDING)
    for publication in pending:
        channel = desk.channels.get(publication.channel)
        if channel is None or desk.stopping():
            continue
        answer = _ask(desk, channel, publication)
        if isinstance(answer, Receipt):
            if record_receipt(desk, publication, answer):
                report.published.append(publication.id)
        elif isinstance(answer, Rejected):
            _refused(desk, publication, answer, report)


def _ask(
    desk: Desk, channel: Channel, publication: Publication
) -> Receipt | Pending | Rejected | None:
    try:
        platform = desk.connect(channel)
        if not isinstance(platform, Finishes):
            return None
        return platform.finish(Pending(publication.token))
    except Rejected as error:
        return error
    except CampaignError as error:
        # Asked again at the next tick: asking changes nothing.
        log.warning(
            "Cannot ask about %s: %s", publication.id, error, extra={"action": "finish_failed"}
        )
    except Exception:
        log.exception("Unforeseen about %s", publication.id, extra={"action": "finish_failed"})
    return None


def _refused(desk: Desk, publication: Publication, error: Rejected, report: Tick) -> None:
    with desk.database.write() as connection:
        done = publications.change(
            connection,
            publication,
            State.FAILED,
            who=desk.worker,
            now=desk.clock(),
            reason=str(error),
        )
    if done:
        report.failed.append(publication.id)
