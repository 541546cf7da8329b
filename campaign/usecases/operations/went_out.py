"""What went out last: the posts, newest first, with how many channels each is on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from campaign.model import State
from campaign.storage import out_posts
from campaign.storage.database import Database
from campaign.usecases.operations.agenda import Shown, shown_of


@dataclass(frozen=True, slots=True)
class OutPost:
    """A post of which something went out.

    `first` and `last` are when (UTC) it first and last went out. `states` are those of all its
    publications that a person sees. `variant` is the hash of the words that are shown for it.
    """

    post: str
    headline: str
    language: str
    first: datetime
    last: datetime
    states: tuple[Shown, ...]
    variant: str


@dataclass(frozen=True, slots=True)
class OutPage:
    """One page of what went out: the posts, how many there are in all, and the page's number."""

    posts: tuple[OutPost, ...]
    count: int
    page: int
    pages: int


def went_out(
    database: Database,
    *,
    page: int = 1,
    size: int = 20,
    regions: Collection[str] = (),
    language: str = "en",
) -> OutPage:
    """The posts that went out, the last first, `size` on a page; pages count from 1.

    Of `regions` alone where some are named. The words that are shown are those in `language` where
    there are any. A page that there is not is the nearest one. Raises StorageError.
    """
    with database.read() as connection:
        count = out_posts.count(connection, regions)
        pages = max(1, -(-count // size))
        page = min(max(page, 1), pages)
        rows = out_posts.latest(connection, regions, size, (page - 1) * size)
        states = out_posts.states(connection, [row.post for row in rows], regions)
        words = out_posts.words(connection, [row.post for row in rows], regions, language)
    posts = tuple(
        OutPost(
            post=row.post,
            headline=words[row.post].headline if row.post in words else "",
            language=words[row.post].language if row.post in words else language,
            first=row.first,
            last=row.last,
            states=tuple(
                shown
                for state, number in states.get(row.post, {}).items()
                for shown in [shown_of(State(state))] * number
            ),
            variant=words[row.post].variant if row.post in words else "",
        )
        for row in rows
    )
    return OutPage(posts, count, page, pages)
