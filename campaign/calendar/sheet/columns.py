"""Which columns a sheet has, what a post puts into them, which key of its file each is."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256

from campaign.calendar.sheet.table import Row, Table, Value
from campaign.model import InWeek, Post

ID, WHEN, BASE = "id", "when", "base"
LISTS = ("channels", "facts", "hashtags")
_PLAIN = ("pillar", "value", "audience", "cta")
_CARD = ("layout", "background", "figure")
WORDS = ("headline", "text", "alt", "state")
_FIXED = (ID, WHEN, "zone", "channels", "activity", *_PLAIN, "facts", "link", "hashtags", *_CARD)
#: What the column `layout` says of a post without a card.
NO_CARD = "none"


def columns(languages: Iterable[str]) -> tuple[str, ...]:
    """The heading of a sheet: the post, its words language by language, and its mark last."""
    words = (f"{language} {word}" for language in languages for word in WORDS)
    return (*_FIXED, *words, BASE)


def key_of(column: str) -> str:
    """The key path in a post's file that a column stands for ("es text": "copy.es.text")."""
    if column in _CARD:
        return f"card.{column}"
    language, blank, word = column.rpartition(" ")
    return f"copy.{language}.{word}" if blank else column


def rows(posts: Iterable[Post], languages: Sequence[str], start: date) -> Table:
    """The calendar as a table, in the order of its days, each row with its mark in `base`.

    Times are real ones: those of a campaign that starts on `start`.
    """
    filled = []
    for post in posts:
        cells = cells_of(post, languages, start)
        filled.append((wall_of(post, start), post.id, {**cells, BASE: mark(cells)}))
    filled.sort(key=lambda each: each[:2])
    numbered = enumerate(filled, start=2)
    return Table(columns(languages), tuple(Row(n, cells) for n, (_, _, cells) in numbered))


def wall_of(post: Post, start: date) -> datetime:
    """A post's wall time in a campaign that starts on `start`, without a zone."""
    slot = post.slot.on(start) if isinstance(post.slot, InWeek) else post.slot
    return slot.wall


def cells_of(post: Post, languages: Iterable[str], start: date) -> dict[str, str | datetime]:
    """What a post puts into the columns, without its mark; empty cells are left out."""
    cells: dict[str, str | datetime] = {
        ID: post.id,
        WHEN: wall_of(post, start),
        "zone": post.slot.zone.key if post.slot.zone else "",
        "activity": post.activity,
        "link": post.link,
    }
    cells |= {name: getattr(post, name) for name in _PLAIN}
    cells |= {name: ", ".join(getattr(post, name)) for name in LISTS}
    if post.card:
        cells |= {name: getattr(post.card, name) for name in _CARD}
    elif not post.images:
        cells["layout"] = NO_CARD
    for language in languages:
        copy = post.copy.get(language)
        if copy:
            cells |= {f"{language} {word}": str(getattr(copy, word)) for word in WORDS}
            if copy.more_alts:
                # Several texts fit no cell: like a thread, they stay as they stand in the file.
                del cells[f"{language} alt"]
    return {name: cleaned for name, value in cells.items() if (cleaned := clean(name, value))}


def clean(column: str, value: str | datetime) -> str | datetime:
    """A value without what spreadsheets change by themselves: line ends, blanks at the ends.

    Two values that clean to the same are the same; lists are compared entry by entry.
    """
    if isinstance(value, datetime):
        return value
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    text = "\n".join(line.rstrip() for line in text.split("\n")).strip()
    if column in LISTS:
        entries = (entry.strip().lstrip("#") for entry in re.split(r"[,;\n]", text))
        return ", ".join(entry for entry in entries if entry)
    return text


def mark(cells: Mapping[str, Value]) -> str:
    """A short hash of a row's cells, which tells whether it is still the one that was exported."""
    said = {
        name: value.isoformat() if isinstance(value, datetime) else str(value)
        for name, value in cells.items()
        if name != BASE and value != ""
    }
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]
