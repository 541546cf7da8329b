"""Whether an edit may leave now, and its exact request.

A withdrawal is urgent and asks nobody: no pause holds it. An edit puts new words before readers, so
it needs what a post needs: its words released, its channel in use and not paused.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from campaign.engine.context import EngineContext
from campaign.engine.payloads import prepared
from campaign.errors import UnsupportedFeature
from campaign.model import Channel, Payload, Publication
from campaign.model.changes import Change, ChangeKind
from campaign.platforms.protocols import Platform
from campaign.storage import pauses, publications, releases, variants
from campaign.storage.trust import changes

#: What is said of a correction that nobody has let go yet.
UNAPPROVED = "waits for approval of the new words"


def why_not_yet(context: EngineContext, channel: Channel, change: Change) -> str:
    """Why an edit may not leave now, in words; "" when it may."""
    known = context.channels.get(channel.name)
    if known is None:
        return "its channel left the configuration: nothing new is published there"
    region = context.regions.get(known.region)
    now = context.clock()
    with context.database.read() as connection:
        paused = pauses.open(connection, now)
        publication = publications.one(connection, change.publication)
        assert publication is not None
        mine = changes.open_of(connection, change.publication)
        let = is_let(context, connection, publication, change)
    if any(each.kind is ChangeKind.WITHDRAWAL for each in mine):
        return "its post is being withdrawn"
    if known.paused:
        return "its channel is paused in the configuration"
    if why := paused.reason(known, region):
        return why
    return "" if let else UNAPPROVED


def is_let(
    context: EngineContext, connection: Connection, publication: Publication, change: Change
) -> bool:
    """True when the new words of a publication are released at this moment."""
    corrected = replace(publication, variant_hash=change.variant_after)
    return bool(releases.released(connection, [corrected], context.approval))


def new_payload(context: EngineContext, platform: Platform, change: Change) -> Payload:
    """The request of one part with the new words; raises UnsupportedFeature and Altered."""
    with context.database.read() as connection:
        publication = publications.one(connection, change.publication)
        variant = variants.load(connection, [change.variant_after])[change.variant_after]
    assert publication is not None
    assert publication.published_at is not None
    made = prepared(platform, variant, publication.published_at, approved=change.variant_after)
    if change.part >= len(made):
        raise UnsupportedFeature(f"the new words have no part {change.part + 1}")
    return made[change.part]
