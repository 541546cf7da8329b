"""Forget a person, or what is older than the years that are kept; the record still holds.

Both check the record first: what is deleted here could not be compared any more. Both say in an
entry of the record what is gone, and nothing is half done.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, func, select, update

from analytics import who_entered
from campaign.errors import CampaignError
from campaign.model import State
from campaign.model.people import EVERYWHERE, Actor, Person
from campaign.plan.rights import Act
from campaign.storage import raw_rows, record
from campaign.storage.database import Database
from campaign.storage.record import RecordAct
from campaign.storage.row_images import ROWS
from campaign.storage.tables import publications
from campaign.storage.tables import record as entries
from campaign.storage.trust import forgetting, people, personal
from campaign.storage.trust.tables import people as people_table
from campaign.storage.trust.tables import roles
from campaign.usecases.trust.people import forget
from campaign.usecases.trust.verify_record import Outside, verify

#: What stands for people whose acts are older than the years that are kept.
PRUNED: Final = "pruned"

#: What networks were sent and answered: no words of people who work on the campaign.
_RAW: Final = frozenset({"payload", "answer", "raw"})
_FINAL: Final = (
    State.PUBLISHED,
    State.FAILED,
    State.MISSED,
    State.CANCELLED,
    State.WITHDRAWN,
)


class CannotForget(CampaignError):
    """Nothing was forgotten, for the reason given."""


@dataclass(frozen=True, slots=True)
class Forgot:
    """How many entries lost private values and how many rows changed; what stands there instead."""

    placeholder: str
    entries: int
    rows: int


def redact(
    database: Database,
    outside: Outside,
    id: str,
    *,
    actor: Actor,
    now: datetime,
    anyway: bool = False,
) -> Forgot:
    """Forget a person by id: name, address, and words by and about them, in all tables.

    Their acts stay, under a placeholder. `anyway` does so though the record does not hold. Raises
    CannotForget, UnknownPerson, CannotChange for the last admin, Forbidden and StorageError.
    """
    holds = _holds(database, outside, anyway=anyway)
    placeholder = f"redacted-{secrets.token_hex(4)}"
    with database.write() as connection:
        forgetting.overwrite(connection)
        record.chain(connection, wait=True)
        actor = people.demand(connection, actor, Act.REDACT, [EVERYWHERE])
        person = people.one(connection, id)
        if person is not None or people.exist(connection):
            actor = forget(connection, id, actor=actor, now=now)
            _rename(connection, id, placeholder)
        mentions = _Mentions(id, person)
        gone = forgetting.delete(connection, lambda row: _of_person(row, id, mentions))
        changed = personal.replace(connection, id, mentions, placeholder)
        changed.rows += who_entered.forget(connection, id, mentions, placeholder)
        if not gone.entries and not changed.rows and person is None:
            raise CannotForget(f"nothing was ever done by {id}")
        forgetting.commit(
            connection,
            RecordAct.PERSON_REDACTED,
            gone,
            changed,
            who=placeholder if actor.name == id else actor.name,
            now=now,
            placeholder=placeholder,
            details={"verified": holds},
        )
    forgetting.scrub(database)
    return Forgot(placeholder, gone.entries, changed.rows)


def prune(
    database: Database,
    outside: Outside,
    before: datetime,
    *,
    actor: Actor,
    now: datetime,
    anyway: bool = False,
) -> Forgot:
    """Delete private values and raw answers of before an instant (UTC), as `redact` does.

    Publications that may still change are left out, with everything about them.
    """
    holds = _holds(database, outside, anyway=anyway)
    with database.write() as connection:
        forgetting.overwrite(connection)
        record.chain(connection, wait=True)
        actor = people.demand(connection, actor, Act.REDACT, [EVERYWHERE])
        finished = _finished(connection, before)

        def old(row: Any) -> Iterable[str]:
            mine = row.at < before and (row.publication is None or row.publication in finished)
            return row.private if mine else ()

        gone = forgetting.delete(connection, old)
        if not gone.entries:
            return Forgot(PRUNED, 0, 0)
        changed = personal.prune(connection, finished, before, PRUNED)
        changed.rows += who_entered.prune(connection, before, PRUNED)
        forgetting.commit(
            connection,
            RecordAct.PRUNED,
            gone,
            changed,
            who=actor.name,
            now=now,
            placeholder=PRUNED,
            details={"verified": holds, "before": before.isoformat()},
        )
    forgetting.scrub(database)
    return Forgot(PRUNED, gone.entries, changed.rows)


def years_before(now: datetime, years: int) -> datetime:
    """The same moment some years ago; of 29 February, the day before."""
    try:
        return now.replace(year=now.year - years)
    except ValueError:
        return now.replace(year=now.year - years, day=28)


class _Mentions:
    """Says whether words name a person: by id, name or address, as words of their own."""

    def __init__(self, id: str, person: Person | None) -> None:
        names = {id, *((person.name, person.email) if person else ())} - {""}
        either = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
        self._pattern = re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)

    def __call__(self, words: str) -> bool:
        return self._pattern.search(words) is not None

    def in_json(self, text: str) -> bool:
        """The same for JSON text: its escapes would hide where a word begins."""
        return self(text) or any(self(each) for each in _strings(raw_rows.parsed(text)))


def _of_person(row: Any, id: str, mentions: _Mentions) -> Iterable[str]:
    """The private values of an entry by or about a person."""
    mine = row.private.get("who", ("", ""))[1] == id
    for key, (_, value) in row.private.items():
        if key == "who":
            if mine:
                yield key
        elif key not in _RAW and ((mine and key != ROWS) or mentions.in_json(value)):
            yield key


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
        inner = raw_rows.parsed(value) if value[:1] in ("[", "{") else None
        yield from _strings(inner)
    elif isinstance(value, dict):
        yield from (each for pair in value.items() for part in pair for each in _strings(part))
    elif isinstance(value, list):
        yield from (each for part in value for each in _strings(part))


def _rename(connection: Connection, id: str, placeholder: str) -> None:
    """The row of a person stays, as somebody who was redacted: without the id, name and roles."""
    connection.execute(roles.delete().where(roles.c.person == id))
    connection.execute(update(people_table).where(people_table.c.id == id).values(id=placeholder))


def _finished(connection: Connection, before: datetime) -> frozenset[int]:
    """The publications that cannot change by themselves, and about which nothing newer is told."""
    last = (
        select(entries.c.publication)
        .where(entries.c.publication.is_not(None))
        .group_by(entries.c.publication)
        .having(func.max(entries.c.at) < before)
    )
    query = select(publications.c.id).where(
        publications.c.id.in_(last), publications.c.state.in_(_FINAL)
    )
    return frozenset(connection.scalars(query))


def _holds(database: Database, outside: Outside, *, anyway: bool) -> bool:
    found = verify(database, outside)
    if not found.holds and not anyway:
        raise CannotForget(
            f"the record does not hold ({found.wrong[0].words}): look at `campaign evidence "
            "verify` first; what is forgotten now could not be compared later. --anyway does it "
            "all the same, and the record says so"
        )
    return found.holds
