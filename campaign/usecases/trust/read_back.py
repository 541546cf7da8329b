"""Read published posts back as their readers get them, and compare them with what was approved.

::

    due (read) → network asked, outside every transaction → compared → kept and recorded, once

Whatever comes of a look, no publication changes.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from analytics.reads import Kind
from campaign.errors import CampaignError, Unavailable
from campaign.model import Channel, Gone, Publication, Reading, State, Variant
from campaign.model.people import Actor
from campaign.plan.reading import differences
from campaign.plan.rights import Act
from campaign.platforms import registry
from campaign.platforms.protocols import Platform, Reads
from campaign.storage import parts, publications, record, variants
from campaign.storage.database import Database
from campaign.storage.record import RecordAct
from campaign.storage.trust import people, read_backs
from campaign.storage.trust.read_backs import TROUBLES, Outcome, ReadBack
from campaign.usecases.reporting.paid_reads import PaidReads

log = logging.getLogger(__name__)

#: How old a publication is each time it is read back, unless the configuration says otherwise.
AGES: Final = (timedelta(minutes=10), timedelta(days=1))
#: How long after such an age a look is still taken.
UNTIL: Final = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Looked:
    """A publication with what came of looking at it."""

    publication: Publication
    look: ReadBack


@dataclass(slots=True)
class _Result:
    outcome: Outcome
    detail: str = ""
    differences: list[dict[str, Any]] = field(default_factory=list)
    readings: list[dict[str, Any]] = field(default_factory=list)


def read_back(
    database: Database,
    channels: Mapping[str, Channel],
    connect: Callable[[Channel], Platform],
    now: datetime,
    *,
    paid: PaidReads,
    who: str,
    ages: Sequence[timedelta] = AGES,
    limit: int = 100,
    more: Callable[[], bool] = lambda: True,
) -> list[Looked]:
    """Look at what is due at `now` (UTC), at most `limit`, and as long as there is time for `more`.

    `who` is the worker. `channels` may hold former ones too. A channel whose network cannot be
    reached is asked no further this time. Raises StorageError, never PlatformError.
    """
    if not ages:
        return []
    with database.read() as connection:
        due = read_backs.due(connection, ages, now, UNTIL, limit)
    silent: set[str] = set()
    looked = []
    for publication, number in due:
        if not more():
            break
        if publication.channel in silent or publication.channel not in channels:
            continue
        channel = channels[publication.channel]
        result, reachable = _look(database, channel, connect, publication, paid)
        if not reachable:
            silent.add(publication.channel)
        if kept := _keep(database, publication, number, result, who, now):
            looked.append(Looked(publication, kept))
    return looked


def read_now(
    database: Database,
    channels: Mapping[str, Channel],
    connect: Callable[[Channel], Platform],
    chosen: Sequence[Publication],
    *,
    paid: PaidReads,
) -> list[Looked]:
    """Look at these at once, because a person asks; nothing is written down."""
    found = []
    for publication in chosen:
        channel = channels.get(publication.channel)
        if channel is None:
            result = _Result(Outcome.UNREAD, "its channel is no longer in the configuration")
        else:
            result, _ = _look(database, channel, connect, publication, paid)
        found.append(Looked(publication, _as_look(publication, 0, result, paid.now)))
    return found


def accept(database: Database, post: str, *, actor: Actor, now: datetime, reason: str) -> int:
    """Write down that a person lives with a post's differences; gives of how many publications.

    Raises Forbidden.
    """
    with database.write() as connection:
        accepted = 0
        for publication in publications.all_of(connection, [post]):
            looks = read_backs.of(connection, publication.id)
            if not any(each.outcome in TROUBLES and each.accepted is None for each in looks):
                continue
            actor = people.demand(connection, actor, Act.DECIDE, [publication.region])
            read_backs.accept(connection, publication.id, actor.name, now)
            accepted += 1
            record.append(
                connection,
                RecordAct.READING_ACCEPTED,
                who=actor.name,
                now=now,
                post=post,
                publication=publication.id,
                private={"reason": reason},
            )
        record.chain(connection)
    return accepted


def published(database: Database, posts: Sequence[str]) -> list[Publication]:
    """What is public of these posts."""
    with database.read() as connection:
        return [
            each for each in publications.all_of(connection, posts) if each.state is State.PUBLISHED
        ]


def _look(
    database: Database,
    channel: Channel,
    connect: Callable[[Channel], Platform],
    publication: Publication,
    paid: PaidReads,
) -> tuple[_Result, bool]:
    """What came of a look, and whether its network can be reached."""
    with database.read() as connection:
        variant = variants.load(connection, [publication.variant_hash])[publication.variant_hash]
        out = parts.of(connection, publication.id)
    receipts = [(part.receipt.remote_id, part.receipt.url) for part in out]
    receipts = receipts or [(publication.remote_id, publication.url)]
    try:
        platform = connect(channel)
        if not isinstance(platform, Reads):
            return _Result(Outcome.UNTOLD, _why_untold(channel)), True
        with paid.reading(channel, Kind.POST, len(receipts)):
            read = [platform.read(remote_id, url) for remote_id, url in receipts]
        return _compared(platform, platform, channel, publication, variant, read), True
    except CampaignError as error:
        return _Result(Outcome.UNREAD, str(error)), not isinstance(error, Unavailable)
    except Exception as error:
        extra = {"action": "read_back_failed", "channel": channel.name}
        log.exception("Unforeseen when %s was read back", publication.id, extra=extra)
        return _Result(Outcome.UNREAD, f"{type(error).__name__}: {error}"), True


def _compared(
    platform: Platform,
    reader: Reads,
    channel: Channel,
    publication: Publication,
    variant: Variant,
    read: Sequence[Reading | Gone | None],
) -> _Result:
    gone = [(number, each) for number, each in enumerate(read) if isinstance(each, Gone)]
    if gone:
        number, first = gone[0]
        which = f"part {number + 1} of {len(read)}: " if len(read) > 1 else ""
        return _Result(Outcome.GONE, f"{which}{first.why}")
    readings = [part for each in read if isinstance(each, Reading) for part in _flat(each)]
    if len(readings) < len(read):
        return _Result(Outcome.UNTOLD, _why_untold(channel))
    wanted = [reader.intended(each) for each in platform.payloads(variant, publication.due)]
    told = min(len(wanted), len(readings))
    found = differences(wanted[:told], readings[:told])
    plain = [asdict(each) for each in readings]
    if found:
        said = [{**asdict(each), "field": each.field.value} for each in found]
        detail = "; ".join(_in_part(each.part, told, each.sentence) for each in found)
        return _Result(Outcome.DIFFERENT, detail, said, plain)
    return _Result(Outcome.SAME, "", [], plain)


def _why_untold(channel: Channel) -> str:
    if channel.platform not in registry.PLATFORMS:
        return ""
    return registry.afterwards(channel).unread or "its network told nothing about it"


def _in_part(part: int, parts_told: int, sentence: str) -> str:
    return f"part {part + 1}: {sentence}" if parts_told > 1 else sentence


def _flat(reading: Reading) -> tuple[Reading, ...]:
    """The parts that one id holds, the post itself first."""
    return (replace(reading, parts=()), *reading.parts)


def _keep(
    database: Database,
    publication: Publication,
    number: int,
    result: _Result,
    who: str,
    now: datetime,
) -> ReadBack | None:
    """Write down what came of a look; None when another worker has, or the post has changed."""
    with database.write() as connection:
        standing, _ = publications.standing(connection, [publication])
        if not standing:
            return None
        before = next(
            (
                each
                for each in read_backs.of(connection, publication.id)
                if each.number == number and each.variant_hash == publication.variant_hash
            ),
            None,
        )
        if before is not None and before.outcome is not Outcome.UNREAD:
            return None
        look = _as_look(publication, number, result, now)
        look = replace(look, tries=before.tries + 1 if before else 1)
        read_backs.keep(connection, look)
        if look.outcome is not Outcome.UNREAD or look.tries > len(read_backs.WAITS):
            record.append(
                connection,
                RecordAct.READING_COMPARED,
                who=who,
                now=now,
                post=publication.post,
                publication=publication.id,
                details={
                    "look": number,
                    "variant": look.variant_hash,
                    "outcome": look.outcome.value,
                    "detail": look.detail,
                    "differences": list(look.differences),
                    "readings": list(look.readings),
                },
            )
    return look


def _as_look(publication: Publication, number: int, result: _Result, now: datetime) -> ReadBack:
    return ReadBack(
        publication.id,
        number,
        publication.variant_hash,
        now,
        result.outcome,
        detail=result.detail,
        differences=result.differences,
        readings=result.readings,
    )
