"""Plan one post alone, on all its channels; nothing else of the calendar is compared or touched.

::

    the compiled calendar ─ this post ─┐
    database: its publications ────────┴→ compare → Plan → `apply`, as the plan of everything

The steps and the guarantees are those of the whole plan: it is the same comparison, and the same
`apply` carries it out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from campaign.calendar.known import did_you_mean
from campaign.cards.brand import Brand
from campaign.config import Config
from campaign.errors import CampaignError, ContentError, Mistake, StorageError
from campaign.media import MediaStore
from campaign.model.people import Actor
from campaign.plan.diff import Plan, compare
from campaign.source_words import SourceWords
from campaign.storage import publications
from campaign.storage.database import Database
from campaign.storage.journal import Journal
from campaign.usecases.planning.agreements import agreements
from campaign.usecases.planning.apply import Applied, Progress, apply
from campaign.usecases.planning.compile import Compiled


class NoSuchPost(CampaignError):
    """Neither the calendar nor the database knows a post by this name."""


def plan_one(
    compiled: Compiled,
    database: Database,
    config: Config,
    now: datetime,
    post: str,
    *,
    unreadable: bool,
) -> Plan:
    """Compare one post of the compiled calendar with its publications at `now` (UTC).

    With `unreadable`, some file of the calendar could not be read. A post without a file may stand
    in that one, so nothing of it is planned to be cancelled. Raises NoSuchPost and StorageError.
    """
    with database.read() as connection:
        stored = publications.all_of(connection, [post])
    known = {each.id for each in compiled.posts}
    if post not in known and not stored:
        raise NoSuchPost(f'there is no post "{post}": {did_you_mean(post, known)}')
    return compare(
        (each for each in compiled.planned if each.variant.post == post),
        stored,
        now,
        {name: channel.grace for name, channel in config.channels.items()},
        uncertain=compiled.failed,
        unreadable=unreadable and post not in known,
    )


@dataclass(frozen=True, slots=True)
class Workshop:
    """What applying takes beside the calendar: where cards are drawn and pictures are kept.

    `picture` gives the bytes of a post's own picture by its hash. `journal` has what went out
    before a backup was put back.
    """

    database: Database
    config: Config
    media: MediaStore
    brand: Brand
    picture: Callable[[str], bytes]
    journal: Journal | None = None


def apply_one(
    compiled: Compiled,
    mistakes: Sequence[Mistake],
    workshop: Workshop,
    post: str,
    *,
    actor: Actor,
    now: datetime,
    report: Progress | None = None,
) -> tuple[Plan, Applied]:
    """Plan one post at `now` (UTC) and apply that plan; gives both.

    Done a second time, it changes nothing. Raises ContentError when a mistake in the files is in
    its way, NoSuchPost, and whatever `apply` raises.
    """
    config = workshop.config
    if wrong := in_the_way(mistakes, compiled, config, post):
        raise ContentError(wrong)
    steps = plan_one(compiled, workshop.database, config, now, post, unreadable=bool(mistakes))
    done = apply(
        steps,
        workshop.database,
        workshop.media,
        workshop.brand,
        actor=actor,
        now=now,
        picture=workshop.picture,
        report=report,
        journal=workshop.journal,
        agreed=agreements(config, compiled.consents),
        findings=compiled.findings,
        post=post,
    )
    with suppress(StorageError):  # the content may lie where nothing can be written
        SourceWords(config.content).keep(each for each in compiled.posts if each.id == post)
    return steps, done


def in_the_way(
    mistakes: Sequence[Mistake], compiled: Compiled, config: Config, post: str
) -> tuple[Mistake, ...]:
    """The mistakes in files that keep one post from being applied.

    A mistake in the file of another post is in nobody's way but its own. One in a register may
    change the words of any post. While a file cannot be read, a post that seems to have none may
    stand in it, and so may a second one under the same id.
    """
    mine = next((each.place.file for each in compiled.posts if each.id == post), None)
    if mine is None:
        return tuple(mistakes)
    calendar = f"{config.content.name}/calendar/"
    return tuple(
        each
        for each in mistakes
        if not each.place.file.startswith(calendar) or each.place.file == mine or each.post == post
    )
