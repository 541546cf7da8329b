"""Which answers are believed, and in what form they can be stored.

A network's answer is data that may be broken, or that of another question: an id that is booked
for another publication says nothing about this one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DataError, ProgrammingError, StatementError

from campaign.errors import OutcomeUnknown, StorageError
from campaign.model import Pending, Publication, Receipt
from campaign.storage.booked import holders
from campaign.usecases.desk import Desk
from campaign.usecases.send import Note

#: What a driver says of a value that it cannot store; a database that is away is none of these.
UNSTORABLE = (DataError, ProgrammingError, StatementError, ValueError, TypeError, OverflowError)

assert not issubclass(StorageError, UNSTORABLE)


def believed(desk: Desk, connection: Connection, notes: Sequence[Note]) -> list[Note]:
    """The same notes, with a doubt in place of every receipt that is another publication's."""
    clean = [_clean(note) for note in notes]
    receipts = [
        (n.flight.publication, n.answer.remote_id) for n in clean if isinstance(n.answer, Receipt)
    ]
    known = holders(connection, (remote_id for _, remote_id in receipts))
    for publication, remote_id in receipts:
        known.setdefault(remote_id, []).append((publication.id, publication.channel))
    checked = []
    for note in clean:
        answer = note.answer
        if isinstance(answer, Receipt):
            other = _other(desk, note.flight.publication, known[answer.remote_id])
            if other or not answer.remote_id:
                whose = f"the one of publication {other}" if other else "without an id"
                doubt = OutcomeUnknown(f"the post that the answer names is {whose}")
                note = replace(note, answer=doubt)
        checked.append(note)
    return checked


def is_taken(
    desk: Desk, connection: Connection, publication: Publication, receipt: Receipt
) -> bool:
    """True when a post that was found is already another publication's."""
    known = holders(connection, [receipt.remote_id])
    return bool(_other(desk, publication, known.get(receipt.remote_id, ())))


def storable(receipt: Receipt) -> Receipt:
    """The same receipt without what no database takes: an id that is none becomes ""."""
    try:
        told = json.dumps(receipt.raw, ensure_ascii=False, allow_nan=False, default=str)
    except (ValueError, TypeError, RecursionError):
        raw: Any = {}
    else:
        raw = receipt.raw if text(told) == told and "\\u0000" not in told else {}
    known = receipt.remote_id if text(receipt.remote_id) == receipt.remote_id else ""
    return Receipt(known, text(receipt.url), raw)


def text(told: str) -> str:
    """A text without lone surrogates and NUL, which no database takes."""
    return told.encode("utf-8", "replace").decode("utf-8").replace("\0", "�")


def _clean(note: Note) -> Note:
    match note.answer:
        case Receipt() as receipt:
            return replace(note, answer=storable(receipt))
        case Pending(token=token) if text(token) != token:
            return replace(note, answer=OutcomeUnknown("the answer names no id that can be stored"))
    return note


def _other(desk: Desk, publication: Publication, known: Sequence[tuple[int, str]]) -> int:
    """The number of another publication on the same account that has it; 0 for none."""
    near = desk.neighbours(publication.channel)
    return next((n for n, channel in known if n != publication.id and channel in near), 0)
