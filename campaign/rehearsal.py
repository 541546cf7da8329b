"""A campaign's workspace on a test server: the same posts and channels, no real account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from campaign.bootstrap import Workspace
from campaign.model import Channel
from campaign.platforms import registry

_APPLICATION = "REHEARSAL_APPLICATION"
#: Options that name something at the real network: a server, the account's id.
_REAL = ("appview", "owner", "software")


def rehearsal(
    workspace: Workspace, server: str, var: Path, secret: Callable[[str, str], str]
) -> Workspace:
    """The same campaign, with all channels on one test server and its state in another folder.

    `secret` gives the credential that the test server knows, by the names of platform and channel.
    What goes into a folder goes into one of the rehearsal's. What cannot be rehearsed is paused. No
    real credential is used.
    """
    config = workspace.config
    environ: dict[str, str] = {}
    channels: dict[str, Channel] = {}
    for number, (name, channel) in enumerate(config.channels.items()):
        variable = f"REHEARSAL_{number}"
        environ[variable] = secret(channel.platform, name)
        channels[name] = replace(
            channel,
            server=server,
            paused=not registry.facts(channel.platform).rehearsed,
            secret=variable,
            options=_rehearsed(channel, server, var),
        )
    # The application's secret, where a channel names one; see `_rehearsed`.
    environ[_APPLICATION] = "sandbox-application"
    return Workspace(
        replace(
            config,
            channels=channels,
            var=var,
            database=f"sqlite:///{var / 'campaign.db'}",
            budgets={},  # nothing is charged there, so nothing is held for it
        ),
        environ,
        workspace.clock,
        workspace.wait,
    )


def _rehearsed(channel: Channel, server: str, var: Path) -> dict[str, str]:
    """A channel's options without the real places and credentials that they name.

    Nor with the software of the real server: the test server has its own.
    """
    network = registry.facts(channel.platform)
    options = {name: value for name, value in channel.options.items() if name not in _REAL}
    for option, address in network.services(channel).items():
        options[option] = address if address == "none" else server
    if "client_secret" in options:
        options["client_secret"] = _APPLICATION
    if "public_media_url" in network.keys.options:
        options["public_media_url"] = f"{server}/_sandbox/public-media"
    if network.folder:
        options["folder"] = str(var / network.folder)
    return options
