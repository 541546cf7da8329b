"""Ask the networks how far they have come with what they are still working on."""

from __future__ import annotations

from campaign.errors import RateLimited, Rejected, Unauthorized
from campaign.model import Pending, Publication, Receipt, State
from campaign.platforms.base import Finishes, Platform
from campaign.storage import publications, queue
from campaign.usecases.ask import ask_all
from campaign.usecases.clerk import Settled, put_off, take_in, tell
from campaign.usecases.desk import Desk, Tick


def finish(desk: Desk, report: Tick) -> None:
    """Settle every pending publication as far as its network lets us."""
    with desk.database.read() as connection:
        pending = queue.to_ask(connection, State.PENDING, desk.clock())
    for publication, answer in ask_all(desk, pending, _asked):
        if isinstance(answer, Receipt):
            take_in(desk, publication, answer, report)
        elif isinstance(answer, Rejected):
            _refused(desk, publication, answer, report)
        elif isinstance(answer, RateLimited | Unauthorized):
            put_off(desk, publication, answer)


def _asked(
    platform: Platform, publication: Publication
) -> Receipt | Pending | Rejected | RateLimited | Unauthorized | None:
    if not isinstance(platform, Finishes):
        return None
    try:
        return platform.finish(Pending(publication.token))
    except (Rejected, RateLimited, Unauthorized) as error:
        return error


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
        tell(Settled(publication, State.FAILED, str(error)), report)
