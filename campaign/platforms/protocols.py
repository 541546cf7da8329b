"""One network, as the rest of the house sees it.

A platform turns a variant into a payload (pure), sends it once, and may be able to do more: each
further ability is a small Protocol of its own, so that the engine asks `isinstance` and never a
name. Every method that talks to the network raises only `PlatformError` and its kinds.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Protocol, runtime_checkable

from analytics.metrics import Audience, Counts
from campaign.model import (
    Absent,
    Access,
    Channel,
    Delivery,
    Kept,
    Limits,
    Payload,
    Pending,
    Receipt,
    Renewed,
    Variant,
)


class MediaSource(Protocol):
    """Where a platform gets the bytes of a picture it has to upload."""

    def read(self, sha256: str) -> bytes:
        """The bytes stored under that hash; raises StorageError when they are gone or changed."""
        ...


class Vault(Protocol):
    """Where one channel keeps a credential that its network renews, for all workers together."""

    def get(self) -> Kept:
        """What is kept now; raises StorageError when that cannot be known."""
        ...

    def renew(self, version: int, renewal: Callable[[Kept], Renewed]) -> Kept:
        """What is kept after `version`, which was found ended: another worker's, or our own.

        At most one worker at a time carries out its `renewal`, which is handed what is kept and
        talks to the network; the others wait for it. What it raises is raised here and nothing is
        changed. Raises Unavailable when the other worker takes too long, StorageError when what
        was renewed cannot be kept.
        """
        ...


@dataclass(frozen=True, slots=True)
class Connection:
    """What an adapter is handed: whose account it is, and what it needs to speak for it.

    `secret` is the credential itself, "" where the network needs none; `clock` gives the time in
    UTC; `wait` lets a number of seconds pass.
    """

    channel: Channel
    secret: str = field(repr=False)
    media: MediaSource
    clock: Callable[[], datetime]
    wait: Callable[[float], object]


class Platform(Protocol):
    """What every network can do; it is made of a `Connection`."""

    name: ClassVar[str]
    delivery: ClassVar[Delivery]
    static: ClassVar[Limits]
    """What is known of the network without asking a server."""

    def payloads(self, variant: Variant, at: datetime) -> tuple[Payload, ...]:
        """The exact request of each part of a variant in order. Pure; raises UnsupportedFeature.

        A plain variant has one; a thread and a first comment have further ones under it. `at` is
        the instant (UTC) the post is meant for, where a network wants it in the record.
        """
        ...

    def publish(
        self, payload: Payload, key: str, before: Sequence[Receipt] = ()
    ) -> Receipt | Pending:
        """Send one part, once, under those `before` it; without any, it is the post itself.

        The same `key` goes with every try of this part.
        """
        ...


@runtime_checkable
class Shows(Protocol):
    """A network on which readers see, and the network counts, another text than was written."""

    @staticmethod
    def visible(text: str) -> str:
        """The text as it is shown and counted. Pure."""
        ...


@runtime_checkable
class Tells(Protocol):
    """A network whose server tells its own limits."""

    def ask_limits(self) -> Limits:
        """The server's limits, read over the network."""
        ...


@runtime_checkable
class Finishes(Protocol):
    """A network that works on a post after accepting it."""

    def in_two_steps(self, part: int) -> bool:
        """True when publishing that part (from 0) makes nothing public before it is finished."""
        ...

    def finish(
        self, pending: Pending, doubt: datetime | None = None, booked: Collection[str] = ()
    ) -> Receipt | Pending:
        """Ask how far it has come, and publish it when that is a second step.

        `doubt` is the UTC instant at which an earlier call began of which nobody knows what came;
        a network whose second step may not be repeated looks for the post first. `booked` are the
        ids of other publications at this network, which it is none of.
        """
        ...

    def stands(
        self, pending: Pending, booked: Collection[str] = ()
    ) -> Receipt | Pending | Absent | None:
        """How it stands by its own id there, without making anything public.

        A receipt: it is out. Pending: it is there, and not out as far as its id tells. Absent:
        nothing will come of it. None: the id tells nothing, and a listing's silence proves nothing.
        `booked` as in `finish`.
        """
        ...


@runtime_checkable
class SpendsKeys(Protocol):
    """A network on which a key that was seen is of no use again, whatever came of it."""

    spends_keys: ClassVar[bool]


@runtime_checkable
class Finds(Protocol):
    """A network that can be asked whether a post of ours arrived."""

    def find(
        self,
        payload: Payload,
        key: str,
        since: datetime,
        before: Sequence[Receipt] = (),
        booked: Collection[str] = (),
    ) -> Receipt | Absent | None:
        """A part under those `before` it, word that it is not there, or None: nobody can know.

        `since` is the UTC instant at which the first try of it began of which nobody knows what
        came; `booked` are the ids of other publications at this network, which it is none of.
        """
        ...


@dataclass(frozen=True, slots=True)
class Seen:
    """A post as its account shows it: its id and address there, its words, when it was made."""

    remote_id: str
    url: str
    text: str
    at: datetime


@runtime_checkable
class Lists(Protocol):
    """A network that shows an account's own recent posts."""

    def recent(self, since: datetime) -> Sequence[Seen]:
        """What the account has posted since a UTC instant, the newest first; of many, some."""
        ...


@runtime_checkable
class Measures(Protocol):
    """A network that tells how a post is doing."""

    def counts(self, remote_ids: Sequence[str]) -> Mapping[str, Counts]:
        """Counts by remote id; an id the network no longer knows is left out."""
        ...


@runtime_checkable
class Follows(Protocol):
    """A network that tells how many follow the account."""

    def audience(self) -> Audience:
        """The account's followers now."""
        ...


@runtime_checkable
class Identifies(Protocol):
    """A network whose credential can be tried without posting."""

    def identify(self) -> str:
        """Whose account the credential opens, in words; raises Unauthorized when it opens none."""
        ...


@runtime_checkable
class Examines(Protocol):
    """A network that tells a working credential from the many ways in which one fails."""

    def examine(self) -> Access:
        """What the credential opens and lets us do; posts nothing, and raises no PlatformError."""
        ...


@runtime_checkable
class Remembers(Protocol):
    """A network whose sessions are worth keeping from one process to the next."""

    def remember_in(self, vault: Vault) -> None:
        """Keep sessions there from now on; before this they last as long as the adapter."""
        ...


@runtime_checkable
class Withdraws(Protocol):
    """A network from which a post can be taken back."""

    def withdraw(self, remote_id: str) -> None:
        """Delete the post there; quiet when it is gone already."""
        ...
