"""Send people a notice of what needs them: once, and never at the expense of a publication.

::

    look (read) → a usable way to send → marked as sent (committed) → sent, once

A notice that is marked and then cannot be sent is lost. That is logged, and `campaign status` still
shows the matter. The other order could send the same message again and again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime, tzinfo

from sqlalchemy import Connection

from campaign.model import Publication
from campaign.model.approval import NO_APPROVAL, ApprovalRules
from campaign.notices import (
    APART,
    DIFFERS,
    FOREIGN,
    KINDS,
    LIMITS,
    PAUSED,
    TAKING_BACK,
    UNAPPROVED,
    Notice,
    message,
)
from campaign.plan.pace import Rate
from campaign.plan.reasons import in_words
from campaign.storage import notices, rate_limits, server_limits, unbooked_posts
from campaign.storage.database import Database
from campaign.storage.trust import read_backs, reminders
from campaign.storage.trust.read_backs import ReadBack
from campaign.storage.trust.reminders import Reminder
from campaign.usecases.operations import open_changes

log = logging.getLogger(__name__)

#: Sends a title and a text; gives "" when it arrived, else why not, without any secret.
Send = Callable[[str, str], str]

#: What is held for a reason of which people get a notice of its own.
_HELD: Mapping[str, Callable[[Connection], Sequence[Publication]]] = {
    FOREIGN: unbooked_posts.held,
    LIMITS: server_limits.held,
}
_PACE = Rate(1, APART)


def send_notices(
    database: Database,
    on: Collection[str],
    *,
    campaign: str,
    connect: Callable[[], Send],
    now: datetime,
    rules: ApprovalRules = NO_APPROVAL,
    zone: Callable[[str], tzinfo] = lambda channel: UTC,
) -> str:
    """Send one message with all that is new of the kinds `on`; gives why it failed, "" for success.

    `campaign` is its title, `now` a UTC instant. `connect` is called only when there is something
    to send; what it raises is raised here, with nothing marked. A kind that had a message within
    the last minute, from any worker, waits for a later call. `rules` say what has to be approved,
    `zone` on which clock a channel's times are told. Raises StorageError.
    """

    def fresh(connection: Connection) -> dict[notices.Mark, Notice]:
        found = _fresh(connection, on, now)
        if UNAPPROVED in on:
            for each in reminders.fresh(connection, rules, now, UNAPPROVED):
                found[each.mark] = _reminder(each, now, zone(each.publication.channel))
        return found

    with database.read() as connection:
        if not fresh(connection):
            return ""
    send = connect()
    with database.write() as connection:
        new = fresh(connection)
        free = {
            kind
            for kind in sorted({mark.kind for mark in new})
            if rate_limits.admit(connection, f"notices {kind}", _PACE, now, 1)
        }
        chosen = [mark for mark in new if mark.kind in free]
        ours = notices.mark(connection, chosen, now)
    found = [new[mark] for mark in chosen if mark in ours]
    if not found:
        return ""
    failed = send(*message(campaign, found))
    numbers = ", ".join(f"{each.kind} {each.number}" for each in found[:20])
    if failed:
        log.error("Nobody was told of %s: %s", numbers, failed, extra={"action": "notice_failed"})
    else:
        log.info("People were told of %s", numbers, extra={"action": "notice_sent"})
    return failed


def _reminder(reminder: Reminder, now: datetime, zone: tzinfo) -> Notice:
    """A publication that waits for a yes: when it goes out, until when, and who is asked."""
    p = reminder.publication
    when = f"{reminder.at.astimezone(zone):%a %d %b %H:%M %Z}"
    until = f"{reminder.until.astimezone(zone):%a %d %b %H:%M}"
    told = f"it goes out on {when}" if now < reminder.at else f"it was to go out on {when}, is held"
    by = "to approve until" if now < reminder.until else "it was to be approved by"
    return Notice(UNAPPROVED, p.id, p.channel, f"{told}; {by} {until}; {reminder.asked}", p.post)


def _fresh(
    connection: Connection, on: Collection[str], now: datetime
) -> dict[notices.Mark, Notice]:
    """The new notices, by their marks."""
    others = (PAUSED, UNAPPROVED, TAKING_BACK, DIFFERS, *_HELD)
    states = [kind for kind in KINDS if kind in on and kind not in others]
    found = {
        mark: Notice(mark.kind, mark.number, p.channel, in_words(p), p.post, mark.decided)
        for mark, p in (notices.fresh(connection, states) if states else ())
    }
    for kind, held in _HELD.items():
        for mark, p in notices.fresh_held(connection, kind, held(connection)) if kind in on else ():
            found[mark] = Notice(kind, mark.number, p.channel, in_words(p), p.post, mark.decided)
    if TAKING_BACK in on:
        waiting = open_changes.read(connection, now)
        marks = waiting.marks(TAKING_BACK)
        for mark in notices.unsaid(connection, marks):
            p = marks[mark]
            says = waiting.why[p.id]
            found[mark] = Notice(TAKING_BACK, mark.number, p.channel, says, p.post, mark.decided)
    for p, look in read_backs.troubles(connection) if DIFFERS in on else ():
        if _is_new(connection, look):
            found[notices.Mark(DIFFERS, p.id, look.number)] = Notice(
                DIFFERS, p.id, p.channel, look.detail, p.post, look.number
            )
    for mark, pause in notices.fresh_pauses(connection, PAUSED, now) if PAUSED in on else ():
        channel = pause.scope.removeprefix("channel:")
        found[mark] = Notice(PAUSED, mark.number, channel, pause.reason)
    return found


def _is_new(connection: Connection, look: ReadBack) -> bool:
    """True when people have not had a notice of what this look found."""
    earlier = [e for e in read_backs.of(connection, look.publication) if e.number < look.number]
    if any((e.outcome, e.detail) == (look.outcome, look.detail) for e in earlier):
        return False
    return not notices.had(connection, notices.Mark(DIFFERS, look.publication, look.number))
