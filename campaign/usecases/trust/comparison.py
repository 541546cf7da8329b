"""What is asked of people, grouped as they read it: by post, and by readers, before beside now.

Pure but for `address`, by which the caller says where a picture is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from campaign.config import Config
from campaign.model import Media, Publication, Variant
from campaign.plan.rewording import rewordings
from campaign.plan.word_diff import Change, Stretch, beside, in_one
from campaign.platforms import registry
from campaign.usecases.trust.requests import Request


@dataclass(frozen=True, slots=True)
class Address:
    """Where a picture is shown, and how large; `problem` says why it has no `source`."""

    source: str
    width: int
    height: int
    problem: str = ""


#: Where a stored picture is shown.
AddressOf = Callable[[Media], Address]


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A picture as the page shows it; `source` is "" where `problem` says why it cannot."""

    source: str
    width: int
    height: int
    alt: tuple[Stretch, ...]
    plain_alt: str
    problem: str


@dataclass(frozen=True, slots=True)
class Part:
    """One text of a thread, from 1 `of` how many, or the first comment under the post."""

    number: int
    of: int
    is_comment: bool
    words: tuple[Stretch, ...]

    @property
    def name(self) -> str:
        """What it is called in English, "" for the only one."""
        if self.is_comment:
            return "First comment"
        return f"Part {self.number} of {self.of}" if self.of > 1 else ""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: the words in stretches, the pictures, the link."""

    headline: tuple[Stretch, ...]
    texts: tuple[Part, ...]
    link: tuple[Stretch, ...]
    pictures: tuple[ShownPicture, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """What is otherwise on one account than on another, for readers who see one of them.

    `gone` are the lines that are missing here, `come` those that are here alone. A link that
    differs only in what counts its visits is the same one, and so is a picture that was made in the
    size that the network wants. `pictures` is how many there are where it is another number.
    """

    gone: tuple[str, ...] = ()
    come: tuple[str, ...] = ()
    pictures: int | None = None

    @property
    def is_same(self) -> bool:
        """True when readers see the same."""
        return not (self.gone or self.come) and self.pictures is None


@dataclass(frozen=True, slots=True)
class Since:
    """What changed since an earlier variant: each text that differs, and the alt texts, in a row.

    `pictures` is true where a reader sees other pictures.
    """

    texts: tuple[tuple[Change, ...], ...]
    alts: tuple[tuple[Change, ...], ...]
    pictures: bool


@dataclass(frozen=True, slots=True)
class AskedChannel:
    """One publication: where, and both sides; `old` is None when nothing was approved before.

    `differs` says in words what is otherwise than on the first channel of its entry, and
    `compared` what a reader sees otherwise. `since` is what changed since it was approved last.
    """

    platform: str
    network: str
    account: str
    name: str
    language: str
    differs: str
    compared: Compared
    new: Side
    old: Side | None
    since: Since | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """The publications of one post that are asked of the same people for the same readers.

    The first of `channels` is shown whole, and of the others what differs.
    """

    requests: tuple[Request, ...]
    first: Request
    region: str
    zone: str
    at: datetime
    until: datetime
    before_at: datetime | None
    channels: tuple[AskedChannel, ...]

    @property
    def size(self) -> int:
        """How many publications it is."""
        return len(self.requests)


@dataclass(frozen=True, slots=True)
class AskedPost:
    """One post with what is asked of it."""

    id: str
    headline: str
    language: str
    entries: tuple[Entry, ...]


def grouped(
    asked: Sequence[Request], config: Config, address: AddressOf, language: str = "en"
) -> Iterator[AskedPost]:
    """The requests by post, in their order; `language` is the one in which regions are named."""
    by_post: dict[str, list[Request]] = {}
    for each in asked:
        by_post.setdefault(each.publication.post, []).append(each)
    for post, some in by_post.items():
        alike: dict[object, list[Request]] = {}
        for each in some:
            alike.setdefault(_alike(each), []).append(each)
        entries = tuple(_entry(group, config, address, language) for group in alike.values())
        source = config.campaign.source_language
        first = next((e.first for e in entries if e.first.variant.language == source), some[0])
        yield AskedPost(post, first.variant.headline or post, first.variant.language, entries)


def _alike(each: Request) -> object:
    """What publications of a post share when they are shown as one: readers, time, and state."""
    return (
        *(each.publication.region, each.variant.language, each.at, each.until),
        *(each.asked, each.held, each.draft, each.yours, each.before is None, each.variant.machine),
        each.variant.frame,
        tuple((yes.who, yes.step, yes.note) for yes in each.yeses),
        tuple((remark.who, remark.words, remark.holds) for remark in each.remarks),
    )


def length(variant: Variant) -> int:
    """How long its texts are: the longest is shown whole, shorter networks have less of it."""
    return sum(map(len, variant.texts))


def _entry(group: Sequence[Request], config: Config, address: AddressOf, language: str) -> Entry:
    ordered = sorted(group, key=lambda each: -length(each.variant))
    first = ordered[0]
    p = first.publication
    channel = config.channels.get(p.channel)
    zone = channel.zone if channel else config.zone
    region = config.regions.get(p.region)
    return Entry(
        tuple(ordered),
        first,
        region.name(language) if region else p.region,
        zone.key,
        first.at.astimezone(zone),
        first.until.astimezone(zone),
        first.before_at.astimezone(zone) if first.before_at else None,
        tuple(
            asked_channel(
                each.publication, each.variant, each.before, first.variant, config, address
            )
            for each in ordered
        ),
    )


def asked_channel(
    publication: Publication,
    variant: Variant,
    before: Variant | None,
    first: Variant,
    config: Config,
    address: AddressOf,
) -> AskedChannel:
    """One publication beside what was approved `before`, and beside the `first` of its entry."""
    known = config.channels.get(publication.channel)
    old, new = sides(before, variant, address)
    differing = [found.what for found in rewordings(first, variant)]
    return AskedChannel(
        publication.platform,
        registry.TITLES.get(publication.platform, publication.platform),
        (known.account if known else "") or publication.channel,
        publication.channel,
        publication.language,
        ", ".join(dict.fromkeys(differing)),
        compared(first, variant),
        new,
        old if before is not None else None,
        since(before, variant) if before is not None else None,
    )


def compared(first: Variant, other: Variant) -> Compared:
    """What readers of `other` see otherwise than those of `first`, line by line."""
    here, there = _lines(first), _lines(other)
    return Compared(
        tuple(line or first.link for line in here if line not in there),
        tuple(line or other.link for line in there if line not in here),
        len(other.media) if len(other.media) != len(first.media) else None,
    )


def since(before: Variant, now: Variant) -> Since:
    """What changed between two variants of one publication."""
    texts = zip_longest(before.texts, now.texts, fillvalue="")
    alts = zip_longest(
        (each.alt for each in before.media), (each.alt for each in now.media), fillvalue=""
    )
    return Since(
        tuple(in_one(old, new) for old, new in texts if old != new),
        tuple(in_one(old, new) for old, new in alts if old != new),
        [each.sha256 for each in before.media] != [each.sha256 for each in now.media],
    )


def _lines(variant: Variant) -> list[str]:
    """The lines of all texts; the post's own link, which counts visits by account, is ""."""
    lines = []
    for text in variant.texts:
        for line in text.split("\n"):
            plain = line.strip()
            if variant.link and variant.link in plain:
                rest = plain.replace(variant.link, "").strip()
                lines += [""] if not rest else [rest, ""]
            elif plain:
                lines.append(plain)
    return lines


def sides(old: Variant | None, new: Variant, address: AddressOf) -> tuple[Side, Side]:
    """Both sides of a comparison; without an old one, the new one twice."""
    if old is None:
        side = Side(
            _plain(new.headline),
            tuple(_part(new, n, _plain(text)) for n, text in enumerate(new.texts)),
            _plain(new.link),
            tuple(_picture(media, _plain(media.alt), address) for media in new.media),
        )
        return side, side
    headlines, links = beside(old.headline, new.headline), beside(old.link, new.link)
    longest = max(len(old.texts), len(new.texts))
    texts = [beside(_at(old.texts, n), _at(new.texts, n)) for n in range(longest)]
    most = max(len(old.media), len(new.media))
    alts = [beside(_alt(old.media, n), _alt(new.media, n)) for n in range(most)]
    made = []
    for number, variant in enumerate((old, new)):
        made.append(
            Side(
                headlines[number],
                tuple(_part(variant, n, texts[n][number]) for n in range(len(variant.texts))),
                links[number],
                tuple(_picture(m, alts[n][number], address) for n, m in enumerate(variant.media)),
            )
        )
    return made[0], made[1]


def _part(variant: Variant, number: int, words: tuple[Stretch, ...]) -> Part:
    count = len(variant.texts) - variant.commented
    return Part(number + 1, count, number >= count, words)


def _picture(media: Media, alt: tuple[Stretch, ...], address: AddressOf) -> ShownPicture:
    found = address(media)
    return ShownPicture(found.source, found.width, found.height, alt, media.alt, found.problem)


def _at(texts: Sequence[str], number: int) -> str:
    return texts[number] if number < len(texts) else ""


def _alt(media: Sequence[Media], number: int) -> str:
    return media[number].alt if number < len(media) else ""


def _plain(text: str) -> tuple[Stretch, ...]:
    return (Stretch(text, False),) if text else ()
