"""The words of one copy with its placeholders filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from campaign.compose.render import Facts, render_copy
from campaign.errors import Place
from campaign.model import Copy, Fact, Post


@dataclass(frozen=True, slots=True)
class Wording:
    """What a copy says to one region's readers. Every method raises RenderError at its place."""

    post: Post
    copy: Copy
    region: str
    facts: Mapping[str, Fact]

    def headline(self) -> str:
        """The headline, as the card shows it."""
        return self.filled(self.copy.headline, self.place("headline"))

    def alts(self) -> tuple[str, ...]:
        """What a reader who cannot see the pictures is told of each."""
        return tuple(self.filled(words, self.place(key)) for key, words in self.copy.alts)

    def text(self, platform: str) -> str:
        """The text: the platform's own where the post has one, else the copy's."""
        own = self.post.overrides.get((platform, self.copy.language))
        return self.filled(self.copy.text if own is None else own, self.text_place(platform))

    def text_place(self, platform: str) -> Place:
        """Where the text for a platform is written."""
        if (platform, self.copy.language) in self.post.overrides:
            return self.post.at(f"overrides.{platform}.{self.copy.language}.text")
        return self.place("text")

    def filled(self, source: str, place: Place, **more: str) -> str:
        """Any template of the post, filled in; `more` holds further words it may use."""
        if "{" not in source:
            return render_copy(source, {}, place)
        known = {"fact": Facts(self.facts), "region": self.region, **more}
        return render_copy(source, known, place)

    def place(self, key: str) -> Place:
        """Where a key of the copy stands ("text", "thread.0")."""
        return self.post.at(f"copy.{self.copy.language}.{key}")
