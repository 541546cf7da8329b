"""The tokens that a person's yes has brought: what each opens, and how long."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from campaign.sandbox.accounts import new_secret, token_key
from campaign.sandbox.clock import read_moment, wire_time
from campaign.sandbox.world import World


def issue(
    world: World, network: str, begins: str, facts: Mapping[str, Any], life: timedelta | None = None
) -> str:
    """A new token that opens what `facts` say; without a `life` it never ends.

    `begins` is how the network's own tokens begin. The token itself is kept nowhere.
    """
    token = new_secret(begins)
    now = world.clock.now()
    ends = "" if life is None else wire_time(now + life)
    dates = {"born": wire_time(now), "ends": ends}
    world.remember(network, token_key(token), {**facts, **dates})
    return token


def issued(world: World, network: str, token: str) -> dict[str, Any] | None:
    """What a token was issued for, whether it has ended or not; None for one that never was."""
    return world.recall(network, token_key(token))


def has_ended(world: World, facts: Mapping[str, Any]) -> bool:
    """Whether the life of an issued token is over."""
    return bool(facts["ends"]) and world.clock.now() >= read_moment(facts["ends"])
