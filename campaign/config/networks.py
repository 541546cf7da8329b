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


#: Says that a token may be sent to another machine without encryption, for a test server.
YES = ("yes",)

NETWORKS: Mapping[str, Network] = {
    "mastodon": Network(
        needs=("server", "secret"),
        options={
            # https://docs.joinmastodon.org/methods/statuses/#create
            "visibility": ("public", "unlisted", "private"),
            "spoiler": (),
            "cleartext": YES,
        },
    ),
    "bluesky": Network(
        needs=("server", "account", "secret"),
        # `appview` is the server that counts, where it is not the account's own.
        options={"appview": (), "cleartext": YES},
    ),
    # `folder` is taken from the folder the configuration lies in.
    "outbox": Network(options={"folder": ()}),
}
