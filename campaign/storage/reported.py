"""What went out, as reports read it: columns to add up in SQL, and a few posts as they were.

`between` is a part of a statement of `analytics`, which adds snapshots to it. `rows` reads only
what a report shows of a post, and not the whole publication and variant.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    Text,
    UnaryExpression,
    case,
    cast,
    exists,
    extract,
    func,
    select,
)
from sqlalchemy.sql.operators import custom_op

from campaign.model import State
from campaign.model.changes import ChangeKind, ChangeState
from campaign.storage.tables import publications, variants
from campaign.storage.trust.tables import changes

_FIELDS = publications.c
_OUT = (State.PUBLISHED, State.WITHDRAWN)
_PORTION = 500


class Row(NamedTuple):
    """What a report shows of a publication; `body` is its variant's."""

    id: int
    post: str
    channel: str
    platform: str
    region: str
    language: str
    activity: str
    remote_id: str
    url: str
    published_at: datetime
    state: str
    body: dict[str, Any]


def between(
    dialect: str, since: datetime, until: datetime, regions: Collection[str] | None = None
) -> Select[Any]:
    """The publications of [since, until) (UTC) that are out or were.

    Its columns are those of `analytics.posts.COLUMNS`, in words of a database of this dialect. With
    `regions`, only those of these.
    """
    taken_back = exists().where(
        changes.c.publication == _FIELDS.id,
        changes.c.kind == ChangeKind.WITHDRAWAL.value,
        changes.c.state == ChangeState.DONE.value,
        changes.c.ended.is_not(None),
    )
    query = select(
        _FIELDS.id,
        _seconds(_FIELDS.published_at, dialect).label("at"),
        _FIELDS.post,
        _FIELDS.channel,
        _FIELDS.platform,
        _FIELDS.region,
        _FIELDS.language,
        _FIELDS.activity,
        case((_FIELDS.state != State.WITHDRAWN, 0), (taken_back, 1), else_=0).label("withdrawn"),
        _format(dialect).label("format"),
    ).where(_is_out(dialect), _FIELDS.published_at >= since, _FIELDS.published_at < until)
    return query if regions is None else query.where(_FIELDS.region.in_(regions))


def public(connection: Connection, since: datetime | None) -> list[int]:
    """The publications that are public and went out since an instant (UTC), in that order."""
    query = select(_FIELDS.id).where(
        _FIELDS.state == State.PUBLISHED, _FIELDS.published_at.is_not(None)
    )
    if since is not None:
        query = query.where(_FIELDS.published_at >= since)
    return list(connection.scalars(query.order_by(_FIELDS.published_at, _FIELDS.id)))


def rows(connection: Connection, ids: Sequence[int]) -> Iterator[Row]:
    """These publications in this order; one that does not exist is left out."""
    fields = [_FIELDS[name] for name in Row._fields if name != "body"]
    for start in range(0, len(ids), _PORTION):
        some = ids[start : start + _PORTION]
        query = (
            select(*fields, variants.c.body)
            .join(variants, variants.c.hash == _FIELDS.variant_hash)
            .where(_FIELDS.id.in_(some))
        )
        found = {row[0]: Row._make(row) for row in connection.execute(query)}
        yield from (found[each] for each in some if each in found)


def among(
    connection: Connection, posts: Collection[str], since: datetime, until: datetime
) -> set[str]:
    """Those of these posts of which something went out in [since, until) (UTC)."""
    found: set[str] = set()
    names = sorted(posts)
    for start in range(0, len(names), _PORTION):
        query = (
            select(_FIELDS.post)
            .where(_FIELDS.post.in_(names[start : start + _PORTION]))
            .where(_FIELDS.published_at >= since, _FIELDS.published_at < until)
            .where(_FIELDS.state.in_(_OUT))
            .distinct()
        )
        found.update(connection.scalars(query))
    return found


def _seconds(instant: ColumnElement[Any], dialect: str) -> ColumnElement[int]:
    """An instant of our tables in whole seconds since 1970."""
    if dialect == "sqlite" and sqlite3.sqlite_version_info < (3, 38):
        return cast(func.strftime("%s", instant, type_=Text), BigInteger)
    if dialect == "sqlite":
        return func.unixepoch(instant, type_=BigInteger)
    return cast(func.floor(extract("epoch", instant)), BigInteger)


def _format(dialect: str) -> ColumnElement[str]:
    """What goes out beside the words, by the types of it; as `published.format_of` has it."""
    media: ColumnElement[Any] = variants.c.body["media"]
    if dialect == "sqlite":
        many = func.json_array_length(variants.c.body, "$.media")
        each = func.json_each(variants.c.body, "$.media").table_valued("value")
        mime = func.json_extract(each.c.value, "$.mime")
    else:
        many = func.json_array_length(media)
        each = func.json_array_elements(media).table_valued("value")
        mime = func.json_extract_path_text(each.c.value, "mime")
    is_film = exists().select_from(each).where(mime.like("video/%"))
    return (
        select(
            case(
                (is_film, "film"),
                (func.coalesce(many, 0) == 0, "text"),
                (many == 1, "picture"),
                else_="pictures",
            )
        )
        .where(variants.c.hash == _FIELDS.variant_hash)
        .scalar_subquery()
    )


def _is_out(dialect: str) -> ColumnElement[bool]:
    """That a publication is out or was."""
    state: ColumnElement[str] = _FIELDS.state
    if dialect == "sqlite":
        # A sign before it keeps SQLite from reading all that ever went out by the index of states:
        # a span has an index of its own (https://www.sqlite.org/optoverview.html).
        state = UnaryExpression(state, operator=custom_op("+"), type_=state.type)
    return state.in_(_OUT)
