"""One page for whoever is asked: the words and pictures of before and of now, side by side.

The page is one file. It holds its pictures, asks no server for anything, and sends nothing.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

import jinja2
from PIL import Image

from campaign.config import Config
from campaign.errors import StorageError
from campaign.model import Media, Variant
from campaign.pictures.encode import on_white
from campaign.plan.rewording import rewordings
from campaign.plan.word_diff import Stretch, beside
from campaign.platforms import registry
from campaign.usecases.planning.preview_texts import Piece, pieces
from campaign.usecases.planning.thumbnails import write_whole
from campaign.usecases.trust.requests import Request

#: Pixels: sharp at half a page's width on most screens, and small enough to be sent by mail.
_WIDTH = 560


@dataclass(frozen=True, slots=True)
class _Picture:
    """A picture as the page shows it; `source` is "" where `problem` says why it cannot."""

    source: str
    width: int
    height: int
    alt: tuple[Stretch, ...]
    plain_alt: str
    problem: str


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of a comparison: the words in stretches, the pictures, the link."""

    headline: tuple[Stretch, ...]
    texts: tuple[tuple[str, tuple[Stretch, ...]], ...]
    link: tuple[Stretch, ...]
    pictures: tuple[_Picture, ...]


@dataclass(frozen=True, slots=True)
class _Channel:
    """One publication: where, and both sides; `old` is None when nothing was approved before.

    `differs` says in words what is otherwise than on the first channel of its entry.
    """

    network: str
    account: str
    name: str
    differs: str
    new: _Side
    old: _Side | None


@dataclass(frozen=True, slots=True)
class _Entry:
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
    channels: tuple[_Channel, ...]

    @property
    def size(self) -> int:
        """How many publications it is."""
        return len(self.requests)


@dataclass(frozen=True, slots=True)
class _Post:
    """One post with what is asked of it."""

    id: str
    headline: str
    language: str
    entries: tuple[_Entry, ...]


def approval_page(
    asked: Sequence[Request],
    config: Config,
    read: Callable[[str], bytes],
    path: Path,
    now: datetime,
    *,
    who: str = "",
) -> Path:
    """Write the page to a file, whole or not at all, and give its path; `now` is UTC.

    `read` gives a stored picture by its hash. `who` is for whom the page is, "" for everybody.
    Raises StorageError when the file cannot be written.
    """
    pictures = _Pictures(read)
    posts = tuple(_posts(asked, config, pictures))
    text = (
        _environment()
        .get_template("approval.html.j2")
        .render(
            title=config.campaign.title,
            who=who,
            posts=posts,
            count=len(asked),
            mine=sum(each.yours for each in asked),
            late=sum(each.late for each in asked),
            drafts=sum(each.draft for each in asked),
            made=now.astimezone(config.zone),
            zone=config.zone.key,
        )
    )
    write_whole(path, text.encode())
    return path


def _posts(asked: Sequence[Request], config: Config, pictures: _Pictures) -> Iterator[_Post]:
    by_post: dict[str, list[Request]] = {}
    for each in asked:
        by_post.setdefault(each.publication.post, []).append(each)
    for post, some in by_post.items():
        alike: dict[object, list[Request]] = {}
        for each in some:
            alike.setdefault(_alike(each), []).append(each)
        entries = tuple(_entry(group, config, pictures) for group in alike.values())
        source = config.campaign.source_language
        first = next((e.first for e in entries if e.first.variant.language == source), some[0])
        yield _Post(post, first.variant.headline or post, first.variant.language, entries)


def _alike(each: Request) -> object:
    """What publications of a post share when they are shown as one: readers, time, and state."""
    return (
        *(each.publication.region, each.variant.language, each.at, each.until),
        *(each.asked, each.held, each.draft, each.yours, each.before is None, each.variant.machine),
        tuple((yes.who, yes.step, yes.note) for yes in each.yeses),
        tuple((remark.who, remark.words, remark.holds) for remark in each.remarks),
    )


def _entry(group: Sequence[Request], config: Config, pictures: _Pictures) -> _Entry:
    # The longest text first: the others are what a shorter network leaves of it.
    ordered = sorted(group, key=lambda each: -sum(map(len, each.variant.texts)))
    first = ordered[0]
    p = first.publication
    channel = config.channels.get(p.channel)
    zone = channel.zone if channel else config.zone
    region = config.regions.get(p.region)
    return _Entry(
        tuple(ordered),
        first,
        region.name("en") if region else p.region,
        zone.key,
        first.at.astimezone(zone),
        first.until.astimezone(zone),
        first.before_at.astimezone(zone) if first.before_at else None,
        tuple(_channel(each, first, config, pictures) for each in ordered),
    )


def _channel(each: Request, first: Request, config: Config, pictures: _Pictures) -> _Channel:
    p = each.publication
    known = config.channels.get(p.channel)
    old, new = _sides(each.before, each.variant, pictures)
    differing = [found.what for found in rewordings(first.variant, each.variant)]
    return _Channel(
        registry.TITLES.get(p.platform, p.platform),
        (known.account if known else "") or p.channel,
        p.channel,
        ", ".join(dict.fromkeys(differing)),
        new,
        old if each.before is not None else None,
    )


def _sides(old: Variant | None, new: Variant, pictures: _Pictures) -> tuple[_Side, _Side]:
    if old is None:
        side = _Side(
            _plain(new.headline),
            tuple((_named(new, n), _plain(text)) for n, text in enumerate(new.texts)),
            _plain(new.link),
            tuple(pictures.of(media, _plain(media.alt)) for media in new.media),
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
            _Side(
                headlines[number],
                tuple((_named(variant, n), texts[n][number]) for n in range(len(variant.texts))),
                links[number],
                tuple(pictures.of(media, alts[n][number]) for n, media in enumerate(variant.media)),
            )
        )
    return made[0], made[1]


def _named(variant: Variant, number: int) -> str:
    count = len(variant.texts) - variant.commented
    if number >= count:
        return "First comment"
    return f"Part {number + 1} of {count}" if count > 1 else ""


def _at(texts: Sequence[str], number: int) -> str:
    return texts[number] if number < len(texts) else ""


def _alt(media: Sequence[Media], number: int) -> str:
    return media[number].alt if number < len(media) else ""


def _plain(text: str) -> tuple[Stretch, ...]:
    return (Stretch(text, False),) if text else ()


class _Pictures:
    """The stored pictures as addresses that hold them, each made once."""

    def __init__(self, read: Callable[[str], bytes]) -> None:
        self._read = read
        self._made: dict[str, tuple[str, int, int, str]] = {}

    def of(self, media: Media, alt: tuple[Stretch, ...]) -> _Picture:
        """One picture, with the alt text that its variant gives it."""
        if media.sha256 not in self._made:
            self._made[media.sha256] = self._make(media)
        return _Picture(*self._made[media.sha256][:3], alt, media.alt, self._made[media.sha256][3])

    def _make(self, media: Media) -> tuple[str, int, int, str]:
        if media.is_film:
            return "", 0, 0, f"A film of {media.seconds:.0f} seconds: `campaign preview` shows it."
        try:
            with Image.open(BytesIO(self._read(media.sha256))) as opened:
                small = on_white(opened.convert("RGBA" if opened.has_transparency_data else "RGB"))
        except (StorageError, OSError) as error:
            return "", 0, 0, f"This picture cannot be shown: {error}"
        small.thumbnail((_WIDTH, _WIDTH * 2), Image.Resampling.LANCZOS)
        out = BytesIO()
        small.save(out, "WEBP", quality=84)
        data = b64encode(out.getvalue()).decode()
        return f"data:image/webp;base64,{data}", *small.size, ""


def _day(instant: datetime) -> str:
    """A day as people write it: Tue 1 Dec."""
    return f"{instant:%a} {instant.day} {instant:%b}"


def _linked(stretches: Iterable[Stretch]) -> list[tuple[bool, list[Piece]]]:
    """The stretches of a text, each with what of it links."""
    return [(each.differs, list(pieces(each.words))) for each in stretches]


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["day"] = _day
    environment.filters["linked"] = _linked
    return environment
