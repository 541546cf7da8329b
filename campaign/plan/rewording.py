"""Compares what is stored of a publication with what the calendar says now, word by word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from difflib import SequenceMatcher
from itertools import zip_longest

from campaign.model import Card, Media, Variant

#: Words that are shown on either side of what changed.
_AROUND = 6
#: How much two texts have in common, of 1, so that single words are worth marking.
_ALIKE = 0.4
_WORD = re.compile(r"\n|\S+")
_BREAK = "⏎"
#: A card's own fields as a person calls them. Its headline is the post's, and is told as that.
_OF_CARD = {
    "layout": "the card's layout",
    "format": "the card's format",
    "background": "the card's background",
    "figure": "the card's figure",
    "region": "the card's region",
    "statement": "the card's funding statement",
    "site": "the card's address",
}


@dataclass(frozen=True, slots=True)
class Rewording:
    """One thing that differs: what it is, as it is stored, and as the calendar has it now.

    "" stands for nothing: something that is new, or that goes.
    """

    what: str
    old: str
    new: str


def rewordings(
    old: Variant, new: Variant, name: Callable[[str], str] = lambda digest: ""
) -> tuple[Rewording, ...]:
    """Everything a reader would see otherwise, texts first; `name` gives a picture's file by hash.

    Two variants whose words and pictures agree and whose recipes do not give one: the card is drawn
    otherwise, because the brand or the fonts have changed.
    """
    found = tuple(each for each in _compared(old, new, name) if each.old != each.new)
    if not found and old.recipe != new.recipe:
        return (
            Rewording("the card's drawing", "as it was drawn", "drawn anew: the brand changed"),
        )
    return found


def in_words(changed: Rewording) -> tuple[str, str]:
    """The old and the new on one line each: what differs in brackets, long stretches left out.

    Where little is the same, both are shown whole, without brackets.
    """
    before, after = _words(changed.old), _words(changed.new)
    if before == after:
        return f"{changed.old!r}", f"{changed.new!r}"  # spaces alone: they show in quotes
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return " ".join(before), " ".join(after)
    blocks = matcher.get_opcodes()
    return (
        _marked(before, [(tag != "equal", i, j) for tag, i, j, _, _ in blocks]),
        _marked(after, [(tag != "equal", i, j) for tag, _, _, i, j in blocks]),
    )


def _compared(old: Variant, new: Variant, name: Callable[[str], str]) -> Iterator[Rewording]:
    yield Rewording("headline", old.headline, new.headline)
    for number, (before, after) in enumerate(zip_longest(_parts(old), _parts(new))):
        what = "text" if number == 0 else f"part {number + 1}"
        yield Rewording(what, before or "", after or "")
    yield Rewording("first comment", _comment(old), _comment(new))
    yield Rewording("link", old.link, new.link)
    yield Rewording("hashtags", " ".join(old.hashtags), " ".join(new.hashtags))
    for number, (before, after) in enumerate(zip_longest(_alts(old), _alts(new)), start=1):
        what = "alt text" if number == 1 else f"alt text {number}"
        yield Rewording(what, before or "", after or "")
    yield Rewording("people who agreed", ", ".join(old.consents), ", ".join(new.consents))
    yield Rewording("made by machines", _machines(old), _machines(new))
    yield from _cards(old.card, new.card)
    pictures = zip_longest(old.own, new.own)
    for number, (was, becomes) in enumerate(pictures, start=1):
        if was is not None and becomes is not None and was.sha256 == becomes.sha256:
            continue
        yield Rewording(f"picture {number}", _named(was, name), _named(becomes, name))


def _machines(variant: Variant) -> str:
    """What a machine made, by which model, and whether readers are told."""
    return ", ".join(
        f"{part.part}{f' ({part.model})' if part.model else ''}"
        f"{', labelled' if part.labelled else ''}"
        for part in variant.machine
    )


def _parts(variant: Variant) -> Sequence[str]:
    return variant.texts[:-1] if variant.commented else variant.texts


def _comment(variant: Variant) -> str:
    return variant.texts[-1] if variant.commented else ""


def _alts(variant: Variant) -> Sequence[str]:
    return variant.alts if variant.card is not None or variant.own or variant.alt else ()


def _cards(old: Card | None, new: Card | None) -> Iterator[Rewording]:
    if old is None or new is None:
        yield Rewording("card", _card(old), _card(new))
        return
    for field in fields(Card):
        if what := _OF_CARD.get(field.name):
            yield Rewording(what, str(getattr(old, field.name)), str(getattr(new, field.name)))


def _card(card: Card | None) -> str:
    return "" if card is None else f"a card, {card.layout}: {card.headline}"


def _named(media: Media | None, name: Callable[[str], str]) -> str:
    """A picture by its file, and by a few digits of its hash: a file may get another content."""
    if media is None:
        return ""
    file = name(media.sha256) or ("a film" if media.is_film else "a picture")
    return f"{file} ({media.width}×{media.height}, {media.sha256[:8]}…)"


def _words(text: str) -> list[str]:
    return [_BREAK if word == "\n" else word for word in _WORD.findall(text)]


def _marked(words: Sequence[str], blocks: Sequence[tuple[bool, int, int]]) -> str:
    """The words with what differs in brackets; of what is the same only what stands around it."""
    shown: list[str] = []
    for number, (differs, start, end) in enumerate(blocks):
        if differs:
            if end > start:
                shown.append(f"[{' '.join(words[start:end])}]")
            continue
        same = list(words[start:end])
        head = same[:_AROUND] if number else []
        tail = same[len(same) - _AROUND :] if number + 1 < len(blocks) else []
        if len(head) + len(tail) < len(same):
            same = [*head, "…", *tail]
        shown += same
    return " ".join(shown)
