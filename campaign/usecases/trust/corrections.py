"""What of a post that is out reads otherwise in the calendar, and whether an edit can change it.

::

    compiled calendar + what is public → Correctable: old words, new words, and what an edit may do
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from campaign.engine.changes.requests import afterwards
from campaign.errors import CampaignError, PlatformError
from campaign.model import Channel, Payload, Planned, Publication, State, Variant
from campaign.model.changes import Change, ChangeKind
from campaign.plan.rewording import Rewording, rewordings
from campaign.plan.successors import standing
from campaign.platforms import revising
from campaign.platforms.protocols import Writer
from campaign.storage import publications, variants
from campaign.storage.database import Database
from campaign.storage.trust import changes

#: Gives what makes a channel's requests; raises ValueError for unfit settings.
WriterOf = Callable[[Channel], Writer]
#: Draws what is to be drawn of what is planned, and gives each as it goes out, in the same order.
Finish = Callable[[Sequence[Planned]], Sequence[Planned]]


class NothingToCorrect(CampaignError):
    """The calendar has no such post, or no other words for it than those that are out."""


@dataclass(frozen=True, slots=True)
class Correctable:
    """One publication that is out, with what the calendar has for it now.

    `planned` holds the finished variant, with its pictures. `changes` says what a reader would see
    otherwise. `refusal` says why no edit can make that of it, "" where one can, and then `parts`
    are the parts (from 0) whose request differs.
    """

    publication: Publication
    planned: Planned
    changes: tuple[Rewording, ...]
    refusal: str
    parts: tuple[int, ...]


def correctable(
    database: Database,
    planned: Collection[Planned],
    channels: Mapping[str, Channel],
    writer_of: WriterOf,
    finish: Finish,
    *,
    post: str,
    only_channels: Collection[str] = (),
    only_regions: Collection[str] = (),
) -> tuple[Correctable, ...]:
    """What of a post is out with other words than the calendar has now, on the chosen channels.

    `finish` draws cards. Raises NothingToCorrect when nothing of the post is out.
    """
    wanted = {each.identity: each for each in planned if each.variant.post == post}
    with database.read() as connection:
        stored = standing(publications.all_of(connection, [post]))
        public = {
            identity: each
            for identity, each in stored.items()
            if each.state is State.PUBLISHED
            and (not only_channels or each.channel in only_channels)
            and (not only_regions or each.region in only_regions)
        }
        old = variants.load(connection, {each.variant_hash for each in public.values()})
        begun = {each.id: _begun(changes.of(connection, each.id), each) for each in public.values()}
    if not public:
        raise NothingToCorrect(
            f"nothing of {post} is out there: edit its file, and `campaign plan` shows what changes"
        )
    missing = sorted(identity[2] for identity in public if identity not in wanted)
    if missing:
        raise NothingToCorrect(
            f"the calendar has no words of {post} for {', '.join(missing)}: `campaign check` says "
            f"why, and `campaign withdraw {post}` takes the post back"
        )
    other = {
        identity: each
        for identity, each in public.items()
        if wanted[identity].variant.recipe != each.recipe or begun[each.id]
    }
    chosen = sorted(other.items())
    finished = finish([wanted[identity] for identity, _ in chosen])
    found = []
    for (_, each), new in zip(chosen, finished, strict=True):
        was = old[each.variant_hash]
        refusal, parts = _edit(each, was, new.variant, channels, writer_of)
        parts = tuple(sorted({*parts, *begun[each.id]}))
        found.append(Correctable(each, new, rewordings(was, new.variant), refusal, parts))
    return tuple(found)


def _begun(mine: Collection[Change], publication: Publication) -> set[int]:
    """The parts that an earlier correction may have changed already, though it was never done."""
    return {
        each.part
        for each in mine
        if each.kind is ChangeKind.EDIT
        and each.tries
        and each.variant_before == publication.variant_hash
        and each.variant_after != publication.variant_hash
    }


def _edit(
    publication: Publication,
    old: Variant,
    new: Variant,
    channels: Mapping[str, Channel],
    writer_of: WriterOf,
) -> tuple[str, tuple[int, ...]]:
    """Why an edit cannot make the new words of the old ones, "" where it can; the parts to edit."""
    channel = channels.get(publication.channel)
    if channel is None:
        return "its channel left the configuration: nothing new is published there", ()
    assert publication.published_at is not None
    try:
        write = writer_of(channel)
        before: tuple[Payload, ...] = write(old, publication.published_at)
        after: tuple[Payload, ...] = write(new, publication.published_at)
    except (PlatformError, ValueError) as error:
        return str(error), ()
    if refusal := revising.refusal(afterwards(channel), before, after):
        return refusal, ()
    return "", revising.edited(before, after)
