"""Which publications show which people, and until when those agree."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, func, or_, select, text, update

from campaign.model import Publication, State
from campaign.model.consents import ConsentEnd
from campaign.storage import record, row_images, wakeups
from campaign.storage.publication_rows import value
from campaign.storage.publications import remember
from campaign.storage.record import RecordAct
from campaign.storage.tables import consent_uses, publications
from campaign.storage.trust.tables import consents

_FIELDS = publications.c
#: States in which nothing is left to hold.
_OUT: Final = (State.PUBLISHED, State.WITHDRAWN)
# The advisory lock of PostgreSQL under which consents end: any constant that nothing else locks.
_CONSENTS: Final = 0x434F4E


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A consent that does not hold any more since `at` (UTC): who wrote that down, and why."""

    reference: str
    at: datetime
    who: str
    reason: str


def lock(connection: Connection) -> None:
    """Let no other transaction end a consent, or plan with one, before this one ends.

    On SQLite a transaction that writes is alone from its beginning.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_CONSENTS})"))


def withdrawn(connection: Connection) -> dict[str, Withdrawn]:
    """Every consent that was withdrawn, by its reference."""
    rows = connection.execute(select(consents).order_by(consents.c.reference))
    return {row.reference: Withdrawn(**row._mapping) for row in rows}


def end(
    connection: Connection, reference: str, *, who: str, reason: str, at: datetime, now: datetime
) -> bool:
    """End a consent from `at` (UTC) on, and let nothing more go out that shows the person.

    To be called under `lock`. False when it was withdrawn before.
    """
    known = select(consents.c.reference).where(consents.c.reference == reference)
    if connection.scalar(known) is not None:
        return False
    connection.execute(consents.insert().values(reference=reference, at=at, who=who, reason=reason))
    row_images.written(connection, consents, "reference", [reference], now=now)
    words = f"the consent {reference} was withdrawn"
    some = [p for p in showing(connection, reference) if p.state not in _OUT]
    later = [p for p in some if p.consent_until is None or p.consent_until > at]
    set_end(connection, later, at, words)
    for p in some:
        remember(connection, [p], p.state, p.state, who, words, now)
    record.append(
        connection,
        RecordAct.CONSENT_ENDED,
        who=who,
        now=now,
        details={"consent": reference, "at": at.isoformat(), "held": [p.id for p in some]},
        private={"reason": reason},
    )
    return True


def used(connection: Connection) -> set[str]:
    """Every reference that any stored variant names."""
    return set(connection.scalars(select(consent_uses.c.consent).distinct()))


def showing(connection: Connection, reference: str) -> list[Publication]:
    """Every publication that shows this person, as it is planned or as it went out, by number."""
    theirs = select(consent_uses.c.variant_hash).where(consent_uses.c.consent == reference)
    query = select(publications).where(_FIELDS.variant_hash.in_(theirs)).order_by(_FIELDS.id)
    return [value(row) for row in connection.execute(query)]


def settle(
    connection: Connection,
    ends: Callable[[Publication, Collection[str]], ConsentEnd | None],
    post: str = "",
) -> list[Publication]:
    """Write down until when people agree to each publication that is not out; gives what changed.

    `ends` judges one by its references. With a `post`, only its publications are looked at. To be
    called under `lock`.
    """
    uses: dict[str, set[str]] = {}
    for row in connection.execute(select(consent_uses)):
        uses.setdefault(row.variant_hash, set()).add(row.consent)
    named = select(consent_uses.c.variant_hash)
    query = select(publications).where(
        _FIELDS.state.not_in(_OUT),
        or_(_FIELDS.variant_hash.in_(named), _FIELDS.consent_until.is_not(None)),
        *_of(post),
    )
    changed = []
    for row in connection.execute(query.order_by(_FIELDS.id)).all():
        publication = value(row)
        references = sorted(uses.get(publication.variant_hash, ()))
        end = ends(publication, references) if references else None
        at, words = (end.at, end.words) if end else (None, "")
        if (publication.consent_until, publication.consent) != (at, words):
            set_end(connection, [publication], at, words)
            changed.append(publication)
    return changed


def held(connection: Connection, now: datetime, post: str = "") -> int:
    """How many scheduled publications show somebody who no longer agrees at an instant (UTC).

    With a `post`, only those of it are counted.
    """
    ended = (_FIELDS.state == State.SCHEDULED, _FIELDS.consent_until <= now, *_of(post))
    found: int = connection.execute(select(func.count()).where(*ended)).scalar_one()
    return found


def _of(post: str) -> tuple[ColumnElement[bool], ...]:
    return (_FIELDS.post == post,) if post else ()


def set_end(
    connection: Connection, some: Sequence[Publication], at: datetime | None, words: str
) -> None:
    """Write down from when on (UTC) somebody whom these show no longer agrees; None for never."""
    for publication in some:
        connection.execute(
            update(publications)
            .where(_FIELDS.id == publication.id)
            .values(consent_until=at, consent=words)
        )
    if some:
        wakeups.request(connection)
