"""Publications on their way through the engine, made ready by hand up to one of its steps."""

from __future__ import annotations

from campaign.engine.claim import claim
from campaign.engine.claimed import ClaimedPublication
from campaign.engine.context import EngineContext, TickReport
from campaign.engine.prepare import PreparedPublication, prepare
from campaign.model.approval import USUAL
from campaign.storage import queue, variants
from tests.engine.stage import Stage


def no_channel(channel: str, reason: str) -> None:
    """Nothing is to be shut in this test."""
    raise AssertionError(f"{channel}: {reason}")


def prepared(stage: Stage, context: EngineContext) -> list[PreparedPublication]:
    """All that is due and approved, with its requests."""
    with stage.database.read() as connection:
        found = queue.ready(connection, context.clock(), rules=USUAL)
        words = variants.load(connection, [each.variant_hash for each in found])
    chosen = [(each, words[each.variant_hash]) for each in found]
    return prepare(context, chosen, TickReport(), no_channel)


def claimed(stage: Stage, context: EngineContext) -> list[ClaimedPublication]:
    """The same, claimed and committed."""
    ready = prepared(stage, context)
    with stage.database.write() as connection:
        return claim(context, connection, ready, TickReport(), no_channel)
