"""X's OAuth 2.0 tokens: an access token for two hours, and a refresh token that works once.

https://docs.x.com/fundamentals/authentication/oauth-2-0/user-access-token. An account's refresh
tokens are numbered from 1, `sandbox-refresh-<account>-<number>`, and the first needs no consent. A
token of the form `sandbox-<account>` never ends and may do everything.
"""

from collections.abc import Iterable
from datetime import timedelta

import regex

from campaign.sandbox.accounts import PREFIX, X, account_in
from campaign.sandbox.signin import tokens
from campaign.sandbox.world import World

LIFE = timedelta(hours=2)
OFFLINE = "offline.access"
SCOPES = frozenset({"tweet.read", "tweet.write", "users.read", "media.write", OFFLINE})

_REFRESH = regex.compile(rf"{PREFIX}refresh-(?P<account>.+)-(?P<number>[1-9][0-9]*)")


def issue(world: World, account: str, scopes: Iterable[str]) -> str:
    """A new access token for an account."""
    world.account(X, account)
    facts = {"account": account, "scopes": sorted(scopes)}
    return tokens.issue(world, X, "t", facts, LIFE)


def opened(world: World, token: str) -> tuple[str, frozenset[str]] | None:
    """The account that an access token opens and what for, None when it opens none (any more)."""
    facts = tokens.issued(world, X, token)
    if facts is None:
        name = None if _REFRESH.fullmatch(token) else account_in(token)
        return None if name is None else (name, SCOPES)
    if tokens.has_ended(world, facts):
        return None
    return str(facts["account"]), frozenset(facts["scopes"])


def refresh_token(world: World, account: str, scopes: Iterable[str]) -> str:
    """The account's refresh token that has not been used yet."""
    facts = world.recall(X, f"refresh:{account}") or {"number": 1}
    world.remember(X, f"refresh:{account}", {**facts, "scopes": sorted(scopes)})
    return f"{PREFIX}refresh-{account}-{facts['number']}"


def used(world: World, token: str) -> tuple[str, frozenset[str]] | None:
    """Use a refresh token up; gives its account and scopes, None for a used or unknown one."""
    match = _REFRESH.fullmatch(token)
    if match is None or account_in(PREFIX + match["account"]) is None:
        return None
    account, number = match["account"], int(match["number"])
    facts = world.recall(X, f"refresh:{account}") or {"number": 1, "scopes": sorted(SCOPES)}
    if number != facts["number"]:
        return None
    world.remember(X, f"refresh:{account}", {**facts, "number": number + 1})
    return account, frozenset(facts["scopes"])
