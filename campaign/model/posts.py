"""The content calendar's own values: posts and the words in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from enum import StrEnum
from hashlib import sha256
from zoneinfo import ZoneInfo

from campaign.errors import Place

HASH_LENGTH = 12
"""Hexadecimal digits of a copy's hash."""


class CopyState(StrEnum):
    """How far a copy has come; only `source` and `reviewed` were read by a native reader."""

    SOURCE = "source"
    DRAFT = "draft"
    REVIEWED = "reviewed"


@dataclass(frozen=True, slots=True)
class Copy:
    """A post's words in one language, as written: Jinja2 placeholders are still in them.

    `thread` holds the parts that follow `text` as replies; `comment` is a first comment under the
    post. `of` is the hash of the source copy a translation was made from (see `copy_hash`): when
    the source has changed since, the translation is stale. `alt` is the first picture's alt text,
    `more_alts` those of the pictures behind it. `frames` holds the two texts of a post that carries
    two frames, each with its name, in the order of the names; `text` is then the first of them.
    """

    language: str
    headline: str
    text: str
    alt: str
    state: CopyState
    of: str = ""
    place: Place = Place("")
    thread: tuple[str, ...] = ()
    comment: str = ""
    more_alts: tuple[str, ...] = ()
    frames: tuple[tuple[str, str], ...] = ()

    def in_frame(self, frame: str) -> Copy:
        """The copy with this frame's text alone; a copy without that frame stays as it is."""
        text = dict(self.frames).get(frame)
        return self if text is None else replace(self, text=text, frames=())

    @property
    def texts(self) -> tuple[tuple[str, str], ...]:
        """Each text by the key it stands under ("text"; of two frames "text.hope"), the words."""
        if not self.frames:
            return (("text", self.text),)
        return tuple((f"text.{name}", words) for name, words in self.frames)

    @property
    def following(self) -> tuple[tuple[str, str], ...]:
        """Each part after the text: the key it stands under ("thread.0", "comment"), the words."""
        parts = [(f"thread.{number}", part) for number, part in enumerate(self.thread)]
        return (*parts, ("comment", self.comment)) if self.comment else tuple(parts)

    @property
    def alts(self) -> tuple[tuple[str, str], ...]:
        """Each alt text by picture: the key it stands under ("alt", "alt.1"), the words."""
        if not self.more_alts:
            return (("alt", self.alt),)
        return tuple((f"alt.{n}", words) for n, words in enumerate((self.alt, *self.more_alts)))


def copy_hash(copy: Copy) -> str:
    """A short hash of everything that a copy says; it changes when any word changes.

    It covers headline, text (of each frame), thread, first comment and all alt texts. It is the
    first 12 hexadecimal digits of SHA-256. White space that only wraps lines does not count. A
    translation's `of` holds the hash of the source that it was made from.
    """
    words = "\x1f".join(_unwrapped(one) for one in (copy.headline, copy.text, copy.alt))
    # Each of these begins with its own mark. A copy without them keeps the hash it always had.
    words += "".join(f"\x1e{_unwrapped(part)}" for part in copy.thread)
    if copy.comment:
        words += f"\x1d{_unwrapped(copy.comment)}"
    words += "".join(f"\x1c{_unwrapped(alt)}" for alt in copy.more_alts)
    words += "".join(f"\x1b{name}\x1f{_unwrapped(text)}" for name, text in copy.frames)
    return sha256(words.encode()).hexdigest()[:HASH_LENGTH]


def is_of(named: str, hash: str) -> bool:
    """True when a translation's `of` names the source copy with this hash.

    A person who wrote it by hand may have shortened it, but not below half its length.
    """
    return len(named) >= HASH_LENGTH // 2 and hash.startswith(named)


def _unwrapped(text: str) -> str:
    return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class CardWish:
    """How a post wants its card: layout, background and, for `figure`, the figure (a template).

    The background "" is the first one of the brand.
    """

    layout: str
    background: str = ""
    figure: str = ""


@dataclass(frozen=True, slots=True)
class OnDate:
    """A wall time on a given day; `zone` None: each channel's own zone."""

    wall: datetime
    zone: ZoneInfo | None = None


@dataclass(frozen=True, slots=True)
class InWeek:
    """A wall time in a week of the campaign; week 1 is the ISO week that holds its start.

    `weekday` is 0 for Monday to 6 for Sunday; `zone` None: each channel's own zone.
    """

    week: int
    weekday: int
    at: time
    zone: ZoneInfo | None = None

    def on(self, start: date) -> OnDate:
        """The same slot as a day, for a campaign that starts on `start`."""
        monday = date.fromisocalendar(start.isocalendar().year, start.isocalendar().week, 1)
        day = date.fromordinal(monday.toordinal() + 7 * (self.week - 1) + self.weekday)
        return OnDate(datetime.combine(day, self.at), self.zone)


Slot = OnDate | InWeek


@dataclass(frozen=True, slots=True)
class Post:
    """One editorial item of the calendar, from one file.

    `copy` has one entry a language; `card` is the picture to be drawn, `images` are pictures or a
    film of its own (paths under `assets/`), behind the card or instead of it; `overrides` holds
    other texts by platform and language; `lines` has the line of each key path ("copy.es.alt") in
    `place.file`, so that findings can point at it. `machine` names what a machine wrote or drew:
    the key path ("copy.es", "overrides.x.es", "image.0") and the machine's model, "" when it is
    not known. `frame` names the frame that was chosen of two (`in_frame`), "" for none.
    """

    id: str
    slot: Slot
    channels: tuple[str, ...]
    activity: str
    copy: Mapping[str, Copy]
    pillar: str = ""
    value: str = ""
    audience: str = ""
    cta: str = ""
    facts: tuple[str, ...] = ()
    link: str = ""
    hashtags: tuple[str, ...] = ()
    card: CardWish | None = None
    images: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    overrides: Mapping[tuple[str, str], str] = field(default_factory=dict)
    machine: Mapping[str, str] = field(default_factory=dict)
    place: Place = Place("")
    lines: Mapping[str, int] = field(default_factory=dict)
    frame: str = ""

    @property
    def frames(self) -> tuple[str, ...]:
        """The names of the two frames that it carries, in their order; empty for a plain post."""
        framed = next((copy for copy in self.copy.values() if copy.frames), None)
        return tuple(name for name, _ in framed.frames) if framed else ()

    def in_frame(self, frame: str) -> Post:
        """The post as it reads in one of its frames, with the lines of that frame's texts."""
        if not frame:
            return self
        copy = {language: each.in_frame(frame) for language, each in self.copy.items()}
        texts = {key: f"{key}.{frame}" for key in (f"copy.{language}.text" for language in copy)}
        lines = {key: self.lines[path] for key, path in texts.items() if path in self.lines}
        return replace(self, copy=copy, lines={**self.lines, **lines}, frame=frame)

    @property
    def pictures(self) -> tuple[str, ...]:
        """What each picture is called, in the order in which they go out."""
        return (*(("the card",) if self.card else ()), *self.images)

    @property
    def source(self) -> Copy | None:
        """The copy the others translate; None when none is marked as source."""
        return next((c for c in self.copy.values() if c.state is CopyState.SOURCE), None)

    def at(self, path: str) -> Place:
        """Where a key of this post stands ("copy.es.alt"); its nearest known parent otherwise."""
        while path:
            if path in self.lines:
                return Place(self.place.file, self.lines[path])
            path = path.rpartition(".")[0]
        return self.place
