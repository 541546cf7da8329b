"""The keys that the configuration of one network's channels must have and may have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

#: Says that a token may be sent to another machine without encryption, for a test server.
YES: Final = ("yes",)

#: Where a post's link goes: into its text, or into a first comment under it.
LINK_IN: Final = ("text", "comment")

#: Where an OAuth application is named: its id, and the environment variable with its secret.
APPLICATION: Final[Mapping[str, tuple[str, ...]]] = {"client_id": (), "client_secret": ()}


@dataclass(frozen=True, slots=True)
class ChannelKeys:
    """The keys of one network's channels beyond those that every channel has.

    `needs` names the keys that may not be missing; `options` the network's own keys, each with the
    values it takes (none listed: any text). `credential` says that its accounts have one: in the
    environment, where the channel's `secret` names it, or else kept by `campaign channels connect`.
    `currency` is the currency (ISO 4217) in which the network charges, and so the one of a budget
    for it; "" for a network that charges nothing.
    `examples` shows how a new project's channels may write a key. `{handle}`, `{host}` and
    `{number}` stand for what differs from channel to channel.
    """

    needs: tuple[str, ...] = ()
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    credential: bool = True
    currency: str = ""
    examples: Mapping[str, str] = field(default_factory=dict)
