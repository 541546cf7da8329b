"""Threads' access tokens: for an hour at first, then for sixty days, again and again.

A token is renewed as long as it lives, and when it is a day old at least:
https://developers.facebook.com/docs/threads/get-started/long-lived-tokens/. A token of the form
`sandbox-<account>` is as old as its account and never ends.
"""

from datetime import datetime, timedelta
from typing import Any

from campaign.sandbox.accounts import THREADS, account_in
from campaign.sandbox.clock import read_moment
from campaign.sandbox.meta.tokens import LONG, YOUNGEST, Ended, NotRenewed
from campaign.sandbox.signin import tokens
from campaign.sandbox.world import World

SHORT = timedelta(hours=1)


def issue(world: World, account: str, life: timedelta) -> str:
    """A new token for an account."""
    world.account(THREADS, account)
    facts = {"account": account, "long": life >= LONG}
    return tokens.issue(world, THREADS, "THSB", facts, life)


def opened(world: World, token: str) -> str | None:
    """The account a token opens, or None. Raises Ended."""
    facts = tokens.issued(world, THREADS, token)
    if facts is None:
        return account_in(token)
    _living(world, facts)
    return str(facts["account"])


def lengthened(world: World, token: str) -> str | None:
    """A token for sixty days for one of an hour; None for no token. Raises Ended, NotRenewed."""
    facts = tokens.issued(world, THREADS, token)
    if facts is None:
        return None
    _living(world, facts)
    if facts["long"]:
        raise NotRenewed("the token is a long-lived one already")
    return issue(world, facts["account"], LONG)


def renewed(world: World, token: str) -> str | None:
    """The next token for one of sixty days; None when it is none. Raises Ended, NotRenewed."""
    name = opened(world, token)
    if name is None:
        return None
    facts = tokens.issued(world, THREADS, token)
    if facts is not None and not facts["long"]:
        raise NotRenewed("only long-lived tokens are renewed")
    if world.clock.now() - _born(world, name, facts) < YOUNGEST:
        raise NotRenewed("the token is not 24 hours old yet")
    return issue(world, name, LONG)


def _born(world: World, name: str, facts: dict[str, Any] | None) -> datetime:
    if facts is None:
        return world.account(THREADS, name).created_at
    return read_moment(facts["born"])


def _living(world: World, facts: dict[str, Any]) -> None:
    if tokens.has_ended(world, facts):
        raise Ended(facts["ends"])
