"""Warns of an API version that ends or that nobody knows, before a network refuses it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from campaign.platforms.facts import PlatformFacts

#: How long before its end a version is warned about.
AHEAD: Final = timedelta(days=60)


def warning(facts: PlatformFacts, version: str, today: date) -> str:
    """The warning about a version that has ended, ends soon or is unknown; "" for any other.

    `version` is the channel's own, "" for the network's default. One is unknown when it is
    misspelt, has not come yet, or is newer than this program.
    """
    if facts.versions is None:
        return ""
    version = version or facts.versions.default
    if not facts.versions.is_known(version, today):
        return (
            f"version {version} of {facts.name}'s API is not known here, nor when it ends: check "
            f'it, or write another one as version = "…" under [platforms.{facts.name}]'
        )
    end = facts.versions.ends(version)
    if end is None or today < end - AHEAD:
        return ""
    ending = "has ended" if today >= end else "ends"
    return (
        f"version {version} of {facts.name}'s API {ending} on {end:%d %b %Y}: "
        f'write a newer one as version = "…" under [platforms.{facts.name}]'
    )


def warnings(facts: Iterable[tuple[PlatformFacts, str]], today: date) -> tuple[str, ...]:
    """Each warning once, of pairs of a network and the version that a channel of it names."""
    return tuple(sorted({warning(each, version, today) for each, version in facts} - {""}))
