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

from campaign.engine.claimed import SendResult
from campaign.engine.context import EngineContext
from campaign.errors import OutcomeUnknown
from campaign.model import Pending, Publication, Receipt
from campaign.storage.booked_ids import holder

_ANOTHERS = "the post that the answer names is another publication's"
_NAMELESS = "the answer names no post"

#: How a value that no database takes is refused; a database that is away is a StorageError.
UNSTORABLE = (StatementError, ValueError, TypeError, OverflowError)


def checked(
    context: EngineContext, connection: Connection, results: Sequence[SendResult]
) -> list[SendResult]:
    """The same results as they can be stored, with a doubt in place of what is another's receipt.

    On the same channel the database itself refuses an id twice; where several channels share an
    account, it is asked.
    """
    checked = []
    for result in map(_clean, results):
        answer, publication = result.answer, result.claimed.publication
        if isinstance(answer, Receipt):
            near = context.neighbours(publication.channel)
            if not answer.remote_id:
                result = replace(result, answer=OutcomeUnknown(_NAMELESS))
            elif len(near) > 1 and holder(connection, answer.remote_id, near, publication.id):
                result = replace(result, answer=OutcomeUnknown(_ANOTHERS))
        checked.append(result)
    return checked


def as_unknown(error: Exception) -> OutcomeUnknown:
    """What an answer that could not be stored leaves."""
    taken = isinstance(error, IntegrityError)
    return OutcomeUnknown(_ANOTHERS if taken else "its network's answer cannot be stored")


def is_taken(
    context: EngineContext, connection: Connection, publication: Publication, receipt: Receipt
) -> bool:
    """True when a post that was found is already another publication's."""
    near = context.neighbours(publication.channel)
    return holder(connection, receipt.remote_id, near, publication.id) is not None


def storable_receipt(receipt: Receipt) -> Receipt:
    """The same receipt without what no database takes: an id that is none becomes ""."""
    try:
        raw_json = json.dumps(receipt.raw, ensure_ascii=False, allow_nan=False, default=str)
    except (ValueError, TypeError, RecursionError):
        raw: Any = {}
    else:
        raw = (
            receipt.raw if storable_text(raw_json) == raw_json and "\\u0000" not in raw_json else {}
        )
    known = receipt.remote_id if storable_text(receipt.remote_id) == receipt.remote_id else ""
    return Receipt(known, storable_text(receipt.url), raw)


def storable_text(words: str) -> str:
    """A text without lone surrogates and NUL, which no database takes."""
    return words.encode("utf-8", "replace").decode("utf-8").replace("\0", "�")


def _clean(result: SendResult) -> SendResult:
    match result.answer:
        case Receipt() as receipt:
            return replace(result, answer=storable_receipt(receipt))
        case Pending(token=token) if storable_text(token) != token:
            return replace(
                result, answer=OutcomeUnknown("the answer names no id that can be stored")
            )
    return result
