"""Compile the calendar into what every channel will read, with all findings about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from campaign.calendar.expand import expand
from campaign.calendar.frame_choice import Settled
from campaign.cards.brand import Brand
from campaign.cards.draw import card_key
from campaign.checks import check_all
from campaign.checks.glossary.lexicon import Lexicon
from campaign.checks.judging.ruling import Ruling
from campaign.checks.languages import Detect
from campaign.checks.pictures import check_pictures
from campaign.checks.registry import OF_CALENDAR, OfCalendar, lexicons_of
from campaign.checks.repeats import words_twice
from campaign.checks.wordmark import check_wordmark
from campaign.compose.machine_label import unanswered
from campaign.compose.variant import compose
from campaign.config import Config
from campaign.content import Content
from campaign.errors import RenderError, StorageError
from campaign.model import (
    Channel,
    CopyState,
    Dismissal,
    Dismissed,
    Finding,
    Limits,
    Media,
    Planned,
    Post,
    Severity,
    Variant,
)
from campaign.model.consents import Consent
from campaign.pictures import Prepared
from campaign.plan.diff import Identity
from campaign.usecases.planning.card_dry_run import CardTrial
from campaign.usecases.planning.network_dry_run import NetworkTrial, WriterOf
from campaign.usecases.planning.picture_notes import PictureNotes

#: Gives what goes out of a picture under `assets/` to a network with such limits; raises
#: StorageError when it cannot be used.
Pictures = Callable[[str, Limits], Prepared]
#: Gives what a channel's server allows.
LimitsOf = Callable[[Channel], Limits]
#: Gives what a network makes of a text before it counts it, by its name.
HidesOf = Callable[[str], Callable[[str], str] | None]
#: Called with how many variants are composed and how many there are to compose.
Progress = Callable[[int, int], None]

# How many variants are composed between two reports.
_STRIDE = 200


@dataclass(frozen=True, slots=True)
class Compiled:
    """The whole calendar as it will be read.

    `planned` is in the order of the instants; `failed` are publications that could not be
    composed, each with a finding that says why. `posts` are those of the calendar's files,
    `consents` those of the register. `findings` are those that count, at the levels of the
    configuration; `dismissed` are those that somebody lets stand. `ruling` judges findings that are
    made later.
    """

    planned: tuple[Planned, ...]
    findings: tuple[Finding, ...]
    failed: frozenset[Identity]
    posts: tuple[Post, ...] = ()
    dismissed: tuple[Dismissed, ...] = ()
    ruling: Ruling = field(default_factory=lambda: Ruling({}, (), (), ()))
    consents: Mapping[str, Consent] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kept:
    """What stays the same from one compilation to the next: for who composes at each key press.

    `of_calendar` are the checks of the calendar as a whole that are asked.
    """

    cards: CardTrial
    networks: NetworkTrial
    lexicons: Mapping[str, Lexicon]
    of_calendar: tuple[OfCalendar, ...]

    @classmethod
    def of(
        cls,
        content: Content,
        brand: Brand,
        writers: WriterOf,
        of_calendar: Iterable[str] = tuple(OF_CALENDAR),
    ) -> Kept:
        """All of it, made anew; `of_calendar` are the codes of these checks."""
        return cls(
            CardTrial(brand),
            NetworkTrial(writers),
            lexicons_of(content.registers),
            tuple(OF_CALENDAR[code] for code in of_calendar),
        )


def compile_calendar(
    content: Content,
    config: Config,
    limits: LimitsOf,
    hides: HidesOf,
    brand: Brand,
    pictures: Pictures,
    *,
    writers: WriterOf,
    dismissals: Iterable[Dismissal] = (),
    report: Progress | None = None,
    detect: Detect | None = None,
    kept: Kept | None = None,
    frames: Settled | None = None,
) -> Compiled:
    """Expand, compose and check every post of the calendar; draws nothing, sends nothing.

    `dismissals` are those that nobody has taken back. `detect` tells what language a text is in;
    without it, that is not looked at. `kept` is what an earlier compilation by the same registers
    and settings has made. `frames` are those that publications have already.
    """
    kept = kept or Kept.of(content, brand, writers)
    expansion = expand(
        content.posts,
        config.channels.values(),
        config.regions,
        config.campaign.start,
        frames,
    )
    findings = list(expansion.findings)
    planned: list[Planned] = []
    failed: set[Identity] = set()
    trial, networks = kept.cards, kept.networks
    notes = PictureNotes()
    for number, placement in enumerate(expansion.placements):
        if report is not None and number % _STRIDE == 0:
            report(number, len(expansion.placements))
        post, channel = placement.post, placement.channel
        bounds = limits(channel)
        composed = compose(
            post,
            channel,
            placement.region,
            config.campaign,
            content.registers,
            bounds,
            hides(channel.platform),
        )
        findings += composed.findings
        variant: Variant | None = None
        picture_findings: list[Finding] = []
        if composed.variant is not None:
            variant, picture_findings = _illustrate(
                composed.variant, composed.alts, post, bounds, brand, pictures, trial, notes
            )
            findings += picture_findings
        if variant is None:
            failed.add((post.id, "", channel.name))
            continue
        so_far = (*composed.findings, *picture_findings)
        findings += networks.findings(post, channel, variant, placement.due, so_far)
        copy = post.copy.get(variant.language)
        draft = copy is not None and copy.state is CopyState.DRAFT
        if config.approval.of(channel.region) is None and (alone := unanswered(post, variant)):
            findings.append(alone)
        planned.append(Planned(variant, placement.due, channel.region, post.activity, draft=draft))
    findings += notes.findings()
    by_id = {post.id: post for post in content.posts}
    findings += words_twice(planned, by_id, config.channels, limits)
    if any(each.variant.card for each in planned):
        findings += check_wordmark(brand.wordmark, config.campaign, brand.place)
    findings += check_all(
        content.posts,
        content.registers,
        config,
        planned,
        detect=detect,
        lexicons=kept.lexicons,
        of_calendar=kept.of_calendar,
    )
    ruling = Ruling(config.levels, dismissals, content.posts, planned)
    found, dismissed = ruling.of(findings)
    blocks = _Blocks(found)
    return Compiled(
        tuple(replace(each, blocked=blocks.of(each.variant)) for each in planned),
        found,
        frozenset(failed),
        tuple(content.posts),
        dismissed,
        ruling,
        content.registers.consents or {},
    )


def _illustrate(
    variant: Variant,
    alts: tuple[str, ...],
    post: Post,
    limits: Limits,
    brand: Brand,
    pictures: Pictures,
    trial: CardTrial,
    notes: PictureNotes,
) -> tuple[Variant | None, list[Finding]]:
    """Name the variant's pictures: the card's key, and the post's own pictures behind it."""
    findings: list[Finding] = []
    if post.images:
        own: list[Media] = []
        for number, name in enumerate(post.images):
            try:
                prepared = pictures(name, limits)
                alt = alts[len(alts) - len(post.images) + number]
                own.append(replace(prepared.media, alt=alt))
                notes.add(post, number, variant.platform, prepared)
            except StorageError as error:
                message = str(error) if name in str(error) else f"{name}: {error}"
                return None, [_unusable(post, variant, f"image.{number}", message)]
        findings += check_pictures(post, variant.channel, own, limits)
        if variant.card is None:
            key = f"picture:{own[0].sha256}"
            return replace(variant, card_key=key, media=tuple(own), beside=tuple(own[1:])), findings
        variant = replace(variant, beside=tuple(own))
    if variant.card is None:
        return variant, findings
    try:
        key = card_key(variant.card, brand)
        trouble = trial.trouble(key, variant.card)
    except (StorageError, RenderError) as error:
        return None, [_unusable(post, variant, "card", str(error))]
    if trouble:
        return None, [_undrawable(post, variant, trouble)]
    return replace(variant, card_key=key), findings


def _unusable(post: Post, variant: Variant, path: str, message: str) -> Finding:
    remedy = "Put another file there, or leave `image` out to have a card drawn."
    return Finding(
        "picture-unusable",
        Severity.BLOCK,
        post.at(path),
        message,
        remedy if path != "card" else "",
        post.id,
        variant.channel,
    )


def _undrawable(post: Post, variant: Variant, trouble: str) -> Finding:
    return Finding(
        "card-undrawable",
        Severity.BLOCK,
        post.at(f"copy.{variant.language}.headline"),
        f"the card cannot be drawn: {trouble}",
        "change the words, or take `card` away and give the post a picture of its own",
        post.id,
        variant.channel,
        variant.language,
    )


class _Blocks:
    """Which blocking findings concern which variant."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self._by_post: Mapping[str, list[Finding]] = {}
        by_post: dict[str, list[Finding]] = {}
        for finding in findings:
            if finding.blocks:
                by_post.setdefault(finding.post, []).append(finding)
        self._by_post = by_post

    def of(self, variant: Variant) -> str:
        """The codes of the findings that hold a variant back, "" for none."""
        concerned = {
            finding.code
            for finding in (*self._by_post.get(variant.post, ()), *self._by_post.get("", ()))
            if finding.channel in ("", variant.channel)
            and finding.language in ("", variant.language)
        }
        return ", ".join(sorted(concerned))
