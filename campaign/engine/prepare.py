"""Make the requests of each publication that is about to leave; report what cannot be made."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from campaign.engine import unbooked_posts
from campaign.engine.after_restore import person_checks
from campaign.engine.context import EngineContext, TickReport
from campaign.engine.payloads import prepared, stored, stored_payloads
from campaign.errors import CampaignError, PlatformError
from campaign.model import Attempt, Payload, Publication, State, Variant
from campaign.platforms.protocols import Platform
from campaign.storage import attempts, publications

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PreparedPublication:
    """A publication with its requests: `payloads` as sent, `kept` as stored.

    The other fields are those of ClaimedPublication.
    """

    publication: Publication
    payloads: tuple[Payload, ...]
    kept: dict[str, Any]
    platform: Platform
    earlier: tuple[Attempt, ...]
    in_doubt: bool


def prepare(
    context: EngineContext,
    chosen: Sequence[tuple[Publication, Variant]],
    report: TickReport,
    close_channel: Callable[[str, str], None],
) -> list[PreparedPublication]:
    """Make the requests of these publications, and leave out what may not be sent.

    Calls `close_channel` with a channel that cannot be reached, and the reason.
    """
    if not chosen:
        return []
    again = [p for p, _ in chosen if p.claim or p.remote_id]  # the others have no tries to read
    earlier = {}
    if again:
        with context.database.read() as connection:
            earlier = {p.id: attempts.of(connection, p.id) for p in again}
    opened = []
    for publication, variant in chosen:
        platform = _open(context, publication, report, close_channel)
        if platform is not None:
            opened.append((publication, variant, platform))
    ready = []
    asked = person_checks.left_to_persons(context, opened, report)
    for publication, variant, platform in unbooked_posts.hold_repeats(context, asked, report):
        before = earlier.get(publication.id, [])
        made = _make(context, platform, publication, variant, before, report)
        if made is not None:
            # Zero tries with a doubtful one in the story: a person decided to send it again. Then
            # it is sent without asking its network, with the same bytes.
            doubtful = bool(publication.tries) and any(t.outcome.leaves_doubt for t in before)
            doubtful = doubtful or publication.doubtful_since is not None
            ready.append(PreparedPublication(publication, *made, platform, tuple(before), doubtful))
    return ready


def _open(
    context: EngineContext,
    publication: Publication,
    report: TickReport,
    close_channel: Callable[[str, str], None],
) -> Platform | None:
    """The channel's network; None when it cannot be reached, and then the channel is closed."""
    try:
        return context.connect(context.channels[publication.channel])
    except CampaignError as error:
        reason = str(error)
    except Exception as error:
        log.exception("Unforeseen while connecting", extra={"action": "unforeseen"})
        reason = f"{type(error).__name__}: {error}"
    report.held[publication.id] = reason
    close_channel(publication.channel, reason)
    return None


def _make(
    context: EngineContext,
    platform: Platform,
    publication: Publication,
    variant: Variant,
    earlier: Sequence[Attempt],
    report: TickReport,
) -> tuple[tuple[Payload, ...], dict[str, Any]] | None:
    """The requests as sent and as stored; None when they cannot be made, and that is reported."""
    try:
        payloads = None
        if _goes_on(publication, earlier):
            payloads = stored_payloads(earlier, publication.variant_hash)
        if payloads is None:
            payloads = prepared(
                platform, variant, context.clock(), approved=publication.variant_hash
            )
        return payloads, stored(payloads)
    except PlatformError as error:
        _fail(context, publication, f"nothing was sent: {error}", report)
    except CampaignError as error:
        report.held[publication.id] = str(error)
    except Exception as error:
        log.exception("Unforeseen while preparing", extra={"action": "unforeseen"})
        _fail(context, publication, f"nothing was sent: {type(error).__name__}: {error}", report)
    return None


def _goes_on(publication: Publication, earlier: Sequence[Attempt]) -> bool:
    """True when the same bytes must leave: a try before may have arrived, or a part of it has.

    What was refused, or was given another time, is made anew, by the settings of now.
    """
    return (
        bool(publication.tries)
        or bool(publication.remote_id)
        or publication.doubtful_since is not None
        or any(each.outcome.leaves_doubt for each in earlier)
    )


def _fail(
    context: EngineContext, publication: Publication, reason: str, report: TickReport
) -> None:
    now = context.clock()
    with context.database.write() as connection:
        done = publications.change(
            connection, publication, State.FAILED, who=context.worker, now=now, reason=reason
        )
    if done:
        report.moved(publication.id, State.FAILED, reason)
        log.warning("Failed %s: %s", publication.id, reason, extra={"action": "failed"})
