"""What can be done about each channel's post that is out, and what is lost by it.

::

    publications of the post ─┐
    facts of their networks ──┼→ Option: delete, edit, answer under it, or by hand
    calendar as it stands ────┤         → digest: what a form was made from
    last figures ─────────────┘
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from analytics.store import Snapshot, latest_before
from campaign.model import Channel, Planned, Publication, State
from campaign.plan.successors import original, standing
from campaign.platforms import registry
from campaign.storage import publications
from campaign.storage.database import Database
from campaign.storage.record_format import canonical
from campaign.storage.trust import changes
from campaign.usecases.trust.change_standing import ChangeStanding
from campaign.usecases.trust.change_standing import standing as standing_of
from campaign.usecases.trust.read_story import EVER


@dataclass(frozen=True, slots=True)
class Option:
    """One publication that is out, or may come out, and what can be done about it.

    `undeletable` says why no program can delete it there, "" where one can; `by_hand` how a person
    does. `uneditable` says why its words cannot be replaced in place. `answers` is true where a
    correction can stand under it. `corrected` is true where the calendar has other words than are
    out. `engagement` is what people did, by its last figures, None where the network does not say.
    `change` is its last withdrawal or correction, None where there was none.
    """

    publication: Publication
    undeletable: str
    by_hand: str
    uneditable: str
    answers: bool
    corrected: bool
    engagement: int | None
    change: ChangeStanding | None

    @property
    def is_out(self) -> bool:
        """True when it is public."""
        return self.publication.state is State.PUBLISHED

    @property
    def is_changing(self) -> bool:
        """True when a withdrawal or a correction of it has not ended."""
        return self.change is not None and not self.change.settled


def options(
    database: Database,
    post: str,
    planned: Iterable[Planned],
    channels: Mapping[str, Channel],
    *,
    regions: Collection[str] | None = None,
) -> tuple[Option, ...]:
    """What can be done about each publication of a post that went out, or is on its way.

    `planned` is what the calendar wants of it now. Of `regions` alone where they are given.
    """
    wanted = {each.identity: each for each in planned if each.variant.post == post}
    with database.read() as connection:
        stored = publications.all_of(connection, [post])
        some = [
            each for each in standing(stored).values() if regions is None or each.region in regions
        ]
        numbers = [each.id for each in some]
        changed = {each.id for each in some if changes.of(connection, each.id)}
        latest = latest_before(connection, numbers, EVER)
    last = {each.publication.id: each for each in standing_of(database, changed)}
    return tuple(
        _option(each, wanted, channels.get(each.channel), latest.get(each.id), last.get(each.id))
        for each in sorted(some, key=lambda p: (p.region, p.channel, p.occurrence))
    )


def digest(some: Iterable[Option], planned: Iterable[Planned]) -> str:
    """A hash of the words that are out and of those that the calendar has for them."""
    recipes = {each.identity: each.variant.recipe for each in planned}
    plain = [
        [
            each.publication.id,
            each.publication.variant_hash,
            recipes.get(_identity(each.publication), ""),
        ]
        for each in sorted(some, key=lambda option: option.publication.id)
    ]
    return sha256(canonical(plain).encode()).hexdigest()


def _identity(publication: Publication) -> tuple[str, str, str]:
    return (publication.post, original(publication.occurrence), publication.channel)


def _option(
    publication: Publication,
    wanted: Mapping[tuple[str, str, str], Planned],
    channel: Channel | None,
    figures: Snapshot | None,
    change: ChangeStanding | None,
) -> Option:
    undeletable = by_hand = uneditable = ""
    answers = False
    if channel is None:
        undeletable = uneditable = "its channel left the configuration"
    else:
        after = registry.afterwards(channel)
        limits = registry.limits(channel.platform)
        undeletable, by_hand = after.undeletable, after.delete_by_hand
        uneditable = "" if after.editable else after.uneditable
        answers = bool(limits.threads or limits.comments)
    new = wanted.get(_identity(publication))
    corrected = (
        new is not None
        and publication.state is State.PUBLISHED
        and new.variant.recipe != publication.recipe
    )
    return Option(
        publication=publication,
        undeletable=undeletable,
        by_hand=by_hand,
        uneditable=uneditable,
        answers=answers,
        corrected=corrected,
        engagement=figures.counts.engagement if figures is not None else None,
        change=change,
    )
