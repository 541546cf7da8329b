"""Which frame each publication is in, of posts that carry two."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from campaign.model import State, Variant
from campaign.storage.tables import publications, variant_frames, variants

_FIELDS = publications.c
_OUT = (State.PUBLISHED, State.WITHDRAWN)
_PORTION = 500


class Carries(NamedTuple):
    """A publication by its number, the frame that it is in, and whether it is or was public."""

    publication: int
    post: str
    frame: str
    out: bool


class Other(NamedTuple):
    """What other channels read of the same post, in its other frame."""

    post: str
    frame: str
    language: str
    channel: str
    text: str


class _Planned(NamedTuple):
    """What is read of a publication."""

    id: int
    post: str
    occurrence: str
    channel: str
    language: str
    state: str
    published_at: datetime | None
    variant_hash: str


def remember(connection: Connection, name: str, finished: Variant) -> None:
    """Write down the frame of a variant that is stored under its content hash."""
    connection.execute(
        variant_frames.insert().values(
            variant_hash=name,
            post=finished.post,
            channel=finished.channel,
            frame=finished.frame,
        )
    )


def settled(connection: Connection) -> dict[tuple[str, str], str]:
    """The frame of every publication that has one, by post and channel."""
    some = [(row.occurrence, row.post, row.channel, frame) for row, frame in _carrying(connection)]
    # What a correction sent anew comes first, so that the calendar's own publication counts.
    some.sort(reverse=True)
    return {(post, channel): frame for _, post, channel, frame in some}


def carried(connection: Connection) -> list[Carries]:
    """Every publication that is in a frame, in the order in which they were planned."""
    return sorted(
        Carries(row.id, row.post, frame, row.state in _OUT and row.published_at is not None)
        for row, frame in _carrying(connection)
    )


def others(connection: Connection, shown: Iterable[Variant]) -> dict[str, Other]:
    """What other channels read in the other frame of the same post, by a variant's content hash.

    It is in the variant's own language, where it is planned in that. A variant without a frame has
    none, and so has one whose post is planned in no other frame.
    """
    framed = {each.hash: each for each in shown if each.frame}
    if not framed:
        return {}
    posts = {each.post for each in framed.values()}
    planned = sorted(_carrying(connection, posts), key=lambda each: each[0].id)
    chosen: dict[str, tuple[_Planned, str]] = {}
    for name, variant in framed.items():
        some = [e for e in planned if e[0].post == variant.post and e[1] != variant.frame]
        some.sort(key=lambda each: each[0].language != variant.language)
        if some:
            chosen[name] = some[0]
    texts = _texts(connection, {row.variant_hash for row, _ in chosen.values()})
    return {
        name: Other(row.post, frame, row.language, row.channel, texts[row.variant_hash])
        for name, (row, frame) in chosen.items()
    }


def _carrying(
    connection: Connection, posts: Collection[str] | None = None
) -> Iterator[tuple[_Planned, str]]:
    """The publications whose words are in a frame, with it; of these posts alone, if any are named.

    The few posts that carry frames are read first: so no database looks through all publications.
    """
    query = select(variant_frames.c.variant_hash, variant_frames.c.post, variant_frames.c.frame)
    frames: dict[str, str] = {}
    names: set[str] = set()
    for name, post, frame in connection.execute(query):
        if posts is None or post in posts:
            frames[name] = frame
            names.add(post)
    for some in _portions(sorted(names)):
        fields = [_FIELDS[name] for name in _Planned._fields]
        for row in connection.execute(select(*fields).where(_FIELDS.post.in_(some))):
            found = _Planned(*row)
            if found.variant_hash in frames:
                yield found, frames[found.variant_hash]


def _texts(connection: Connection, hashes: Collection[str]) -> dict[str, str]:
    """The first text of each of these variants."""
    found: dict[str, str] = {}
    for some in _portions(sorted(hashes)):
        query = select(variants.c.hash, variants.c.body).where(variants.c.hash.in_(some))
        found |= {name: str(body["texts"][0]) for name, body in connection.execute(query)}
    return found


def _portions(names: list[str]) -> Iterator[list[str]]:
    """Lists short enough for one statement's parameters."""
    for start in range(0, len(names), _PORTION):
        yield names[start : start + _PORTION]
