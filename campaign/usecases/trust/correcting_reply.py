"""A person sets a post right by a reply under it: one more part, with words of its own.

The post stays as it is. The reply belongs to the publication, so that a withdrawal takes both back.
It needs the same approval as any words: the variant with the reply is what is approved.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from campaign.engine.changes.closing import parts_out
from campaign.errors import CampaignError, PlatformError
from campaign.model import Channel, Publication, State, Variant
from campaign.model.changes import Change, ChangeKind, ChangeState
from campaign.model.people import Actor
from campaign.plan.rights import Act
from campaign.platforms import registry
from campaign.storage import record, variants
from campaign.storage.database import Database
from campaign.storage.record import RecordAct
from campaign.storage.trust import authors, changes, people
from campaign.usecases.trust.asking import drop, given_reason
from campaign.usecases.trust.correct import Corrected, CorrectionStep
from campaign.usecases.trust.corrections import WriterOf


class CannotReply(CampaignError):
    """There are no words for a reply, or they would go to readers of another language."""


def reply(
    database: Database,
    numbers: Collection[int],
    words: str,
    *,
    channels: Mapping[str, Channel],
    writer_of: WriterOf,
    actor: Actor,
    reason: str,
    now: datetime,
    shown: Mapping[int, str] | None = None,
) -> tuple[Corrected, ...]:
    """Ask for a reply with these words under each publication; it goes out once it is released.

    All of them must be in one language. `shown` has the hash of the words that a page has shown of
    each: what has others by now is not replied to, so the same form sent twice makes no second
    reply. Raises CannotReply, Forbidden and NoReason; then nothing is changed.
    """
    why = given_reason(reason)
    if not words.strip():
        raise CannotReply('say the words of the reply: --reply "…"')
    with database.write() as connection:
        people.keep(connection)  # before the rows: so no two wait for each other
        found = (changes.lock(connection, number) for number in sorted(set(numbers)))
        some = [each for each in found if each is not None]
        actor = people.demand(connection, actor, Act.CORRECT, {each.region for each in some})
        public = [each for each in some if each.state is State.PUBLISHED]
        languages = sorted({each.language for each in public})
        if len(languages) > 1:
            raise CannotReply(
                f"these are in {', '.join(languages)}, and a reply is in one language: choose with "
                "--channel"
            )
        done = tuple(
            _ask(connection, each, words.strip(), channels, writer_of, actor, why, now)
            if shown is None or shown.get(each.id) == each.variant_hash
            else Corrected(each, CorrectionStep.CHANGED, "it has other words by now: look again")
            for each in some
        )
        record.chain(connection)
    return done


def _ask(
    connection: Connection,
    publication: Publication,
    words: str,
    channels: Mapping[str, Channel],
    writer_of: WriterOf,
    actor: Actor,
    reason: str,
    now: datetime,
) -> Corrected:
    if publication.state is not State.PUBLISHED:
        return Corrected(publication, CorrectionStep.CHANGED, f"it is {publication.state}")
    before = changes.open_of(connection, publication.id)
    if busy := _busy(before):
        return Corrected(publication, CorrectionStep.BUSY, busy, before[0])
    old = variants.load(connection, [publication.variant_hash])[publication.variant_hash]
    new, refusal = _with_reply(publication, old, words, channels, writer_of)
    part = len(parts_out(connection, publication))
    if not refusal and part + 1 != len(new.texts):
        refusal = "not all of its parts are known by their own id"
    if refusal:
        return Corrected(publication, CorrectionStep.CANNOT_REPLY, refusal)
    if before and {each.variant_after for each in before} == {new.hash}:
        why = f"{before[0].who} asked for it"
        return Corrected(publication, CorrectionStep.ASKED_BEFORE, why, before[0])
    name = variants.store(connection, new, now, actor.name)
    authors.planned(connection, name, new.post, new.language, who=actor.name, now=now)
    for each in before:
        drop(connection, each, who=actor.name, now=now, why="another correction takes its place")
    changes.ask(
        connection,
        publication,
        part,
        ChangeKind.REPLY,
        remote_id="",
        url=publication.url,
        who=actor.name,
        reason=reason,
        now=now,
        variant_after=name,
    )
    record.append(
        connection,
        RecordAct.CORRECTION_ASKED,
        who=actor.name,
        now=now,
        post=publication.post,
        publication=publication.id,
        details={
            "channel": publication.channel,
            "way": ChangeKind.REPLY.value,
            "parts": [part],
            "before": publication.variant_hash,
            "after": name,
        },
        private={"reason": reason},
    )
    return Corrected(publication, CorrectionStep.ASKED, first=before[0] if before else None)


def _busy(before: Collection[Change]) -> str:
    if any(each.kind is ChangeKind.WITHDRAWAL for each in before):
        return "it is being withdrawn"
    if any(each.state in (ChangeState.WORKING, ChangeState.UNKNOWN) for each in before):
        return "an earlier correction is on its way: say it again in a moment"
    return ""


def _with_reply(
    publication: Publication,
    old: Variant,
    words: str,
    channels: Mapping[str, Channel],
    writer_of: WriterOf,
) -> tuple[Variant, str]:
    """The variant with a further part, and why its network takes none, "" where it does."""
    channel = channels.get(publication.channel)
    if channel is None:
        return old, "its channel left the configuration: nothing new is published there"
    limits = registry.limits(channel.platform)
    if not limits.threads and (not limits.comments or len(old.texts) > 1):
        return old, "its network takes no further part under this post"
    new = replace(old, texts=(*old.texts, words), commented=old.commented or not limits.threads)
    try:
        writer_of(channel)(new, publication.published_at or publication.due)
    except (PlatformError, ValueError) as error:
        return new, str(error)
    return new, ""
