"""Prepares a post for the checks: every passage, with and without its placeholders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import regex

from campaign.model import Copy, Finding, Post, Severity

# No repetition passes the next braces, so that no text takes long to search.
_FILLING = regex.compile(
    r"\{\{(?:[^{}]|\{(?!\{)|\}(?!\}))*+\}\}|\{%(?:[^{}%]|%(?!\}))*+%\}|\{#(?:[^{}#]|#(?!\}))*+#\}"
)
_LINK = regex.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]»”’]", regex.IGNORECASE)
_FACT = regex.compile(r"\bfact(?:\.(\w+)|\[\s*['\"](\w+)['\"]\s*\])")


@dataclass(frozen=True, slots=True)
class Passage:
    """One piece of writing in a post file.

    `kind` is "headline", "text" (also each part of a thread and the first comment), "alt" or
    "figure". `language` is "" for a card's figure. `path` is the key in the file. `source` is what
    was written, `words` the same without placeholders and links. `facts` are the facts that it
    fills in, `links` the links that it writes out.
    """

    kind: str
    language: str
    path: str
    source: str
    words: str
    facts: tuple[str, ...]
    links: tuple[str, ...]

    @property
    def is_text(self) -> bool:
        """True for a text itself, also one for a network or in a frame; False for what follows."""
        return "text" in self.path.split(".")


@dataclass(frozen=True, slots=True)
class Page:
    """One post with all its passages.

    `passages` holds those of the copies, of the texts for one network (`overrides`) and of the
    card's figure. `kinds` has the same passages by kind. `copies` has those of the copies alone, by
    language.
    """

    post: Post
    passages: tuple[Passage, ...]
    kinds: Mapping[str, Sequence[Passage]]
    copies: Mapping[str, Sequence[Passage]]

    @property
    def pictured(self) -> bool:
        """True when the post has a picture."""
        return bool(self.post.pictures)

    def of(self, *kinds: str) -> Iterator[Passage]:
        """The passages of some kinds."""
        for kind in kinds:
            yield from self.kinds.get(kind, ())

    def in_copy(self, copy: Copy, *kinds: str) -> Iterator[Passage]:
        """The passages of one copy, without the texts for one network."""
        return (p for p in self.copies.get(copy.language, ()) if p.kind in kinds)

    def finding(
        self,
        code: str,
        severity: Severity,
        path: str,
        message: str,
        remedy: str,
        language: str = "",
    ) -> Finding:
        """A finding about this post, at the line of the key `path`."""
        return Finding(
            code, severity, self.post.at(path), message, remedy, self.post.id, "", language, path
        )


def lay_open(post: Post) -> Page:
    """The page of a post."""
    copies: dict[str, list[Passage]] = {}
    others: list[Passage] = []
    for language, copy in post.copy.items():
        for kind, key, source in _written(copy):
            if source:
                passage = _passage(kind, language, f"copy.{language}.{key}", source)
                copies.setdefault(language, []).append(passage)
    for (platform, language), source in post.overrides.items():
        others.append(_passage("text", language, f"overrides.{platform}.{language}.text", source))
    if post.card is not None and post.card.figure:
        others.append(_passage("figure", "", "card.figure", post.card.figure))
    passages = (*(passage for copy in copies.values() for passage in copy), *others)
    kinds: dict[str, list[Passage]] = {}
    for passage in passages:
        kinds.setdefault(passage.kind, []).append(passage)
    return Page(post, passages, kinds, copies)


def _written(copy: Copy) -> Iterator[tuple[str, str, str]]:
    """Every passage of a copy: its kind, its key, its words."""
    yield "headline", "headline", copy.headline
    yield from (("text", key, words) for key, words in copy.texts)
    yield from (("text", key, part) for key, part in copy.following)
    yield from (("alt", key, words) for key, words in copy.alts)


def _passage(kind: str, language: str, path: str, source: str) -> Passage:
    words, facts, links = source, (), ()
    if "{" in source:
        fillings = "".join(_FILLING.findall(source))
        facts = tuple(plain or quoted for plain, quoted in _FACT.findall(fillings))
        words = _FILLING.sub(" ", words)
    if "://" in words:
        links = tuple(_LINK.findall(words))
        words = _LINK.sub(" ", words)
    return Passage(kind, language, path, source, words, facts, links)
