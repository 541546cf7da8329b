"""Asking servers for their own limits, from the commands that talk to networks anyway."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from campaign.bootstrap import Workspace
from campaign.cli.terminal import say
from campaign.errors import CampaignError
from campaign.model import Channel
from campaign.platforms import registry
from campaign.usecases.planning.ask_servers import AGE, Asked, ask_servers

log = logging.getLogger(__name__)

#: How many servers `campaign publish` asks at most: it runs every minute and shall end soon.
FEW: Final = 2

_SHOWN = 5


def ask(
    opened: Workspace, channels: Iterable[Channel], *, anew: bool = True, most: int | None = None
) -> list[Asked]:
    """Ask the servers of these channels; without `anew`, those whose last answer is a day old.

    Raises nothing: without an answer the last one stands, and without any the network's table.
    """
    try:
        return ask_servers(
            opened.database,
            channels,
            lambda channel: opened.connect_with(channel, opened.secret(channel)),
            opened.now(),
            age=timedelta(0) if anew else AGE,
            most=most,
            others=opened.config.channels.values(),
        )
    except CampaignError as error:
        log.warning("No server was asked: %s", error, extra={"action": "limits_failed"})
    except Exception:
        log.exception("No server was asked", extra={"action": "limits_failed"})
    return []


def in_words(opened: Workspace, channel: Channel) -> str:
    """By what a channel's posts are measured: by its server's answer, or by the network's table."""
    if not registry.asks(channel.platform):
        return ""
    said = opened.known_limits.told(channel)
    if said is None or said.asked is None:
        return f"by the table of {registry.facts(channel.platform).title}"
    day = said.asked.astimezone(opened.config.zone).date()
    return f"asked {day}: {_runs(said.software, said.version)}"


def tell(asked: Iterable[Asked]) -> None:
    """Say what servers answered, and how many publications they take no more."""
    for each in asked:
        names = ", ".join(each.channels[:_SHOWN]) + (" …" if len(each.channels) > _SHOWN else "")
        if each.said is None:
            say(f"The server of {names} was asked what it allows, and did not say: {each.trouble}")
            continue
        limits = each.said.limits
        say(
            f"The server of {names} ({_runs(each.said.software, each.said.version)}) takes "
            f"{limits.text} characters, {limits.images} pictures and alt texts of {limits.alt}."
        )
        for words in each.said.ignored:
            say(f"  {words}: the number of the table stands.")
        if each.held:
            say(f"  ✗ {len(each.held)} planned no longer fit there: campaign check says which.")


def _runs(software: str, version: str) -> str:
    """What a server runs, in words."""
    return f"{software} {version}".strip() if software else "what it runs is not known"
