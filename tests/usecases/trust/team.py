"""People whom tests register."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from campaign.model.people import Actor, Role
from campaign.storage.database import Database
from campaign.storage.trust import people as stored
from campaign.usecases.trust import people
from tests.plan.made import NOW

REGIONS = ("catalonia", "navarra", "donegal")
#: Who works alone, before anybody is registered.
ALONE = Actor("root")


def register(
    database: Database,
    id: str,
    *roles: Role,
    region: str = "all",
    by: Actor = ALONE,
    more: Mapping[str, Collection[Role]] | None = None,
) -> Actor:
    """Register a person with some roles in a region, and give the actor that they are."""
    wanted: dict[str, Collection[Role]] = {region: roles} if roles else {}
    people.add(
        database,
        id,
        f"{id.capitalize()} Puig",
        f"{id}@example.org",
        roles={**wanted, **(more or {})},
        regions=REGIONS,
        actor=by,
        now=NOW,
    )
    return acting(database, id)


def acting(database: Database, id: str) -> Actor:
    """A registered person as an actor."""
    with database.read() as connection:
        found = stored.one(connection, id)
    assert found is not None
    return Actor(id, found)
