"""Send what was claimed, once, and write down what came back.

::

    attempt (committed before) → send → receipt | pending | error (committed)

Whatever happens in between, the row tells it: what the network answered, or nothing, and then its
lease ends and the network is asked.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from threading import Event
from typing import Any

from campaign.errors import CampaignError, OutcomeUnknown, PlatformError, UnsupportedFeature
from campaign.model import Attempt, Payload, Pending, Publication, Receipt, State, Upload
from campaign.plan.verdict import Decision, Do, decide
from campaign.platforms.base import Platform
from campaign.storage import attempts, publications
from campaign.usecases.desk import Desk, Tick

log = logging.getLogger(__name__)

# A lease never ends while its answer can still come: what has not begun to leave after a third of
# it is given back, and no send, with its uploads and their waits, takes the rest.
LEASE = timedelta(minutes=15)
BEGIN_WITHIN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Flight:
    """One claimed publication with the request it will become; `claimed` is a UTC instant."""

    publication: Publication
    payload: Payload
    platform: Platform
    attempt: int
    claimed: datetime


def send(desk: Desk, flight: Flight, report: Tick, halt: Event) -> None:
    """Send one, unless `halt` is set by then; raises StorageError and sets `halt`."""
    try:
        if reason := _too_late(desk, flight, halt):
            _give_back(desk, flight, reason, report)
            return
        answer = _publish(flight)
        if isinstance(answer, PlatformError):
            _not_sent(desk, flight, answer, report)
        elif isinstance(answer, Receipt):
            if record_receipt(desk, flight.publication, answer, attempt=flight.attempt):
                report.published.append(flight.publication.id)
        else:
            _pending(desk, flight, answer, report)
    except BaseException:
        # What cannot be written down must not be followed by more of the same.
        halt.set()
        raise


def _too_late(desk: Desk, flight: Flight, halt: Event) -> str:
    if halt.is_set() or desk.stopping():
        return "not sent: this process was stopping"
    if desk.clock() > flight.claimed + BEGIN_WITHIN:
        return "not sent: others took so long that the claim was about to end"
    return ""


def _publish(flight: Flight) -> Receipt | Pending | PlatformError:
    try:
        return flight.platform.publish(flight.payload, flight.publication.key)
    except PlatformError as error:
        return error
    except CampaignError as error:
        # Nothing left the house: the picture is gone, the disk is full.
        return UnsupportedFeature(str(error))
    except Exception as error:
        log.exception("Unforeseen while sending", extra={"action": "unforeseen"})
        return OutcomeUnknown(f"{type(error).__name__}: {error}")


def record_receipt(
    desk: Desk, publication: Publication, receipt: Receipt, *, attempt: int | None = None
) -> bool:
    """Write down that a publication is public; False when that could not be, or was done already.

    A receipt is the truth: it counts also when the lease had ended meanwhile.
    """
    now = desk.clock()
    with desk.database.write() as connection:
        if attempt is not None:
            answer = json.dumps(receipt.raw, ensure_ascii=False, default=str)
            attempts.end(connection, attempt, outcome="published", answer=answer, now=now)
        current: Publication | None = publication
        done = False
        while current is not None and not done and current.state in _MAY_BECOME_PUBLIC:
            done = publications.change(
                connection,
                current,
                State.PUBLISHED,
                who=desk.worker,
                now=now,
                remote_id=receipt.remote_id,
                url=receipt.url,
                published_at=now,
            )
            if not done:
                before, current = current, publications.one(connection, publication.id)
                if current == before:
                    break
    if done:
        log.info("Published %s", publication.id, extra={"action": "published", "url": receipt.url})
    elif current is not None and current.remote_id != receipt.remote_id:
        log.error(
            "A receipt came for %s, which is %s",
            publication.id,
            current.state,
            extra={"action": "receipt_left_over", "url": receipt.url},
        )
    return done


_MAY_BECOME_PUBLIC = frozenset({State.PUBLISHING, State.PENDING, State.UNKNOWN, State.SCHEDULED})


def stored(payload: Payload) -> dict[str, Any]:
    """A payload as the database will keep it; raises TypeError when it is no plain data."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(payload), ensure_ascii=False))
    return plain


def restored(kept: Mapping[str, Any]) -> Payload:
    """The payload that was stored."""
    uploads = tuple(Upload(**upload) for upload in kept["uploads"])
    return Payload(**{**kept, "uploads": uploads})


def stored_payload(earlier: Sequence[Attempt], variant_hash: str) -> Payload | None:
    """What an earlier try of the same variant sent, so that a second one sends the same bytes."""
    for attempt in reversed(earlier):
        if attempt.variant_hash == variant_hash:
            return restored(attempt.payload)
    return None


def next_try(desk: Desk, publication: Publication, decision: Decision) -> datetime:
    """When to try again: our own waits never lead out of the channel's grace, its word may."""
    assert decision.at is not None
    channel = desk.channels.get(publication.channel)
    if decision.told or channel is None:
        return decision.at
    return min(decision.at, publication.due + channel.grace)


def _give_back(desk: Desk, flight: Flight, reason: str, report: Tick) -> None:
    publication, now = flight.publication, desk.clock()
    with desk.database.write() as connection:
        attempts.end(connection, flight.attempt, outcome="not sent", answer=reason, now=now)
        done = publications.change(
            connection,
            publication,
            State.SCHEDULED,
            who=desk.worker,
            now=now,
            reason=reason,
            tries=publication.tries - 1,
        )
    if done:
        report.retried[publication.id] = reason


def _pending(desk: Desk, flight: Flight, answer: Pending, report: Tick) -> None:
    now = desk.clock()
    with desk.database.write() as connection:
        attempts.end(connection, flight.attempt, outcome="pending", answer=answer.token, now=now)
        done = publications.change(
            connection,
            flight.publication,
            State.PENDING,
            who=desk.worker,
            now=now,
            token=answer.token,
        )
    if done:
        report.pending.append(flight.publication.id)


def _not_sent(desk: Desk, flight: Flight, error: PlatformError, report: Tick) -> None:
    now = desk.clock()
    publication = flight.publication
    decision = decide(error, publication.tries, now)
    after = {Do.RETRY: State.SCHEDULED, Do.GIVE_UP: State.FAILED, Do.FIND: State.UNKNOWN}
    more = {}
    if decision.do is Do.RETRY:
        more["not_before"] = next_try(desk, publication, decision)
    with desk.database.write() as connection:
        attempts.end(
            connection,
            flight.attempt,
            outcome=type(error).__name__,
            answer=error.answer or str(error),
            now=now,
        )
        done = publications.change(
            connection,
            publication,
            after[decision.do],
            who=desk.worker,
            now=now,
            reason=decision.reason,
            **more,
        )
    log.warning(
        "Not published %s: %s", publication.id, decision.reason, extra={"action": decision.do}
    )
    if not done:
        return
    match decision.do:
        case Do.RETRY:
            report.retried[publication.id] = decision.reason
        case Do.GIVE_UP:
            report.failed.append(publication.id)
        case Do.FIND:
            report.unknown.append(publication.id)
