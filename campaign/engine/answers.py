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
from sqlalchemy.exc import IntegrityError, StatementError

from campaign.engine.context import Desk
from campaign.engine.sender import Note
from campaign.errors import OutcomeUnknown
from campaign.model import Pending, Publication, Receipt
from campaign.storage.booked import holder

_ANOTHERS = "the post that the answer names is another publication's"
_NAMELESS = "the answer names no post"

#: How a value that no database takes is refused; a database that is away is a StorageError.
UNSTORABLE = (StatementError, ValueError, TypeError, OverflowError)


def believed(desk: Desk, connection: Connection, notes: Sequence[Note]) -> list[Note]:
    """The same notes as they can be stored, with a doubt in place of what is another's receipt.

    On the same channel the database itself refuses an id twice; where several channels share an
    account, it is asked.
    """
    checked = []
    for note in map(_clean, notes):
        answer, publication = note.answer, note.flight.publication
        if isinstance(answer, Receipt):
            near = desk.neighbours(publication.channel)
            if not answer.remote_id:
                note = replace(note, answer=OutcomeUnknown(_NAMELESS))
            elif len(near) > 1 and holder(connection, answer.remote_id, near, publication.id):
                note = replace(note, answer=OutcomeUnknown(_ANOTHERS))
        checked.append(note)
    return checked


def unstored(error: Exception) -> OutcomeUnknown:
    """What an answer that could not be stored leaves."""
    taken = isinstance(error, IntegrityError)
    return OutcomeUnknown(_ANOTHERS if taken else "its network's answer cannot be stored")


def is_taken(
    desk: Desk, connection: Connection, publication: Publication, receipt: Receipt
) -> bool:
    """True when a post that was found is already another publication's."""
    near = desk.neighbours(publication.channel)
    return holder(connection, receipt.remote_id, near, publication.id) is not None


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
