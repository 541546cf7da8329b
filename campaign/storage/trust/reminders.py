"""What people are reminded of: publications that wait for a yes, some days and hours ahead.

A reminder is known by the publication, by how long before its time it is, and by that time. So each
is told once, and one that was given another time is told of anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, select

from campaign.model import Publication
from campaign.model.approval import ApprovalRules
from campaign.plan.approval import asked_in_words, deadline, moments, reached
from campaign.plan.grace import meant_for
from campaign.storage import overview
from campaign.storage.notices import Mark
from campaign.storage.tables import notices
from campaign.storage.trust.judged import judged

_MOST: Final = 5_000  # publications that are looked at, those that are due first


@dataclass(frozen=True, slots=True)
class Reminder:
    """A publication that waits for a yes, its deadline (UTC), and who is asked or who holds it."""

    mark: Mark
    publication: Publication
    at: datetime
    until: datetime
    asked: str


def fresh(connection: Connection, rules: ApprovalRules, now: datetime, kind: str) -> list[Reminder]:
    """The reminders whose moment has come at `now` (UTC) and which nobody has had yet."""
    policies = [each for each in (rules.usual, *rules.regions.values()) if each is not None]
    if not policies:
        return []
    furthest = max(moments(each)[0] for each in policies)
    some = overview.unapproved(connection, now + furthest, _MOST, rules).first
    come = [(p, mark) for p in some if (mark := _mark(p, rules, now, kind)) is not None]
    told = _told(connection, kind, [p.id for p, _ in come])
    due = [(p, mark) for p, mark in come if mark not in told]
    found = judged(connection, [p for p, _ in due], rules)
    reminders = []
    for p, mark in due:
        each = found[p.id]
        asked = each.held or asked_in_words(each.standing)
        until = deadline(p, each.policy)
        reminders.append(Reminder(mark, p, meant_for(p), until, asked))
    return reminders


def _mark(publication: Publication, rules: ApprovalRules, now: datetime, kind: str) -> Mark | None:
    policy = rules.of(publication.region)
    moment = None if policy is None else reached(publication, policy, now)
    if moment is None:
        return None
    hours = int(moment / timedelta(hours=1))
    # In minutes, so that the number fits the column for some thousand years.
    at = int(meant_for(publication).timestamp() // 60)
    return Mark(f"{kind} {hours} h", publication.id, at)


def _told(connection: Connection, kind: str, numbers: Sequence[int]) -> set[Mark]:
    """The reminders about these publications that somebody has had."""
    found: set[Mark] = set()
    for start in range(0, len(numbers), 500):
        query = select(notices).where(
            notices.c.number.in_(numbers[start : start + 500]),
            notices.c.kind.startswith(f"{kind} "),
        )
        rows = connection.execute(query)
        found.update(Mark(row.kind, row.number, row.decided) for row in rows)
    return found
