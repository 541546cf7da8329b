"""What somebody finds in a publication's folder: its texts, links, alt texts and pictures."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from campaign.model import Payload, Reading
from campaign.platforms import reading
from campaign.platforms.outbox.facts import FILMS, PICTURES

_SUFFIXES = frozenset({*PICTURES.values(), *FILMS.values()})


def alt_mark(number: int) -> str:
    """What stands before the alt text of a picture, counted from 1, below the words."""
    return f"[alt {number}]"


def of_folder(folder: Path, url: str) -> Reading:
    """The reading of a folder; raises OSError, or ValueError for files that are none of ours."""
    kept = json.loads((folder / "payload.json").read_bytes())
    body = kept.get("body") if isinstance(kept, dict) else None
    if not isinstance(body, dict):
        raise ValueError("payload.json holds no payload")
    pictures = sum(each.suffix in _SUFFIXES for each in folder.iterdir())
    words = (folder / "text.txt").read_text("utf-8")
    text, alts = _parted(words, pictures)
    parts = [
        (folder / f"part-{number}.txt").read_text("utf-8")
        for number in range(2, len(list(folder.glob("part-*.txt"))) + 2)
    ]
    comment = folder / "comment.txt"
    if comment.exists():
        parts.append(comment.read_text("utf-8"))
    return _whole(text, parts, alts, body.get("language"), pictures, url)


def of_payload(payload: Payload) -> Reading:
    """The reading of a folder that is as it was written."""
    first, *others = payload.body["texts"]
    alts = [each.alt for each in payload.uploads]
    return _whole(first, others, alts, payload.body.get("language"), len(alts), "")


def _parted(words: str, pictures: int) -> tuple[str, list[str]]:
    """The text of the first part, and the alt texts that stand below it."""
    alts: list[str] = []
    for number in range(pictures, 0, -1):
        mark = f"\n\n{alt_mark(number)} "
        words, found, alt = words.rpartition(mark)
        if not found:  # somebody took the alt text out
            words, alt = alt, ""
        alts.insert(0, alt)
    return words, alts


def _whole(
    text: str, parts: Sequence[str], alts: Sequence[str], tag: object, pictures: int, url: str
) -> Reading:
    language = reading.language(tag)
    return Reading(
        text=reading.plain(text),
        links=reading.in_text(text),
        alts=tuple(reading.plain(each) for each in alts),
        language=language,
        pictures=pictures,
        url=url,
        parts=tuple(
            Reading(reading.plain(each), reading.in_text(each), (), language, 0) for each in parts
        ),
    )
