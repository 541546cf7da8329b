"""Ask the networks how the published posts perform, and store the answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from analytics import elsewhere
from analytics.cadence import AGES, closes
from analytics.collect import CollectResult, Progress
from analytics.collect import collect as collect_figures
from analytics.metrics import Audience, Counts, Subject
from analytics.reads import Kind
from campaign.engine.budgets import Budgets
from campaign.model import Channel, Publication, Registers, State, Variant
from campaign.model.changes import Change, ChangeKind
from campaign.plan.cost import Price
from campaign.platforms import registry
from campaign.platforms.protocols import Follows, Measures, Platform
from campaign.storage import publications, variants
from campaign.storage.database import Database
from campaign.storage.trust import changes
from campaign.usecases.reporting.paid_reads import PaidReads


class Networks:
    """The source of figures: every channel's own network."""

    def __init__(
        self,
        channels: Mapping[str, Channel],
        connect: Callable[[Channel], Platform],
        paid: PaidReads,
    ) -> None:
        self._channels = channels
        self._connect = connect
        self._paid = paid

    def counts(self, channel: str, remote_ids: Sequence[str]) -> Mapping[str, Counts]:
        """Counts by remote id; nothing from a network that does not measure.

        Raises BudgetSpent when the network may cost no more this month.
        """
        platform = self._connect(self._channels[channel])
        if not isinstance(platform, Measures):
            return {}
        with self._paid.reading(self._channels[channel], Kind.POST, len(remote_ids)) as answered:
            found = platform.counts(remote_ids)
            answered.number = len(found)
        return found

    def audience(self, channel: str) -> Audience | None:
        """The channel's followers, None where the network does not give them.

        Raises BudgetSpent when the network may cost no more this month.
        """
        platform = self._connect(self._channels[channel])
        if not isinstance(platform, Follows):
            return None
        with self._paid.reading(self._channels[channel], Kind.USER, 1):
            return platform.audience()


def collect(
    database: Database,
    channels: Mapping[str, Channel],
    connect: Callable[[Channel], Platform],
    now: datetime,
    *,
    budgets: Budgets | None = None,
    prices: Mapping[str, Price | None] = registry.PRICES,
    ages: Sequence[timedelta] = AGES,
    report: Progress | None = None,
) -> CollectResult:
    """Take the snapshots that are due at `now` (UTC) and, once a day, every channel's audience.

    `ages` are how old a post is each time it is measured.

    Channels that are paused or gone from the configuration are not asked. Neither are posts whose
    remote id is unknown because a person found them. Where reading costs something, it is written
    down, and it stops before a network's budget would be passed.
    """
    open_channels = {name: c for name, c in channels.items() if not c.paused}
    recent = subjects(database, since=now - closes(ages))
    found = [s for s in recent if s.channel in open_channels and s.remote_id]
    paid = PaidReads(database, prices, budgets or Budgets({}), now)
    source = Networks(open_channels, connect, paid)
    with database.read() as connection:
        named = elsewhere.between(connection, now - closes(ages), now)
    foreign = [e.subject for e in named if e.remote_id and e.channel in open_channels]
    with database.raising_storage_errors():
        own = collect_figures(
            database.writer,
            found,
            source,
            now,
            followers=source,
            channels=open_channels,
            ages=ages,
            report=report,
        )
        # Asked apart: an id that a person mistyped must not cost the campaign's own figures.
        others = collect_figures(database.writer, foreign, source, now, ages=ages)
    return CollectResult(
        own.snapshots + others.snapshots,
        own.audiences,
        tuple(dict.fromkeys((*own.failures, *others.failures))),
        own.missing + others.missing,
    )


def subjects(
    database: Database,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    registers: Registers | None = None,
    withdrawn: bool = False,
) -> list[Subject]:
    """What was published in a span of time, in the form that analytics needs.

    With `registers`, each has the outcome that its activity serves. With `withdrawn`, what was
    taken back since is among them, and says so; the networks cannot be asked for its figures.
    """
    gone: dict[int, list[Change]] = {}
    with database.read() as connection:
        public = publications.published(connection, since=since, until=until, withdrawn=withdrawn)
        kept = variants.load(connection, {p.variant_hash for p in public})
        if taken_back := [p.id for p in public if p.state is State.WITHDRAWN]:
            gone = changes.done(connection, taken_back, ChangeKind.WITHDRAWAL)
    return [_subject(p, kept[p.variant_hash], registers, gone.get(p.id, ())) for p in public]


def _subject(
    publication: Publication,
    variant: Variant,
    registers: Registers | None,
    taken_back: Sequence[Change],
) -> Subject:
    ended = [each.ended for each in taken_back if each.ended is not None]
    activity = registers.activities.get(publication.activity) if registers else None
    assert publication.published_at is not None
    return Subject(
        publication_id=publication.id,
        post=publication.post,
        headline=variant.headline,
        channel=publication.channel,
        platform=publication.platform,
        region=publication.region,
        language=publication.language,
        activity=publication.activity,
        outcome=(activity.outcome or None) if activity else None,
        remote_id=publication.remote_id,
        url=publication.url or None,
        published_at=publication.published_at,
        card=next((media.sha256 for media in variant.media if not media.is_film), None),
        text=variant.text,
        withdrawn_at=max(ended, default=None),
        withdrawn_because=taken_back[-1].reason if taken_back else "",
        format=format_of(variant),
    )


def format_of(variant: Variant) -> str:
    """What goes out beside the words; see `analytics.metrics.FORMATS`."""
    if any(media.is_film for media in variant.media):
        return "film"
    return ("text", "picture", "pictures")[min(len(variant.media), 2)]
