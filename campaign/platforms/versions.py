"""Warns before a channel's API version ends, so that nobody learns of it by a refusal."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from campaign.platforms.facts import PlatformFacts

#: How long before its end a version is warned about.
AHEAD: Final = timedelta(days=60)


def warning(facts: PlatformFacts, version: str, today: date) -> str:
    """The warning about a version that has ended or ends soon, "" for any other version.

    `version` is the channel's own, "" for the network's default.
    """
    if facts.versions is None:
        return ""
    version = version or facts.versions.default
    end = facts.versions.ends(version)
    if end is None or today < end - AHEAD:
        return ""
    ending = "has ended" if today >= end else "ends"
    return (
        f"version {version} of {facts.name}'s API {ending} on {end:%d %b %Y}: "
        f'write a newer one as version = "…" under [platforms.{facts.name}]'
    )
