"""When the version of an API that a channel asks for ends, so that no refusal has to tell it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from campaign.platforms.facts import PlatformFacts

#: So long before its end a version is spoken of.
AHEAD: Final = timedelta(days=60)


def warning(network: PlatformFacts, version: str, today: date) -> str:
    """What to say of a version that has ended or is about to, "" for nothing.

    `version` is the channel's own, "" for the one that is asked for without it.
    """
    if network.versions is None:
        return ""
    version = version or network.versions.default
    end = network.versions.ends(version)
    if end is None or today < end - AHEAD:
        return ""
    ending = "has ended" if today >= end else "ends"
    return (
        f"version {version} of {network.name}'s API {ending} on {end:%d %b %Y}: "
        f'write a newer one as version = "…" under [platforms.{network.name}]'
    )
