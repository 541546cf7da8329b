"""What people set for themselves: their name, the desk's language, and its keys."""

from __future__ import annotations

from datetime import datetime

from campaign.errors import CampaignError
from campaign.model.people import Actor
from campaign.model.sessions import Preferences
from campaign.plan.rights import Act
from campaign.storage import record
from campaign.storage.database import Database
from campaign.storage.desk import preferences
from campaign.storage.record import RecordAct
from campaign.storage.trust import people
from campaign.usecases.trust.names import checked_name


def preferences_of(database: Database, actor: Actor) -> Preferences:
    """What a person chose for themselves; raises Forbidden."""
    with database.read() as connection:
        known = people.asked(connection, actor, Act.READ, [])
        return preferences.of(connection, known.person.id) if known.person else Preferences()


def change(
    database: Database, name: str, wanted: Preferences, *, actor: Actor, now: datetime
) -> bool:
    """Write down one's own name and wishes; False when they were so. The record has a new name.

    Raises UnfitName, Forbidden, and CampaignError while nobody is registered.
    """
    named = checked_name(name)
    with database.write() as connection:
        people.lock(connection)
        known = people.asked(connection, actor, Act.READ, [])
        if known.person is None:
            raise CampaignError("nobody is registered, so there is nobody whose name this could be")
        id = known.person.id
        renamed, other = named != known.person.name, wanted != preferences.of(connection, id)
        if renamed:
            people.rename(connection, id, named, now)
            record.append(
                connection,
                RecordAct.PERSON_RENAMED,
                who=id,
                now=now,
                private={"person": id, "name": named, "before": known.person.name},
            )
        if other:
            preferences.put(connection, id, wanted)
    return renamed or other
