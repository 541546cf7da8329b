"""The brand as a value: its wordmark, fonts, colours and smallest text sizes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from campaign.cards.fonts import Font
from campaign.errors import Place, RenderError


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one background."""

    name: str
    paper: str
    ink: str
    accent: str
    circles: tuple[str, ...]
    quiet: str
    spark: str


@dataclass(frozen=True, slots=True)
class Footer:
    """The colours of the band that carries the emblem and the funding statement."""

    paper: str
    statement: str
    site: str


@dataclass(frozen=True, slots=True)
class Smallest:
    """The smallest sizes of text, in pixels on a card of 1080 by 1080."""

    headline: int
    figure: int
    label: int
    statement: int


@dataclass(frozen=True, slots=True)
class Brand:
    """Everything that a card needs beside its own words.

    `lockups` holds by language the official picture of emblem and statement together, as PNG, when
    the owner has supplied one. Cards in that language show it in place of the drawn one. `place` is
    where the wordmark is written. `site` is what cards show of the site: "" for nothing, None for
    the campaign's own.
    """

    wordmark: str
    display: tuple[Font, ...]
    strong: tuple[Font, ...]
    text: tuple[Font, ...]
    palettes: tuple[Palette, ...]
    footer: Footer
    smallest: Smallest
    lockups: Mapping[str, bytes] = field(default_factory=dict, compare=False, repr=False)
    place: Place = field(default=Place(""), compare=False, repr=False)
    site: str | None = field(default=None, repr=False)
    # The digest, once it is known: a calendar asks for it as often as it has cards.
    _known: list[str] = field(default_factory=list, init=False, compare=False, repr=False)

    def palette(self, name: str) -> Palette:
        """The palette of a background, the first one for ""; raises RenderError for another."""
        if not name:
            return self.palettes[0]
        for palette in self.palettes:
            if palette.name == name:
                return palette
        known = ", ".join(p.name for p in self.palettes)
        raise RenderError(f"there is no background “{name}”; there are: {known}")

    @property
    def digest(self) -> str:
        """A hash of all that decides how a card looks; `repr` leaves out bytes and `site`."""
        if self._known:
            return self._known[0]
        whole = hashlib.sha256(repr(self).encode())
        for font in (*self.display, *self.strong, *self.text):
            whole.update(font.digest.encode())
        if self.site is not None:
            whole.update(f"site {self.site}".encode())
        for language, png in sorted(self.lockups.items()):
            whole.update(language.encode() + hashlib.sha256(png).digest())
        self._known.append(whole.hexdigest())
        return self._known[0]
