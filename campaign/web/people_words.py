"""What a page calls roles and regions, and the ways in which people come in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from campaign.config import Config
from campaign.model.people import EVERYWHERE, Person, Role
from campaign.model.sessions import WayIn
from campaign.web.words import N_, Words

#: How somebody signed in.
WAYS: Final[Mapping[WayIn, str]] = {
    WayIn.MAIL: N_("by a link that was mailed"),
    WayIn.GIVEN: N_("by a link that was handed over"),
    WayIn.START: N_("by the link of the first start"),
    WayIn.PASSKEY: N_("by a passkey"),
    WayIn.PROVIDER: N_("by the organisation’s sign-in"),
}

#: What roles are called.
ROLES: Final = {
    Role.READER: N_("reader"),
    Role.EDITOR: N_("editor"),
    Role.APPROVER: N_("approver"),
    Role.COORDINATOR: N_("coordinator"),
    Role.ADMIN: N_("administrator"),
}


def choices(config: Config, words: Words) -> dict[str, dict[str, str]]:
    """The roles and the regions that can be chosen, as pages name them."""
    regions = {EVERYWHERE: words(N_("all regions"))}
    regions |= {each: found.name(words.language) for each, found in config.regions.items()}
    return {
        "roles": {role.value: words(word) for role, word in ROLES.items()},
        "regions": regions,
    }


def roles_in_words(config: Config, words: Words) -> Callable[[Person], list[str]]:
    """Gives the roles of a person, a region a line."""
    named = choices(config, words)
    roles, regions = named["roles"], named["regions"]

    def told(person: Person) -> list[str]:
        return [
            f"{regions.get(region, region)}: {', '.join(roles[r.value] for r in Role if r in some)}"
            for region, some in person.roles.items()
        ]

    return told
