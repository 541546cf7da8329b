"""The containers of Instagram and Threads: made and worked on, asked about, published once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from campaign.sandbox.accounts import Account
from campaign.sandbox.clock import read_moment, wire_time
from campaign.sandbox.ledger import Entry
from campaign.sandbox.media import Picture
from campaign.sandbox.world import World


@dataclass(frozen=True, slots=True)
class Containers:
    """The containers of one network, kept as facts of the world.

    A container expires after its `life`. It is worked on for the time `worked_on`, or until it was
    asked about once.
    """

    network: str
    life: timedelta
    worked_on: timedelta

    def keep(
        self, world: World, who: Account, facts: Mapping[str, Any], pictures: Iterable[Picture]
    ) -> str:
        """Remember a new container; gives its id."""
        with world.lock:
            id = str(world.new_id())
            kept = {
                "account": who.name,
                "at": wire_time(world.clock.now()),
                "pictures": [each.as_json() for each in pictures],
                "asked": False,
                "error": "",
                "published": "",
            }
            world.remember(self.network, _key(id), {**kept, **facts})
        return id

    def find(self, world: World, who: Account, id: str) -> dict[str, Any] | None:
        """What is known of an account's own container, None when there is none."""
        facts = world.recall(self.network, _key(id))
        return facts if facts is not None and facts["account"] == who.name else None

    def status(self, world: World, facts: Mapping[str, Any]) -> str:
        """The state of a container.

        https://developers.facebook.com/docs/instagram-platform/reference/ig-container and
        https://developers.facebook.com/documentation/threads/troubleshooting
        """
        age = world.clock.now() - read_moment(facts["at"])
        if facts["published"]:
            return "PUBLISHED"
        if age >= self.life:
            return "EXPIRED"
        busy = facts["kind"] != "TEXT" and not facts["asked"]
        if busy and timedelta(0) <= age < self.worked_on:
            return "IN_PROGRESS"
        return "ERROR" if facts.get("error") else "FINISHED"

    def asked(self, world: World, id: str, facts: Mapping[str, Any]) -> str:
        """The state of a container for a client that asks; the first question ends the work."""
        status = self.status(world, facts)
        if status == "IN_PROGRESS":
            world.remember(self.network, _key(id), {**facts, "asked": True})
        return status

    def publish(
        self, world: World, id: str, facts: Mapping[str, Any], entry: Entry, base: str
    ) -> str:
        """Accept the container's post, and remember that it is out; gives the post's id."""
        entry = world.accept(entry, base)
        world.remember(self.network, _key(id), {**facts, "published": entry.remote_id})
        return entry.remote_id

    def pictures(self, world: World, ids: Iterable[str]) -> list[Picture]:
        """The pictures of some containers, in their order."""
        known = (world.recall(self.network, _key(id)) or {} for id in ids)
        return [Picture(**each) for facts in known for each in facts.get("pictures", ())]


def _key(id: str) -> str:
    return f"container:{id}"
