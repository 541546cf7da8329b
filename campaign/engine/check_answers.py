"""Check a network's answer before it is stored: can it be trusted, and can it be stored?

An answer is data from outside. It may be broken, or it may belong to another request: an id that is
booked for another publication proves nothing about this one.
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

#: What is raised for a value that no database takes. A database that is away is a StorageError.
UNSTORABLE = (StatementError, ValueError, TypeError, OverflowError)


def checked(
    context: EngineContext, connection: Connection, results: Sequence[SendResult]
) -> list[SendResult]:
    """The same results, in a form that can be stored; what belongs to another becomes a doubt.

    A receipt whose id is booked for another publication is such a doubt. On one channel, the
    database itself refuses an id twice. If several channels share an account, this function asks
    the database.
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
    """The outcome of a try whose answer could not be stored: it may have gone out."""
    taken = isinstance(error, IntegrityError)
    return OutcomeUnknown(_ANOTHERS if taken else "its network's answer cannot be stored")


def is_taken(
    context: EngineContext, connection: Connection, publication: Publication, receipt: Receipt
) -> bool:
    """True when the post that was found is already booked for another publication."""
    near = context.neighbours(publication.channel)
    return holder(connection, receipt.remote_id, near, publication.id) is not None


def storable_receipt(receipt: Receipt) -> Receipt:
    """The same receipt without what no database takes; an id that cannot be stored becomes ""."""
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
    """The text without lone surrogates and NUL characters, which no database takes."""
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
