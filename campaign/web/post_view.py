"""What the editor shows of one post: its tabs, its fields' rooms and findings, its previews."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from campaign.calendar.select import select
from campaign.calendar.touched import touched
from campaign.calendar.translations.units import Standing, standing_of
from campaign.compose.length import graphemes
from campaign.errors import ContentError
from campaign.model import Channel, Fact, Post, Severity
from campaign.plan.rights import Act
from campaign.platforms import registry
from campaign.storage.desk.openings import Opening
from campaign.usecases.operations.agenda import Shown
from campaign.usecases.writing.compose_one import ChannelText, Composed, FieldFinding
from campaign.usecases.writing.post_list import NOT_PLANNED
from campaign.web.desk import Desk
from campaign.web.picture_addresses import SmallPicture, pictures_of
from campaign.web.post_form import Opened
from campaign.web.visitor import Visitor
from campaign.web.words import N_, Words

#: What a field is called, by the last part of its key; findings link to it by this name.
NAMES: Final[Mapping[str, str]] = {
    "headline": N_("Headline"),
    "text": N_("Text"),
    "alt": N_("What the picture shows"),
    "thread": N_("Parts that follow"),
    "comment": N_("First comment"),
    "state": N_("State"),
    "link": N_("Link"),
    "hashtags": N_("Hashtags"),
    "layout": N_("Card"),
    "background": N_("Card"),
    "figure": N_("Card"),
    "card": N_("Card"),
    "image": N_("Own picture"),
    "when": N_("When"),
    "channels": N_("Where"),
    "activity": N_("Activity"),
    "facts": N_("Figures"),
    "tags": N_("Tags"),
    "pillar": N_("Pillar"),
    "value": N_("Value"),
    "audience": N_("Audience"),
    "cta": N_("Call to action"),
}
_COMMAND: Final = "`campaign "
_ICONS: Final = {Severity.BLOCK: "failed", Severity.WARN: "missed", Severity.INFO: "ready"}
_SIGNS: Final = {Severity.BLOCK: "s-held", Severity.WARN: "s-warn", Severity.INFO: "s-info"}


@dataclass(frozen=True, slots=True)
class Tab:
    """One language of the post: how it stands, and how many channels speak it."""

    language: str
    standing: Standing
    channels: int


@dataclass(frozen=True, slots=True)
class Said:
    """One finding: where it leads, under which name; `channels` are networks with their regions."""

    finding: FieldFinding
    href: str
    name: str
    channels: tuple[str, ...]

    @property
    def look(self) -> str:
        """The colour's class."""
        return _ICONS[self.finding.level]

    @property
    def icon(self) -> str:
        """The shape."""
        return _SIGNS[self.finding.level]


@dataclass(frozen=True, slots=True)
class Preview:
    """One channel's post as its followers will read it.

    `left` is how much room is left, as a share of all; below 0 it is too long. `place` is its place
    in the order of the configuration.
    """

    text: ChannelText
    network: str
    region: str
    state: str
    pictures: tuple[SmallPicture, ...]
    left: float
    place: int = 0

    @property
    def over(self) -> tuple[str, ...]:
        """By how much each text that is too long is so."""
        return tuple(each.part.overrun for each in self.text.texts if each.part.overrun)


@dataclass(frozen=True, slots=True)
class Room:
    """How a field stands: its letters, and the network with the least room for it, if any."""

    letters: int
    network: str = ""
    left: int = 0


@dataclass(frozen=True, slots=True)
class Live:
    """Everything of the page that changes with each word."""

    language: str
    previews: tuple[Preview, ...]
    findings: tuple[Said, ...]
    rooms: Mapping[str, Room]
    composed: Composed

    def at(self, key: str) -> tuple[Said, ...]:
        """The findings of a field that hold the post back or warn."""
        return tuple(
            each
            for each in self.findings
            if each.finding.level is not Severity.INFO
            and (each.finding.key == key or each.finding.key.startswith(f"{key}."))
        )

    @property
    def here(self) -> tuple[Said, ...]:
        """The findings of the whole post and of this language."""
        return tuple(f for f in self.findings if f.finding.language in ("", self.language))

    @property
    def elsewhere(self) -> tuple[Said, ...]:
        """The findings of other languages."""
        return tuple(f for f in self.findings if f.finding.language not in ("", self.language))

    @property
    def held(self) -> int:
        """How many findings hold something back."""
        return sum(each.finding.level is Severity.BLOCK for each in self.findings)

    @property
    def too_long(self) -> tuple[Preview, ...]:
        """The previews whose text does not fit."""
        return tuple(each for each in self.previews if each.left < 0)


def tabs(post: Post | None, desk: Desk, language: str) -> tuple[Tab, ...]:
    """The post's languages in the campaign's order: those that its channels speak, and its own."""
    config = desk.config
    spoken: dict[str, int] = {}
    if post is not None:
        for channel in channels_of(post, desk):
            spoken[channel.language] = spoken.get(channel.language, 0) + 1
    own = set(post.copy) if post else {language}
    names = dict.fromkeys([*config.campaign.languages, *own, language])
    wanted = [each for each in names if each in spoken or each in own or each == language]
    # The source comes first: it is what the others translate.
    source = post.source.language if post and post.source else config.campaign.source_language
    wanted.sort(key=lambda each: each != source)
    return tuple(
        Tab(each, standing_of(post, each) if post else Standing.MISSING, spoken.get(each, 0))
        for each in wanted
    )


def live(
    composed: Composed,
    now: Opened,
    states: Mapping[str, str],
    desk: Desk,
    language: str,
    *,
    by_room: bool,
) -> Live:
    """What one language's tab shows of a composed post, whose fields hold `now`."""
    shown = [
        _preview(each, states, desk, place)
        for place, each in enumerate(composed.channels)
        if each.channel.language == language
    ]
    if by_room:
        shown.sort(key=lambda each: each.left)
    id = composed.post.id if composed.post else ""
    findings = tuple(_said(each, desk, language, id) for each in composed.findings)
    return Live(language, tuple(shown), findings, dict(_rooms(composed, now)), composed)


def may_edit(post: Post | None, key: str, desk: Desk, visitor: Visitor) -> bool:
    """True when the visitor may change what stands under a key: in all regions that read it."""
    if post is None or not post.channels:
        return visitor.may(Act.EDIT.name)
    try:
        regions = touched(post, key, desk.config.channels.values())
    except ContentError:
        return visitor.may(Act.EDIT.name)
    wanted = [*desk.config.regions] if "*" in regions else regions
    return all(visitor.may(Act.EDIT.name, region) for region in wanted)


def others(openings: Iterable[Opening], who: str) -> tuple[Opening, ...]:
    """Who else has the post open, each person once; `who` is the visitor."""
    first: dict[str, Opening] = {}
    for each in openings:
        if each.who != who:
            first.setdefault(each.who, each)
    return tuple(first.values())


def networks(post: Post | None, desk: Desk, language: str) -> tuple[str, ...]:
    """The networks of the post's channels in a language, in the order of the configuration."""
    some = channels_of(post, desk) if post else ()
    return tuple(dict.fromkeys(each.platform for each in some if each.language == language))


def facts(post: Post | None, desk: Desk) -> tuple[tuple[Fact, ...], tuple[Fact, ...]]:
    """The facts with a figure: those that the post names or uses, and all."""
    known = [each for each in desk.calendar().content.registers.facts.values() if each.value]
    texts = " ".join(c.text + c.headline for c in post.copy.values()) if post else ""
    own = tuple(
        each for each in known if post and (each.id in post.facts or f"fact.{each.id}" in texts)
    )
    return own or tuple(known[:2]), tuple(known)


def channels_of(post: Post, desk: Desk) -> tuple[Channel, ...]:
    """The channels that a post's file selects, in the order of the configuration."""
    config = desk.config
    try:
        chosen = select(post.channels, config.channels.values(), config.regions, post.place)
    except ContentError:  # a name that is not in the configuration any more; a finding says so
        return ()
    return tuple(each for name, each in config.channels.items() if name in chosen)


def _preview(each: ChannelText, states: Mapping[str, str], desk: Desk, place: int) -> Preview:
    state = states.get(each.channel.name, NOT_PLANNED)
    waiting = (NOT_PLANNED, Shown.READY, Shown.TO_APPROVE, Shown.PAUSED)
    if state in waiting and (each.planned is None or each.planned.blocked):
        state = Shown.HELD
    pictures = (
        tuple(pictures_of(each.planned.variant, 520, secret=desk.key)) if each.planned else ()
    )
    shares = [text.part.left / max(text.part.limit, 1) for text in each.texts]
    return Preview(
        each,
        registry.TITLES.get(each.channel.platform, each.channel.platform),
        each.region,
        state,
        pictures,
        min(shares, default=-1.0),
        place,
    )


def _said(finding: FieldFinding, desk: Desk, language: str, post: str) -> Said:
    steps = finding.key.split(".")
    name = next((NAMES[step] for step in reversed(steps) if step in NAMES), "")
    there = finding.language or language
    anchor = f"#{field_of(finding.key)}" if finding.key else ""
    href = anchor if there == language else f"?lang={there}{anchor}"
    if steps[-1] == "state" and post:  # whether somebody has read it is said beside its source
        href, name = f"/translations/{there}?post={post}", N_("Translation")
    some = (desk.config.channels.get(each) for each in finding.channels)
    channels = tuple(
        f"{registry.TITLES.get(each.platform, each.platform)} {each.region}"
        for each in some
        if each is not None
    )
    if _COMMAND in finding.remedy:  # what is typed at a terminal helps nobody here
        finding = replace(finding, remedy="")
    return Said(finding, href, name, channels)


def names(words: Words, keys: Iterable[str]) -> list[str]:
    """What fields are called, each once."""
    found = []
    for key in keys:
        step = next((each for each in reversed(key.split(".")) if each in NAMES), "")
        found.append(words(NAMES[step]) if step else key)
    return list(dict.fromkeys(found))


def field_of(key: str) -> str:
    """The form's field in which a key of the file is typed."""
    steps = key.split(".")
    while steps and steps[-1].isdigit():
        steps.pop()
    if steps[:1] == ["card"]:
        return "card.figure" if steps[-1] == "figure" else "picture"
    deep = 4 if steps[2:3] == ["text"] else 3  # a text in two frames is typed in two fields
    return ".".join(steps[:deep]) if steps[0] == "copy" else ".".join(steps)


def _rooms(composed: Composed, now: Opened) -> Iterator[tuple[str, Room]]:
    for key, value in now.items():
        if not key.startswith(("copy.", "overrides.")):
            continue
        texts = (value,) if isinstance(value, str) else value
        least = (composed.room or {}).get(key)
        letters = sum(graphemes(each.replace("\r\n", "\n").strip()) for each in texts)
        if least is None:
            yield key, Room(letters)
        else:
            platform = least.channel.platform
            yield key, Room(letters, registry.TITLES.get(platform, platform), least.left)
