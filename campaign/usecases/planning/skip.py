"""A person skips one publication: this post does not go out on this channel.

::

    scheduled, missed, failed  → cancelled, in the transaction that says who and why
    publishing, pending        → held at the fence; cancelled when it comes back unsent
    unknown                    → refused: `campaign resolve` first says whether it is out
    published                  → refused: `campaign withdraw` takes back what is out

What was skipped stays so when the calendar is applied again, until a person takes the skip back or
gives it another time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from campaign.engine.after_restore.marks import Surely
from campaign.engine.skipped import STOPPABLE, conclude, stop
from campaign.errors import CampaignError
from campaign.model import Cancellation, Channel, Hold, Publication, State
from campaign.model.people import Actor
from campaign.plan.gate import USUAL_GRACE
from campaign.plan.grace import latest
from campaign.plan.reasons import in_words
from campaign.plan.rights import Act
from campaign.platforms import registry
from campaign.storage import attempts, publications, record
from campaign.storage.database import Database
from campaign.storage.desk import skipped_posts, skips
from campaign.storage.desk.skips import Skip
from campaign.storage.journal import Journal
from campaign.storage.trust import changes, people, remarks
from campaign.usecases.operations import stopping
from campaign.usecases.operations.inspect_unknown import may_have_arrived
from campaign.usecases.operations.stopping import Standing, Wait, flying
from campaign.usecases.planning.doubts import Doubts

_ON_THEIR_WAY = (State.PUBLISHING, State.PENDING)


class CannotSkip(CampaignError):
    """The publication cannot be skipped, or its skip cannot be taken back, as it stands."""


class NotSkipped(CannotSkip):
    """The publication is not skipped: there is nothing to take back."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A publication after it was skipped.

    `skip` says who skipped it, when and why. Without `new`, somebody had done so before, and
    nothing was changed. `left` is where it is when it was on its way, None when it was not.
    `may_be_out` means that an earlier try may have arrived all the same.
    """

    publication: Publication
    skip: Skip
    new: bool
    left: Standing | None = None
    may_be_out: bool = False


def skip(
    database: Database,
    identifier: int,
    *,
    actor: Actor,
    reason: str,
    now: datetime,
    wait: Wait | None = None,
    journal: Journal | None = None,
) -> Skipped:
    """Let a publication not go out; its post goes out on its other channels as before.

    With `wait`, nothing of it begins to leave any more when this returns. What had left already
    gets some seconds for its answer. `journal` is where the files beside the database are: an older
    copy of it will know of the skip. Raises CannotSkip without a reason, and when it is out, may be
    out, or is cancelled already; and Forbidden.
    """
    words = " ".join(reason.split())
    if not words:
        raise CannotSkip("say why it is skipped: others will ask, and later so will you")

    def mine(connection: Connection) -> list[Publication]:
        found = publications.one(connection, identifier)
        return [] if found is None else [found]

    with database.write() as connection:
        people.keep(connection)  # before the row: so no two wait for each other
        publication = _locked(connection, identifier)
        actor = people.demand(connection, actor, Act.SKIP, [publication.region])
        if before := skips.of(connection, identifier):
            return Skipped(publication, before, new=False)
        _check(publication)
        flown = flying(connection, mine)
        may_be_out = publication.doubtful_since is not None or may_have_arrived(
            publication, attempts.of(connection, identifier)
        )
        made = skips.begin(
            connection, identifier, publication.post, who=actor.name, reason=words, now=now
        )
        if publication.state in _ON_THEIR_WAY:
            done = publications.mark(connection, publication, Hold.SKIPPED, who=actor.name, now=now)
        else:
            done = stop(connection, publication, made, who=actor.name, now=now)
        if not done:
            raise CannotSkip(f"publication {identifier} has just changed: look again")
        record.chain(connection)
    skipped_posts.append(journal, [publication], now, skipped=True)
    if publication.state not in _ON_THEIR_WAY:
        return Skipped(_read(database, identifier), made, new=True, may_be_out=may_be_out)
    found = stopping.stop(database, mine, flown, wait)
    with database.write() as connection:
        conclude(connection, identifier, who=actor.name, now=now)
        record.chain(connection)
    return Skipped(_read(database, identifier), made, new=True, left=found[0])


def take_back(
    database: Database,
    identifier: int,
    *,
    actor: Actor,
    now: datetime,
    channels: Mapping[str, Channel],
    journal: Journal | None = None,
    delivery: Surely = registry.delivery,
) -> State:
    """Let a skipped publication go out after all, with the words it had; give its new state.

    `channels` are the configuration's. After a backup was put back it may be out already: then it
    is unknown, and its network is asked, as when a plan brings it back. Raises CannotSkip when it
    is not skipped, or when its time has passed; and Forbidden.
    """
    with database.write() as connection:
        people.keep(connection)
        publication = _locked(connection, identifier)
        actor = people.demand(connection, actor, Act.SKIP, [publication.region])
        if skips.of(connection, identifier) is None:
            raise NotSkipped(f"publication {identifier} is not skipped: it is {publication.state}")
        if publication.hold is Hold.SKIPPED:
            publications.mark(
                connection, publication, Hold.NONE, who=actor.name, now=now, reason=_said(actor)
            )
            after = publication.state
        else:
            after = _bring_back(
                connection,
                publication,
                actor,
                now,
                channels,
                Doubts(connection, journal, now, delivery),
            )
        skips.end(connection, identifier, who=actor.name, now=now)
        # Words that were sent back meanwhile are sent back still.
        remarks.hold(connection, {publication.variant_hash})
        record.chain(connection)
    skipped_posts.append(journal, [publication], now, skipped=False)
    return after


def _bring_back(
    connection: Connection,
    publication: Publication,
    actor: Actor,
    now: datetime,
    channels: Mapping[str, Channel],
    doubts: Doubts,
) -> State:
    channel = channels.get(publication.channel)
    if now > latest(publication, channel.grace if channel else USUAL_GRACE):
        raise CannotSkip(
            f"the time of publication {publication.id} has passed: give it another one with "
            f"`campaign reschedule {publication.id} --to …`"
        )
    doubt = doubts.about_return(publication)
    after = State.SCHEDULED if doubt is None else State.UNKNOWN
    values: dict[str, Any] = {}
    if doubt is not None:
        earlier = publication.doubtful_since
        since = min(earlier, doubt.since) if earlier else doubt.since
        values = {"not_before": now, "doubtful_since": since}
    reason = _said(actor) + (f"; {doubt.reason}" if doubt else "")
    if not publications.change(
        connection, publication, after, who=actor.name, now=now, reason=reason, **values
    ):
        raise CannotSkip(f"publication {publication.id} has just changed: look again")
    return after


def _said(actor: Actor) -> str:
    return f"{actor.name} took the skip back"


def _locked(connection: Connection, identifier: int) -> Publication:
    publication = changes.lock(connection, identifier)
    if publication is None:
        raise CannotSkip(f"there is no publication {identifier}")
    return publication


def _read(database: Database, identifier: int) -> Publication:
    with database.read() as connection:
        found = publications.one(connection, identifier)
    assert found is not None  # it is never deleted
    return found


def _check(publication: Publication) -> None:
    """Raises CannotSkip for a state in which there is nothing to skip."""
    number, state = publication.id, publication.state
    if publication.hold is Hold.TAKEN_BACK:
        raise CannotSkip(f"publication {number} is being taken back: it does not stay out")
    if state in STOPPABLE or state in _ON_THEIR_WAY:
        return
    if state is State.UNKNOWN:
        raise CannotSkip(
            f"publication {number} may be out already: `campaign resolve {number}` comes first"
        )
    if state is State.CANCELLED:
        why = in_words(publication)
        kind = publication.cancelled
        by = " by the calendar" if kind is Cancellation.CALENDAR else ""
        raise CannotSkip(f"publication {number} is cancelled{by}{f' ({why})' if why else ''}")
    raise CannotSkip(
        f"publication {number} is {state}: what went out is taken back with `campaign withdraw`"
    )
