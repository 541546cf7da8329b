"""The access tokens of Facebook and Instagram.

A person's token lasts two hours, or sixty days once it was exchanged. A page's token does not end
when the person's was a long one. Instagram's tokens last sixty days and can be renewed when they
are a day old. A token of the form `sandbox-<name>` opens the page and the Instagram account of that
name. It is as old as the account, and it never ends.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from campaign.sandbox.accounts import FACEBOOK, INSTAGRAM, account_in
from campaign.sandbox.clock import read_moment
from campaign.sandbox.graph.rules import PAGE_RIGHTS
from campaign.sandbox.meta.tokens import LONG, YOUNGEST, Ended, NotRenewed
from campaign.sandbox.signin import tokens
from campaign.sandbox.world import World

SHORT = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Opened:
    """What a token opens: an account by name, on one network, "" for both.

    `person` is true for the token of a person who speaks for the `pages`.
    """

    name: str
    network: str = ""
    person: bool = False
    pages: tuple[str, ...] = ()
    rights: frozenset[str] = PAGE_RIGHTS
    long: bool = False


def of_person(world: World, pages: Iterable[str], rights: Iterable[str], life: timedelta) -> str:
    """A new token for a person who may speak for these pages."""
    return _issue(
        world,
        {
            "network": FACEBOOK,
            "name": "person",
            "person": True,
            "pages": sorted(pages),
            "rights": sorted(rights),
        },
        life,
    )


def of_page(world: World, name: str, person: Opened) -> str:
    """A page's token with the person's rights: without end when the person's was a long one."""
    facts = {
        "network": FACEBOOK,
        "name": name,
        "person": False,
        "pages": [],
        "rights": sorted(person.rights),
    }
    return _issue(world, facts, None if person.long else SHORT)


def of_instagram(world: World, name: str) -> str:
    """A new token for an Instagram account, for sixty days."""
    facts = {"network": INSTAGRAM, "name": name, "person": False, "pages": [], "rights": []}
    return _issue(world, facts, LONG)


def opened(world: World, token: str) -> Opened | None:
    """What a token opens, None for what is none. Raises Ended."""
    facts = tokens.issued(world, FACEBOOK, token)
    if facts is None:
        name = account_in(token)
        return None if name is None else Opened(name)
    if tokens.has_ended(world, facts):
        raise Ended(facts["ends"])
    return Opened(
        facts["name"],
        facts["network"],
        facts["person"],
        tuple(facts["pages"]),
        frozenset(facts["rights"]),
        facts["long"],
    )


def renewed(world: World, token: str) -> str | None:
    """The token that follows an Instagram token; None when it is none. Raises Ended, NotRenewed."""
    found = opened(world, token)
    if found is None or found.network == FACEBOOK:
        return None
    facts = tokens.issued(world, FACEBOOK, token)
    born = _first_use(world, found) if facts is None else read_moment(facts["born"])
    if world.clock.now() - born < YOUNGEST:
        raise NotRenewed("the token is not 24 hours old yet")
    return of_instagram(world, found.name)


def _first_use(world: World, found: Opened) -> datetime:
    return world.account(INSTAGRAM, found.name).created_at


def _issue(world: World, facts: Mapping[str, object], life: timedelta | None) -> str:
    long = life is None or life >= LONG
    return tokens.issue(world, FACEBOOK, "EAA", {**facts, "long": long}, life)
