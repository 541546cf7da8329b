"""Check the record against itself, the tables, the pictures and the sealed heads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from campaign.errors import StorageError
from campaign.media import MediaStore
from campaign.storage import raw_rows
from campaign.storage.database import Database
from campaign.storage.record import RecordAct
from campaign.storage.sealed_heads import SealedHeads
from campaign.storage.stamps import StampFiles
from campaign.usecases.trust.verification import chain as entries
from campaign.usecases.trust.verification import publications
from campaign.usecases.trust.verification.chain import Chain
from campaign.usecases.trust.verification.findings import Verified, Wrong
from campaign.usecases.trust.verification.heads import Heads
from campaign.usecases.trust.verification.rows import Rows
from campaign.usecases.trust.verification.stamps import Stamps
from campaign.usecases.trust.verification.variants import Variants


@dataclass(frozen=True, slots=True)
class Outside:
    """What lies beside the database: pictures, sealed heads, stamps; and `roots` to check those.

    Without `roots`, which are certificates, the signatures of the stamps are not checked.
    """

    media: MediaStore
    heads: SealedHeads
    stamps: StampFiles
    roots: Sequence[Any] = ()


def verify(database: Database, outside: Outside) -> Verified:
    """Check all of it, in one snapshot of the database; changes nothing.

    A damaged database file is one of the things that are wrong. Raises StorageError when the
    database cannot be reached.
    """
    try:
        with database.read() as connection, raw_rows.raw(connection):
            damage = raw_rows.damage(connection)
            if damage:
                return Verified(wrong=tuple(Wrong("database", each) for each in damage))
            return _verify(connection, outside)
    except StorageError as error:
        if not raw_rows.is_damage(error):
            raise
        return Verified(wrong=(Wrong("database", str(error)),))


def _verify(connection: Connection, outside: Outside) -> Verified:
    chain = Chain(entries.forgotten(connection))
    variants, rows = Variants(connection, chain), Rows(connection, chain)
    heads, stamps = Heads(connection, chain), Stamps(chain)
    before: dict[str, int] = {}
    for some in entries.walk(connection, chain):
        for entry in some:
            if entry.act == RecordAct.BEGAN:
                before = entry.details.get("there", {})
        for part in (variants, rows, heads, stamps):
            part.take(some)
    loose = 0
    for entry in entries.loose(connection, chain.forgotten):
        loose += 1
        for part in (variants, rows, heads, stamps):
            part.take([entry])
    publications.check(connection, chain)
    rows.finish()
    pictures = variants.finish(rows.keys("variants"), outside.media)
    seals, notes = heads.finish(outside.heads)
    good, more = stamps.finish(outside.stamps, outside.roots)
    notes += more
    if chain.backwards:
        named = "entry" if chain.backwards == 1 else "entries"
        notes.append(
            f"the clock of {chain.backwards} {named} runs behind the entry before, first that of "
            f"entry {chain.first_backwards}: a clock was wrong, the order is that of the numbers"
        )
    return Verified(
        entries=chain.entries,
        loose=loose,
        head=chain.hash if chain.entries else "",
        begins=_begins(chain),
        before=before,
        wrong=tuple(chain.wrong),
        notes=tuple(notes),
        seals=seals,
        stamps=good,
        pictures=pictures,
    )


def _begins(chain: Chain) -> datetime | None:
    try:
        return datetime.fromisoformat(chain.begins) if chain.begins else None
    except ValueError:
        return None
