"""What a person chooses to approve or to stop, and who acts on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from campaign.bootstrap import Workspace
from campaign.cli.names import unknown
from campaign.model import Publication
from campaign.model.people import Actor
from campaign.storage import publications


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person means: of these posts, these channels, this region; empty is any."""

    posts: tuple[str, ...]
    channels: tuple[str, ...]
    region: str
    everything: bool

    @property
    def made(self) -> bool:
        """True when a person has chosen anything."""
        return bool(self.posts or self.channels or self.region or self.everything)

    def of(self, some: Sequence[Publication]) -> list[Publication]:
        """Those that fit."""
        return [
            p
            for p in some
            if (not self.posts or p.post in self.posts)
            and (not self.channels or p.channel in self.channels)
            and self.region in ("", p.region)
        ]


@dataclass(frozen=True, slots=True)
class Desk:
    """The workspace, what was chosen in it, who acts, and how the answer is given."""

    opened: Workspace
    choice: Choice
    acts: Actor | None
    as_json: bool

    @property
    def actor(self) -> Actor:
        """Who acts; whoever only looks may be nobody who is known."""
        assert self.acts is not None
        return self.acts

    def fitting(self, some: Sequence[Publication]) -> list[Publication]:
        """Those that fit the choice; raises CampaignError when it names what there is not."""
        chosen = self.choice.of(some)
        _check_names(self.opened, self.choice, chosen)
        return chosen


def _check_names(opened: Workspace, choice: Choice, chosen: Sequence[Publication]) -> None:
    """Raise CampaignError when a choice names what there is not, before anything is changed."""
    if chosen and {*choice.posts} <= {p.post for p in chosen}:
        return
    with opened.database.read() as connection:
        posts = {p.post for p in publications.all_of(connection)}
    for post in choice.posts:
        if post not in posts:
            raise unknown("planned post", post, posts)
    for channel in choice.channels:
        if channel not in opened.config.channels:
            raise unknown("channel", channel, opened.config.channels)
    if choice.region and choice.region not in opened.config.regions:
        raise unknown("region", choice.region, opened.config.regions)
