"""Posts on the campaign's channels that the program did not publish.

Somebody names them by their address. They are measured like others where their network lets it be
asked by an id, or a person enters their counts. Their number below zero is `Subject.publication_id`
wherever counts are kept, so that they are never taken for what the campaign has published: they are
in no sum of a report, and stand in tables of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit, urlunsplit

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from analytics import by_hand, store
from analytics.metrics import METRICS, Counts, Subject, utc

_FIELDS = store.elsewhere.c
LONGEST = 2000
"""Characters of an address."""


class NoAddress(ValueError):
    """What was written is not the address of a post on the web; the message says why."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A post that the program did not publish, as somebody wrote it down at `at` (UTC).

    `remote_id` is "" where its network cannot be asked for it. `number` is 0 for a new one.
    """

    url: str
    channel: str
    platform: str
    region: str
    language: str
    headline: str
    published_at: datetime
    source: str
    who: str
    at: datetime
    remote_id: str = ""
    number: int = 0

    @property
    def subject(self) -> Subject:
        """The post as it is measured, under its number below zero."""
        return Subject(
            publication_id=-self.number,
            post="",
            headline=self.headline,
            channel=self.channel,
            platform=self.platform,
            region=self.region,
            language=self.language,
            activity="",
            outcome=None,
            remote_id=self.remote_id,
            url=self.url,
            published_at=self.published_at,
            card=None,
            text="",
        )


@dataclass(frozen=True, slots=True)
class ElsewherePost:
    """Such a post with its counts; None without any. `by_hand` are those that a person entered.

    `taken_at` (UTC) is when its network was asked last, None where it never was.
    """

    subject: Subject
    counts: Counts | None
    taken_at: datetime | None
    by_hand: frozenset[str] = frozenset()


def same_address(url: str) -> str:
    """An address in the form in which two that lead to the same post are equal.

    Raises NoAddress. The host is in small letters, without "www."; a fragment, a slash at the end
    and parameters that only track (utm_…, fbclid, igsh and the like) are left out.
    """
    text = url.strip()
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise NoAddress(f'"{text}" is not an address: {error}') from error
    if parts.scheme not in {"http", "https"} or "." not in host:
        raise NoAddress(f'"{text}" is not the address of a post: it begins with https://')
    if len(text) > LONGEST or any(each.isspace() or not each.isprintable() for each in text):
        raise NoAddress(f'"{text[:60]}" is not the address of a post')
    host = host.removeprefix("www.") + (f":{port}" if port not in (None, 80, 443) else "")
    kept = [each for each in parts.query.split("&") if each and not _tracks(each)]
    return urlunsplit(("https", host, parts.path.rstrip("/"), "&".join(kept), ""))


_TRACKING = ("fbclid", "gclid", "igsh", "igshid", "mibextid", "ref_src", "ref_url", "si", "xmt")


def _tracks(parameter: str) -> bool:
    name = parameter.partition("=")[0].casefold()
    return name.startswith("utm_") or name in _TRACKING


def add(connection: sa.Connection, new: Elsewhere) -> int | None:
    """Write a post down; gives its number, None when its address is there already."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    row = {
        "address": same_address(new.url),
        "url": new.url,
        "channel": new.channel,
        "platform": new.platform,
        "region": new.region,
        "language": new.language,
        "headline": new.headline,
        "remote_id": new.remote_id,
        "published_at": utc(new.published_at),
        "source": new.source,
        "who": new.who,
        "at": utc(new.at),
    }
    table = store.elsewhere
    statement = dialect.insert(table).values(row).on_conflict_do_nothing().returning(table.c.id)
    found: int | None = connection.execute(statement).scalar()
    return found


def between(connection: sa.Connection, since: datetime, until: datetime) -> list[Elsewhere]:
    """Those that went out in [since, until) (UTC), the earliest first."""
    out = _FIELDS.published_at
    return _read(connection, out >= utc(since), out < utc(until))


def of_addresses(connection: sa.Connection, addresses: Sequence[str]) -> list[Elsewhere]:
    """Those with these addresses, in the form of `same_address`."""
    found: list[Elsewhere] = []
    for some in store.chunks(addresses):
        found += _read(connection, _FIELDS.address.in_(some))
    return found


def one(connection: sa.Connection, number: int) -> Elsewhere | None:
    """The one of a number, above zero."""
    return next(iter(_read(connection, _FIELDS.id == number)), None)


def read(
    connection: sa.Connection, some: Iterable[Elsewhere], as_of: datetime
) -> list[ElsewherePost]:
    """These with their counts at or before `as_of` (UTC); what a person entered counts first."""
    posts = [each.subject for each in some]
    ids = [each.publication_id for each in posts]
    last = store.latest_before(connection, ids, as_of)
    entered: dict[int, dict[str, int | None]] = {}
    for figure in by_hand.standing(by_hand.of_weeks(connection, (), ids)):
        entered.setdefault(figure.about.publication, {})[figure.metric] = figure.number
    found = []
    for each in posts:
        snapshot, typed = last.get(each.publication_id), entered.get(each.publication_id, {})
        values = dict(
            zip(METRICS, (snapshot.counts if snapshot else Counts()).values(), strict=True)
        )
        known = {name: number for name, number in typed.items() if number is not None}
        values.update(known)
        counts = Counts(**values) if snapshot is not None or known else None
        taken_at = snapshot.taken_at if snapshot else None
        found.append(ElsewherePost(each, counts, taken_at, frozenset(known)))
    return found


def _read(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> list[Elsewhere]:
    query = sa.select(store.elsewhere).where(*where).order_by(_FIELDS.published_at, _FIELDS.id)
    return [
        Elsewhere(
            url=row.url,
            channel=row.channel,
            platform=row.platform,
            region=row.region,
            language=row.language,
            headline=row.headline,
            published_at=row.published_at,
            source=row.source,
            who=row.who,
            at=row.at,
            remote_id=row.remote_id,
            number=row.id,
        )
        for row in connection.execute(query)
    ]
