"""The channels of a new project: each region on each network in each of its languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from campaign.model import ChannelKeys

#: The first number of an account where a network numbers its accounts.
_FIRST = 1001


class Voice(Protocol):
    """A region, as far as channels are concerned."""

    @property
    def id(self) -> str:
        """Its name in the configuration."""
        ...

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages it publishes in."""
        ...


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel of the new configuration; `account` is "" where its network has none.

    `is_example` says that nobody has named the account yet.
    """

    name: str
    network: str
    region: str
    language: str
    account: str
    is_example: bool


def channels_of(
    regions: Iterable[Voice],
    networks: Iterable[str],
    known: Mapping[str, ChannelKeys],
    accounts: Mapping[str, str],
) -> tuple[Channel, ...]:
    """Every channel, the regions in their order; `accounts` names those that are known by name."""
    networks = tuple(networks)
    found: list[Channel] = []
    for region in regions:
        for network in networks:
            for language in region.languages:
                several = len(region.languages) > 1
                name = f"{region.id}-{network}" + (f"-{language.lower()}" if several else "")
                example = (
                    known[network]
                    .examples.get("account", "")
                    .format(handle=name.replace("-", "_"), host=name, number=_FIRST + len(found))
                )
                own = accounts.get(name, "")
                found.append(
                    Channel(
                        name, network, region.id, language, own or example, own in ("", example)
                    )
                )
    return tuple(found)
