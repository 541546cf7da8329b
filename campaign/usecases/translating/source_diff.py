"""What changed in a source since a translation was made from it, word by word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from campaign.calendar.translations.units import fields_of
from campaign.model import Copy


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of words: it is the same on both sides, or stands on one of them alone."""

    kind: Literal["same", "old", "new"]
    words: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a source that is another one now; "" stands for one that was not there."""

    field: str
    old: str
    new: str
    spans: tuple[Span, ...]


def source_changes(before: Copy, now: Copy) -> tuple[FieldChange, ...]:
    """The fields of a source that changed, in their order."""
    old, new = fields_of(before), fields_of(now)
    names = [*new, *(name for name in old if name not in new)]
    pairs = ((name, old.get(name, ""), new.get(name, "")) for name in names)
    return tuple(
        FieldChange(name, was, becomes, tuple(spans(was, becomes)))
        for name, was, becomes in pairs
        if was.split() != becomes.split()
    )


def spans(old: str, new: str) -> Iterator[Span]:
    """The words of both texts in one row; white space that only wraps lines does not count."""
    before, after = _words(old), _words(new)
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            yield Span("same", " ".join(after[c:d]))
            continue
        if b > a:
            yield Span("old", " ".join(before[a:b]))
        if d > c:
            yield Span("new", " ".join(after[c:d]))


def in_words(change: FieldChange) -> str:
    """A change on one line: what went in [-…-], what came in {+…+}."""
    marks = {"same": "{}", "old": "[-{}-]", "new": "{{+{}+}}"}
    return " ".join(marks[span.kind].format(span.words) for span in change.spans)


def _words(text: str) -> list[str]:
    return text.split()
