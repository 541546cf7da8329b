"""Composes one post that is in no file yet: nothing is written, planned or sent.

::

    the file's text + the fields that somebody types
        │ merged     calendar/post_fields.py       → keys and values
        │ read       calendar/post_fields.py       → Post, or mistakes by field
        │ compile    planning/compile.py           → variants and findings, as `campaign check` has
        ▼ measure    planning/preview_texts.py     → Composed, with each finding at its field
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from campaign.calendar.post_fields import (
    Changes,
    Draft,
    FieldMistake,
    Value,
    draft_of,
    merged,
)
from campaign.calendar.touched import language_of
from campaign.calendar.tree import read_tree
from campaign.errors import ContentError, Place
from campaign.model import Card, Channel, Finding, Planned, Post, Publication, Severity
from campaign.storage import publications
from campaign.storage.database import Database
from campaign.usecases.planning.preview_texts import Part, parts
from campaign.usecases.planning.time_past import time_past
from campaign.usecases.writing.composer import Composer
from campaign.usecases.writing.open_post import OpenedPost

#: The code of what keeps a post from being read at all; checks have codes of their own.
MISTAKE: Final = "mistake"
# What a ladder left out stands in these, behind the first colon.
_FITTED: Final = ("fitted", "too-long")


@dataclass(frozen=True, slots=True)
class FieldFinding:
    """What is wrong with a field, or to be known of it.

    `key` is the field's path in the file ("copy.es.text"), "" for the whole post. `channels` are
    those that it concerns, none where it concerns all. `place` says where to mend it when it is in
    another file than the post's.
    """

    key: str
    level: Severity
    code: str
    message: str
    remedy: str = ""
    language: str = ""
    channels: tuple[str, ...] = ()
    place: Place = Place("")


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a variant: the field it comes from, and its length as its network measures.

    The key is "" for a first comment that holds the link alone.
    """

    key: str
    words: str
    part: Part


@dataclass(frozen=True, slots=True)
class ChannelText:
    """What one channel will read, at `due` (UTC); `planned` is None where it cannot be made.

    `dropped` is what was left out to make it fit, one sentence a step. `link_clicks` says whether a
    reader can click its link; None where it has none. The findings are those of this channel alone.
    """

    channel: Channel
    region: str
    planned: Planned | None
    due: datetime | None = None
    texts: tuple[Text, ...] = ()
    dropped: tuple[str, ...] = ()
    link_clicks: bool | None = None
    findings: tuple[FieldFinding, ...] = ()

    @property
    def card(self) -> Card | None:
        """The card to be drawn; None for a post without one."""
        return self.planned.variant.card if self.planned else None


@dataclass(frozen=True, slots=True)
class Room:
    """How much more fits into a field on the network that has the least room for it.

    Below 0 it is too long by so much. `unit` is that network's own, in words.
    """

    key: str
    channel: Channel
    left: int
    limit: int
    unit: str


@dataclass(frozen=True, slots=True)
class Composed:
    """A post as its channels will read it, before it is saved.

    `channels` are in the order of the configuration. `findings` are in the order of their weight.
    `room` is by field. `held` are fields whose new value cannot be read: the texts were made with
    what the file says there, so that a slip in one field empties no preview. `post` is None, and
    `channels` are empty, when nothing can be read.
    """

    post: Post | None
    channels: tuple[ChannelText, ...] = ()
    findings: tuple[FieldFinding, ...] = ()
    room: Mapping[str, Room] | None = None
    held: tuple[str, ...] = ()

    @property
    def blocked(self) -> bool:
        """True when something must be mended before it can go out."""
        return any(each.level is Severity.BLOCK for each in self.findings)

    def at(self, key: str) -> tuple[FieldFinding, ...]:
        """The findings of one field, and of what stands under its key."""
        return tuple(
            each for each in self.findings if each.key == key or each.key.startswith(f"{key}.")
        )


def compose_one(
    composer: Composer,
    text: str,
    changes: Changes,
    file: str,
    *,
    now: datetime | None = None,
    stored: Iterable[Publication] | None = None,
) -> Composed:
    """What the channels would read if these fields of a post's file had these values.

    `text` is the file's, "" for a new post; `file` its name in places. With `now` (UTC) and the
    post's publications, `stored`, a time that is past is a finding where nothing went out then.
    Raises nothing for what somebody typed: a draft that cannot be read has mistakes at its fields.
    """
    try:
        data = _data(text, file) if text.strip() else {}
    except ContentError as error:
        return Composed(None, findings=tuple(_unreadable(error)))
    draft = draft_of(merged(data, _normal(changes)), file, composer.known)
    mistakes = draft.mistakes
    held: tuple[str, ...] = ()
    if draft.post is None:
        draft, held = _with_what_can_be_read(composer, data, changes, file, draft.mistakes)
    found = [_of_mistake(each) for each in mistakes]
    if draft.post is None:
        return Composed(None, findings=tuple(found))
    post = draft.post
    compiled = composer.compiled(post)
    levelled, _ = compiled.ruling.of(composer.beside(post, compiled.planned))
    late: tuple[Finding, ...] = ()
    if now is not None and stored is not None:
        late = time_past(compiled, composer.config.channels, stored, now)
    findings = [
        finding
        for finding in (*compiled.findings, *levelled, *late)
        if finding.post == post.id or finding.blocks or finding in levelled
    ]
    found += _by_field(findings, draft)
    channels = tuple(_channels(composer, post, compiled.planned, findings, draft))
    return Composed(post, channels, tuple(_weighed(found)), _room(channels), held)


def compose_opened(
    composer: Composer, database: Database, opened: OpenedPost, changes: Changes, *, now: datetime
) -> Composed:
    """The same for a post that somebody has opened, beside what is planned and out of it."""
    with database.read() as connection:
        stored = publications.all_of(connection, {opened.id})
    return compose_one(composer, opened.text, changes, opened.file, now=now, stored=stored)


@lru_cache(maxsize=64)
def _data(text: str, file: str) -> dict[str, Any]:
    """The keys and values of a file, read once for many key presses; nobody changes them."""
    tree = read_tree(text, file)
    if tree.mistakes:
        raise ContentError(tree.mistakes)
    return tree.data


def _normal(changes: Changes) -> dict[str, Value | None]:
    """The values with the line ends that files have; an empty text stays one."""
    return {key: _lines(value) for key, value in changes.items()}


def _lines(value: Value | None) -> Value | None:
    if value is None:
        return None
    if isinstance(value, str):
        return value.replace("\r\n", "\n")
    return tuple(each.replace("\r\n", "\n") for each in value)


def _with_what_can_be_read(
    composer: Composer,
    data: Mapping[str, Any],
    changes: Changes,
    file: str,
    mistakes: Sequence[FieldMistake],
) -> tuple[Draft, tuple[str, ...]]:
    """The draft without the changes that hold mistakes, and their keys."""
    unfit = [each.key for each in mistakes]
    kept = {
        key: value
        for key, value in changes.items()
        if not any(not at or _within(at, key) or _within(key, at) for at in unfit)
    }
    draft = draft_of(merged(data, _normal(kept)), file, composer.known)
    return draft, tuple(key for key in changes if key not in kept)


def _within(key: str, parent: str) -> bool:
    return key == parent or key.startswith(f"{parent}.")


def _unreadable(error: ContentError) -> Iterator[FieldFinding]:
    for each in error.mistakes:
        yield FieldFinding("", Severity.BLOCK, MISTAKE, each.message, each.remedy, place=each.place)


def _of_mistake(mistake: FieldMistake) -> FieldFinding:
    return FieldFinding(
        mistake.key,
        Severity.BLOCK,
        MISTAKE,
        mistake.message,
        mistake.remedy,
        language_of(mistake.key),
    )


def _by_field(findings: Iterable[Finding], draft: Draft) -> list[FieldFinding]:
    """The findings at their fields; the same one of several channels once."""
    channels: dict[FieldFinding, list[str]] = {}
    for finding in findings:
        channels.setdefault(_at_field(finding, draft), []).extend([finding.channel])
    return [
        replace(each, channels=tuple(name for name in dict.fromkeys(names) if name))
        for each, names in channels.items()
    ]


def _at_field(finding: Finding, draft: Draft) -> FieldFinding:
    key = finding.path or draft.key_of(finding.place)
    ours = draft.post is not None and finding.place.file == draft.post.place.file
    return FieldFinding(
        key,
        finding.severity,
        finding.code,
        finding.message,
        finding.remedy,
        finding.language or language_of(key),
        place=Place("") if ours else finding.place,
    )


def _weighed(findings: Iterable[FieldFinding]) -> list[FieldFinding]:
    weight = {Severity.BLOCK: 0, Severity.WARN: 1, Severity.INFO: 2}
    return sorted(findings, key=lambda each: weight[each.level])


def _channels(
    composer: Composer,
    post: Post,
    planned: Iterable[Planned],
    findings: Sequence[Finding],
    draft: Draft,
) -> Iterator[ChannelText]:
    by_channel = {each.variant.channel: each for each in planned}
    told = {finding.channel for finding in findings if finding.post == post.id}
    for name, channel in composer.config.channels.items():
        own = [finding for finding in findings if finding.channel == name]
        made = by_channel.get(name)
        if made is None and name not in told:
            continue
        yield ChannelText(
            channel,
            channel.region,
            made,
            made.due if made else None,
            tuple(_texts(post, made, channel, composer)) if made else (),
            tuple(step for finding in own for step in _steps(finding)),
            composer.limits(channel).link_clicks if made and made.variant.link else None,
            tuple(_by_field(own, draft)),
        )


def _texts(post: Post, planned: Planned, channel: Channel, composer: Composer) -> Iterator[Text]:
    variant = planned.variant
    keys = _keys(post, planned)
    for number, part in enumerate(parts(variant, composer.measure, channel)):
        yield Text(keys[number], variant.texts[number], part)


def _keys(post: Post, planned: Planned) -> list[str]:
    """The field that each text of a variant comes from."""
    variant = planned.variant
    platform, language = variant.platform, variant.language
    own = (platform, language) in post.overrides
    first = f"overrides.{platform}.{language}.text" if own else f"copy.{language}.text"
    first += f".{variant.frame}" if variant.frame else ""
    copy = post.copy[language]
    threads = len(variant.texts) - 1 - variant.commented
    keys = [first, *(f"copy.{language}.thread.{number}" for number in range(threads))]
    if variant.commented:
        keys.append(f"copy.{language}.comment" if copy.comment else "")
    return keys


def _steps(finding: Finding) -> tuple[str, ...]:
    """What a ladder left out, of the finding that says so."""
    gone = finding.message.partition(": ")[2]
    return tuple(gone.split("; ")) if gone and finding.code in _FITTED else ()


def _room(channels: Iterable[ChannelText]) -> dict[str, Room]:
    found: dict[str, Room] = {}
    for each in channels:
        for text in each.texts:
            least = found.get(text.key)
            if text.key and (least is None or text.part.left < least.left):
                found[text.key] = Room(
                    text.key, each.channel, text.part.left, text.part.limit, text.part.unit
                )
    return found
