"""A publication as its entries tell it: what each row about it must hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from campaign.model import AttemptOutcome
from campaign.storage import raw_rows
from campaign.storage.attempt_entries import MOVE
from campaign.storage.record import RecordAct
from campaign.storage.row_images import ROWS
from campaign.usecases.trust.verification.chain import Read

# What a new publication has before it is told.
_NEW: Mapping[str, Any] = {"remote_id": "", "url": "", "published_at": None}


@dataclass(slots=True)
class Told:
    """What the entries tell so far.

    `evidence` are the columns of the publication. `moves` are the rows of its history, each with
    the entry that tells of it; `tries` are by the instant at which they began, `parts` by number.
    `images` are rows that were there before the record, by table and key; None where they were
    redacted, so that nobody can compare them.
    """

    evidence: dict[str, Any] | None = None
    last: Read | None = None
    moves: list[tuple[tuple[Any, ...], Read]] = field(default_factory=list)
    tries: dict[str, dict[str, Any]] = field(default_factory=dict)
    parts: dict[int, dict[str, Any]] = field(default_factory=dict)
    images: dict[str, dict[str, Any]] | None = field(default_factory=dict)
    found: Read | None = None

    def take(self, entry: Read) -> None:
        """Take in the next entry."""
        match entry.act:
            case RecordAct.FOUND:
                self._found(entry)
            case RecordAct.PUBLICATION_MOVED:
                self._moved(entry, entry.details)
            case RecordAct.ATTEMPT_BEGAN | RecordAct.ATTEMPT_ENDED | RecordAct.ATTEMPT_MARKED:
                self._tried(entry)
            case RecordAct.PART_OUT:
                self._part(entry)
            case _:
                return
        self.last = entry

    def _found(self, entry: Read) -> None:
        """How it stood when the record began, or after a person was redacted."""
        self.evidence = _mapping(entry.details.get("set"))
        self.moves, self.tries, self.parts = [], {}, {}
        rows = raw_rows.parsed(entry.private.get(ROWS))
        self.images = rows if isinstance(rows, dict) else None
        self.found = entry

    def _moved(self, entry: Read, told: Mapping[str, Any]) -> None:
        self.evidence = {**(self.evidence or _NEW), **_mapping(told.get("set"))}
        self.evidence["state"] = told.get("after")
        row = (
            *(entry.at, entry.value("who", None), told.get("before"), told.get("after")),
            *(entry.value("reason"), told.get("decision")),
        )
        self.moves.append((row, entry))

    def _tried(self, entry: Read) -> None:
        if "change" in entry.details:
            return  # a try to take it back or correct it: its row has images of its own
        started = str(entry.details.get("started"))
        known = self.tries.setdefault(started, {})
        if entry.act == RecordAct.ATTEMPT_BEGAN:
            known |= {
                # Under a clock that stands, as in a rehearsal, two may begin at one instant.
                "times": known.get("times", 0) + 1,
                "worker": entry.value("who", None),
                "started": started,
                "ended": None,
                "outcome": AttemptOutcome.UNDER_WAY.value,
                "answer": "",
                "payload": raw_rows.parsed(entry.value("payload") or "{}"),
            }
        known |= _mapping(entry.details.get("set"))
        answer = entry.value("answer", None)
        if answer is not None:
            known["answer"] = answer
        known["entry"] = entry
        move = entry.details.get(MOVE)
        if isinstance(move, dict):
            self._moved(entry, move)

    def _part(self, entry: Read) -> None:
        number, details = entry.details.get("number"), entry.details
        if not isinstance(number, int):
            return
        self.parts[number] = {
            "key": details.get("key"),
            "remote_id": details.get("remote_id"),
            "url": details.get("url"),
            "raw": raw_rows.parsed(entry.value("raw") or "{}"),
            "published_at": entry.at,
            "entry": entry,
        }
        if number == 0 and self.evidence is not None:
            self.evidence |= {"remote_id": details.get("remote_id"), "url": details.get("url")}


def is_plain_json(value: Any) -> bool:
    """True for JSON text as the tables hold it: a changed byte could mean the same otherwise."""
    try:
        return bool(json.dumps(json.loads(value)) == value)
    except (TypeError, ValueError, RecursionError):
        return False


def _mapping(value: Any) -> dict[str, Any]:
    return dict(value) if isinstance(value, dict) else {}
