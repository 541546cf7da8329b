"""The sentence for the second of two people: that it was done already, by whom and when."""

from __future__ import annotations

from typing import TypeGuard
from zoneinfo import ZoneInfo

from campaign.storage.desk import edits
from campaign.storage.pauses import Pause
from campaign.storage.trust.done_before import named
from campaign.usecases.trust.done_before import DoneBefore, by
from campaign.web.desk import Desk
from campaign.web.visitor import Visitor
from campaign.web.words import N_


def is_by_another(found: DoneBefore | None, visitor: Visitor) -> TypeGuard[DoneBefore]:
    """True when somebody else did it; whoever sends a form twice knows who did it."""
    return found is not None and found.who != visitor.actor.name


def was_done(
    desk: Desk, visitor: Visitor, found: DoneBefore | None, zone: ZoneInfo | None = None
) -> str:
    """That it was done already; where another person did it, by whom and when in a zone.

    Without a zone, the campaign's counts.
    """
    words = visitor.words
    if not is_by_another(found, visitor):
        return words(N_("Was done already."))
    when = words.moment(found.at, zone or desk.config.zone)
    return words(N_("Was done already. %(who)s: %(when)s."), who=found.name, when=when)


def with_name(
    desk: Desk,
    visitor: Visitor,
    sentence: str,
    found: DoneBefore | None,
    zone: ZoneInfo | None = None,
) -> str:
    """A sentence about how something stands; where another person made it so, with who and when."""
    if not is_by_another(found, visitor):
        return sentence
    when = visitor.words.moment(found.at, zone or desk.config.zone)
    return f"{sentence} {found.name}: {when}.".lstrip()


def edited_last(desk: Desk, file: str, base: str) -> DoneBefore | None:
    """Who made a file what it is, by its hash; None where that was not through the desk lately."""
    with desk.database.read() as connection:
        made = edits.made(connection, file, base)
        return named(connection, made.who, made.at) if made is not None else None


def paused_anew(desk: Desk, visitor: Visitor, pause: Pause) -> str:
    """That somebody has stopped it meanwhile, so that it does not go on."""
    words, first = visitor.words, by(desk.database, pause.who, pause.at)
    return words(
        N_("%(name)s stopped it meanwhile, %(moment)s: %(reason)s. Look again."),
        name=first.name,
        moment=words.moment(first.at, desk.config.zone),
        reason=pause.reason.rstrip("."),
    )
