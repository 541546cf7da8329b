"""Everything whose time has come goes out, each at most once.

::

    due → gate → claim + attempt (committed) → send → receipt | error (committed)

The attempt is committed before the request leaves and the receipt right after the answer, so that
a crash between the two leaves a row that says so.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event

from campaign.errors import CampaignError, PlatformError
from campaign.model import Attempt, Payload, Publication, State, Variant
from campaign.plan.gate import Verdict, gate
from campaign.platforms.base import Platform
from campaign.storage import attempts, publications, variants
from campaign.usecases.desk import Desk, Tick
from campaign.usecases.send import LEASE, Flight, restored, send, stored, stored_payload

__all__ = ["Desk", "Tick", "publish_due", "sweep"]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Round:
    """What one tick need not look at again: publications by number, channels with the reason."""

    seen: set[int] = field(default_factory=set)
    shut: dict[str, str] = field(default_factory=dict)


def publish_due(desk: Desk, report: Tick) -> None:
    """Publish everything that is due and may go; raises StorageError, never PlatformError."""
    past = _Round()
    halt = Event()
    with ThreadPoolExecutor(desk.threads, thread_name_prefix="send") as pool:
        while not desk.stopping():
            chosen = _choose(desk, report, past)
            if not chosen:
                return
            flights = _take(desk, chosen, report, past)
            waiting = [pool.submit(send, desk, flight, report, halt) for flight in flights]
            try:
                for done in as_completed(waiting):
                    done.result()
            except BaseException:
                # The pool still waits for what is under way; what has not begun is given back.
                halt.set()
                raise


def sweep(desk: Desk, report: Tick) -> None:
    """Say of every claim whose lease ran out that its outcome is unknown."""
    now = desk.clock()
    with desk.database.read() as connection:
        flying = publications.in_states(connection, State.PUBLISHING)
    for publication in flying:
        if publication.lease_until is not None and publication.lease_until > now:
            continue
        reason = f"{publication.worker} took it and did not say how it ended"
        with desk.database.write() as connection:
            done = publications.change(
                connection, publication, State.UNKNOWN, who=desk.worker, now=now, reason=reason
            )
            if done:
                attempts.abandon(connection, publication.id, answer=reason, now=now)
        if done:
            report.unknown.append(publication.id)
            log.warning(
                "The outcome of %s is unknown", publication.id, extra={"action": "lease_ended"}
            )


def _choose(desk: Desk, report: Tick, past: _Round) -> list[Publication]:
    """The longest due publication of each channel that may go; the missed ones are marked."""
    now = desk.clock()
    with desk.database.read() as connection:
        due = [p for p in publications.due(connection, now) if p.id not in past.seen]
        hashes = {p.variant_hash for p in due}
        approved = variants.approved(connection, hashes) if desk.approval_required else hashes
        last = publications.last_published(connection, {p.channel for p in due})
    chosen: dict[str, Publication] = {}
    for publication in due:
        channel = desk.channels.get(publication.channel)
        passage = gate(
            publication,
            channel,
            desk.regions.get(channel.region if channel else publication.region),
            approved=publication.variant_hash in approved,
            last_published=last.get(publication.channel),
            now=now,
        )
        if passage.verdict is Verdict.MISSED:
            _miss(desk, publication, passage.reason, now, report)
        elif passage.verdict is Verdict.HOLD:
            report.held[publication.id] = passage.reason
        elif publication.channel in past.shut:
            report.held[publication.id] = past.shut[publication.channel]
        elif publication.channel not in chosen:
            report.held.pop(publication.id, None)
            chosen[publication.channel] = publication
    return list(chosen.values())


def _take(desk: Desk, chosen: Sequence[Publication], report: Tick, past: _Round) -> list[Flight]:
    """Prepare what was chosen, and commit claims and attempts together; none is chosen again."""
    past.seen.update(publication.id for publication in chosen)
    now = desk.clock()
    with desk.database.read() as connection:
        kept = variants.load(connection, [p.variant_hash for p in chosen])
        earlier = {p.id: attempts.of(connection, p.id) for p in chosen if p.tries}
    ready: dict[int, tuple[Publication, Payload, Platform]] = {}
    for publication in chosen:
        platform = _open(desk, publication, report, past)
        if platform is None:
            continue
        variant, before = kept[publication.variant_hash], earlier.get(publication.id, ())
        payload = _prepare(desk, platform, publication, variant, before, now, report)
        if payload is not None:
            ready[publication.id] = (publication, payload, platform)
    if not ready:
        return []
    flights = []
    with desk.database.write() as connection:
        taken = publications.claim(
            connection,
            [publication for publication, _, _ in ready.values()],
            worker=desk.worker,
            lease_until=now + LEASE,
            now=now,
        )
        for publication in taken:
            _, payload, platform = ready[publication.id]
            number = attempts.begin(connection, publication, stored(payload), now)
            flights.append(Flight(publication, payload, platform, number, now))
    return flights


def _miss(desk: Desk, publication: Publication, reason: str, now: datetime, report: Tick) -> None:
    with desk.database.write() as connection:
        done = publications.change(
            connection, publication, State.MISSED, who=desk.worker, now=now, reason=reason
        )
    if done:
        report.held.pop(publication.id, None)
        report.missed.append(publication.id)
        log.warning("Missed %s: %s", publication.id, reason, extra={"action": "missed"})


def _open(desk: Desk, publication: Publication, report: Tick, past: _Round) -> Platform | None:
    """The channel's network; None when there is no way to it, and then for the whole tick."""
    try:
        return desk.connect(desk.channels[publication.channel])
    except CampaignError as error:
        reason = str(error)
    except Exception as error:
        log.exception("Unforeseen while connecting", extra={"action": "unforeseen"})
        reason = f"{type(error).__name__}: {error}"
    past.shut[publication.channel] = report.held[publication.id] = reason
    return None


def _prepare(
    desk: Desk,
    platform: Platform,
    publication: Publication,
    variant: Variant,
    earlier: Sequence[Attempt],
    now: datetime,
    report: Tick,
) -> Payload | None:
    """The request; None when there is none, and why is told."""
    try:
        again = stored_payload(earlier, publication.variant_hash)
        # What is sent is what is stored, also the first time: a second try is the same bytes.
        return again or restored(stored(platform.payload(variant, now)))
    except PlatformError as error:
        _fail(desk, publication, f"nothing was sent: {error}", now, report)
    except CampaignError as error:
        report.held[publication.id] = str(error)
    except Exception as error:
        log.exception("Unforeseen while preparing", extra={"action": "unforeseen"})
        reason = f"nothing was sent: {type(error).__name__}: {error}"
        _fail(desk, publication, reason, now, report)
    return None


def _fail(desk: Desk, publication: Publication, reason: str, now: datetime, report: Tick) -> None:
    with desk.database.write() as connection:
        done = publications.change(
            connection, publication, State.FAILED, who=desk.worker, now=now, reason=reason
        )
    if done:
        report.failed.append(publication.id)
        log.warning("Failed %s: %s", publication.id, reason, extra={"action": "failed"})
