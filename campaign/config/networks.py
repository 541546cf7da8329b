"""What the configuration of a channel must and may say, network by network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Network:
    """The keys of one network's channels beyond those that every channel has.

    `needs` names the keys that may not be missing; `options` the network's own keys, each with the
    values it takes (none listed: any text).
    """

    needs: tuple[str, ...] = ()
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


NETWORKS: Mapping[str, Network] = {
    "mastodon": Network(
        needs=("server", "secret"),
        # https://docs.joinmastodon.org/methods/statuses/#create
        options={"visibility": ("public", "unlisted", "private")},
    ),
    "bluesky": Network(needs=("server", "account", "secret")),
    "outbox": Network(),
}
