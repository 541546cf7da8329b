"""The columns of a sheet: what a post writes into each, and which key of its file each means."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256

from campaign.calendar.machine_made import ORIGIN
from campaign.calendar.sheet.table import Row, Table, Value
from campaign.model import InWeek, Post

ID, WHEN, BASE = "id", "when", "base"
LISTS = ("channels", "facts", "hashtags")
_PLAIN = ("pillar", "value", "audience", "cta")
_CARD = ("layout", "background", "figure")
WORDS = ("headline", "text", "alt", "state")
#: Whether a machine wrote the words, and which one.
MACHINE = ("origin", "model")
_FIXED = (ID, WHEN, "zone", "channels", "activity", *_PLAIN, "facts", "link", "hashtags", *_CARD)
#: The value of the column `layout` for a post without a card.
NO_CARD = "none"


def columns(languages: Iterable[str]) -> tuple[str, ...]:
    """The columns in order: the post's keys, its words in each language, and its mark."""
    words = (f"{language} {word}" for language in languages for word in (*WORDS, *MACHINE))
    return (*_FIXED, *words, BASE)


def key_of(column: str) -> str:
    """The key path of a column in a post's file ("es text": "copy.es.text")."""
    if column in _CARD:
        return f"card.{column}"
    language, blank, word = column.rpartition(" ")
    return f"copy.{language}.{word}" if blank else column


def rows(posts: Iterable[Post], languages: Sequence[str], start: date) -> Table:
    """The calendar as a table, in the order of its days, each row with its mark in `base`.

    Times are dates and hours, for a campaign that starts on `start`.
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
    """A post's cells by column, without its mark; empty cells are left out."""
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
            if copy.frames:
                del cells[f"{language} text"]
            if copy.more_alts:
                # A cell cannot hold several texts. Like a thread, they stay as the file has them.
                del cells[f"{language} alt"]
        model = post.machine.get(f"copy.{language}")
        if model is not None:
            cells |= {f"{language} origin": ORIGIN, f"{language} model": model}
    return {name: cleaned for name, value in cells.items() if (cleaned := clean(name, value))}


def clean(column: str, value: str | datetime) -> str | datetime:
    """A value without the differences that spreadsheets make: line ends, blanks at the ends.

    Two values are the same when their clean forms are. Lists are compared entry by entry.
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
    """A short hash of a row's cells; it is another one when the row changed after the export."""
    written = {
        name: value.isoformat() if isinstance(value, datetime) else str(value)
        for name, value in cells.items()
        if name != BASE and value != ""
    }
    return sha256(json.dumps(written, sort_keys=True).encode()).hexdigest()[:16]
