"""One network, as the rest of the program sees it.

A platform turns a variant into a payload (pure) and sends it once. Each further ability is a small
Protocol of its own, so the engine checks it by `isinstance` and never by a network's name. Every
method that talks to the network raises only `PlatformError` and its kinds.
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
    Deleted,
    Delivery,
    Gone,
    Kept,
    Limits,
    Payload,
    Pending,
    Reading,
    Receipt,
    Renewed,
    ServerLimits,
    Variant,
)

#: Makes the exact request of each part of a variant, which is meant for an instant (UTC); pure.
#: Raises UnsupportedFeature. Each network's `message.writer` gives one for a channel.
Writer = Callable[[Variant, datetime], tuple[Payload, ...]]


class MediaSource(Protocol):
    """Where a platform gets the bytes of a picture it has to upload."""

    def read(self, sha256: str) -> bytes:
        """The bytes stored under that hash; raises StorageError if they are missing or changed."""
        ...


class Vault(Protocol):
    """Keeps one channel's renewed credential, for all workers together."""

    def get(self) -> Kept:
        """The credential that is kept now; raises StorageError when it cannot be read."""
        ...

    def renew(self, version: int, renewal: Callable[[Kept], Renewed]) -> Kept:
        """The credential after `version`, which has ended; another worker's renewal or our own.

        At most one worker at a time runs its `renewal`, which gets the kept credential and talks to
        the network; the others wait. An error of `renewal` is raised here, and then nothing is
        changed. Raises Unavailable when another worker takes too long, StorageError when the
        renewed credential cannot be kept.
        """
        ...


@dataclass(frozen=True, slots=True)
class Connection:
    """What an adapter gets: its channel, its credential, and what else it needs.

    `secret` is the credential itself, "" when the network needs none; `clock` gives the time in
    UTC; `wait` lets a number of seconds pass. `limits` are those of the channel's server, None
    where they are not known: then the network's table stands.
    """

    channel: Channel
    secret: str = field(repr=False)
    media: MediaSource
    clock: Callable[[], datetime]
    wait: Callable[[float], object]
    limits: Limits | None = None


class Platform(Protocol):
    """What every network can do; it is made of a `Connection`."""

    name: ClassVar[str]
    delivery: ClassVar[Delivery]
    static: ClassVar[Limits]
    """The network's limits as far as they are known without asking a server."""

    def payloads(self, variant: Variant, at: datetime) -> tuple[Payload, ...]:
        """The exact request of each part of a variant in order. Pure; raises UnsupportedFeature.

        A plain variant has one part; a thread and a first comment have further parts under it. `at`
        is the instant (UTC) the post is meant for; some networks need it in the request.
        """
        ...

    def publish(
        self, payload: Payload, key: str, before: Sequence[Receipt] = ()
    ) -> Receipt | Pending:
        """Send one part, once, under the parts `before` it; without any, it is the post itself.

        Every try of this part has the same `key`.
        """
        ...


@runtime_checkable
class Shows(Protocol):
    """A network that shows and counts another text than the author wrote."""

    @staticmethod
    def visible(text: str) -> str:
        """The text as it is shown and counted. Pure."""
        ...


@runtime_checkable
class Tells(Protocol):
    """A network whose server gives its own limits."""

    def ask_limits(self) -> ServerLimits | None:
        """The server's limits, read over the network; None when it does not give any.

        From then on, requests are made by them.
        """
        ...


@runtime_checkable
class Finishes(Protocol):
    """A network that works on a post after accepting it."""

    def in_two_steps(self, part: int) -> bool:
        """True when publishing that part (from 0) makes nothing public until `finish`."""
        ...

    def finish(
        self, pending: Pending, doubt: datetime | None = None, booked: Collection[str] = ()
    ) -> Receipt | Pending:
        """Ask for the state of the post, and publish it if that is a second step.

        `doubt` is the UTC instant at which an earlier call with an unknown outcome began; a network
        whose second step may not be repeated searches for the post first. `booked` are the ids of
        other publications at this network; the post is none of them.
        """
        ...

    def stands(
        self, pending: Pending, booked: Collection[str] = ()
    ) -> Receipt | Pending | Absent | None:
        """The state of the post by its own id; makes nothing public.

        A receipt: it is published. Pending: it exists, and its id does not show it as published.
        Absent: it can never be published. None: its id says nothing, and the silence of a listing
        proves nothing. `booked` is as in `finish`.
        """
        ...


@runtime_checkable
class SpendsKeys(Protocol):
    """A network that accepts a key only once, whatever the outcome of the first try was."""

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
        """The part under those `before` it; `Absent` when it is not there; None: we cannot know.

        `since` is the UTC instant at which the first try with an unknown outcome began. `booked`
        are the ids of other publications at this network; the part is none of them.
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
        """The account's posts since a UTC instant, the newest first; if there are many, some."""
        ...


@runtime_checkable
class Measures(Protocol):
    """A network that gives the counts of a post."""

    def counts(self, remote_ids: Sequence[str]) -> Mapping[str, Counts]:
        """Counts by remote id, without ids that the network no longer knows."""
        ...


@runtime_checkable
class Follows(Protocol):
    """A network that gives the number of the account's followers."""

    def audience(self) -> Audience:
        """The account's followers now."""
        ...


@runtime_checkable
class TellsLinkClicks(Protocol):
    """A network that tells clicks of an account by link, and not by post."""

    def link_clicks(self, since: datetime, until: datetime) -> Mapping[str, int]:
        """How often each link was followed in [since, until), by its address; instants in UTC."""
        ...


@runtime_checkable
class Identifies(Protocol):
    """A network whose credential can be tested without posting."""

    def identify(self) -> str:
        """The account that the credential opens, in words; raises Unauthorized if it opens none."""
        ...


@runtime_checkable
class Examines(Protocol):
    """A network that can say whether a credential works and, if it does not, why."""

    def examine(self) -> Access:
        """What the credential opens and allows; posts nothing, and raises no PlatformError."""
        ...


@runtime_checkable
class LeavesOut(Protocol):
    """A network whose credential shows that a channel's posts go out without something."""

    def left_out(self) -> str:
        """What the channel's posts go out without, in words; "" when nothing. Asks nobody."""
        ...


@runtime_checkable
class KnowsNames(Protocol):
    """A network that can be asked whether a name in a text is anybody's."""

    def unknown_names(self, text: str) -> tuple[str, ...]:
        """The names in a text, each with its @, that nobody has there; posts nothing."""
        ...


@runtime_checkable
class Remembers(Protocol):
    """A network whose sessions are worth keeping from one process to the next."""

    def remember_in(self, vault: Vault) -> None:
        """Keep sessions in the vault from now on; before this, they live as long as the adapter."""
        ...


@runtime_checkable
class Withdraws(Protocol):
    """A network on which a program can delete a post."""

    def withdraw(self, remote_id: str) -> Deleted:
        """Delete one part of a post there; the same when it is gone already.

        Gives what the network answered. A repeat is harmless. Raises OutcomeUnknown when the
        answer was lost: it may be gone or not. Raises Rejected when the network refuses for good,
        Unauthorized when the credential may not delete, UnsupportedFeature when this channel's
        network lets no program delete.
        """
        ...


@runtime_checkable
class Edits(Protocol):
    """A network on which a program can change a post in place, under the same id and address.

    What an edit can change is `Afterwards.editable` of the network's facts; `revising.refusal`
    compares two payloads with it before anything is sent.
    """

    def edit(self, remote_id: str, payload: Payload) -> Receipt:
        """Put the words of a part of `payloads` in the place of those of the post `remote_id`.

        Pictures stay as they are. A repeat is harmless: it leaves the same words, and no second
        post. Raises OutcomeUnknown when the answer was lost; `read` then says which words stand.
        Raises Rejected when the network refuses, or no longer has the post.
        """
        ...


@runtime_checkable
class Reads(Protocol):
    """A network from which a post can be fetched as its readers get it."""

    def read(self, remote_id: str, url: str = "") -> Reading | Gone | None:
        """One part of a post, by the id and the address of its receipt; changes nothing.

        `Gone`: the network itself says that it has no such post. None: it tells nothing about it;
        why is `Afterwards.unread` of its facts. An answer that may be about something else, or that
        cannot be read, raises Unavailable, as does a network that cannot be reached.
        """
        ...

    def intended(self, payload: Payload) -> Reading:
        """What `read` gives for a part that stands as it was sent; pure.

        None where the network does not tell it, so that both can be compared field by field. `url`
        is "".
        """
        ...
