"""A post as one channel will read it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from campaign.model.reasons import Hold


@dataclass(frozen=True, slots=True)
class Media:
    """One picture or film of a variant, stored under the SHA-256 of its bytes.

    `width` and `height` in pixels, `size` in bytes, `alt` in the variant's language; `seconds` is
    how long a film lasts, 0 for a picture. A picture with more than one of `frames` moves.
    """

    sha256: str
    mime: str
    width: int
    height: int
    size: int
    alt: str
    seconds: float = 0.0
    frames: int = 1

    @property
    def is_film(self) -> bool:
        """True for a film, False for a picture."""
        return self.mime.startswith("video/")


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says and how it looks, before it is drawn.

    `format` is "square" (1080×1080) or "landscape" (1200×675); everything else is plain text in
    `language`. `mime` is "image/jpeg" for networks that take nothing else, "" for PNG. The picture
    itself becomes a Media.
    """

    layout: str
    format: str
    background: str
    headline: str
    figure: str
    region: str
    language: str
    statement: str
    site: str = ""
    mime: str = ""


@dataclass(frozen=True, slots=True)
class MachinePart:
    """Something of a variant that a machine made.

    `part` is "words", or the file of a picture under `assets/`. `model` names the machine, "" when
    it is not known. Where `labelled`, the text says so to its readers.
    """

    part: str
    model: str
    labelled: bool

    @property
    def is_words(self) -> bool:
        """True for words, False for a picture."""
        return self.part == "words"


@dataclass(frozen=True, slots=True)
class Variant:
    """The exact words and pictures that one channel will publish.

    `texts` has one entry for each part: one for a plain post, several for a thread; where
    `commented`, the last is a first comment under the post. `card` is what the picture was (or will
    be) drawn from. `media` are the finished pictures in order, the card first; with a card it is
    empty until that is drawn. `beside` are the post's own pictures behind the first picture, which
    is the card where there is one. `consents` are the references under which the people whom it
    shows have agreed. `alt` is the alt text of the first picture. `machine` is what a machine made
    of it. `leads_to` is where `link` leads when it is one on the project's own domain, else "".
    `frame` names the frame of its text, of two that its post carries; "" for a plain post. `hash`
    names the finished variant: it is what is approved and what is published.
    """

    post: str
    channel: str
    platform: str
    language: str
    texts: tuple[str, ...]
    headline: str = ""
    link: str = ""
    hashtags: tuple[str, ...] = ()
    alt: str = ""
    card: Card | None = None
    card_key: str = ""
    media: tuple[Media, ...] = ()
    commented: bool = False
    beside: tuple[Media, ...] = ()
    consents: tuple[str, ...] = ()
    machine: tuple[MachinePart, ...] = ()
    leads_to: str = ""
    frame: str = ""

    @property
    def asks_for_person(self) -> bool:
        """True when a machine made a part that bears no label: a registered person must approve it.

        EU law asks for the one or the other (Regulation (EU) 2024/1689, Article 50(4); have your
        lawyer check it).
        """
        return any(not part.labelled for part in self.machine)

    @property
    def text(self) -> str:
        """The first part's text; for a plain post that is all of it."""
        return self.texts[0]

    @property
    def own(self) -> tuple[Media, ...]:
        """The pictures and films that the post brings, in order: all but the card."""
        return self.media if self.card is None else self.beside

    @property
    def alts(self) -> tuple[str, ...]:
        """The alt text of each picture, in their order."""
        return (self.alt, *(media.alt for media in self.beside))

    @property
    def recipe(self) -> str:
        """A hash of everything that decides the variant before its card is drawn."""
        return _digest(
            [
                *(self.post, self.channel, self.platform, self.language, list(self.texts)),
                *(self.headline, self.link, list(self.hashtags), self.alt, self.card_key),
                # Only where there is one, so that all that was approved before stays approved.
                *(("comment",) if self.commented else ()),
                *((["consents", *self.consents],) if self.consents else ()),
                *([[m.sha256, m.alt] for m in self.beside]),
                *(["machine", m.part, m.model, m.labelled] for m in self.machine),
                *((["leads-to", self.leads_to],) if self.leads_to else ()),
                *((["frame", self.frame],) if self.frame else ()),
            ]
        )

    @property
    def hash(self) -> str:
        """The content hash of the finished variant, over its words and its pictures' bytes."""
        return _digest([self.recipe, [[m.sha256, m.alt] for m in self.media]])

    def illustrated(self, media: tuple[Media, ...]) -> Variant:
        """The same variant with its finished pictures."""
        return replace(self, media=media)


@dataclass(frozen=True, slots=True)
class Planned:
    """One variant at one instant, as the calendar wants it: the input of `plan` and `apply`.

    `due` is the UTC instant. `occurrence` tells repeats of one post apart ("" for a single one).
    `blocked` names the findings that hold it back, "" for none. A `draft` is in words that no
    native reader has read.
    """

    variant: Variant
    due: datetime
    region: str
    activity: str
    occurrence: str = ""
    blocked: str = ""
    draft: bool = False

    @property
    def hold(self) -> Hold:
        """What keeps it back, as far as the calendar knows."""
        return Hold.FINDINGS if self.blocked else Hold.NONE

    @property
    def identity(self) -> tuple[str, str, str]:
        """What makes it this publication and no other, whenever it goes out."""
        return (self.variant.post, self.occurrence, self.variant.channel)


def _digest(parts: Sequence[object]) -> str:
    return sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
