"""Show every post on one page, as each channel's followers will read it, with its findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

import jinja2

from campaign.cards.brand import Brand
from campaign.config import Config
from campaign.model import Channel, Dismissed, Finding, Limits, Planned, Post, Severity, Variant
from campaign.plan.diff import Identity
from campaign.platforms import registry
from campaign.usecases.planning import preview_choices as narrowing
from campaign.usecases.planning.preview_texts import Measure, Part, parts
from campaign.usecases.planning.thumbnails import (
    Progress,
    Thumbnail,
    keys,
    thumbnails,
    write_whole,
)

_WEIGHT = (Severity.BLOCK, Severity.WARN, Severity.INFO)


@dataclass(frozen=True, slots=True)
class _Remarks:
    """Findings about one thing, by weight: those that hold it back, and the others."""

    blocking: tuple[Finding, ...]
    others: tuple[Finding, ...]
    summary: str


@dataclass(frozen=True, slots=True)
class _Picture:
    """A picture or film with its alt text; `what` says which of several it is, "" for one."""

    shown: Thumbnail
    alt: str
    what: str


@dataclass(frozen=True, slots=True)
class _Card:
    """One variant as the template shows it; `due` is in the channel's own zone.

    `state` is its word of `preview_choices.STATES`, `found` under what the page's choices find it.
    """

    planned: Planned
    state: str
    found: Mapping[str, str]
    region: str
    due: datetime
    zone: str
    parts: tuple[Part, ...]
    pictures: tuple[_Picture, ...]
    remarks: _Remarks


@dataclass(frozen=True, slots=True)
class _Post:
    """One post with all its cards, in the order of their instants, then of their regions.

    `labels` are what its file says of it for people: pillar, value, audience, call, tags.
    """

    id: str
    headline: str
    language: str
    activity: str
    labels: tuple[str, ...]
    first: datetime
    last: datetime
    cards: tuple[_Card, ...]
    remarks: _Remarks
    elsewhere: tuple[Finding, ...]
    dismissed: tuple[Dismissed, ...]

    @property
    def found(self) -> Mapping[str, str]:
        """Under what the page's choices find it: all that its cards are found under."""
        return narrowing.joined(card.found for card in self.cards)

    @property
    def held(self) -> int:
        """How many of its cards will not go out as they are."""
        return sum(bool(card.planned.blocked) for card in self.cards)


@dataclass(frozen=True, slots=True)
class _Week:
    """The posts whose first card falls into one week; `name` is its anchor, "2026-W49"."""

    name: str
    words: str
    posts: tuple[_Post, ...]

    @property
    def found(self) -> Mapping[str, str]:
        """Under what the page's choices find anything of it."""
        return narrowing.joined(card.found for post in self.posts for card in post.cards)


def preview(
    chosen: Sequence[Planned],
    findings: Sequence[Finding],
    brand: Brand,
    config: Config,
    picture_bytes: Callable[[str], bytes],
    folder: Path,
    limits: Callable[[Channel], Limits],
    visible: Callable[[str], Callable[[str], str]],
    *,
    states: Mapping[Identity, str] | None = None,
    posts: Iterable[Post] = (),
    dismissed: Sequence[Dismissed] = (),
    name: str = "index",
    report: Progress | None = None,
) -> Path:
    """Draw the cards, write the page and its pictures into a folder, and give the page's path.

    `name` is the page's, without its ending; other pages in the folder stay as they are. `states`
    gives words of `preview_choices.STATES` for what the database knows; what is held back by
    findings is that whatever it says, and what is missing there is not planned yet. `posts` are
    those of the files, for what they say of themselves. `dismissed` are the findings that somebody
    lets stand. `limits` gives what a channel's server
    allows, and `visible` what a network makes of a text before it counts it, by its name.
    `picture_bytes` gives a post's own picture by its hash. `folder` keeps the pictures for the next
    time. Each file is written whole or not at all; raises StorageError with the folder's name when
    that fails.
    """
    pictures = thumbnails(
        [each.variant for each in chosen], brand, picture_bytes, folder, report=report
    )
    measures = Measure(limits, visible)
    files = {post.id: post for post in posts}
    shown = tuple(
        _posts(chosen, findings, config, pictures, measures, states or {}, files, dismissed)
    )
    here = {post.id for post in shown}
    page = _environment().get_template("preview.html.j2")
    text = page.render(
        title=config.campaign.title,
        posts=shown,
        weeks=_weeks(shown, config),
        choices=narrowing.choices((c.found for post in shown for c in post.cards), config),
        states=narrowing.STATES,
        networks=registry.TITLES,
        variants=len(chosen),
        channels=len({each.variant.channel for each in chosen}),
        pictures=len(pictures),
        held=sum(post.held for post in shown),
        general=_remarks([f for f in findings if not f.post]),
        dismissed=[each for each in dismissed if not each.finding.post],
        absent=[f for f in findings if f.post and f.post not in here and f.blocks],
    )
    path = folder / f"{name}.html"
    write_whole(path, text.encode())
    return path


def _posts(
    chosen: Sequence[Planned],
    findings: Sequence[Finding],
    config: Config,
    pictures: dict[str, Thumbnail],
    measures: Measure,
    states: Mapping[Identity, str],
    files: Mapping[str, Post],
    dismissed: Sequence[Dismissed],
) -> Iterator[_Post]:
    by_post: dict[str, list[Planned]] = {}

    def place(each: Planned) -> tuple[datetime, str, str]:
        region = narrowing.region_words(each.region, config)
        return each.due, region.casefold(), each.variant.channel

    for each in sorted(chosen, key=place):
        by_post.setdefault(each.variant.post, []).append(each)
    findings_of: dict[str, list[Finding]] = {}
    for finding in findings:
        findings_of.setdefault(finding.post, []).append(finding)
    source = config.campaign.source_language
    for name, group in by_post.items():
        own = findings_of.get(name, [])
        shown = next((p for p in group if p.variant.language == source), group[0]).variant
        channels = {p.variant.channel for p in group}
        zones = [config.channels[p.variant.channel].zone for p in group]
        yield _Post(
            name,
            shown.headline,
            shown.language,
            group[0].activity,
            _labels(files.get(name)),
            group[0].due.astimezone(zones[0]),
            group[-1].due.astimezone(zones[-1]),
            tuple(
                _card(planned, zone, own, config, pictures, measures, states, files.get(name))
                for planned, zone in zip(group, zones, strict=True)
            ),
            _remarks([f for f in own if not f.channel and not f.language]),
            tuple(f for f in own if f.channel and f.channel not in channels and f.blocks),
            tuple(
                each
                for each in dismissed
                if each.finding.post == name and each.finding.channel in ("", *channels)
            ),
        )


def _card(
    planned: Planned,
    zone: ZoneInfo,
    findings: Sequence[Finding],
    config: Config,
    pictures: dict[str, Thumbnail],
    measures: Measure,
    states: Mapping[Identity, str],
    post: Post | None,
) -> _Card:
    variant = planned.variant
    state = "held" if planned.blocked else states.get(planned.identity, "not-planned")
    own = [
        finding
        for finding in findings
        if (finding.channel or finding.language)
        and finding.channel in ("", variant.channel)
        and finding.language in ("", variant.language)
    ]
    return _Card(
        planned,
        state,
        narrowing.values(planned, state, config.zone, post.tags if post else ()),
        narrowing.region_words(planned.region, config),
        planned.due.astimezone(zone),
        zone.key,
        tuple(parts(variant, measures, config.channels[variant.channel])),
        tuple(_pictures(variant, pictures)),
        _remarks(own),
    )


def _labels(post: Post | None) -> tuple[str, ...]:
    """What a post's file says of it for people."""
    if post is None:
        return ()
    said = (post.pillar, post.value, post.audience, post.cta)
    words = (each.replace("_", " ") for each in said if each)
    return (*words, *(f"tag {tag}" for tag in post.tags))


def _weeks(posts: Sequence[_Post], config: Config) -> tuple[_Week, ...]:
    """The posts by the week of their first card, in the order of time."""
    grouped = groupby(posts, key=lambda post: narrowing.week_of(post.first, config.zone))
    return tuple(
        _Week(str(week), narrowing.week_words(week), tuple(some)) for week, some in grouped
    )


def _pictures(variant: Variant, made: dict[str, Thumbnail]) -> Iterator[_Picture]:
    shown = keys(variant)
    for number, (key, alt) in enumerate(zip(shown, variant.alts, strict=False), start=1):
        thumbnail = made[key]
        kind = "Film" if thumbnail.film else "Picture"
        yield _Picture(thumbnail, alt, f"{kind} {number} of {len(shown)}" if len(shown) > 1 else "")


def _remarks(findings: Sequence[Finding]) -> _Remarks:
    ordered = sorted(findings, key=lambda f: _WEIGHT.index(f.severity))
    blocking = tuple(f for f in ordered if f.blocks)
    others = tuple(f for f in ordered if not f.blocks)
    warnings = sum(f.severity is Severity.WARN for f in others)
    counted = ((warnings, "warning"), (len(others) - warnings, "remark"))
    summary = ", ".join(f"{n} {word}{'s' if n > 1 else ''}" for n, word in counted if n)
    return _Remarks(blocking, others, summary)


def _day(instant: datetime) -> str:
    """A day as people write it: Tue 1 Dec 2026."""
    return f"{instant:%a} {instant.day} {instant:%b %Y}"


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["day"] = _day
    return environment
