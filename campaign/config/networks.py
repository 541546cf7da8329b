"""What the configuration of a channel must and may say, network by network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Network:
    """The keys of one network's channels beyond those that every channel has.

    `needs` names the keys that may not be missing; `options` the network's own keys, each with the
    values it takes (none listed: any text). `credential` says that its accounts have one: in the
    environment, where the channel's `secret` names it, or else kept by `campaign channels connect`.
    """

    needs: tuple[str, ...] = ()
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    credential: bool = True


#: Says that a token may be sent to another machine without encryption, for a test server.
YES = ("yes",)

#: Where a post's link goes: into its text, or into a first comment under it.
LINK_IN = ("text", "comment")

#: Where an OAuth application is named: its id, and the environment variable with its secret.
_APP: Mapping[str, tuple[str, ...]] = {"client_id": (), "client_secret": ()}

NETWORKS: Mapping[str, Network] = {
    "mastodon": Network(
        needs=("server",),
        options={
            # https://docs.joinmastodon.org/methods/statuses/#create
            "visibility": ("public", "unlisted", "private"),
            "spoiler": (),
            "link_in": LINK_IN,
            "cleartext": YES,
        },
    ),
    "pixelfed": Network(
        needs=("server",),
        # `spoiler` has 140 characters at most.
        options={
            "visibility": ("public", "unlisted", "private"),
            "spoiler": (),
            "cleartext": YES,
        },
    ),
    "bluesky": Network(
        needs=("server", "account"),
        # `appview` is the server that counts, where it is not the account's own.
        options={"appview": (), "link_in": LINK_IN, "cleartext": YES},
    ),
    "x": Network(
        needs=("account",),
        options={"link_in": LINK_IN, "cleartext": YES, **_APP},
    ),
    "linkedin": Network(
        needs=("account",),
        # `version` is the API's month, such as 202610; LinkedIn ends each after a year.
        options={"link_in": LINK_IN, "version": (), "cleartext": YES, **_APP},
    ),
    "facebook": Network(
        needs=("account",),
        # `version` is the Graph API's, such as v25.0; Meta ends each after about two years.
        options={"link_in": LINK_IN, "version": (), "cleartext": YES, **_APP},
    ),
    "instagram": Network(
        needs=("account",),
        # Instagram fetches pictures itself: `public_media_url` is where it finds them.
        options={
            "link_in": LINK_IN,
            "version": (),
            "public_media_url": (),
            "cleartext": YES,
            **_APP,
        },
    ),
    "threads": Network(
        needs=("account",),
        options={"link_in": LINK_IN, "public_media_url": (), "cleartext": YES, **_APP},
    ),
    "telegram": Network(
        needs=("account",),
        options={
            "silent": YES,
            "protect": YES,
            "preview": ("small", "large", "none"),
            "cleartext": YES,
        },
    ),
    "apprise": Network(options={"format": ("text", "markdown", "html")}),
    # `folder` is taken from the folder the configuration lies in.
    "outbox": Network(options={"folder": (), "link_in": LINK_IN}, credential=False),
}
