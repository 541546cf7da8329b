"""A person decides what became of a post, by what a page has shown them.

::

    look_within ─→ Look ─→ mark(look) goes with the form
    decide(mark) ─→ nothing changed since → network asked once more where it matters → resolve
                 ├─ the same person, the same decision, once more → it was done already
                 └─ somebody else was faster → DecidedAlready: by whom, and when
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from campaign.errors import CampaignError
from campaign.model import Channel, Decision, Publication, State
from campaign.model.people import Actor
from campaign.plan.rights import Act
from campaign.platforms.protocols import Platform, Seen
from campaign.storage import attempts, publications
from campaign.storage.database import Database
from campaign.storage.journal import Journal
from campaign.storage.trust import people
from campaign.usecases.operations.inspect_unknown import Look, look
from campaign.usecases.operations.resolve import CannotDecide, MayBeThere, is_foreign, resolve
from campaign.usecases.operations.settled import Settled, last

#: Seconds that an account may take to show its posts while a person waits.
PATIENCE: Final = 20.0
_NOT_ASKED: Final = "it was not asked yet"
_ADDRESS: Final = ("https://", "http://")


class DecidedAlready(CannotDecide):
    """It has changed since the page was shown; `settled` says who did that, and when (UTC)."""

    def __init__(self, settled: Settled) -> None:
        self.settled = settled
        super().__init__(
            f"publication {settled.number} is {settled.state} since "
            f"{settled.at:%Y-%m-%d %H:%M} UTC: {settled.reason or settled.name}"
        )


class NoAddress(CannotDecide):
    """What was typed is not the address of a post."""


@dataclass(frozen=True, slots=True)
class Decided:
    """The state that a decision led to, and whether it had been carried out before."""

    state: State
    before: bool = False


def look_within(
    database: Database,
    channels: Mapping[str, Channel],
    connect: Callable[[Channel], Platform],
    number: int,
    *,
    seconds: float = PATIENCE,
) -> Look:
    """One publication with what its account shows, asked for so long and no longer.

    An account that takes longer is one that cannot be asked now. Raises CampaignError for a number
    that does not exist.
    """
    pool = ThreadPoolExecutor(1, thread_name_prefix="look")
    try:
        (found,), _ = pool.submit(look, database, channels, connect, number=number).result(seconds)
    except TooSlow:
        return _unasked(database, channels, number, f"no answer within {seconds:.0f} seconds")
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    return found


def unasked(database: Database, channels: Mapping[str, Channel], number: int) -> Look:
    """One publication as it is stored; no network is asked."""
    return _unasked(database, channels, number, _NOT_ASKED)


def was_asked(found: Look) -> bool:
    """Whether somebody has asked the account."""
    return found.trouble != _NOT_ASKED


def mark(found: Look) -> str:
    """What a person has seen, in short: it goes with their decision."""
    return _mark(found.publication, found.attempt.id if found.attempt else 0)


def why_not_again(found: Look) -> str:
    """Why it cannot be sent again, in words; "" where nothing that is known speaks against it.

    Of what is held because these words are there, that is what a person decides about.
    """
    if not found.alike or is_foreign(found.publication):
        return ""
    there = found.alike[0].url
    return f"The account shows the same words{f', at {there}' if there else ''}."


def needs_eyes(found: Look) -> bool:
    """Whether only somebody who has looked at the account may have it sent again."""
    return found.shown is None and found.in_doubt


def decide(
    database: Database,
    channels: Mapping[str, Channel],
    connect: Callable[[Channel], Platform],
    number: int,
    decision: Decision,
    *,
    saw: str,
    actor: Actor,
    now: datetime,
    url: str = "",
    has_looked: bool = False,
    book: Journal | None = None,
    seconds: float = PATIENCE,
) -> Decided:
    """Carry out what a person decides who `saw` this mark; the same once more changes nothing.

    Before it counts as there, or is sent again, its account is asked once more. `url` is where a
    person says it is. `has_looked` says that they looked at an account that nobody can ask. Raises
    DecidedAlready, MayBeThere, NoAddress, CannotDecide and Forbidden; then nothing is changed.
    """
    if url and not url.startswith(_ADDRESS):
        raise NoAddress(f"{url!r} is no address of a post: it begins with https://")
    with database.read() as connection:  # before any network is asked
        stored = publications.one(connection, number)
        if stored is None:
            raise CannotDecide(f"there is no publication {number}")
        people.asked(connection, actor, Act.DECIDE, [stored.region])
    if (before := _repeated(database, number, decision, saw, actor)) is not None:
        return before
    asks = decision in (Decision.THERE, Decision.AGAIN)
    found = (
        look_within(database, channels, connect, number, seconds=seconds)
        if asks
        else unasked(database, channels, number)
    )
    if mark(found) != saw:
        raise _overtaken(database, number)
    anyway = False
    if decision is Decision.AGAIN:
        if reason := why_not_again(found):
            raise MayBeThere(f"{reason} Sent again, it would stand there twice.")
        anyway = needs_eyes(found) and has_looked
        if needs_eyes(found) and not has_looked:
            raise MayBeThere(
                f"Nobody can ask there ({found.trouble}). Look at {found.where} first, and say "
                "that it is not there."
            )
    seen = _meant(found, url) if decision is Decision.THERE else None
    try:
        state = resolve(
            database,
            number,
            decision,
            actor=actor,
            now=now,
            url=seen.url if seen else url,
            seen=seen,
            looked=found,
            anyway=anyway,
            book=book,
        )
    except CannotDecide as error:
        if _changed(database, number, saw):
            raise _overtaken(database, number) from error
        raise
    return Decided(state)


def _unasked(database: Database, channels: Mapping[str, Channel], number: int, why: str) -> Look:
    def refuse(channel: Channel) -> Platform:
        raise CampaignError(why)

    (found,), _ = look(database, channels, refuse, number=number)
    return found


def _mark(publication: Publication, attempt: int) -> str:
    return f"{publication.state}.{publication.variant_hash[:16]}.{attempt}"


def _changed(database: Database, number: int, saw: str) -> bool:
    with database.read() as connection:
        publication = publications.one(connection, number)
        tries = attempts.of(connection, number)
    return publication is None or _mark(publication, tries[-1].id if tries else 0) != saw


def _repeated(
    database: Database, number: int, decision: Decision, saw: str, actor: Actor
) -> Decided | None:
    """What came of the very same decision before, by the same person; None where it is new."""
    if not _changed(database, number, saw):
        return None
    with database.read() as connection:
        found = last(connection, number)
    if found is None or found.decision is not decision or found.who != actor.name:
        return None
    return Decided(found.state, before=True)


def _overtaken(database: Database, number: int) -> CannotDecide:
    with database.read() as connection:
        found = last(connection, number)
    if found is None:
        return CannotDecide(f"there is no publication {number}")
    return DecidedAlready(found)


def _meant(found: Look, url: str) -> Seen | None:
    """The post that a person means: the one at that address, or the only one with these words."""
    if url:
        wanted = url.rstrip("/")
        return next((s for s in found.shown or () if s.url.rstrip("/") == wanted), None)
    if len(found.alike) > 1:
        raise NoAddress("the account shows the same words more than once: say at which address")
    return found.alike[0] if found.alike else None
