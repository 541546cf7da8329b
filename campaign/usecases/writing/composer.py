"""What composing one post stands on: everything that stays the same from key press to key press."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from campaign.calendar.frame_choice import Settled
from campaign.calendar.known import Known
from campaign.cards.brand import Brand
from campaign.checks.context import Desk, Rules
from campaign.checks.languages import Detect
from campaign.checks.page import lay_open
from campaign.checks.repeats import words_twice
from campaign.checks.rhythm import posts_crowded
from campaign.config import Config
from campaign.content import Content
from campaign.model import Channel, Dismissal, Finding, Planned, Post
from campaign.usecases.planning.compile import (
    Compiled,
    HidesOf,
    Kept,
    LimitsOf,
    Pictures,
    compile_calendar,
)
from campaign.usecases.planning.network_dry_run import WriterOf
from campaign.usecases.planning.preview_texts import Measure

_RULES = Rules()
#: The checks of the whole calendar that say something about a single post, or hold it back.
_OF_POSTS = ("day-met", "emblem-absent", "post-nowhere", "statement-unconfirmed")


def kept_for(content: Content, brand: Brand, writers: WriterOf) -> Kept:
    """What is made once for composing single posts of this content."""
    return Kept.of(content, brand, writers, _OF_POSTS)


class Neighbours:
    """The calendar's other publications: what a post may come too close to, or repeat.

    Built once for a compiled calendar; asking costs next to nothing.
    """

    def __init__(self, planned: Iterable[Planned] = (), posts: Iterable[Post] = ()) -> None:
        self.posts = {post.id: post for post in posts}
        self._by_channel: dict[str, list[Planned]] = defaultdict(list)
        self._by_words: dict[tuple[str, str], list[Planned]] = defaultdict(list)
        for each in sorted(planned, key=lambda each: each.due):
            self._by_channel[each.variant.channel].append(each)
            self._by_words[each.variant.platform, _words(each)].append(each)

    def near(self, planned: Planned, span: timedelta) -> Iterator[Planned]:
        """What goes out on the same channel less than `span` before or after, of other posts."""
        line = self._by_channel.get(planned.variant.channel, [])
        for each in line[bisect_left(line, planned.due - span, key=lambda each: each.due) :]:
            if each.due > planned.due + span:
                return
            if each.variant.post != planned.variant.post:
                yield each

    def alike(self, planned: Planned) -> Iterator[Planned]:
        """What says the same words on the same network, of other posts."""
        for each in self._by_words.get((planned.variant.platform, _words(planned)), ()):
            if each.variant.post != planned.variant.post:
                yield each


@dataclass(frozen=True, slots=True)
class Composer:
    """The registers, the channels and the networks' measures that a post is composed with.

    `limits` gives what a channel's server allows, `hides` and `visible` what a network makes of a
    text before it counts it. `detect` tells what language a text is in; without it, that is not
    looked at. `neighbours` are the other publications of the calendar, `kept` is what was made once
    for all posts (`kept_for`). `frames` are those that publications have already.
    """

    content: Content
    config: Config
    limits: LimitsOf
    hides: HidesOf
    visible: Callable[[str], Callable[[str], str]]
    brand: Brand
    pictures: Pictures
    writers: WriterOf
    dismissals: tuple[Dismissal, ...] = ()
    detect: Detect | None = None
    neighbours: Neighbours = field(default_factory=Neighbours)
    kept: Kept | None = None
    frames: Settled | None = None

    @property
    def known(self) -> Known:
        """The names that a post may use."""
        return self.content.known

    @property
    def measure(self) -> Measure:
        """How texts are counted."""
        return Measure(self.limits, self.visible)

    def compiled(self, post: Post) -> Compiled:
        """The post as every one of its channels will read it, by the calendar's own way."""
        return compile_calendar(
            replace(self.content, posts=(post,)),
            self.config,
            self.limits,
            self.hides,
            self.brand,
            self.pictures,
            writers=self.writers,
            dismissals=self.dismissals,
            detect=self.detect,
            kept=self.kept,
            frames=self.frames,
        )

    def beside(self, post: Post, planned: Iterable[Planned]) -> Iterator[Finding]:
        """What is wrong with the post beside the others: too close to one, or its very words."""
        own = tuple(planned)
        near: dict[str, dict[int, Planned]] = {}
        for each in own:
            for other in self._around(each):
                near.setdefault(other.variant.post, {})[id(other)] = other
        # Each other post alone with this one: whatever is found is about the two, whichever of them
        # it is told of.
        for name, some in near.items():
            if name in self.neighbours.posts:
                yield from self._pair(post, own, self.neighbours.posts[name], some.values())

    def _pair(
        self, post: Post, own: tuple[Planned, ...], other: Post, near: Iterable[Planned]
    ) -> Iterator[Finding]:
        line = sorted((*own, *near), key=lambda each: (each.due, each.variant.channel))
        pages = (lay_open(post), lay_open(other))
        desk = Desk(pages, self.content.registers, self.config, tuple(line), _RULES, {})
        yield from posts_crowded(desk)
        both = {post.id: post, other.id: other}
        yield from words_twice(line, both, self._channels, self.limits)

    @property
    def _channels(self) -> Mapping[str, Channel]:
        return self.config.channels

    def _around(self, planned: Planned) -> Iterator[Planned]:
        yield from self.neighbours.near(planned, _RULES.apart)
        yield from self.neighbours.alike(planned)


def _words(planned: Planned) -> str:
    return " ".join(planned.variant.text.split())
