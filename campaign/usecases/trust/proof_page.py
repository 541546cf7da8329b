"""What a proof page shows of a story: accounts with the same words together, and so are deeds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError

from analytics.metrics import METRICS, Counts
from analytics.words import METRIC_NAMES
from campaign.model import Media, State
from campaign.usecases.trust.story import Account, Deed, Found, Story, Words

#: Gives the address under which a page shows a picture; None when the picture is gone.
PictureSource = Callable[[Media], str | None]

_FILM = "video/"
# The first letters of severities, the gravest first: block, warn, info.
_GRAVITY = "bwi"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text: plain, or a link with what it leads to."""

    words: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a post's words: `name` says which, "" for a post of one part."""

    name: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as the page shows it, and the accounts that had it; `source` None: it is gone."""

    media: Media
    source: str | None
    accounts: tuple[Account, ...]

    @property
    def is_film(self) -> bool:
        """True for a film, of which a page shows nothing but its length."""
        return self.media.mime.startswith(_FILM)


@dataclass(frozen=True, slots=True)
class Version:
    """The same words on one or more accounts, whatever the tracking of their links.

    `earlier` are the parts of what was sent before, oldest first.
    """

    words: Words
    parts: tuple[Part, ...]
    earlier: tuple[tuple[Part, ...], ...]
    accounts: tuple[Account, ...]
    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class Language:
    """All versions in one language; `name` is its English name."""

    code: str
    name: str
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """Deeds of one minute that tell the same, on one or more accounts."""

    first: Deed
    channels: tuple[str, ...]
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """The moments of one day in the report's zone."""

    title: str
    moments: tuple[Moment, ...]


@dataclass(frozen=True, slots=True)
class Total:
    """One count over all accounts: the sum of what is known, and of how many accounts."""

    name: str
    value: int | None
    known: int


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding, and the channels whose words it was about."""

    found: Found
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """All that the template shows besides the story itself."""

    languages: tuple[Language, ...]
    days: tuple[Day, ...]
    totals: tuple[Total, ...]
    measured: int
    findings: tuple[Remark, ...]
    lead: tuple[str, ...]


def page(story: Story, zone: ZoneInfo, picture: PictureSource) -> Page:
    """What a page shows of a story, with its days in a zone."""
    return Page(
        languages=tuple(_languages(story, picture)),
        days=tuple(_days(story.deeds, zone)),
        totals=_totals(story.accounts),
        measured=sum(bool(account.figures) for account in story.accounts),
        findings=tuple(_findings(story)),
        lead=tuple(_lead(story)),
    )


def language_name(code: str) -> str:
    """The English name of a language, its code where nobody knows one."""
    try:
        return Locale.parse(code, sep="-").get_display_name("en") or code
    except (UnknownLocaleError, ValueError):
        return code


def pieces(text: str, link: str) -> tuple[Piece, ...]:
    """A text with the post's own link shown without its tracking parameters."""
    found: list[Piece] = []
    rest = text
    while link and link in rest:
        before, rest = rest.split(link, 1)
        found += [Piece(before), Piece(shortened(link), link)]
    found.append(Piece(rest))
    return tuple(piece for piece in found if piece.words)


def shortened(link: str) -> str:
    """An address without its scheme and its parameters."""
    return link.partition("://")[2].partition("?")[0].rstrip("/") or link


def _languages(story: Story, picture: PictureSource) -> Iterator[Language]:
    ordered = sorted(
        story.accounts, key=lambda each: (each.language != story.language, each.language)
    )
    for code, some in groupby(ordered, key=lambda each: each.language):
        same: dict[tuple[object, ...], list[Account]] = {}
        for account in some:
            parts = _parts(account.words)
            shown = tuple(
                (part.name, tuple(piece.words for piece in part.pieces)) for part in parts
            )
            earlier = tuple(words.texts for words in account.earlier)
            same.setdefault((account.words.headline, shown, earlier), []).append(account)
        versions = tuple(
            Version(
                each[0].words,
                _parts(each[0].words),
                tuple(_parts(words) for words in each[0].earlier),
                tuple(each),
                tuple(_pictures(each, picture)),
            )
            for each in same.values()
        )
        yield Language(code, language_name(code), versions)


def _parts(words: Words) -> tuple[Part, ...]:
    last = len(words.texts) - 1
    return tuple(
        Part(_part_name(number, last, commented=words.commented), pieces(text, words.link))
        for number, text in enumerate(words.texts)
    )


def _part_name(number: int, last: int, *, commented: bool) -> str:
    if last == 0:
        return ""
    if commented and number == last:
        return "First comment"
    return "The post" if number == 0 else f"Part {number + 1}"


def _pictures(accounts: Sequence[Account], picture: PictureSource) -> Iterator[Picture]:
    same: dict[tuple[str, str], tuple[Media, list[Account]]] = {}
    for account in accounts:
        for media in account.words.pictures:
            same.setdefault((media.sha256, media.alt), (media, []))[1].append(account)
    for media, some in same.values():
        yield Picture(media, picture(media), tuple(some))


def _findings(story: Story) -> Iterator[Remark]:
    """What the checks found, each once, the gravest first."""
    same: dict[Found, list[str]] = {}
    for account in story.accounts:
        for found in account.findings:
            same.setdefault(found, []).append(account.channel)
    for found in sorted(same, key=lambda each: (_GRAVITY.find(each.severity[:1]), each.code)):
        yield Remark(found, tuple(dict.fromkeys(same[found])))


def _days(deeds: Iterable[Deed], zone: ZoneInfo) -> Iterator[Day]:
    shown = [deed for deed in deeds if not deed.is_step]
    for day, some in groupby(shown, key=lambda deed: deed.at.astimezone(zone).date()):
        yield Day(f"{day:%A} {day.day} {day:%B %Y}", tuple(_moments(some)))


def _moments(deeds: Iterable[Deed]) -> Iterator[Moment]:
    same: dict[tuple[object, ...], list[Deed]] = {}
    for deed in deeds:
        minute = deed.at.replace(second=0, microsecond=0)
        same.setdefault((minute, deed.act, deed.words, deed.who, deed.note), []).append(deed)
    for some in same.values():
        channels = dict.fromkeys(deed.channel for deed in some if deed.channel)
        numbers = tuple(deed.number for deed in some if deed.number is not None)
        yield Moment(some[0], tuple(channels), numbers)


def _totals(accounts: Sequence[Account]) -> tuple[Total, ...]:
    latest = [account.figures[-1].counts for account in accounts if account.figures]
    total = sum((Counts(**counts) for counts in latest), Counts())
    return tuple(
        Total(METRIC_NAMES[name], value, sum(counts[name] is not None for counts in latest))
        for name, value in zip(METRICS, total.values(), strict=True)
    )


def _lead(story: Story) -> Iterator[str]:
    """The story in a few sentences, each of which the page proves below."""
    accounts = story.accounts
    out = [account for account in accounts if account.went_out]
    languages = len({account.language for account in out})
    if out:
        yield (
            f"It went out on {_of(len(out), len(accounts), 'account')} in "
            f"{_counted(languages, 'language')}, {_span(out)}."
        )
    else:
        yield f"It has not gone out on any of its {_counted(len(accounts), 'account')}."
    if out:
        yield _approved(out)
    yield from _troubles(accounts)
    read = [account for account in out if any(not each.problem for each in account.readings)]
    if read:
        differing = sum(bool(account.differs) for account in read)
        where = f"on {_counted(differing, 'account')} readers see something else than"
        same = f"{where} was approved" if differing else "readers see what was approved"
        were = "account was" if len(read) == 1 else "accounts were"
        yield f"{len(read)} {were} read back: {same}."


def _approved(out: Sequence[Account]) -> str:
    without = [account for account in out if not account.standing]
    if not without:
        people = dict.fromkeys(yes.who.brief for account in out for yes in account.standing)
        return f"All of it was approved, by {_listed(list(people))}."
    if len(without) == len(out):
        return "No approval of what went out is written down."
    return (
        f"No approval is written down of what went out on {_counted(len(without), 'account')}; "
        "the others were approved."
    )


def _troubles(accounts: Sequence[Account]) -> Iterator[str]:
    worded: Mapping[State, str] = {
        State.WITHDRAWN: "It was withdrawn on",
        State.FAILED: "It failed on",
        State.MISSED: "It was missed on",
        State.UNKNOWN: "It may be out, and nobody knows yet, on",
        State.CANCELLED: "It was cancelled on",
    }
    for state, words in worded.items():
        some = [account for account in accounts if account.state is state]
        if some:
            names = _listed([f"{account.title} ({account.region_name})" for account in some[:4]])
            more = f" and {len(some) - 4} more" if len(some) > 4 else ""
            yield f"{words} {names}{more}."


def _span(out: Sequence[Account]) -> str:
    when = [
        account.published_at.astimezone(ZoneInfo(account.zone))
        for account in out
        if account.published_at is not None
    ]
    if not when:
        return "at a time that is not known"
    first, last = min(when), max(when)
    one, other = (f"{each.day} {each:%B %Y}" for each in (first, last))
    return f"on {one}" if one == other else f"between {one} and {other}"


def _of(some: int, all: int, word: str) -> str:
    if some != all:
        return f"{some} of {_counted(all, word)}"
    return f"its {word}" if all == 1 else f"all {all} {word}s"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
