"""What was missed or failed, as somebody chooses from it; and another time for what they chose.

::

    choices ─→ Choice: why it was held, how it would stand today, why it cannot be chosen
    give_times ─→ moved, and what somebody else had settled meanwhile
    leave ─→ left, and the same
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from campaign.errors import CampaignError
from campaign.model import Channel, Decision, Publication, Region, State
from campaign.model.approval import USUAL, ApprovalRules
from campaign.model.people import Actor
from campaign.plan.gate import Cause
from campaign.plan.reasons import in_words
from campaign.storage import concerned, pauses, publications, releases
from campaign.storage.database import Database
from campaign.storage.journal import Journal
from campaign.usecases.operations.agenda import Shown, as_scheduled
from campaign.usecases.operations.reschedule import CannotReschedule, reschedule
from campaign.usecases.operations.resolve import CannotDecide, resolve
from campaign.usecases.operations.settled import Settled, settled

_RESTING = (State.MISSED, State.FAILED)
#: What keeps a publication from being given a time: nobody could say when it would end.
_STOPS = (Cause.PAUSED, Cause.UNCONFIGURED)


class CannotChoose(CannotReschedule):
    """Nothing was chosen, or something that cannot be."""


class UnfitSpread(CampaignError):
    """That is no time that two posts can be apart."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A publication that may get another time.

    `why` says why it stands as it does. `stands` is how it would stand if it were due now, and
    `reasons` say why. `cannot` says why no time can be chosen for it, "" where one can.
    """

    publication: Publication
    headline: str
    why: str
    stands: Shown
    reasons: tuple[str, ...]
    cannot: str


@dataclass(frozen=True, slots=True)
class Given:
    """What came of it: the new instants (UTC) by number, and what was settled before, by whom.

    `again` are those for which the same person had chosen the very same before.
    """

    moved: Mapping[int, datetime]
    settled: tuple[Settled, ...]
    again: tuple[int, ...] = ()


def choices(
    database: Database,
    now: datetime,
    *,
    channels: Mapping[str, Channel],
    regions: Mapping[str, Region],
    rules: ApprovalRules = USUAL,
    numbers: Collection[int] | None = None,
    limit: int = 500,
) -> tuple[Choice, ...]:
    """What was missed, or of these `numbers` what was missed or failed; the longest due first.

    At most `limit`. `now` is UTC. Raises StorageError.
    """
    with database.read() as connection:
        if numbers is None:
            found = publications.in_states(connection, State.MISSED)[:limit]
        else:
            some = (publications.one(connection, each) for each in sorted(set(numbers))[:limit])
            found = [each for each in some if each is not None and each.state in _RESTING]
        about = concerned.read(connection, {each.id for each in found})
        let = releases.released(connection, found, rules)
        on = pauses.open(connection, now)
    made = []
    for each in found:
        channel = channels.get(each.channel)
        region = regions.get(channel.region if channel else each.region)
        shown, reasons = as_scheduled(each, channel, region, now, on, approved=each.id in let)
        stops = [reason.words for reason in reasons if reason.cause in _STOPS]
        made.append(
            Choice(
                publication=each,
                headline=about[each.id].headline,
                why=in_words(each),
                stands=shown,
                reasons=tuple(reason.words for reason in reasons),
                cannot=stops[0] if stops else "",
            )
        )
    return tuple(made)


def give_times(
    database: Database,
    numbers: Collection[int],
    at: Callable[[Publication], datetime],
    *,
    channels: Mapping[str, Channel],
    regions: Mapping[str, Region],
    rules: ApprovalRules = USUAL,
    actor: Actor,
    now: datetime,
    spread: timedelta = timedelta(0),
    journal: Journal | None = None,
) -> Given:
    """Give these another time, by their channels' clocks (`at`, UTC), those of one `spread`.

    What somebody settled meanwhile stays as it is. Sent twice, it does the same once. Raises
    CannotChoose for nothing chosen and a paused account, CannotReschedule for a time that has
    passed, and Forbidden; then nothing is changed.
    """
    chosen = choices(
        database, now, channels=channels, regions=regions, rules=rules, numbers=numbers
    )
    for each in chosen:
        if each.cannot:
            p = each.publication
            raise CannotChoose(f"{p.post} on {p.channel} cannot be chosen: {each.cannot}")
    free = [each.publication for each in chosen]
    others = set(numbers) - {each.id for each in free}
    if not free and not others:
        raise CannotChoose("nothing is chosen: choose what is to get a new time")
    again = _same(database, others, at, actor)
    moved: Mapping[int, datetime] = {}
    if free:
        ordered = sorted(free, key=lambda p: (p.due, p.id))
        done = reschedule(
            database, ordered, at, actor=actor, now=now, spread=spread, journal=journal
        )
        moved, others = done.moved, others | set(done.overtaken)
    before = settled(database, others - set(again))
    return Given(moved, tuple(before.values()), again)


def leave(
    database: Database, numbers: Collection[int], *, actor: Actor, now: datetime
) -> tuple[tuple[int, ...], tuple[Settled, ...]]:
    """Say of these that they shall not go out; gives those, and what was settled before.

    Each is an act of its own. What is in doubt is not left by this. Raises CannotDecide for nothing
    chosen, and Forbidden.
    """
    if not numbers:
        raise CannotDecide("nothing is chosen: choose what shall not go out")
    left: list[int] = []
    others: list[int] = []
    for number in sorted(set(numbers)):
        with database.read() as connection:
            found = publications.one(connection, number)
        if found is None or found.state not in _RESTING:
            others.append(number)
            continue
        try:
            resolve(database, number, Decision.CANCEL, actor=actor, now=now)
        except CannotDecide:
            others.append(number)
        else:
            left.append(number)
    return tuple(left), tuple(settled(database, others).values())


def _same(
    database: Database,
    numbers: Collection[int],
    at: Callable[[Publication], datetime],
    actor: Actor,
) -> tuple[int, ...]:
    """Those for which the same person has chosen the very same time already."""
    before = settled(database, numbers)
    with database.read() as connection:
        rows = {number: publications.one(connection, number) for number in before}
    return tuple(
        number
        for number, row in sorted(rows.items())
        if row is not None
        and row.state is State.SCHEDULED
        and before[number].who == actor.name
        and row.put_off is not None
        and row.put_off >= at(row)
    )


def spread_of(text: str) -> timedelta:
    """How far apart, of a number of minutes as a person types it; raises UnfitSpread."""
    if not text.strip():
        return timedelta(0)
    try:
        minutes = int(text)
    except ValueError:
        raise UnfitSpread("write a whole number of minutes, such as 30") from None
    if not 0 <= minutes <= 24 * 60:
        raise UnfitSpread("write between 0 and 1440 minutes")
    return timedelta(minutes=minutes)
