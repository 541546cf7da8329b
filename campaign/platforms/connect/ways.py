"""Chooses by a network's facts how an account there is connected."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from campaign.platforms import registry
from campaign.platforms.connect.flow import Flow
from campaign.platforms.facts import Ask


def way(platform: str, server: str = "") -> Flow | Ask | None:
    """How an account of this network is connected; None when it needs no credential.

    `server` is the channel's own; some hosts need another way.
    """
    known = registry.facts(platform)
    found = known.connect_at.get(urlsplit(server).hostname or "", known.connect)
    if found is None:
        return None
    title = found.title or known.title
    return replace(found, title=title) if isinstance(found, Ask) else Flow(title, found)
