"""What people agreed to: which posts show them, and what follows when one takes it back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Connection

from campaign.calendar.known import did_you_mean
from campaign.errors import CampaignError
from campaign.model import Post, Publication, State
from campaign.model.consents import Consent
from campaign.model.people import EVERYWHERE, Actor
from campaign.plan.rights import Act
from campaign.printable import shell_word
from campaign.storage import record
from campaign.storage.database import Database
from campaign.storage.journal import Journal
from campaign.storage.trust import consents, people, withdrawals
from campaign.usecases.operations.stopping import Standing as Stopped
from campaign.usecases.operations.stopping import Wait, flying, stop

_MAY_BE_SEEN = (State.PUBLISHING, State.PENDING, State.UNKNOWN)
_DONE = (State.PUBLISHED, State.WITHDRAWN, State.CANCELLED)


class CannotWithdraw(CampaignError):
    """There is no such consent, or it was withdrawn before."""


class Holding(StrEnum):
    """How a consent stands on a day; `unknown`: posts name it, and no file of the register does."""

    HOLDS = "holds"
    NOT_YET = "not-yet"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Live:
    """A publication that readers can see, with the command that takes it back."""

    publication: Publication
    command: str


@dataclass(frozen=True, slots=True)
class Line:
    """One consent: how it stands, until which day, which posts name it, and what is out with it."""

    reference: str
    holding: Holding
    until: date | None
    purpose: str
    posts: tuple[str, ...]
    planned: int
    live: tuple[Live, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """What followed when a consent was withdrawn.

    `held` are the publications that do not go out any more, `live` those that are out, and
    `on_their_way` where those are that had left at that moment. `may_be_seen` is everything that is
    to be taken back: what is out, on its way, or perhaps out.
    """

    reference: str
    held: tuple[Publication, ...]
    live: tuple[Live, ...]
    on_their_way: tuple[Stopped, ...]
    may_be_seen: tuple[Publication, ...] = ()


def every(
    database: Database,
    register: Mapping[str, Consent],
    posts: Sequence[Post],
    today: date,
) -> tuple[Line, ...]:
    """Every consent that the register, a post or a publication names, on a day.

    `register` and `posts` are those of the content. Those that ended come first, then by their end.
    """
    with database.read() as connection:
        gone = consents.withdrawn(connection)
        named = {*register, *gone, *consents.used(connection)}
        named |= {reference for post in posts for reference in post.people}
        showing = {reference: consents.showing(connection, reference) for reference in named}
    lines = []
    for reference in named:
        found = register.get(reference)
        until = found.end if found and found.is_withdrawn else found.until if found else None
        holding = _holding(found, today)
        if reference in gone:
            until, holding = gone[reference].at.date(), Holding.WITHDRAWN
        some = showing[reference]
        in_posts = {post.id for post in posts if reference in post.people}
        lines.append(
            Line(
                reference,
                holding,
                until,
                found.purpose if found else "",
                tuple(sorted(in_posts | {p.post for p in some if p.state is not State.CANCELLED})),
                sum(p.state not in _DONE for p in some),
                live_among(some),
            )
        )
    return tuple(sorted(lines, key=lambda line: (line.until or date.max, line.reference)))


def withdraw(
    database: Database,
    reference: str,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
    register: Collection[str] = (),
    wait: Wait | None = None,
    journal: Journal | None = None,
    taking_back: bool = False,
) -> Taken:
    """Write down that a person took a consent back at `now` (UTC): nothing more goes out with it.

    That is one transaction with the end of every publication that shows the person and is not out;
    the publisher sees it before its next byte leaves. With `wait`, nothing of it begins to leave
    any more when this returns. `register` has the references of the files, and those that posts
    name: what is planned tomorrow must not show the person either. `journal` stands beside the file
    in which this is kept for a backup that may be put back. What is out stays out until it is taken
    back: `live` says where. With `taking_back`, the actor must have the right to do that, in the
    regions of all that is out or may be, and a consent that was withdrawn before is no mistake.
    Raises CannotWithdraw and Forbidden; then nothing is changed.
    """
    why = reason.strip()
    if not why:
        raise CannotWithdraw("say how you know, with a reason: others will ask")

    def concerned(inside: Connection) -> Sequence[Publication]:
        return [p for p in consents.showing(inside, reference) if p.state not in _DONE]

    with database.write() as connection:
        actor = people.demand(connection, actor, Act.CONSENT, [EVERYWHERE])
        consents.lock(connection)
        known = {*register, *consents.used(connection)}
        if reference not in known:
            raise CannotWithdraw(
                f'no post and no file names a consent "{reference}": '
                f"{did_you_mean(reference, known)}"
            )
        if taking_back:
            some = consents.showing(connection, reference)
            people.asked(connection, actor, Act.WITHDRAW, {p.region for p in to_take_back(some)})
        ended = consents.end(connection, reference, who=actor.name, reason=why, at=now, now=now)
        if not ended and not taking_back:
            gone = consents.withdrawn(connection)[reference]
            raise CannotWithdraw(f"{reference} was withdrawn on {gone.at:%Y-%m-%d} by {gone.who}")
        before = flying(connection, concerned)
        some = consents.showing(connection, reference)
        record.chain(connection)
    if ended:
        withdrawals.append(journal, reference, now)
    stopped = stop(database, concerned, before, wait)
    with database.read() as connection:
        showing = consents.showing(connection, reference)
    held = tuple(p for p in some if p.state not in (State.PUBLISHED, State.WITHDRAWN))
    left = tuple(each for each in stopped if each.had_left)
    return Taken(reference, held, live_among(showing), left, tuple(to_take_back(showing)))


def to_take_back(some: Sequence[Publication]) -> list[Publication]:
    """Those of which readers can see anything, or may see it soon."""
    return [p for p in some if _is_seen(p) or p.state in _MAY_BE_SEEN]


def _is_seen(publication: Publication) -> bool:
    """Whether any of it is out: also of a thread that was stopped half-way."""
    out = publication.state is State.PUBLISHED or bool(publication.remote_id)
    return out and publication.state is not State.WITHDRAWN


def live_among(some: Sequence[Publication]) -> tuple[Live, ...]:
    """Those that readers can see, each with the command that takes it back on its channel."""
    return tuple(
        Live(
            p,
            f"campaign withdraw {shell_word(p.post)} --channel {shell_word(p.channel)} "
            "--reason 'a consent was withdrawn'",
        )
        for p in some
        if _is_seen(p)
    )


def _holding(found: Consent | None, today: date) -> Holding:
    if found is None:
        return Holding.UNKNOWN
    if today >= found.end:
        return Holding.WITHDRAWN if found.is_withdrawn else Holding.ENDED
    return Holding.HOLDS if found.holds_on(today) else Holding.NOT_YET
