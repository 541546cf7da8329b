"""The public view of the campaign: one item for each post, region and language.

A post that is out on several networks is one item, with a link to each. An item holds only what a
network shows to everybody. Of what is planned, only approved posts become items.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from campaign.compose.links import untracked
from campaign.config import Config
from campaign.feeds import Entry, Event, Link, Picture, item, tag
from campaign.model import Channel, Limits, Publication, State, Variant
from campaign.plan.grace import meant_for
from campaign.platforms import registry
from campaign.platforms.public_media import addresses
from campaign.storage import releases, stream, variants
from campaign.storage.database import Database
from campaign.storage.trust import changes

#: A post, its occurrence, who speaks and in which language.
Identity = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One post of one region in one language; `entry` is None while it is planned.

    `event` is already written, once for all calendars that hold it. `start` is in UTC.
    """

    region: str
    language: str
    start: datetime
    entry: Entry | None
    event: bytes


@dataclass(frozen=True, slots=True)
class Stream:
    """All items in the order of time; `unapproved` is planned, but not approved yet.

    `regions` and `languages` are those that ever had anything planned.
    """

    items: tuple[FeedItem, ...]
    unapproved: tuple[Identity, ...]
    regions: tuple[str, ...]
    languages: tuple[str, ...]


@dataclass(slots=True)
class _Group:
    """The publications of one identity, out or still to come, and their last changes (UTC)."""

    out: list[Publication] = field(default_factory=list)
    planned: list[Publication] = field(default_factory=list)
    revised: list[datetime] = field(default_factory=list)
    unapproved: bool = False


def read_stream(database: Database, config: Config, limits: Callable[[str], Limits]) -> Stream:
    """What is out and what is planned, from the database.

    `limits` gives a network's limits by its name: of a post's texts, the one of the network with
    most room is used.
    """

    @cache
    def room(platform: str) -> int:
        try:
            return limits(platform).text
        except ValueError:
            return 0  # a network that the program no longer has

    def roomiest(some: Sequence[Publication]) -> Publication:
        return min(some, key=lambda p: (-room(p.platform), p.published_at or p.due, p.channel))

    bases = _bases(config.channels)
    with database.read() as connection:
        leaving = changes.being_withdrawn(connection)
        found = [
            (each, revised)
            for each, revised in stream.public_and_planned(connection)
            if each.id not in leaving
        ]
        voices = stream.voices(connection)
        planned = (p for p, _ in found if p.state is not State.PUBLISHED)
        let = releases.released(connection, planned, config.approval)
        groups = _grouped(found, config.channels, let)
        some = {who: group.out or group.planned for who, group in groups.items()}
        chosen = {who: roomiest(each) for who, each in some.items() if each}
        fetched = {
            who: next((p for p in groups[who].out if p.channel in bases), None) for who in chosen
        }
        wanted = [*chosen.values(), *filter(None, fetched.values())]
        kept = variants.load(connection, {p.variant_hash for p in wanted})
    items = []
    for who, publication in chosen.items():
        shown = fetched[who]
        pictures = _pictures(kept[shown.variant_hash], bases[shown.channel]) if shown else ()
        items.append(
            _feed_item(who, groups[who], kept[publication.variant_hash], tuple(pictures), config)
        )
    items.sort(key=lambda each: (each.start, each.event))
    waiting = (who for who, group in groups.items() if group.unapproved and who not in chosen)
    regions, languages = (tuple(sorted({voice[n] for voice in voices})) for n in (0, 1))
    return Stream(tuple(items), tuple(waiting), regions, languages)


def speaker(config: Config, region: str, language: str) -> str:
    """A region's name in a language ("": its own first one); its id when the name is unknown."""
    known = config.regions.get(region)
    return known.name(language) if known else region


def _grouped(
    found: Sequence[tuple[Publication, datetime]],
    channels: Mapping[str, Channel],
    released: Collection[int],
) -> dict[Identity, _Group]:
    groups: dict[Identity, _Group] = {}
    for publication, revised in found:
        if not _is_public(publication, channels.get(publication.channel)):
            continue
        p = publication
        group = groups.setdefault((p.post, p.occurrence, p.region, p.language), _Group())
        if publication.state is State.PUBLISHED:
            group.out.append(publication)
        elif publication.id in released:
            group.planned.append(publication)
        else:
            group.unapproved = True
            continue
        group.revised.append(revised)
    return groups


def _is_public(publication: Publication, channel: Channel | None) -> bool:
    """True for what everybody can open, or will be able to."""
    options = channel.options if channel is not None else {}
    if not registry.is_public(publication.platform, options):
        return False
    return publication.state is not State.PUBLISHED or _is_address(publication.url)


def _is_address(url: str) -> bool:
    return url.startswith(("https://", "http://"))


def _feed_item(
    identity: Identity,
    group: _Group,
    variant: Variant,
    pictures: tuple[Picture, ...],
    config: Config,
) -> FeedItem:
    post, occurrence, region, language = identity
    campaign = config.campaign
    parts = (post, *([occurrence] if occurrence else []), region, language)
    name = tag(campaign.site, campaign.name, *parts)
    who = speaker(config, region, language)
    title = variant.headline or post
    revised = max(group.revised)
    if not group.out:
        start = min(meant_for(p) for p in group.planned)
        event = Event(name, title, language, who, start, revised, published=False)
        return FeedItem(region, language, start, None, item(event))
    instants = [p.published_at or p.due for p in group.out]
    out = sorted(group.out, key=lambda p: (p.platform, p.channel))
    about = untracked(variant.leads_to or variant.link, campaign.utm)
    entry = Entry(
        name,
        title,
        _text(variant, about),
        language,
        who,
        min(instants),
        max(instants),
        about,
        tuple(Link(registry.TITLES.get(p.platform, p.platform), p.url) for p in out),
        pictures,
    )
    event = Event(
        name, title, language, who, entry.published, revised, True, entry.text, entry.links
    )
    return FeedItem(region, language, entry.published, entry, item(event))


def _text(variant: Variant, about: str) -> str:
    """All parts but a first comment, with the link without a network's tracking."""
    parts = variant.texts[:-1] if variant.commented else variant.texts
    text = "\n\n".join(parts)
    return text.replace(variant.link, about) if variant.link else text


def _bases(channels: Mapping[str, Channel]) -> dict[str, str]:
    """Where networks fetch our pictures, by channel: what a network can fetch, everybody can."""
    found = {}
    for name, channel in channels.items():
        try:
            if base := addresses.base(channel):
                found[name] = base
        except ValueError:
            continue  # reported where that channel is used
    return found


def _pictures(variant: Variant, base: str) -> Iterator[Picture]:
    for media in variant.media:
        url = addresses.address(base, media.sha256, media.mime, "feed")
        yield Picture(url, media.mime, media.size, media.alt)
