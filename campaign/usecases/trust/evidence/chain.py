"""The part of the record that an export holds: a run of numbers without a gap.

A run can be checked without the rest: its first entry follows a hash that is named, and each seal
is of a head within it. It begins with the first entry about the posts or of the days, and ends with
the last; a later entry that says what was forgotten belongs to it, and so does everything up to the
first head that was sealed after all that. What the posts and days do not need has its place in the
chain and no private values.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from campaign.storage import record_format
from campaign.storage.record_format import BEGINNING
from campaign.storage.sealed_heads import Head
from campaign.storage.trust import entries
from campaign.storage.trust.entries import Entry
from campaign.usecases.trust.evidence.chosen import Span

# Acts on people: whatever the days are, names and addresses of the staff stay at home. The same
# words stand in `verify.py`.
WITHHELD = ("person", "role", "review", "rows")


@dataclass(frozen=True, slots=True)
class Run:
    """Entries `first` to `last`; `before` is the hash that the first follows, `head` the last's.

    `began` is when the record's first entry was written. `sealed` are the heads that were sealed
    outside the database, and `stamped` the numbers of entries whose hash a timestamp authority has
    stamped, both from the one before the first entry on.
    """

    first: int
    last: int
    before: str
    head: str
    began: str
    sealed: tuple[Head, ...] = ()
    stamped: tuple[int, ...] = ()


def run(
    connection: Connection,
    posts: Mapping[str, Collection[int]],
    span: Span,
    heads: Sequence[Head],
    stamped: Collection[int],
) -> Run | None:
    """The numbers that an export needs; None when the record has nothing of it.

    `heads` are all that were sealed, `stamped` the numbers of the entries with a timestamp.
    """
    found = entries.numbers_of(connection, posts, span.since, span.until)
    began = entries.began(connection)
    if found is None or began is None:
        return None
    first, last = found
    last = max(last, entries.last_forgetting(connection, first) or last)
    # A head that is not of this chain is of a database that was there before a backup.
    ours = [each for each in heads if entries.hash_at(connection, each.number) == each.hash]
    sealed_after = [each.number for each in ours if each.number >= last]
    stamped_after = [number for number in stamped if number >= last]
    last = min(stamped_after or sealed_after, default=last)
    before = entries.hash_at(connection, first - 1) if first > 1 else BEGINNING
    head = entries.hash_at(connection, last)
    assert before is not None and head is not None
    return Run(
        *(first, last, before, head, record_format.instant(began)),
        sealed=tuple(each for each in ours if first - 1 <= each.number <= last),
        stamped=tuple(number for number in sorted(stamped) if first - 1 <= number <= last),
    )


def lines(
    connection: Connection, needed: Run, posts: Collection[str], span: Span
) -> Iterator[bytes]:
    """The entries of a run, each a line of canonical JSON."""
    for entry in entries.between(connection, needed.first, needed.last):
        yield (record_format.canonical(_plain(entry, posts, span)) + "\n").encode()


def _plain(entry: Entry, posts: Collection[str], span: Span) -> dict[str, object]:
    at = record_format.instant(entry.at)
    since, until = span.bounds
    ours = entry.act.partition(".")[0] not in WITHHELD and (
        since <= at < until or entry.post in posts
    )
    return {
        "number": entry.number,
        "id": entry.id,
        "at": at,
        "act": entry.act,
        "post": entry.post,
        "publication": entry.publication,
        "public": entry.public,
        "private": entry.private if ours else None,
        "hash": entry.hash,
    }
