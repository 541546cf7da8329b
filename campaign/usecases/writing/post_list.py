"""All posts in the order of their time: what state each is in, and how its translations stand.

::

    the compiled calendar ─ chosen by words, region, language ─┐
    database: one query of their publications ─────────────────┴→ PostLine: states, standings
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from campaign.calendar.sheet.columns import wall_of
from campaign.calendar.translations.units import Standing, standing_of
from campaign.calendar.weeks import week_of
from campaign.config import Config
from campaign.model import Planned, Post
from campaign.storage.database import Database
from campaign.usecases.operations.agenda import agenda

#: What is in the files and has no publication yet.
NOT_PLANNED: Final = "not-planned"

_BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)
_END: Final = datetime(9000, 1, 1, tzinfo=UTC)
# Publications of one page of posts; a post has one on each channel.
_MOST: Final = 20_000


@dataclass(frozen=True, slots=True)
class PostSearch:
    """Which posts are meant; an empty field means all.

    `words` stand in the id, the headline or a text of the post, in any language. `state` is one of
    `agenda.Shown`, or `NOT_PLANNED`. `standing` is asked of `language`, where one is given.
    """

    words: str = ""
    region: str = ""
    state: str = ""
    language: str = ""
    standing: str = ""

    @property
    def is_empty(self) -> bool:
        """True when nothing is left out."""
        return self == PostSearch()


@dataclass(frozen=True, slots=True)
class PostLine:
    """One post of the list.

    `at` is its wall time, in `zone` or, for None, in each channel's own. `week` is that of the
    campaign, from 1. `states` has one of `agenda.Shown` or `NOT_PLANNED` for each channel;
    `standings` how each language stands. `first` is what its first channel will read.
    """

    id: str
    headline: str
    language: str
    at: datetime
    zone: ZoneInfo | None
    week: int
    regions: tuple[str, ...]
    states: tuple[str, ...]
    standings: tuple[tuple[str, Standing], ...]
    first: Planned | None


@dataclass(frozen=True, slots=True)
class PostList:
    """One page of the posts that were searched for; `count` is how many there are in all."""

    lines: tuple[PostLine, ...]
    count: int
    page: int
    pages: int


def post_list(
    posts: Sequence[Post],
    planned: Mapping[str, Sequence[Planned]],
    database: Database,
    config: Config,
    now: datetime,
    search: PostSearch,
    *,
    page: int | None = None,
    most: int = 50,
) -> PostList:
    """The posts of the files, searched, in the order of their time; `now` is in UTC.

    `planned` has what each post will publish, by its id. Pages hold `most` posts and are counted
    from 1; None is the page with the first post that is not past. Raises StorageError.
    """
    start = config.campaign.start
    found = [post for post in posts if _fits(post, planned.get(post.id, ()), search)]
    found.sort(key=lambda post: (wall_of(post, start), post.id))
    states: Mapping[str, tuple[str, ...]] = {}
    if search.state:
        # Which posts are in a state is known only when all are looked at.
        states = _states(found, planned, database, config, now)
        found = [post for post in found if search.state in states[post.id]]
    pages = max(1, -(-len(found) // most))
    if page is None:
        today = now.astimezone(config.zone).date()
        past = sum(wall_of(post, start).date() < today for post in found)
        page = min(past // most + 1, pages)
    page = min(max(page, 1), pages)
    some = found[(page - 1) * most : page * most]
    if not search.state:
        states = _states(some, planned, database, config, now)
    lines = (_line(post, planned.get(post.id, ()), states[post.id], config) for post in some)
    return PostList(tuple(lines), len(found), page, pages)


def states_of(
    post: str,
    planned: Sequence[Planned],
    database: Database,
    config: Config,
    now: datetime,
) -> dict[str, str]:
    """The state of one post on each of its channels, by the channel's name; raises StorageError."""
    by_post = _by_channel({post: planned}, [post], database, config, now)
    return by_post[post]


def _fits(post: Post, planned: Sequence[Planned], search: PostSearch) -> bool:
    if search.words and not _has(post, search.words.casefold()):
        return False
    if search.region and all(each.region != search.region for each in planned):
        return False
    if search.language or search.standing:
        wanted = [search.language] if search.language else _languages(post, planned)
        standings = [standing_of(post, language) for language in wanted]
        if search.standing:
            return search.standing in standings
        return search.language in _languages(post, planned)
    return True


def _has(post: Post, words: str) -> bool:
    copies = post.copy.values()
    written = (text for c in copies for text in (c.headline, *dict(c.texts).values(), c.alt))
    texts = (post.id, *written)
    return any(words in text.casefold() for text in (*texts, *post.hashtags, *post.tags))


def _languages(post: Post, planned: Sequence[Planned]) -> list[str]:
    return list(dict.fromkeys([*post.copy, *(each.variant.language for each in planned)]))


def _states(
    posts: Sequence[Post],
    planned: Mapping[str, Sequence[Planned]],
    database: Database,
    config: Config,
    now: datetime,
) -> dict[str, tuple[str, ...]]:
    found = _by_channel(planned, [post.id for post in posts], database, config, now)
    return {post: tuple(channels.values()) for post, channels in found.items()}


def _by_channel(
    planned: Mapping[str, Sequence[Planned]],
    posts: Collection[str],
    database: Database,
    config: Config,
    now: datetime,
) -> dict[str, dict[str, str]]:
    states: dict[str, dict[str, str]] = {
        post: {each.variant.channel: NOT_PLANNED for each in planned.get(post, ())}
        for post in posts
    }
    if not posts:
        return states
    listed = agenda(
        database,
        _BEGINNING,
        _END,
        now,
        channels=config.channels,
        regions=config.regions,
        rules=config.approval,
        only_posts=posts,
        limit=_MOST,
    )
    for entry in listed.entries:
        states[entry.post][entry.channel] = entry.shown
    return states


def _line(
    post: Post, planned: Sequence[Planned], states: tuple[str, ...], config: Config
) -> PostLine:
    source = post.source or next(iter(post.copy.values()), None)
    order = {language: place for place, language in enumerate(config.campaign.languages)}
    languages = sorted(_languages(post, planned), key=lambda each: order.get(each, len(order)))
    at = wall_of(post, config.campaign.start)
    return PostLine(
        post.id,
        source.headline if source else post.id,
        source.language if source else "",
        at,
        post.slot.zone,
        week_of(at.date(), config.campaign.start),
        tuple(dict.fromkeys(each.region for each in planned)),
        states,
        tuple((language, standing_of(post, language)) for language in languages),
        min(planned, key=lambda each: each.variant.language != config.campaign.source_language)
        if planned
        else None,
    )
