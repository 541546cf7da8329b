"""Which frame each publication is in, of posts that carry two."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, select

from campaign.model import State, Variant
from campaign.storage.tables import publications, variant_frames, variants

_FIELDS = publications.c
_OUT = (State.PUBLISHED, State.WITHDRAWN)

#: Publications with their frames, found by their posts: no variant is searched for it.
_CARRIES: ColumnElement[bool] = and_(
    _FIELDS.post == variant_frames.c.post,
    _FIELDS.channel == variant_frames.c.channel,
    _FIELDS.variant_hash == variant_frames.c.variant_hash,
)


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
    query = (
        select(_FIELDS.post, _FIELDS.channel, variant_frames.c.frame)
        .join(variant_frames, _CARRIES)
        # What a correction sent anew comes first, so that the calendar's own publication counts.
        .order_by(_FIELDS.occurrence.desc())
    )
    return {(row.post, row.channel): row.frame for row in connection.execute(query)}


def carried(connection: Connection) -> list[Carries]:
    """Every publication that is in a frame, in the order in which they were planned."""
    query = (
        select(_FIELDS.id, _FIELDS.post, variant_frames.c.frame, _FIELDS.state)
        .add_columns(_FIELDS.published_at)
        .join(variant_frames, _CARRIES)
        .order_by(_FIELDS.id)
    )
    return [
        Carries(row.id, row.post, row.frame, row.state in _OUT and row.published_at is not None)
        for row in connection.execute(query)
    ]


def others(connection: Connection, shown: Iterable[Variant]) -> dict[str, Other]:
    """What other channels read in the other frame of the same post, by a variant's content hash.

    It is in the variant's own language, where it is planned in that. A variant without a frame has
    none, and so has one whose post is planned in no other frame.
    """
    framed = {each.hash: each for each in shown if each.frame}
    if not framed:
        return {}
    query = (
        select(_FIELDS.language, variant_frames, variants.c.body)
        .join(variant_frames, _CARRIES)
        .join(variants, variants.c.hash == variant_frames.c.variant_hash)
        .where(_FIELDS.post.in_(sorted({each.post for each in framed.values()})))
        .order_by(_FIELDS.id)
    )
    planned = [
        Other(row.post, row.frame, row.language, row.channel, str(row.body["texts"][0]))
        for row in connection.execute(query)
    ]
    found: dict[str, Other] = {}
    for name, variant in framed.items():
        some = [e for e in planned if e.post == variant.post and e.frame != variant.frame]
        some.sort(key=lambda each: each.language != variant.language)
        if some:
            found[name] = some[0]
    return found
