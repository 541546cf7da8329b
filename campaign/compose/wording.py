"""Fills in the placeholders of one copy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import regex

from campaign.compose.localized import functions
from campaign.compose.render import Facts, render_copy
from campaign.errors import Place, RenderError
from campaign.model import Copy, Fact, Post

_LINK = regex.compile(r"\{\{\s*+link\b")
_NO_LINK = (
    "`{{ link }}` stands only in a part of a thread and in the first comment: leave it out here, "
    "for the template of each network puts the post's link behind its text"
)
_LINKLESS = (
    "`{{ link }}` is the post's link, and the post has none: write `link: https://…` in the post, "
    "or leave `{{ link }}` out"
)


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a copy for the readers of one region.

    Every method raises RenderError with the place of what it fills in.
    """

    post: Post
    copy: Copy
    region: str
    facts: Mapping[str, Fact]

    def headline(self) -> str:
        """The headline, as the card shows it."""
        return self.filled(self.copy.headline, self.place("headline"))

    def alts(self) -> tuple[str, ...]:
        """The alt text of each picture."""
        return tuple(self.filled(words, self.place(key)) for key, words in self.copy.alts)

    def text(self, platform: str) -> str:
        """The text for a platform: the post's `overrides` text if there is one, or the copy's."""
        own = self.post.overrides.get((platform, self.copy.language))
        return self.filled(self.copy.text if own is None else own, self.text_place(platform))

    def text_place(self, platform: str) -> Place:
        """The place of the text for a platform."""
        if (platform, self.copy.language) in self.post.overrides:
            return self.post.at(f"overrides.{platform}.{self.copy.language}.text")
        return self.place("text")

    def filled(self, source: str, place: Place, **more: str) -> str:
        """A text of the post, filled in; `more` holds further values that it may use."""
        if "{" not in source:
            return render_copy(source, {}, place)
        if "link" not in more and _LINK.search(source):
            raise RenderError(_NO_LINK, place)
        language = self.copy.language
        known = {
            "fact": Facts(self.facts, language),
            "region": self.region,
            **functions(language),
            **more,
        }
        return render_copy(source, known, place)

    def part(self, key: str, source: str, link: str) -> str:
        """A part of the thread or the first comment, where `{{ link }}` is the post's link."""
        if not link and not self.post.link and _LINK.search(source):
            raise RenderError(_LINKLESS, self.place(key))
        return self.filled(source, self.place(key), link=link)

    def place(self, key: str) -> Place:
        """The place of a key of the copy, such as "text" or "thread.0"."""
        return self.post.at(f"copy.{self.copy.language}.{key}")
