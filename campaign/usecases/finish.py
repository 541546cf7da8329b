"""Ask the networks how far they have come with what they are still working on."""

from __future__ import annotations

from campaign.errors import PlatformError, Rejected
from campaign.model import Pending, Receipt, State
from campaign.platforms.base import Finishes
from campaign.storage import publications
from campaign.usecases.publish import Desk, Tick, record_receipt


def finish(desk: Desk, report: Tick) -> None:
    """Settle every pending publication as far as its network lets us."""
    with desk.database.read() as connection:
        pending = publications.in_states(connection, State.PENDING)
    for publication in pending:
        channel = desk.channels.get(publication.channel)
        platform = desk.connect(channel) if channel else None
        if not isinstance(platform, Finishes):
            continue
        try:
            answer = platform.finish(Pending(publication.token))
        except Rejected as error:
            with desk.database.write() as connection:
                publications.change(
                    connection,
                    publication,
                    State.FAILED,
                    who=desk.worker,
                    now=desk.clock(),
                    reason=str(error),
                )
            report.failed.append(publication.id)
        except PlatformError:
            continue  # asked again at the next tick; asking changes nothing
        else:
            if isinstance(answer, Receipt) and record_receipt(desk, publication, answer):
                report.published.append(publication.id)
