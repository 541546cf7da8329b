"""The units that translators work on: one field of one copy of one post."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from campaign.calendar.sheet.columns import clean
from campaign.model import Copy, CopyState, Post, copy_hash, is_of


class Standing(StrEnum):
    """How a translation stands; the value is how a person reads it."""

    SOURCE = "source"
    REVIEWED = "reviewed"
    DRAFT = "draft"
    STALE = "source changed"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Unit:
    """One field of one copy, with the words of its source.

    `field` is the key in the copy: "headline", "thread.0", "alt.1". `target` is "" where nothing
    is written yet. `notes` tell the translator what there is to know. `mark` says what source and
    target were when it was exported: see `mark_of`.
    """

    post: str
    file: str
    language: str
    source_language: str
    field: str
    source: str
    target: str
    standing: Standing
    mark: str
    notes: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The unit's name in a file: letters, digits, hyphens and full stops."""
        return f"{self.post}.{self.language}.{self.field}"


@dataclass(frozen=True, slots=True)
class Returned:
    """A unit as a translator sent it back.

    `standing` is "" where the file says nothing of it. `place` names the unit's place in the file,
    and `source` is what the file holds as its source, "" where nobody asks.
    """

    post: str
    language: str
    field: str
    source: str
    target: str
    standing: str
    mark: str
    line: int
    place: str
    mistakes: tuple[str, ...] = ()


def standing_of(post: Post, language: str) -> Standing:
    """How a post's copy in a language stands."""
    copy, source = post.copy.get(language), post.source
    if copy is None:
        return Standing.MISSING
    if copy.state is CopyState.SOURCE:
        return Standing.SOURCE
    if copy.of and source is not None and not is_of(copy.of, copy_hash(source)):
        return Standing.STALE
    return Standing.REVIEWED if copy.state is CopyState.REVIEWED else Standing.DRAFT


def fields_of(copy: Copy) -> dict[str, str]:
    """The words of a copy by field, in the order in which a reader meets them."""
    return {
        key: words
        for key, words in (
            ("headline", copy.headline),
            *copy.texts,
            *copy.following,
            *copy.alts,
        )
        if words
    }


def units_of(post: Post, language: str, notes: Sequence[str] = ()) -> list[Unit]:
    """The units of a post's copy in a language, also of one that is not written yet.

    There is none for the source itself, nor for a post without one. A copy with one alt text and a
    source with several name it alike.
    """
    source = post.source
    standing = standing_of(post, language)
    if source is None or standing is Standing.SOURCE:
        return []
    copy = post.copy.get(language)
    written = fields_of(copy) if copy else {}
    whole = copy_hash(source)
    found = []
    for name, words in fields_of(source).items():
        target = written.get(name, written.get(_other_name(name), ""))
        found.append(
            Unit(
                post.id,
                post.place.file,
                language,
                source.language,
                name,
                words,
                target,
                standing,
                mark_of(whole, target, standing),
                tuple(notes),
            )
        )
    return found


def mark_of(source_hash: str, target: str, standing: Standing | str) -> str:
    """What a unit was when it was exported: the hash of the whole source copy, a hash of the
    target, and how the copy stood.
    """
    return f"{source_hash}.{target_hash(target)}.{str(standing).replace(' ', '-')}"


def target_hash(target: str) -> str:
    """A short hash of a target, without the differences that programs make."""
    return sha256(str(clean("target", target)).encode()).hexdigest()[:12]


def _other_name(field: str) -> str:
    """A single alt text is called "alt", the first of several "alt.0"."""
    return {"alt": "alt.0", "alt.0": "alt"}.get(field, "")
