"""Mark what may have gone out since an older copy of the database was made.

::

    journal: receipts since then      → published, or its parts with their receipts
    open or due since then            → unknown: the network is asked, or a person
    may be sent one day               → doubtful: asked about before it is sent, or looked for
    when it was, and by whom          → restores
    sessions, links to sign in        → ended: some of them may have been

All of it is one transaction, and doing it twice does no harm.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection

from campaign.model import AttemptOutcome, Delivery, Publication, Receipt, State
from campaign.plan.skew import LARGEST_SKEW
from campaign.platforms import registry
from campaign.storage import (
    attempts,
    former_channels,
    parts,
    publications,
    record,
    restores,
    variants,
)
from campaign.storage.booked_ids import holder
from campaign.storage.desk import sessions, sign_in_links
from campaign.storage.journal import Entry, Journal
from campaign.storage.restores import UNSTAMPED, Restore

#: The begin of the reason of everything that is marked.
PUT_BACK: Final = "a backup was put back"

#: Why nobody knows whether it is out.
IN_DOUBT: Final = f"{PUT_BACK}: it may have gone out since"

_FROM_JOURNAL = f"{PUT_BACK}: the journal holds its receipt"
_AT_ONCE = 200  # receipts compared in one statement
_GONE = frozenset({State.PUBLISHED, State.WITHDRAWN})


#: How surely a channel with these options publishes once, by its platform; raises ValueError.
Surely = Callable[[str, Mapping[str, str] | None], Delivery]


@dataclass(frozen=True, slots=True)
class Marked:
    """What was marked, for a backup that knows what happened until `known_until` (UTC).

    `booked` went out, by the journal. `asked` are those whose networks will be asked. For `person`,
    no network can be asked, so a person must look. `later` counts those that are asked about one
    day, before they are sent. `unlooked` counts, by channel, those that no network can be asked
    about and that are not sent before a person has looked. `unplaced` are receipts of posts that
    this copy does not have. Nothing is sent for them unless the calendar still wants them, and then
    their receipts are booked.
    """

    known_until: datetime
    at: datetime
    booked: tuple[Publication, ...] = ()
    asked: tuple[Publication, ...] = ()
    person: tuple[Publication, ...] = ()
    later: int = 0
    unlooked: Mapping[str, int] = field(default_factory=dict)
    unplaced: tuple[Entry, ...] = field(default=())


def mark(
    connection: Connection,
    journal: Journal | None,
    *,
    who: str,
    now: datetime,
    known_until: datetime | None = None,
    delivery: Surely = registry.delivery,
) -> Marked:
    """Mark it in the caller's transaction; `known_until` (UTC) is the last stamp when not given.

    `delivery` gives the delivery class of a channel. Raises OSError when the journal is there and
    cannot be read.
    """
    head = record.head(connection)
    if known_until is None:
        known_until = restores.last_stamp(connection, now) or now - UNSTAMPED
    booked, unplaced = book(connection, since(journal, known_until), who=who, now=now)
    options = former_channels.options(connection)
    asked: list[Publication] = []
    person: list[Publication] = []
    for publication in restores.may_be_out(connection, known_until, now):
        _doubt(connection, publication, known_until, who, now)
        mute = is_mute(publication.platform, options.get(publication.channel), delivery)
        (person if mute else asked).append(publication)
    later = restores.doubt(connection, known_until)
    restores.add(connection, Restore(known_until, now, who), head)
    sessions.end_everybody(connection)
    sign_in_links.drop_all(connection)
    return Marked(
        known_until,
        now,
        tuple(booked),
        tuple(asked),
        tuple(person),
        later=sum(not is_mute(p.platform, options.get(p.channel), delivery) for p in later),
        unlooked=by_channel(unlooked(connection, delivery)),
        unplaced=tuple(unplaced),
    )


def unlooked(connection: Connection, delivery: Surely = registry.delivery) -> list[Publication]:
    """The scheduled ones that wait for a person to look at their account, the earliest due first.

    A backup left them in doubt, and their network cannot be asked.
    """
    found = restores.in_doubt(connection)
    options = former_channels.options(connection) if found else {}
    return [p for p in found if is_mute(p.platform, options.get(p.channel), delivery)]


def by_channel(some: Iterable[Publication]) -> dict[str, int]:
    """How many of these each channel has."""
    return dict(sorted(Counter(p.channel for p in some).items()))


def since(journal: Journal | None, known_until: datetime) -> Iterator[Entry]:
    """The journal's entries that a database which ends at `known_until` (UTC) may not know."""
    for entry in journal.backwards() if journal is not None else ():
        if entry.at < known_until - LARGEST_SKEW:
            return
        yield entry


def book(
    connection: Connection, entries: Iterable[Entry], *, who: str, now: datetime
) -> tuple[list[Publication], list[Entry]]:
    """Write down the receipts that the database does not know.

    Gives two lists: the publications that are published by that, as they were before, and the
    entries that the database has no publication for.
    """
    booked: list[Publication] = []
    unplaced: list[Entry] = []
    for entry in entries:
        stored = restores.by_identity(connection, entry.identity)
        if stored is None:
            unplaced.append(entry)
        elif entry.remote_id and holder(connection, entry.remote_id, [stored.channel], stored.id):
            continue  # the id belongs to another one here: the network is asked
        elif entry.part is not None:
            _book_part(connection, stored, entry)
        elif stored.state not in _GONE:
            publications.change(
                connection,
                stored,
                State.PUBLISHED,
                who=who,
                now=now,
                reason=_reason(connection, stored, entry),
                remote_id=entry.remote_id,
                url=entry.url,
                published_at=entry.at,
                doubtful_since=None,
                **_same_words(connection, entry),
            )
            attempts.abandon(connection, stored.id, AttemptOutcome.PUBLISHED, _FROM_JOURNAL, now)
            booked.append(stored)
    return booked, unplaced


def knows(connection: Connection, entry: Entry) -> bool:
    """True when the database has this receipt."""
    stored = restores.by_identity(connection, entry.identity)
    if stored is None:
        return False
    if stored.state in _GONE:
        return True
    return entry.part is not None and entry.part in _numbers(connection, stored)


def unknown(connection: Connection, journal: Journal) -> Iterator[Entry]:
    """Every receipt of the journal that the database does not have, the newest first.

    Entries from before the last marked restore are left out: they are booked, or in doubt. Raises
    OSError.
    """
    marked = restores.last(connection)
    entries = (each for each in journal.backwards() if marked is None or each.at > marked)
    while some := list(islice(entries, _AT_ONCE)):
        states = restores.states(connection, {each.identity for each in some})
        for entry in some:
            if states.get(entry.identity) not in _GONE and not knows(connection, entry):
                yield entry


def _numbers(connection: Connection, publication: Publication) -> Collection[int]:
    return {part.number for part in parts.of(connection, publication.id)}


def _book_part(connection: Connection, stored: Publication, entry: Entry) -> None:
    assert entry.part is not None
    if entry.part in _numbers(connection, stored):
        return
    receipt = Receipt(entry.remote_id, entry.url)
    parts.add(connection, stored.id, entry.part, key=entry.key, receipt=receipt, now=entry.at)


def _same_words(connection: Connection, entry: Entry) -> dict[str, Any]:
    """The words that went out, if the database has them under their hash."""
    kept = variants.load(connection, [entry.variant_hash])
    return {"variant_hash": entry.variant_hash} if kept else {}


def _reason(connection: Connection, stored: Publication, entry: Entry) -> str:
    if stored.variant_hash == entry.variant_hash or _same_words(connection, entry):
        return _FROM_JOURNAL
    return f"{_FROM_JOURNAL}, with other words than this copy has"


def _doubt(
    connection: Connection, publication: Publication, since: datetime, who: str, now: datetime
) -> None:
    attempts.abandon(connection, publication.id, AttemptOutcome.NO_ANSWER, IN_DOUBT, now)
    before = publication.doubtful_since
    since = since if before is None else min(before, since)
    if publication.state is State.UNKNOWN:
        reason = publication.reason
        if before is None:  # else its reason names the doubt already
            reason = f"{reason}; {IN_DOUBT}" if reason else IN_DOUBT
        restores.ask_anew(connection, publication, since, reason, now)
        return
    publications.change(
        connection,
        publication,
        State.UNKNOWN,
        who=who,
        now=now,
        reason=IN_DOUBT,
        not_before=now,
        doubtful_since=since,
    )


def is_mute(
    platform: str, options: Mapping[str, str] | None, delivery: Surely = registry.delivery
) -> bool:
    """True where nobody can ask the network what an account has: a person must look.

    `options` are the channel's, as it was last published on; None where nobody knows them.
    """
    try:
        return delivery(platform, options) is Delivery.AT_MOST_ONCE
    except ValueError:  # nobody can ask a network that this program no longer knows
        return True
