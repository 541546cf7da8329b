"""What a program reads from: the calendar as it stands, the database, and who asks.

Everybody who asks reads what one of their roles lets them read: publications of the regions in
which they may, and posts that go to one of these regions, or to none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from campaign.config import Config
from campaign.content import Content
from campaign.errors import CampaignError, Forbidden, Mistake
from campaign.model import Channel, Planned, Post
from campaign.model.people import Actor
from campaign.plan import rights
from campaign.plan.rights import Act
from campaign.storage.database import Database
from campaign.storage.trust import people
from campaign.usecases.planning.compile import Compiled


class NotThere(CampaignError):
    """There is nothing of that name, or the one who asks may not read it."""


@dataclass(frozen=True)
class Reading:
    """The campaign at one moment, `now` (UTC), as somebody reads it.

    `content` and `compiled` are the files as they were read last, `mistakes` what is wrong in them.
    """

    config: Config
    database: Database
    content: Content
    compiled: Compiled
    mistakes: Sequence[Mistake]
    actor: Actor
    now: datetime

    @cached_property
    def regions(self) -> frozenset[str]:
        """The regions that the actor may read, by their roles of this moment; raises Forbidden."""
        with self.database.read() as connection:
            known = people.current(connection, self.actor)
        found = frozenset(r for r in self.config.regions if rights.may(known, Act.READ, r))
        if not found:
            raise Forbidden(f"{known.name} may not {Act.READ} in any region")
        return found

    @cached_property
    def channels(self) -> dict[str, Channel]:
        """The channels of those regions."""
        found = self.config.channels.items()
        return {name: channel for name, channel in found if channel.region in self.regions}

    @cached_property
    def planned(self) -> dict[str, list[Planned]]:
        """What each post will publish in any region, by its id."""
        found: dict[str, list[Planned]] = {}
        for each in self.compiled.planned:
            found.setdefault(each.variant.post, []).append(each)
        return found

    @cached_property
    def posts(self) -> dict[str, Post]:
        """The posts that the actor may read, by id."""
        return {post.id: post for post in self.compiled.posts if self.may_read(post.id)}

    def may_read(self, post: str) -> bool:
        """True for a post that goes to a region that the actor may read, or to none."""
        some = self.planned.get(post, ())
        return not some or any(each.region in self.regions for each in some)

    def region(self, name: str) -> str:
        """A region that the actor may read; raises NotThere."""
        if name not in self.regions:
            raise NotThere(f'there is no region "{name}" to read')
        return name
