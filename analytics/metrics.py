"""What a network says about a published post: the values, and the sources that are asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

METRICS = ("reactions", "reposts", "replies", "quotes", "clicks", "saves", "views")
"""The seven counts, in the order in which every table and file shows them."""

ENGAGEMENT = METRICS[:-1]
"""The counts of what people did; a view is not engagement."""

FORMATS = ("text", "picture", "pictures", "film")
"""What goes out beside the words: nothing, one picture, several of them, a film."""


def utc(moment: datetime, name: str = "time") -> datetime:
    """The same instant in UTC; a naive datetime is refused with ValueError, where it enters."""
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError(f"{name} {moment.isoformat()} has no time zone")
    return moment.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of one post or the sum over several; `None` = the network does not say, never 0.

    Adding keeps that: a count that neither gives stays None, and a count that
    one of them gives is that figure. `Counts()` is the neutral element.
    """

    reactions: int | None = None
    reposts: int | None = None
    replies: int | None = None
    quotes: int | None = None
    clicks: int | None = None
    saves: int | None = None
    views: int | None = None

    def __post_init__(self) -> None:
        for name, value in zip(METRICS, self.values(), strict=True):
            if value is not None and (type(value) is not int or value < 0):
                raise ValueError(f"{name} must be a whole number from 0, or None: {value!r}")

    def values(self) -> tuple[int | None, ...]:
        """The seven counts in the order of `METRICS`."""
        return (
            self.reactions,
            self.reposts,
            self.replies,
            self.quotes,
            self.clicks,
            self.saves,
            self.views,
        )

    def __add__(self, other: Counts) -> Counts:
        return Counts(*map(plus, self.values(), other.values()))

    @property
    def engagement(self) -> int | None:
        """Everything people did: the sum of the counts that are known, None when none is."""
        known = [value for value in self.values()[: len(ENGAGEMENT)] if value is not None]
        return sum(known) if known else None


def plus(one: int | None, other: int | None) -> int | None:
    """The sum of what is known; None only when neither is."""
    if one is None:
        return other
    return one if other is None else one + other


@dataclass(frozen=True, slots=True)
class Audience:
    """How many follow a channel; `None` = the network does not say."""

    followers: int | None

    def __post_init__(self) -> None:
        if self.followers is not None and (type(self.followers) is not int or self.followers < 0):
            raise ValueError(f"followers must be a whole number from 0: {self.followers!r}")


@dataclass(frozen=True, slots=True)
class Subject:
    """One published post on one channel: what is measured, and the words a report sorts it by.

    `published_at` is aware and kept in UTC; `card` is the SHA-256 of the picture that went out;
    `url` is where people can see the post. `withdrawn_at` (aware, kept in UTC) is when it was taken
    back, and `withdrawn_because` why; its figures stay as they stood then. `format` is what went
    out beside the words: one of `FORMATS`, "" where nobody knows.
    """

    publication_id: int
    post: str
    headline: str
    channel: str
    platform: str
    region: str
    language: str
    activity: str
    outcome: str | None
    remote_id: str
    url: str | None
    published_at: datetime
    card: str | None
    text: str
    withdrawn_at: datetime | None = None
    withdrawn_because: str = ""
    format: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "published_at", utc(self.published_at, "published_at"))
        if self.withdrawn_at is not None:
            object.__setattr__(self, "withdrawn_at", utc(self.withdrawn_at, "withdrawn_at"))


class CountsSource(Protocol):
    """Where counts come from."""

    def counts(self, channel: str, remote_ids: Sequence[str]) -> Mapping[str, Counts]:
        """The counts by remote id; an id the network does not know is left out.

        Called once for a channel with everything that is due; the source makes the batches.
        Any exception means that this channel could not be asked now.
        """
        ...


class AudienceSource(Protocol):
    """Where follower counts come from."""

    def audience(self, channel: str) -> Audience | None:
        """The channel's audience now; None for a channel that has no such thing."""
        ...
