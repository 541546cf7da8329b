"""What LinkedIn knows of a picture, document or film: its owner and its state."""

from typing import Any

from campaign.sandbox.accounts import LINKEDIN
from campaign.sandbox.clock import read_moment
from campaign.sandbox.linkedin.gate import not_found
from campaign.sandbox.world import World

AVAILABLE, FAILED = "AVAILABLE", "PROCESSING_FAILED"
WAITING, WORKING = "WAITING_UPLOAD", "PROCESSING"
VIDEO = "urn:li:video:"


def facts_of(world: World, account: str, urn: str) -> dict[str, Any]:
    """What is known of an account's own asset; raises Refusal 404."""
    facts = world.recall(LINKEDIN, urn)
    if facts is None or facts.get("account") != account:
        raise not_found(urn)
    return facts


def status(world: World, account: str, urn: str) -> str:
    """How far an account's own asset has come: a film is worked on until an instant."""
    facts = facts_of(world, account, urn)
    if facts["status"] == WORKING and world.clock.now() >= read_moment(facts["until"]):
        return str(facts["becomes"])
    return str(facts["status"])
