"""Plan one post alone, on all its channels; nothing else of the calendar is compared or touched.

::

    the compiled calendar ─ this post ─┐
    database: its publications ────────┴→ compare → Plan → `apply`, as the plan of everything

The steps and the guarantees are those of the whole plan: it is the same comparison, and the same
`apply` carries it out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from campaign.calendar.known import did_you_mean
from campaign.config import Config
from campaign.errors import CampaignError, Mistake
from campaign.plan.diff import Plan, compare
from campaign.storage import publications
from campaign.storage.database import Database
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
        if not each.place.file.startswith(calendar)
        or each.place.file == mine
        or f'"{post}"' in each.message
    )
