"""A person gives what was missed, failed or cancelled another time.

The publication keeps its identity and its key, and its text keeps its approval. Only the instant
changes before which it may not go. The calendar's own time stays, so that the next `apply` finds
nothing to move. From the new instant on it has the channel's grace again. One that was skipped is
skipped no more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection

from campaign.errors import CampaignError
from campaign.model import Publication, State
from campaign.model.people import Actor
from campaign.plan.rights import Act
from campaign.storage import attempts, publications, record
from campaign.storage.database import Database
from campaign.storage.desk import skipped_posts, skips
from campaign.storage.journal import Journal
from campaign.storage.trust import people
from campaign.usecases.operations.inspect_unknown import may_have_arrived

_RESTING = (State.MISSED, State.FAILED, State.CANCELLED)


class CannotReschedule(CampaignError):
    """What was chosen cannot be given another time."""


@dataclass(slots=True)
class Rescheduled:
    """The new instants (UTC) by publication number, and which ones had changed meanwhile."""

    moved: dict[int, datetime] = field(default_factory=dict)
    overtaken: list[int] = field(default_factory=list)


def chosen(
    database: Database,
    *,
    numbers: Collection[int] = (),
    post: str = "",
    all_missed: bool = False,
) -> list[Publication]:
    """The publications that a person chose: by numbers, by a post, or all that were missed.

    Of a post, they are its missed and failed ones. The longest due first. Raises CannotReschedule
    for a number that is in no such state, and when nothing is chosen.
    """
    with database.read() as connection:
        if numbers:
            wanted = dict.fromkeys(numbers)
            found = [_resting(publications.one(connection, n), n) for n in wanted]
        elif all_missed:
            found = publications.in_states(connection, State.MISSED)
        else:
            some = publications.all_of(connection, [post])
            if not some:
                raise CannotReschedule(f'nothing was ever planned of a post "{post}"')
            found = [p for p in some if p.state in (State.MISSED, State.FAILED)]
    if not found:
        what = "nothing is missed" if all_missed else f"nothing of {post} was missed or failed"
        raise CannotReschedule(what)
    return sorted(found, key=lambda p: (p.due, p.id))


def reschedule(
    database: Database,
    some: Sequence[Publication],
    at: Callable[[Publication], datetime],
    *,
    actor: Actor,
    now: datetime,
    spread: timedelta = timedelta(0),
    journal: Journal | None = None,
) -> Rescheduled:
    """Schedule them from `at` on (UTC, for each by its channel), those of one channel `spread`.

    What was skipped is let go by that, also in the file beside the database (`journal`). Raises
    CannotReschedule for a time that has passed, before anything is changed, and Forbidden.
    """
    if spread < timedelta(0):
        raise CannotReschedule("a spread is a length of time, such as 30 min")
    before: dict[str, int] = {}
    wanted: list[tuple[Publication, datetime]] = []
    for publication in some:
        place = before.get(publication.channel, 0)
        before[publication.channel] = place + 1
        instant = at(publication)
        if instant < now:
            raise CannotReschedule(f"that time has passed on {publication.channel}")
        wanted.append((publication, instant + place * spread))
    done = Rescheduled()
    let_go: list[Publication] = []
    with database.write() as connection:
        regions = {publication.region for publication, _ in wanted}
        actor = people.demand(connection, actor, Act.DECIDE, regions)
        for publication, instant in wanted:
            moved = publications.change(
                connection,
                publication,
                State.SCHEDULED,
                who=actor.name,
                now=now,
                reason=f"rescheduled by {actor.name} to {instant:%Y-%m-%d %H:%M} UTC",
                not_before=instant,
                put_off=instant,
                tries=_tries(connection, publication),
            )
            if moved:
                done.moved[publication.id] = instant
                if skips.end(connection, publication.id, who=actor.name, now=now):
                    let_go.append(publication)
            else:
                done.overtaken.append(publication.id)
        record.chain(connection)
    skipped_posts.append(journal, let_go, now, skipped=False)
    return done


def _tries(connection: Connection, publication: Publication) -> int:
    """Its tries; not zero if one may have arrived, so that its network is asked first."""
    tries = attempts.of(connection, publication.id)
    return 1 if may_have_arrived(publication, tries) else min(publication.tries, 1)


def _resting(found: Publication | None, number: int) -> Publication:
    if found is None:
        raise CannotReschedule(f"there is no publication {number}")
    if found.state is State.SCHEDULED:
        raise CannotReschedule(
            f"publication {number} is still scheduled: change `when` in its file and apply"
        )
    if found.state is State.UNKNOWN:
        raise CannotReschedule(
            f"publication {number} may be out already: `campaign resolve {number}` comes first"
        )
    if found.state not in _RESTING:
        raise CannotReschedule(f"publication {number} is {found.state}")
    return found
